from odoo import api, models


class ServiceInbox(models.Model):
    """Webhooks of couriers, one address a carrier."""

    _inherit = "service.inbox"

    @api.model
    def _service_hook_sources(self):
        """Override of `service_portal` to open the addresses of couriers.

        An archived carrier takes no more messages; those it left are worked off.
        """
        carriers_sudo = self.env["delivery.carrier"].sudo()  # a machine asks
        carriers_sudo = carriers_sudo.with_context(active_test=False)
        return super()._service_hook_sources() | {
            f"courier-{carrier.id}": {
                # guard: the address of an archived carrier is closed
                "token": carrier.active and carrier.service_hook_token,
                "event_id": carrier._service_courier_event_id,
                "handler": carrier._service_take_webhook,
            }
            for carrier in carriers_sudo.search([("service_hook_token", "!=", False)])
            if "webhook" in carrier._service_courier_offers()
        }
