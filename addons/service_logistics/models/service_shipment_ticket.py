"""Parcels from the client that we order: a label or a code, or a courier who comes."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import INBOUND_WAYS
from .res_company_ticket import PAYERS


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    inbound_way = fields.Selection(
        INBOUND_WAYS, string="Leaves the Client", readonly=True, copy=False
    )
    dropoff_point = fields.Char(string="Drop-off Point", readonly=True, copy=False)
    collect_date = fields.Date(string="Pickup Day", readonly=True, copy=False)
    posting_code = fields.Char(
        readonly=True, copy=False, help="What the client types or shows when posting."
    )
    ticket_payer = fields.Selection(
        PAYERS, string="Cost of the Label", readonly=True, copy=False
    )
    order_token = fields.Char(readonly=True, copy=False)
    client_error = fields.Char(
        readonly=True, copy=False, help="Why it was not ordered, for the client."
    )

    _order_token_uniq = models.UniqueIndex(
        "(partner_id, order_token) WHERE order_token IS NOT NULL",
        "This label is ordered already.",
    )

    def _service_is_unused(self):
        """Tell whether the carrier has confirmed this label, but not got it yet."""
        return self.order_state == "confirmed" and self.state == "label"

    def _service_coming_jobs(self):
        return self.job_ids.filtered(
            lambda job: job.inbound_shipment_id == self and job.state == "announced"
        )

    # --- Ordering -----------------------------------------------------------------

    def _service_order_needs(self):
        """Override: a parcel from a client is a return ticket."""
        return "return" if self.direction == "in" else super()._service_order_needs()

    def _service_ask_carrier(self):
        """Override: as above."""
        if self.direction != "in":
            return super()._service_ask_carrier()
        return self._service_call(self.carrier_id._service_courier_return_ticket)

    def _service_take_order(self, answer):
        """Override to keep the code that a client posts with."""
        if answer.get("code"):
            self.posting_code = answer["code"]
        super()._service_take_order(answer)

    def _service_after_order(self):
        """Override: the client gets number and label, the courier is called."""
        super()._service_after_order()
        if self.direction != "in":
            return
        # guard: no courier is sent for what goes otherwise
        if self.given_up_at:
            return
        self._service_coming_jobs()._service_write_inbound(self)
        offers = self.carrier_id._service_courier_offers()
        if self.inbound_way == "pickup":
            self._service_call_collector()
        if "label" not in offers:
            self._service_tell_client("request.label_ready")

    def _service_fetch_label(self):
        """Override: the mail waits for the label."""
        super()._service_fetch_label()
        if self.direction == "in":
            self._service_tell_client("request.label_ready")

    def _service_not_ordered(self, reason=None):
        """Override to tell the client, who corrects it or sends otherwise."""
        super()._service_not_ordered(reason)
        if self.direction == "in":
            # guard: what only staff can mend is not shown to a client
            self.client_error = str(reason)[:500] if reason else False
            if not reason:
                self._service_tell_not_ordered(self.order_error or "")
            self._service_tell_client("request.label_failed")

    def _service_tell_client(self, code):
        """Mail the news of this parcel, one mail a request."""
        jobs = self._service_coming_jobs()
        for request in jobs.request_id:
            request._service_send_mail(code, jobs & request.job_ids)

    # --- Cancelling ---------------------------------------------------------------

    def _service_take_out(self, jobs):
        """Override: an order that nobody uses is taken back at the carrier.

        It keeps its devices: what the carrier says to it belongs to their matter, and a
        client may send by its label all the same.
        """
        emptied = self.filtered(lambda parcel: parcel.job_ids <= jobs)
        # The carrier is asked already; what it says is told of a matter that it knows.
        asked = emptied.filtered(lambda parcel: parcel.order_state == "cancelling")
        asked.given_up_at = fields.Datetime.now()
        # guard: a label that is not used is taken back, or told to the desk
        orders = emptied.filtered(
            lambda parcel: (
                parcel.order_state in ("waiting", "failed")
                or parcel._service_is_unused()
            )
        )
        orders._service_give_up()
        return super(ServiceShipment, self - orders - asked)._service_take_out(jobs)

    def _service_after_cancel(self):
        """Override: the devices of a label that was taken back are to be sent."""
        super()._service_after_cancel()
        self._service_tell_collector_comes()
        if self.direction == "in":
            jobs = self._service_coming_jobs()
            jobs.write({"inbound_shipment_id": False, "tracking_display": False})
            jobs._service_refresh_search_text()
            jobs._service_refresh_next_step()

    def _service_client_take_back(self):
        """Take an order back that the carrier has not confirmed.

        :raise UserError: it is too late
        """
        self._service_lock()
        # guard: only what is not confirmed is taken back
        if self.order_state not in ("waiting", "failed"):
            raise UserError(
                self.env._(
                    "The carrier has confirmed the label already. If you send the "
                    "devices in another way, enter the number of that parcel."
                )
            )
        self._service_cancel_order()

    # --- For clients ----------------------------------------------------------------

    def _service_show_client(self):
        """Override to show label, code and pickup of a parcel that we ordered."""
        shown = super()._service_show_client()
        if self.direction != "in" or self.by_client:
            return shown
        words = {
            "waiting": self.env._("We are ordering the label"),
            "cancelling": self.env._("We are taking the label back"),
            "failed": self.env._("The label was not ordered"),
        }
        ready = self.env._("Label ready, not sent yet")
        state = words.get(self.order_state)
        if not state and self.state == "label":
            state = ready
        return shown | {
            "state": state or shown["state"],
            "order": self.order_state,
            "unsent": self.state == "label",
            "error": self.client_error,
            "code": self.posting_code,
            "label": bool(self.label_file),
            "pickup": self.inbound_way == "pickup" and self.collect_date,
            "address": ", ".join(
                self.env["service.request"]._service_address_lines(
                    self.partner_shipping_id
                )
            ),
            "point": self.dropoff_point,
        }
