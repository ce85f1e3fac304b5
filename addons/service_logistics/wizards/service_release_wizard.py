from odoo import fields, models


class ServiceReleaseWizard(models.TransientModel):
    """Ask a manager why unpaid devices may leave."""

    _name = "service.release.wizard"
    _description = "Release Unpaid Devices"

    job_ids = fields.Many2many("service.job", string="Devices", required=True)
    reason = fields.Char(required=True)

    def action_release(self):
        """Release the devices."""
        self.ensure_one()
        self.job_ids._service_release_unpaid(self.reason)
        return {"type": "ir.actions.act_window_close"}
