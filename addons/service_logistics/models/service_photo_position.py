from odoo import api, fields, models


class ServicePhotoPosition(models.Model):
    """A view of the device that the photo booth asks for, in this order."""

    _name = "service.photo.position"
    _description = "View of the Photo Booth"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    at_receipt = fields.Boolean(string="At Receipt", default=True)
    before_sending = fields.Boolean(string="Before Sending", default=True)

    @api.model
    def _service_for_mode(self, mode):
        """Return the views that a station in `mode` asks for, in order."""
        field = {"receive": "at_receipt", "send": "before_sending"}.get(mode)
        return self.search([(field, "=", True)]) if field else self.browse()

    def _service_name_for(self, job):
        """Return the name that goes with a photo of `job`, or False.

        In the client's language: in and out are compared by it, whoever took them.
        """
        lang = job.sudo().contact_id.lang  # the client reads it
        return self.with_context(lang=lang or self.env.lang).name
