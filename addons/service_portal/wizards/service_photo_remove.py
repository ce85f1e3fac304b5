from odoo import fields, models


class ServicePhotoRemove(models.TransientModel):
    """Ask for the reason before a photo is taken away."""

    _name = "service.photo.remove"
    _description = "Remove a Photo"

    photo_id = fields.Many2one("service.photo", required=True, ondelete="cascade")
    reason = fields.Char(required=True, help="Stays in the place of the photo.")

    def action_remove(self):
        """Take the picture away; the photo checks the right and keeps the trace."""
        self.ensure_one()
        self.photo_id._service_remove(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
