"""Orders at a carrier that nobody uses: they are taken back, or somebody is told."""

import logging
from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

_logger = logging.getLogger(__name__)

# An order that the carrier has not confirmed so long after it was made is asked about.
_LATE = timedelta(hours=1)


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    order_since = fields.Datetime(readonly=True, copy=False)
    order_doubt_at = fields.Datetime(
        readonly=True, copy=False, help="When the desk was told that it hangs."
    )
    given_up_at = fields.Datetime(
        string="Not Used", readonly=True, copy=False, help="The devices go otherwise."
    )

    # --- Given up -----------------------------------------------------------------

    def _service_give_up(self):
        """Let the carrier take back orders and labels that nobody will use."""
        for parcel in self:
            parcel._service_lock()
            parcel.write(
                {
                    "given_up_at": fields.Datetime.now(),
                    "order_state": "cancelling",
                    "order_error": False,
                }
            )
            parcel._service_enqueue("courier.cancel")

    def _service_tell_unused(self, reason=""):
        """Keep a label that the carrier does not take back, and write down that it is.

        :param str reason: the carrier's words, or nothing
        """
        note = self.env._(
            "%(carrier)s has confirmed label %(number)s and does not take it back. "
            "Nobody uses it; perhaps it has to be paid. %(reason)s",
            carrier=self.carrier_name,
            number=self.tracking_number,
            reason=reason,
        ).strip()
        self.write({"order_state": "confirmed", "order_error": note[:500]})
        self.job_ids._service_log("job.label_unused", source="system", note=note)
        self._service_tell_collector_comes()

    def _service_tell_collector_comes(self):
        """Ask the desk to send a courier away who has nothing to collect."""
        if self.collect_state not in ("confirmed", "unsure"):
            return
        day = format_date(self.env, self.collect_date)
        self._service_ask_desk(
            self.env._("Cancel the courier of parcel %s", self.name),
            self.env._(
                "The client sends the devices otherwise, but %(carrier)s was called "
                "to collect them on %(day)s (%(reference)s). Cancel that with the "
                "carrier.",
                carrier=self.carrier_name,
                day=day,
                reference=self.collect_ref or self.env._("without a number"),
            ),
        )

    # --- Not confirmed ------------------------------------------------------------

    def _service_check_late(self):
        """Tell the desk when the carrier leaves an order unconfirmed."""
        early = fields.Datetime.now() - _LATE
        # Of an order from before this field nobody knows since when it waits.
        if self.order_state == "waiting" and (self.order_since or early) < early:
            self._service_doubt_order(
                self.env._(
                    "%(carrier)s has not confirmed the order yet. Ask the carrier, or "
                    "cancel the order and send the devices otherwise.",
                    carrier=self.carrier_name,
                )
            )

    def _service_check_late_safely(self):
        """Do the same where the carrier does not answer; the next parcel must run."""
        try:
            with self.env.cr.savepoint():
                self._service_in_language()._service_check_late()
        except Exception:
            _logger.exception("%s: not told that it hangs", self.name)

    def _service_doubt_order(self, reason):
        """Show why an order hangs; the desk is asked once, the carrier ever again."""
        self.order_error = reason[:500]
        if not self.order_doubt_at:
            self.order_doubt_at = fields.Datetime.now()
            self._service_tell_not_ordered(reason)

    def _service_tell_not_ordered(self, reason):
        """Ask the desk about a parcel that is not ordered as it should be."""
        self._service_ask_desk(
            self.env._("The carrier does not take parcel %s", self.name), reason
        )
