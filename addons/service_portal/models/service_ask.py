from odoo import fields, models

from ..const import ASK_FIELDS


class ServiceAsk(models.Model):
    """One thing that a client was asked for; the portal's form has just these."""

    _name = "service.ask"
    _description = "Missing Information"
    _order = "id"

    request_id = fields.Many2one(
        "service.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    job_id = fields.Many2one("service.job", index="btree_not_null", ondelete="cascade")
    field = fields.Selection(ASK_FIELDS, string="What", required=True)
    answer = fields.Text(readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(request_id, COALESCE(job_id, 0), field) WHERE answered_at IS NULL",
        "This is asked for already.",
    )

    def _service_label(self):
        """Return what is asked, in the language of the context."""
        self.ensure_one()
        labels = dict(self._fields["field"]._description_selection(self.env))
        what = labels[self.field]
        return f"{self.job_id.title}: {what}" if self.job_id.title else what
