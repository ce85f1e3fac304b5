from odoo import api, models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _service_drawn_reports(self):
        """Override to draw the courier's manifest and the client's receipt."""
        return super()._service_drawn_reports() | {
            "service_logistics.manifest": lambda records: records._service_paper(),
            "service_logistics.receipt": lambda records: records._service_receipt(),
        }
