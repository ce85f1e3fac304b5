"""The courier who comes to a client for a parcel that we ordered."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PICKUP_STATES
from ..courier import CourierRefused, CourierUnsure

_CALLED = ("confirmed", "unsure")


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    collect_ref = fields.Char(string="Pickup Number", copy=False)
    collect_state = fields.Selection(
        PICKUP_STATES, string="Courier to the Client", readonly=True, copy=False
    )
    collect_error = fields.Char(readonly=True, copy=False)

    # --- Calling ------------------------------------------------------------------

    def _service_needs_collector(self):
        """Tell whether the parcel still waits at the client for its courier."""
        return (
            self.order_state == "confirmed"
            and self.state == "label"
            and not self.given_up_at
        )

    def _service_call_collector(self):
        """Let the outbox call the courier to the client, unless he is called."""
        # guard: who comes, or perhaps comes, is not called again
        if self.collect_ref or self.collect_state in _CALLED:
            return
        self.write({"collect_state": "waiting", "collect_error": False})
        self._service_enqueue("courier.collect")

    def _service_collect(self):
        """Call the courier to the client; called by the outbox.

        Writes down what came of it and no more: whatever else went wrong would undo it,
        and the courier would be called once more. See `_service_tell_collect`.
        """
        # guard: the courier is called once
        if self.collect_ref or self.collect_state in _CALLED:
            return
        # guard: no courier comes for what went otherwise meanwhile
        if not self._service_needs_collector():
            self.write({"collect_state": False, "collect_error": False})
            return
        try:
            reference = self._service_call(
                self.carrier_id._service_courier_pickup, once=True
            )
        except CourierRefused as refused:
            self._service_fail_collect(str(refused))
        except CourierUnsure as unsure:
            self._service_doubt_pickup(str(unsure))
        else:
            self._service_take_collector(reference)

    def _service_take_collector(self, reference):
        """Write down that the courier comes, under the carrier's `reference`."""
        self.write(
            {
                "collect_ref": reference,
                "collect_state": "confirmed",
                "collect_error": False,
            }
        )

    def _service_fail_collect(self, reason, *, final=True):
        """Show why no courier comes; `final`: it is not tried again by itself."""
        error = self.env._(
            "The label is ordered, but no courier comes: %(reason)s", reason=reason
        )
        self.collect_error = error[:500]
        if final:
            self.collect_state = "failed"

    def _service_doubt_pickup(self, reason):
        """Write down, for staff, that the courier was perhaps called."""
        if self.collect_state not in _CALLED:
            self.write({"collect_state": "unsure", "collect_error": reason[:500]})

    def _service_tell_collect(self):
        """Ask the desk what it has to find out of this courier, or settle it."""
        if self.collect_state == "confirmed":
            self._service_settle_desk()
        elif self.collect_state == "failed":
            self._service_ask_desk(
                self.env._("No courier comes to the client: parcel %s", self.name),
                self.collect_error,
            )
        elif self.collect_state == "unsure":
            self._service_ask_desk(
                self.env._("Does the courier come to the client? Parcel %s", self.name),
                self.collect_error,
            )

    @api.model
    def _service_broken_off(self):
        return self.env._(
            "The call of the courier was broken off. Perhaps he comes: ask the carrier."
        )

    @api.model
    def _service_asks_number(self):
        return self.env._(
            "Enter the pickup number that the carrier told you, then press the button "
            "again."
        )

    # --- CRUD ---------------------------------------------------------------------

    def write(self, vals):
        """Override: the number of a pickup is entered where it is asked for."""
        # guard: what the carrier said of a pickup is not overwritten
        if (
            not self.env.su
            and "collect_ref" in vals
            and any(parcel.collect_state != "unsure" for parcel in self)
        ):
            raise UserError(self.env._("Use the buttons; they write what is needed."))
        return super().write(vals)

    # --- Buttons ------------------------------------------------------------------

    def action_courier_booked(self):
        """The carrier says that the courier comes; his number was entered."""
        for parcel_sudo in self._service_in_doubt():
            if not (parcel_sudo.collect_ref or "").strip():
                raise UserError(self._service_asks_number())
            parcel_sudo._service_take_collector(parcel_sudo.collect_ref.strip())
            parcel_sudo._service_settle_desk()

    def action_call_again(self):
        """The carrier says that no courier comes: ask once more."""
        for parcel_sudo in self._service_in_doubt():
            parcel_sudo.write({"collect_state": False, "collect_ref": False})
            parcel_sudo._service_settle_desk()
            parcel_sudo._service_call_collector()

    def _service_in_doubt(self):
        """Return the parcels with sudo, locked, whose courier was perhaps called.

        :raise UserError: somebody has settled it
        """
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        parcels_sudo = self.sudo()  # checked; the queue is nobody's to write
        parcels_sudo._service_lock()
        # guard: only who was perhaps called is asked about
        if any(parcel.collect_state != "unsure" for parcel in parcels_sudo):
            raise UserError(
                self.env._("Somebody has settled this already. Refresh the page.")
            )
        return parcels_sudo
