from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _reconcile_post_hook(self, data):
        """Override of `account`: what a carrier collects may have been paid now."""
        res = super()._reconcile_post_hook(data)
        shipments_sudo = self.env["service.shipment"].sudo()  # whoever books payments
        shipments_sudo._service_tell_paid(self.move_id)
        return res
