from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHECK_RESULTS


class ServiceJobCheck(models.Model):
    """One tick of one job's checklist."""

    _name = "service.job.check"
    _description = "Service Job Check"
    _order = "job_id, sequence, id"

    job_id = fields.Many2one(
        "service.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    line_id = fields.Many2one(
        "service.checklist.line", index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=10)
    # Copied: a checklist that changes later must not change what was checked.
    name = fields.Char(string="What to Check", required=True)
    hint = fields.Char(related="line_id.hint")
    result = fields.Selection(CHECK_RESULTS)
    note = fields.Char(
        help="For the workshop; the client reads the diagnosis of the quote."
    )
    checked_by_id = fields.Many2one("res.users", readonly=True)
    checked_at = fields.Datetime(readonly=True)
    quote_line_ids = fields.One2many("service.quote.line", "check_id")

    _job_line_uniq = models.UniqueIndex(
        "(job_id, line_id) WHERE line_id IS NOT NULL",
        "This point is on the checklist of the job already.",
    )

    @api.depends("name", "result")
    def _compute_display_name(self):
        labels = dict(self._fields["result"]._description_selection(self.env))
        for check in self:
            check.display_name = f"{check.name}: {labels.get(check.result, '–')}"

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        ticked = checks.filtered("result")
        if ticked:
            ticked._service_check_may_tick()
            ticked._service_after_tick()
        return checks

    def write(self, vals):
        if "result" not in vals:
            return super().write(vals)
        ticked = self.filtered(lambda check: check.result != vals["result"])
        ticked._service_check_may_tick()
        result = super().write(vals)
        ticked._service_after_tick()
        return result

    def _service_after_tick(self):
        """Note who ticked, and let the failed ticks propose quote lines."""
        super().write(
            {"checked_by_id": self.env.uid, "checked_at": fields.Datetime.now()}
        )
        for job, checks in self.grouped("job_id").items():
            job._service_propose_lines(checks)

    def _service_check_may_tick(self):
        """Refuse while the client looks at a quote made from these ticks."""
        for job in self.job_id:
            if job.state != "diagnosing":
                raise UserError(
                    self.env._(
                        "The checklist of %(job)s can be changed during the diagnosis "
                        "only. If the quote has to change, make a new revision of it.",
                        job=job.reference,
                    )
                )
