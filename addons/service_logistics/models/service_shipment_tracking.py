import logging
from datetime import timedelta

from odoo import api, fields, models

from ..const import SHIPMENT_FINAL
from ..courier import CourierCancelled, CourierRefused, latest

_logger = logging.getLogger(__name__)

MAX_TRIES = 8


class ServiceShipment(models.Model):
    """News of a parcel: by webhook, by asking the carrier, by a person.

    All of them end in `_service_news`, so that the order does not matter.
    """

    _name = "service.shipment"
    _inherit = ["service.shipment", "service.lock.mixin"]

    news_at = fields.Datetime(string="Last News", readonly=True, copy=False)
    next_poll = fields.Datetime(
        string="Next Question to the Carrier",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    poll_tries = fields.Integer(readonly=True, copy=False)
    tracking_error = fields.Char(readonly=True, copy=False)

    # --- News -------------------------------------------------------------------

    def _service_set_state(self, state, *, source, actor=None, at=None, note=None):
        """Write down what a person knows of the parcel.

        :param str state: a value of `const.SHIPMENT_STATES`
        :param datetime at: when it happened, UTC, default now
        :param str note: the carrier's own words, staff only
        """
        at = at or fields.Datetime.now()
        news = [{"key": None, "state": state, "at": at, "note": note}]
        for shipment in self:
            if not shipment.is_final and shipment.state != state:
                shipment._service_news(news, source=source, actor=actor)

    def _service_news(self, news, *, source="carrier", actor=None):
        """Take news of one parcel, whoever brings them and in whatever order.

        :param list news: as for `service.shipment.event._service_keep`
        :return: whether something was new
        """
        self.ensure_one()
        shipment_sudo = self.sudo()  # carriers' news come without a user
        shipment_sudo._service_lock()
        # guard: who brings news at the same moment is replayed and sees these
        shipment_sudo.write({"news_at": fields.Datetime.now()})
        new = shipment_sudo.event_ids._service_keep(news, shipment=shipment_sudo)
        for event in new.filtered(lambda event: not event.state):
            _logger.info("%s: unknown word %r", self.name, event.note)
        if new:
            shipment_sudo._service_settle(source=source, actor=actor)
        return bool(new)

    def _service_settle(self, *, source, actor=None):
        """Write the state that the events say; the only code that writes it."""
        event = latest(self.event_ids)
        if not event:
            return
        moved = event.state != self.state
        self.write({"state": event.state, "state_since": event.at})
        if event.state in SHIPMENT_FINAL:
            self._service_poll_no_more()
        if moved:
            self._service_tell_jobs(event, source=source, actor=actor)
            self._service_tell_inbound()
            self.manifest_id._service_settle(actor)

    def _service_tell_jobs(self, event, *, source, actor):
        jobs = self.job_ids.filtered(
            lambda job: job.shipment_id == self and job._service_has_left()
        )
        jobs._service_log(
            f"shipment.{event.state}", source=source, actor=actor, note=event.note
        )
        if event.state == "delivered":
            jobs.handed_over_at = event.at
            jobs._service_refresh_next_step()
            jobs._service_try_close(source=source)

    # --- Asking the carrier -------------------------------------------------------

    def _service_start_tracking(self):
        """Begin to ask the carrier, and take what it told before."""
        for shipment in self.filtered("tracking_number"):
            self.env["service.shipment.event"]._service_adopt(shipment)
            if "track" in shipment.carrier_id._service_courier_offers():
                shipment._service_poll_soon()
            shipment._service_settle(source="carrier")

    def _service_poll_soon(self, minutes=0):
        """Let the cron ask the carrier about these parcels."""
        if self:
            due = fields.Datetime.now() + timedelta(minutes=minutes)
            self.write({"next_poll": due, "poll_tries": 0})
            cron = self.env.ref("service_logistics.ir_cron_service_shipment_track")
            cron._trigger(at=due)

    def _service_poll_no_more(self):
        """Ask nothing any more, and forget what was not answered."""
        self.write({"next_poll": False, "poll_tries": 0, "tracking_error": False})

    @api.model
    def _cron_track(self, limit=100):
        """Ask the carriers for news of the parcels that are due."""
        due = [("next_poll", "<=", fields.Datetime.now())]
        shipments = self.search(due, order="next_poll", limit=limit)
        for shipment in shipments._service_each_locked([("next_poll", "!=", False)]):
            shipment._service_poll_safely()

    def _service_poll_safely(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._service_poll()
                self.write(
                    {
                        "poll_tries": 0,
                        "tracking_error": False,
                        "next_poll": self._service_next_poll(),
                    }
                )
        except Exception as error:  # noqa: BLE001 - the next parcel must be asked for
            tries = self.poll_tries + 1
            _logger.info("%s: no news (try %s): %s", self.name, tries, error)
            later = fields.Datetime.now() + timedelta(
                minutes=2 ** min(tries, MAX_TRIES)
            )
            waits = self.order_state == "waiting"
            self.write(
                {
                    "poll_tries": tries,
                    "tracking_error": str(error)[:500],
                    # guard: what cannot be read is put aside and shown
                    "next_poll": later if waits or tries < MAX_TRIES else False,
                }
            )
            self._service_check_late_safely()

    def _service_poll(self):
        shipment = self._service_in_language()
        carrier = self.carrier_id
        if self.order_state == "waiting":
            try:
                answer = shipment._service_call(carrier._service_courier_confirm)
            except CourierCancelled as gone:
                shipment._service_lose_order(str(gone))
            except CourierRefused as refused:
                # guard: an order that hangs is told to the desk, and asked about
                shipment._service_doubt_order(str(refused))
            else:
                shipment._service_take_order(answer)
                shipment._service_check_late()
        # guard: the carrier is asked about a number only
        elif self.tracking_number:
            self._service_news(shipment._service_call(carrier._service_courier_track))

    def _service_next_poll(self):
        if self.order_state == "failed":
            return False
        if self.order_state == "waiting":
            minutes = 15 if self.order_doubt_at else 1
            return fields.Datetime.now() + timedelta(minutes=minutes)
        silent = self.is_final or not self.tracking_number
        if silent or "track" not in self.carrier_id._service_courier_offers():
            return False
        return fields.Datetime.now() + self.carrier_id._service_courier_pace()

    # --- For clients --------------------------------------------------------------

    def _service_client_state(self, job):
        """Return in the client's words where the parcel of `job` is."""
        self.ensure_one()
        # A carrier that reports nothing: the device left the house all the same.
        if self.state == "label" and job._service_has_left():
            return self.env._("Sent")
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
