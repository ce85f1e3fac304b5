from odoo import fields, models


class ServiceQualityFail(models.TransientModel):
    """Ask for the reason before a device goes back to repair."""

    _name = "service.quality.fail"
    _description = "Fail the Quality Check"

    job_id = fields.Many2one("service.job", required=True, ondelete="cascade")
    reason = fields.Text(
        string="What Is Wrong", required=True, help="The technician reads it."
    )

    def action_fail(self):
        """Send the job back to repair; the job checks group and person."""
        self.ensure_one()
        self.job_id._service_fail_quality(self.reason.strip())
