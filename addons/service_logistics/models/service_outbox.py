import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

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
        """Write down, before the carrier is asked, that it is; return the locked row.

        A server that is killed, or loses the database, between the carrier's answer and
        its own commit leaves `asked_at` behind: the carrier perhaps did it.
        """
        if self.asked_at:
            return self.with_context(service_broken_off=True)
        self.asked_at = fields.Datetime.now()
        # Kept whatever happens next; the lock ends with it and is taken anew.
        self.env["ir.cron"]._commit_progress()
        return self._service_try_lock().filtered_domain([("state", "=", "waiting")])

    def _service_work(self):
        """Override of `service_portal` for calls that were broken off."""
        # guard: a call that was broken off is not repeated
        if self.env.context.get("service_broken_off"):
            called = self._service_called()
            called._service_doubt_pickup(called._service_broken_off())
            return
        super()._service_work()

    def _service_called(self):
        """Return what the courier of a row is called for, locked."""
        collects = self.kind == "courier.collect"
        return self._service_shipment() if collects else self._service_manifest()

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
        row = self._service_begin_once() if self.kind in _ONCE else self
        if not row:
            return
        super(ServiceOutbox, row)._service_work_safely()
        self._service_go_on()
        # Broken off and not written down yet: it is still not known.
        if self.asked_at and (
            self.state == "done" or not row.env.context.get("service_broken_off")
        ):
            self.asked_at = False
        try:
            with self.env.cr.savepoint():
                self._service_tell_outcome()
        except Exception:  # guard: the next row must run
            _logger.exception("%s %s: not told", self.kind, self.key)

    def _service_go_on(self):
        """Ask the carrier in a transaction of its own when what it is told changed."""
        if self.kind != "courier.create" or self.state != "done":
            return
        # guard: an order whose amount changed is asked with the new one
        if self._service_shipment()._service_is_unasked():
            self.write({"state": "waiting", "next_try": fields.Datetime.now()})
            self.env.ref("service_portal.ir_cron_service_outbox")._trigger()

    def _service_tell_outcome(self):
        """Show on parcel or manifest what came of this row, and ask the desk."""
        if self.res_model == "service.shipment":
            shipment = self.env["service.shipment"].browse(self.res_id).exists()
            shipment._service_in_language()._service_tell_row(self)
        elif self.res_model == "service.manifest" and self.error:
            manifest = self.env["service.manifest"].browse(self.res_id).exists()
            # guard: a courier who is not called is shown
            manifest._service_fail_pickup(self.error, final=self.state == "failed")
