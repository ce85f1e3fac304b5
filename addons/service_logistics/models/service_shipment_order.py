import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import ORDER_STATES
from ..courier import CourierError, CourierInvalid, CourierRefused, CourierUnsure

_ORDERED = ("waiting", "confirmed", "cancelling")


class ServiceShipment(models.Model):
    """Parcels that are ordered from a carrier by program.

    Nothing is asked over the network in the transaction of a person: the outbox does
    it, with the number of the shipment as our reference. The devices stay ready until
    the carrier has confirmed; then they are sent and the client is told the number.
    """

    _inherit = "service.shipment"

    order_state = fields.Selection(ORDER_STATES, readonly=True, copy=False)
    ordered_at = fields.Datetime(string="Ordered", readonly=True, copy=False)
    courier_ref = fields.Char(
        string="Carrier's Reference", readonly=True, copy=False, index="btree_not_null"
    )
    order_error = fields.Char(readonly=True, copy=False)
    label_file = fields.Binary("Label", readonly=True, copy=False, attachment=True)
    label_name = fields.Char(readonly=True, copy=False)

    # --- Ordering ---------------------------------------------------------------

    def _service_order(self):
        """Order this parcel from its carrier; what is ordered is not ordered again.

        :raise UserError: the carrier takes no orders by program
        """
        self.ensure_one()
        shipment_sudo = self.sudo()  # who sends does not write the queue
        offers = shipment_sudo.carrier_id._service_courier_offers()
        if shipment_sudo._service_order_needs() not in offers:
            raise UserError(
                self.env._(
                    "%(carrier)s takes no orders from here. Order the parcel with the "
                    "carrier and enter its number.",
                    carrier=shipment_sudo.carrier_id.name or self.env._("This carrier"),
                )
            )
        shipment_sudo._service_lock()
        # guard: an ordered parcel is not ordered again
        if shipment_sudo.order_state not in (False, "waiting", "failed"):
            return
        shipment_sudo.write(
            {
                "order_state": "waiting",
                "order_since": fields.Datetime.now(),
                "order_doubt_at": False,
                "order_error": False,
            }
        )
        shipment_sudo._service_enqueue("courier.create")

    def _service_is_ordered(self):
        """Tell whether a carrier has this order, or gets it: the devices wait for it.

        An order that failed holds nothing; the next parcel takes the devices out.
        """
        return self.order_state in _ORDERED and not self.is_final

    def _service_order_needs(self):
        """Hook: what the carrier has to offer for this parcel to be ordered."""
        return "create"

    def _service_enqueue(self, kind):
        self.env["service.outbox"]._service_enqueue_again(kind, self, self.name)

    def _service_create_at_carrier(self):
        """Order the parcel; called by the outbox, again after a failure."""
        # guard: neither what was cancelled nor what the carrier knows is ordered
        if self.order_state != "waiting" or self.courier_ref:
            return
        try:
            answer = self._service_ask_carrier()
        except CourierInvalid as refused:
            self.order_error = str(refused)[:500]
            self._service_not_ordered(refused)
        except CourierRefused as refused:
            self.order_error = str(refused)[:500]
            self._service_not_ordered()
        else:
            if answer:
                self._service_take_order(answer)

    def _service_ask_carrier(self):
        """Hook: order the parcel; returns as `_service_courier_create` does.

        None: nothing was asked, the outbox comes again at once.
        """
        return self._service_call(self.carrier_id._service_courier_create)

    def _service_not_ordered(self, reason=None):
        """Hook: write down that the carrier will not take the order as it is.

        :param reason: `CourierInvalid` when the client can correct it
        """
        self.order_state = "failed"

    def _service_lose_order(self, reason):
        """Write down that the carrier cancelled; the same may be ordered anew."""
        self.write({"courier_ref": False, "order_error": reason[:500]})
        if self.given_up_at:
            self._service_close_order()
            return
        self._service_not_ordered()
        # guard: what the carrier cancelled later than we ordered is told to the desk
        self._service_tell_not_ordered(reason)

    def _service_take_order(self, answer):
        """Write down what the carrier said to an order.

        :param dict answer: `reference` (the carrier's), `number` or None while the
            carrier has not confirmed
        """
        self.write({"courier_ref": answer["reference"], "order_error": False})
        number = self._service_clean_number(answer["number"])
        if not number:
            self._service_poll_soon(minutes=1)
            return
        if number != self.tracking_number:
            self._service_check_number(number, self.company_id)
        self.write(
            {
                "tracking_number": number,
                "order_state": "confirmed",
                "ordered_at": fields.Datetime.now(),
            }
        )
        self._service_settle_desk()
        self._service_start_tracking()
        if "label" in self.carrier_id._service_courier_offers():
            self._service_enqueue("courier.label")
        self._service_after_order()

    def _service_after_order(self):
        """Hook: the carrier has confirmed. Parcels to clients are sent now."""
        if self.given_up_at:
            self._service_tell_unused()
            return
        jobs = self.job_ids.filtered(
            lambda job: (
                job.shipment_id == self
                and (job.state == "ready" or job._service_goes_back())
            )
        )
        if self.direction != "out" or not jobs:
            return
        try:
            with self.env.cr.savepoint():
                self._service_write_jobs(jobs)
                jobs._service_depart(source="system", actor=self.create_uid)
        except UserError as error:
            # guard: what the carrier confirmed is kept, whatever stops the devices
            self.order_error = self.env._(
                "The parcel is ordered, but the devices are not sent: %(reason)s",
                reason=str(error),
            )[:500]

    def _service_fetch_label(self):
        """Keep the carrier's label; called by the outbox."""
        name, content = self._service_call(self.carrier_id._service_courier_label)
        self.write({"label_name": name, "label_file": base64.b64encode(content)})
        # What is said of a label that nobody uses stays.
        if not self.given_up_at and "ready" not in self.job_ids.mapped("state"):
            self.order_error = False

    def _service_addresses(self):
        """Return the partners `(sender, receiver)` of the parcel."""
        ours = self.company_id.partner_id
        theirs = self.partner_shipping_id or self.partner_id
        return (ours, theirs) if self.direction == "out" else (theirs, ours)

    # --- Cancelling ---------------------------------------------------------------

    def _service_cancel_order(self):
        """Take an order back that the carrier has not confirmed yet."""
        self.ensure_one()
        self._service_lock()
        # guard: only what is not confirmed is taken back
        if self.order_state not in ("waiting", "failed"):
            raise UserError(
                self.env._(
                    "%(shipment)s is confirmed by the carrier and cannot be taken back "
                    "here. Cancel it with the carrier.",
                    shipment=self.name,
                )
            )
        vals = {"order_state": "cancelling", "order_error": False}
        if self.direction == "in":
            # guard: refused, it stays a label of ours, but no courier is called for it
            vals["given_up_at"] = fields.Datetime.now()
        self.write(vals)
        self._service_enqueue("courier.cancel")

    def _service_cancel_at_carrier(self):
        """Cancel the order; called by the outbox, again after a failure."""
        if self.order_state != "cancelling":
            return
        try:
            self._service_call(self.carrier_id._service_courier_cancel)
        except CourierRefused as refused:
            self._service_keep_order(str(refused))
            return
        self._service_close_order()

    def _service_keep_order(self, reason):
        """Write down that the carrier does not take the order back."""
        # guard: a confirmed label stays one, and the desk hears of it
        if self.tracking_number:
            self._service_tell_unused(reason)
        else:
            self.write({"order_state": "waiting", "order_error": reason[:500]})
        self._service_poll_soon()

    def _service_close_order(self):
        """Write down that the carrier knows no such order any more."""
        jobs = self.job_ids.filtered(lambda job: job.shipment_id == self)
        jobs.write({"shipment_id": False, "tracking_display": False})
        jobs._service_refresh_search_text()
        self._service_settle_desk()
        self._service_after_cancel()
        self.write({"order_state": False, "next_poll": False})
        self._service_set_state("cancelled", source="system")

    def _service_after_cancel(self):
        """Hook: the carrier has taken the order back."""

    # --- Calls --------------------------------------------------------------------

    def _service_in_language(self):
        """Return the shipment as the person who ordered it reads."""
        lang = self.create_uid.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def _service_call(self, ask, *, once=False):
        """Return the carrier's answer.

        :param ask: bound hook of the carrier that takes the shipment
        :param bool once: asking again could do it twice
        :raise CourierError: in words that a person understands
        """
        try:
            return ask(self)
        except CourierError:
            raise
        except Exception as error:
            # guard: an answer that cannot be read may be a yes
            if once:
                raise CourierUnsure(
                    self.env._(
                        "%(carrier)s answered something that we do not understand "
                        "(%(error)s). Perhaps the courier comes: ask the carrier.",
                        carrier=self.carrier_id.name,
                        error=f"{type(error).__name__}: {error}",
                    )
                ) from error
            raise CourierError(
                self.env._(
                    "%(carrier)s answered something that we do not understand "
                    "(%(error)s). It is tried again by itself.",
                    carrier=self.carrier_id.name,
                    error=f"{type(error).__name__}: {error}",
                )
            ) from error

    # --- Buttons ------------------------------------------------------------------

    def action_cancel_order(self):
        """Take back parcels that the carrier has not confirmed."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for shipment_sudo in self.sudo():  # checked; the queue is nobody's to write
            shipment_sudo._service_cancel_order()

    def action_courier_retry(self):
        """Ask the carrier again at once: order, label, devices, news."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for shipment_sudo in self.sudo():  # as above
            shipment_sudo._service_lock()
            shipment_sudo._service_retry()

    def _service_retry(self):
        if self.given_up_at:
            if not self.is_final:
                self._service_give_up()
        elif self.order_state in ("waiting", "failed") and not self.courier_ref:
            self._service_order()
        elif self.order_state == "cancelling":
            self._service_enqueue("courier.cancel")
        else:
            self.order_error = False
            # guard: a device that was found later is not in the parcel that left
            if self.order_state == "confirmed" and self.state == "label":
                self._service_after_order()
                if not self.label_file:
                    self._service_enqueue("courier.label")
            self._service_poll_soon()
