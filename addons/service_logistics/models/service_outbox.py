from odoo import api, fields, models

# Kinds that would be done twice if they were sent twice, and cannot be looked up.
_ONCE = ("courier.collect", "courier.pickup")


class ServiceOutbox(models.Model):
    """Orders, labels and cancellations of parcels."""

    _inherit = "service.outbox"

    asked_at = fields.Datetime(
        readonly=True,
        help="Written before the carrier is asked, emptied when the try has ended.",
    )

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

    def _service_begin_once(self):
        """Tell whether what must not be sent twice may be sent now.

        A server that is killed, or loses the database, between the carrier's answer and
        its own commit leaves `asked_at` behind: the carrier perhaps did it.
        """
        # guard: a call that was broken off is not repeated
        if self.asked_at:
            collects = self.kind == "courier.collect"
            called = self._service_shipment() if collects else self._service_manifest()
            called._service_doubt_pickup(called._service_broken_off())
            self.write(
                {"state": "done", "done_at": fields.Datetime.now(), "asked_at": False}
            )
            return False
        self.asked_at = fields.Datetime.now()
        # Kept whatever happens next; the lock ends with it and is taken anew.
        self.env["ir.cron"]._commit_progress()
        return bool(
            self.try_lock_for_update(allow_referencing=True).filtered_domain(
                [("state", "=", "waiting")]
            )
        )

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
        if self.kind in _ONCE and not self._service_begin_once():
            return
        super()._service_work_safely()
        if self.asked_at:
            self.asked_at = False
        if self.res_model == "service.shipment" and self.error:
            shipment = self.env["service.shipment"].browse(self.res_id).exists()
            if self.kind == "courier.collect":
                shipment._service_fail_collect(self.error, final=self.state == "failed")
                return
            shipment.order_error = self.error[:500]
            # guard: an order that is given up is shown as not ordered
            if self.state == "failed" and self.kind == "courier.create":
                shipment._service_not_ordered()
                shipment._service_tell_not_ordered(self.error)
        if self.res_model == "service.manifest" and self.error:
            manifest = self.env["service.manifest"].browse(self.res_id).exists()
            # guard: a courier who is not called is shown
            manifest._service_fail_pickup(self.error, final=self.state == "failed")
