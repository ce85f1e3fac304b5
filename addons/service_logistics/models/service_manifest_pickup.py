from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PICKUP_STATES
from ..courier import CourierRefused, CourierUnsure

_CALLED = ("waiting", "confirmed", "unsure")

KIND = "courier.pickup"


class ServiceManifest(models.Model):
    """Calling the courier: through the outbox, our manifest number being the key."""

    _inherit = "service.manifest"

    pickup_state = fields.Selection(PICKUP_STATES, readonly=True, copy=False)
    pickup_ref = fields.Char(string="Pickup Number", copy=False)
    pickup_at = fields.Datetime(string="Courier Called", readonly=True, copy=False)
    pickup_error = fields.Char(readonly=True, copy=False)
    pickup_user_id = fields.Many2one("res.users", readonly=True, copy=False)
    can_call = fields.Boolean(compute="_compute_can_call")

    @api.depends("state", "pickup_state", "carrier_id.delivery_type")
    def _compute_can_call(self):
        for manifest in self:
            manifest.can_call = (
                manifest.state == "open"
                and manifest.pickup_state in (False, "failed")
                and "pickup" in manifest.carrier_id._service_courier_offers()
            )

    # --- Calling ------------------------------------------------------------------

    def _service_call_courier(self):
        """Let the outbox ask the carrier to come for this manifest.

        Called twice, the carrier is asked once.

        :raise UserError: it takes no such orders, or nothing is there to be taken
        """
        self.ensure_one()
        self._service_lock()
        self._service_check_open()
        # guard: who is called is not called again
        if self.pickup_state in _CALLED:
            return
        if "pickup" not in self.carrier_id._service_courier_offers():
            raise UserError(
                self.env._(
                    "%(carrier)s cannot be called from here. Call the carrier, then "
                    "scan the manifest when the courier comes.",
                    carrier=self.carrier_id.name or self.env._("This carrier"),
                )
            )
        if not self._service_parcels_to_fetch():
            raise UserError(
                self.env._(
                    "No parcel on this manifest was ordered from the carrier by us, so "
                    "its courier cannot be called from here."
                )
            )
        self._service_write(
            {
                "pickup_state": "waiting",
                "pickup_error": False,
                "pickup_user_id": self.env.uid,
            }
        )
        self.env["service.outbox"]._service_enqueue_again(KIND, self, self.name)

    def _service_parcels_to_fetch(self):
        """Return the parcels on it that the carrier knows by a reference."""
        return self._service_left().filtered("courier_ref").sorted("id")

    def _service_call_at_carrier(self):
        """Ask the carrier; called by the outbox, again after a failure."""
        parcels = self._service_parcels_to_fetch()
        # guard: neither who came already nor who was called is called
        if self.pickup_state != "waiting" or self.state != "open" or not parcels:
            if self.pickup_state == "waiting":
                self._service_write({"pickup_state": False, "pickup_error": False})
            return
        try:
            reference = parcels[0]._service_call(
                lambda _parcel: self.carrier_id._service_courier_pickup(parcels),
                once=True,
            )
        except CourierRefused as refused:
            self._service_fail_pickup(str(refused))
            return
        except CourierUnsure as unsure:
            self._service_doubt_pickup(str(unsure))
            return
        self._service_write(
            {
                "pickup_state": "confirmed",
                "pickup_ref": reference,
                "pickup_at": fields.Datetime.now(),
                "pickup_error": False,
            }
        )

    def _service_fail_pickup(self, error, *, final=True):
        """Show why the courier is not called; `final`: it is not tried again."""
        vals = {"pickup_error": error[:500]}
        if final:
            vals["pickup_state"] = "failed"
        self._service_write(vals)

    def _service_doubt_pickup(self, reason):
        """Write down, for staff, that the courier was perhaps called."""
        if self.pickup_state == "waiting":
            self._service_write(
                {"pickup_state": "unsure", "pickup_error": reason[:500]}
            )

    def _service_broken_off(self):
        return self.env["service.shipment"]._service_broken_off()

    def _service_in_language(self):
        """Return the manifest as the person who called the courier reads."""
        lang = self.pickup_user_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    # --- Guards of the manifest ---------------------------------------------------

    def _service_add(self, shipments):
        """Override: the courier comes for the parcels that he was told of."""
        # guard: no parcel that the called courier does not know of
        if self.sudo().pickup_state in _CALLED:  # as super
            raise UserError(
                self.env._(
                    "The courier is called for the parcels on this manifest. Make a "
                    "new manifest for the others."
                )
            )
        return super()._service_add(shipments)

    # --- Buttons ------------------------------------------------------------------

    def action_call_courier(self):
        """Ask the carrier to come."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for manifest_sudo in self.sudo():  # checked; the queue is nobody's to write
            manifest_sudo._service_call_courier()

    def action_courier_booked(self):
        """The carrier says that the courier comes; his number was entered."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for manifest_sudo in self.sudo():  # its steps alone write it
            manifest_sudo._service_lock()
            manifest_sudo._service_check_doubt()
            if not (manifest_sudo.pickup_ref or "").strip():
                raise UserError(self.env["service.shipment"]._service_asks_number())
            manifest_sudo._service_write(
                {
                    "pickup_state": "confirmed",
                    "pickup_ref": manifest_sudo.pickup_ref.strip(),
                    "pickup_at": fields.Datetime.now(),
                    "pickup_error": False,
                    "pickup_user_id": self.env.uid,
                }
            )

    def action_call_again(self):
        """The carrier says that no courier comes: ask once more."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for manifest_sudo in self.sudo():  # its steps alone write it
            manifest_sudo._service_lock()
            manifest_sudo._service_check_doubt()
            manifest_sudo._service_write({"pickup_state": False, "pickup_ref": False})
            manifest_sudo._service_call_courier()

    def _service_check_doubt(self):
        # guard: only who was perhaps called is asked about
        if self.pickup_state != "unsure":
            raise UserError(
                self.env._("Somebody has settled this already. Refresh the page.")
            )
