from odoo import api, fields, models


class ServiceOutbox(models.Model):
    """Orders, labels and cancellations of parcels."""

    _inherit = "service.outbox"

    @api.model
    def _service_outbox_handlers(self):
        """Override of `service_portal` to talk to couriers."""
        return super()._service_outbox_handlers() | {
            "courier.create": lambda row: (
                row._service_shipment()._service_create_at_carrier()
            ),
            "courier.label": lambda row: row._service_shipment()._service_fetch_label(),
            "courier.collect": lambda row: row._service_shipment()._service_collect(),
            "courier.cancel": lambda row: (
                row._service_shipment()._service_cancel_at_carrier()
            ),
            "courier.pickup": lambda row: (
                row._service_manifest()._service_call_at_carrier()
            ),
        }

    def _service_manifest(self):
        """Return the locked manifest of a row."""
        manifest = self.env["service.manifest"].browse(self.res_id).exists()
        manifest._service_lock()
        return manifest._service_in_language()

    def _service_shipment(self):
        """Return the locked shipment of a row."""
        shipment = self.env["service.shipment"].browse(self.res_id).exists()
        shipment._service_lock()
        return shipment._service_in_language()

    @api.model
    def _service_enqueue_again(self, kind, record, key):
        """Queue a message, or wake the one of this kind and key.

        For handlers that look whether there is still something to do.
        """
        self._service_enqueue(kind, record, {}, key)
        row = self.search([("kind", "=", kind), ("key", "=", key)])
        row.write(
            {
                "state": "waiting",
                "tries": 0,
                "next_try": fields.Datetime.now(),
                "error": False,
            }
        )

    def _service_work_safely(self):
        """Override of `service_portal` to show a failure where people look."""
        super()._service_work_safely()
        if self.res_model == "service.shipment" and self.error:
            shipment = self.env["service.shipment"].browse(self.res_id).exists()
            shipment.order_error = self.error[:500]
            # guard: an order that is given up is shown as not ordered
            if self.state == "failed" and self.kind == "courier.create":
                shipment._service_not_ordered()
        if self.res_model == "service.manifest" and self.error:
            manifest = self.env["service.manifest"].browse(self.res_id).exists()
            # guard: a courier who is not called is shown
            manifest._service_fail_pickup(self.error, final=self.state == "failed")
