from odoo import api, models

from ..const import SHIPMENT_FINAL


class ServiceHealth(models.AbstractModel):
    _inherit = "service.health"

    @api.model
    def _service_health_checks(self):
        """Override of `service_portal` to watch the parcels of couriers."""
        return [*super()._service_health_checks(), self._service_check_couriers()]

    @api.model
    def _service_check_couriers(self):
        shipments_sudo = self.env["service.shipment"].sudo()  # nobody is logged in
        silent = shipments_sudo.search_count(
            [
                ("tracking_error", "!=", False),
                ("next_poll", "=", False),
                # guard: nobody waits for news of what has arrived or was cancelled
                ("state", "not in", SHIPMENT_FINAL),
            ]
        )
        return "couriers", not silent, f"{silent} quarantined"
