from odoo import api, models


class ServiceInbox(models.Model):
    """Webhooks of couriers, one address a carrier."""

    _inherit = "service.inbox"

    @api.model
    def _service_hook_sources(self):
        """Override of `service_portal` to open the addresses of couriers."""
        carriers_sudo = self.env["delivery.carrier"].sudo()  # a machine asks
        return super()._service_hook_sources() | {
            f"courier-{carrier.id}": {
                "token": carrier.service_hook_token,
                "event_id": carrier._service_courier_event_id,
                "handler": carrier._service_take_webhook,
            }
            for carrier in carriers_sudo.search([("service_hook_token", "!=", False)])
            if "webhook" in carrier._service_courier_offers()
        }
