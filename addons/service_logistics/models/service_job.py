from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ServiceJob(models.Model):
    """Steps of logistics: received, on its way back, handed over.

    Stock moves are in service_job_stock.py, what the client sees in
    service_job_portal.py.
    """

    _inherit = "service.job"

    in_house = fields.Boolean(
        string="Device Is Here",
        readonly=True,
        copy=False,
        help="Received and not yet gone.",
    )
    shipment_id = fields.Many2one(
        "service.shipment",
        string="Shipment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    handed_over_at = fields.Datetime(
        string="Handed Over",
        readonly=True,
        copy=False,
        help="Delivered by the carrier or taken at the counter.",
    )

    # --- Ways and guards ------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        """Override of `service_portal` to add sending back."""
        ways = super()._service_allowed_transitions()
        ways["ready"] = ways.get("ready", set()) | {"shipped"}
        ways["declined"] = ways.get("declined", set()) | {"ready", "missing"}
        ways["shipped"] = ways.get("shipped", set()) | {"closed"}
        return ways

    def _service_check_transition(self, new_state):
        """Override of `service_portal` to protect devices that are here."""
        super()._service_check_transition(new_state)
        if new_state == "shipped":
            self._service_check_has_shipment()

    def _service_check_has_shipment(self):
        for job in self:
            shipment_sudo = job.sudo().shipment_id  # whoever moves the job
            # guard: shipped only with a shipment
            if not shipment_sudo or shipment_sudo.is_final:
                raise UserError(
                    self.env._(
                        "%(job)s: use “Send” and enter the parcel's number, or “Hand "
                        "over” at the counter.",
                        job=job.reference,
                    )
                )

    def _service_check_can_close(self):
        """Override of `service_portal`: the device has been handed over."""
        super()._service_check_can_close()
        for job in self.filtered(lambda job: job.state != "missing"):
            # guard: close only what was handed over
            if job.in_house:
                raise UserError(
                    self.env._(
                        "%(job)s: the device is still here. Send it or hand it over.",
                        job=job.reference,
                    )
                )
            if job.state == "shipped" and not (job.handed_over_at or job.lost_at):
                raise UserError(
                    self.env._(
                        "%(job)s: the parcel is not delivered yet.", job=job.reference
                    )
                )

    # --- What is next ---------------------------------------------------------

    def _service_path(self):
        """Override of `service_portal` to show sending in the status bar."""
        path = super()._service_path()
        if self.type_id.needs_shipping or self.in_house or self.state == "shipped":
            path |= {"shipped"}
        return path

    def _service_next_step(self):
        """Override of `service_portal`: a delivered parcel waits for nobody outside."""
        step = super()._service_next_step()
        if self.state == "shipped" and self.handed_over_at:
            return "close", "care"
        return step

    def _service_waiting_for(self):
        """Override of `service_portal` to name the carrier."""
        waiting = super()._service_waiting_for()
        if self.state == "shipped" and not (
            self.handed_over_at or self.lost_at or self._service_is_coming_back()
        ):
            waiting |= {("carrier", self.state_since)}
        return waiting

    # --- After a step ---------------------------------------------------------

    def _service_after_transition(self, events):
        """Override of `service_portal` to move the device with its job."""
        super()._service_after_transition(events)
        jobs = {
            state: events.filtered(lambda e, s=state: e.state_to == s).job_id
            for state in (
                *("received", "declined", "ready"),
                *("shipped", "cancelled", "closed"),
            )
        }
        jobs["received"]._service_receive_stock()
        jobs["shipped"]._service_ship_stock()
        jobs["cancelled"]._service_cancel_receipts()
        jobs["closed"]._service_write_off_stock()
        jobs["ready"]._service_prepare_returns()
        jobs["declined"]._service_return_declined()

    def _service_return_declined(self):
        """Send a declined device back without anybody's further step."""
        self.filtered(
            lambda job: job.state == "declined" and job.in_house
        )._service_transition("ready", source="system")

    # --- Buttons ----------------------------------------------------------------

    def action_hand_over(self):
        """Ask who takes the devices at the counter, and for a signature."""
        self._service_check_logistics()
        self._service_check_one_client()
        self._service_check_can_ship()
        self._service_check_not_ordered()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over at the Counter"),
            "res_model": "service.hand.over.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_job_ids": self.ids},
        }

    def action_open_send(self):
        """Ask for the parcel's number and send the chosen devices."""
        self._service_check_logistics()
        self._service_check_one_client()
        # The dialog asks who collects what is unpaid.
        asked = self._service_by_cod() if self._service_may_cod() else self
        asked._service_check_can_ship()
        self._service_check_not_ordered()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Devices"),
            "res_model": "service.send.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_job_ids": self.ids},
        }

    def action_view_transfers(self):
        """Show the stock transfers of the device."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("move_ids.service_job_id", "in", self.ids)],
        }

    @api.model
    def _service_check_logistics(self):
        """Raise AccessError unless the current user may receive and send."""
        # guard: only logistics receives and sends
        if self.env.su or self.env.user.has_group(
            "service_portal.group_service_logistics"
        ):
            return
        raise AccessError(
            self.env._("Only logistics receives and sends devices. Ask a colleague.")
        )

    def _service_check_not_ordered(self):
        """Raise UserError when a parcel is ordered for one of these devices."""
        for job in self:
            shipment_sudo = job.sudo().shipment_id  # whoever sends the job
            # guard: one device, one parcel
            if shipment_sudo._service_is_ordered():
                raise UserError(
                    self.env._(
                        "%(job)s: parcel %(shipment)s is ordered for it. Wait for its "
                        "label, or open the shipment to try again or cancel it.",
                        job=job.reference,
                        shipment=shipment_sudo.name,
                    )
                )

    def _service_check_one_client(self):
        """Raise UserError unless all jobs go to one client and address."""
        receivers = self.partner_id.browse().union(
            *(job._service_receiver() for job in self)
        )
        # guard: one parcel, one client
        if any(len(each) > 1 for each in (self.partner_id, receivers, self.company_id)):
            raise UserError(
                self.env._(
                    "These devices go to different clients or addresses: %(names)s. "
                    "Send one parcel for each.",
                    names=", ".join(receivers.mapped("display_name")),
                )
            )

    # --- Stations ---------------------------------------------------------------

    def _service_show(self):
        """Return what a station shows of these jobs, as JSON."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": job.id,
                "reference": job.reference,
                "barcode": job.barcode,
                "title": job.title or "",
                "serial": job.serial_number or "",
                "accessories": job.accessories or "",
                "accessory_list": job._service_accessory_list(),
                "accessories_missing": job.accessories_missing or "",
                "accessories_checked": bool(job.accessories_checked_at),
                "state": job.state,
                "state_label": labels[job.state],
                "received": job.state not in ("announced", "missing"),
                "technician": job.sudo().technician_id.name or "",  # a name to show
                "photo_count": job.photo_count,
                "client": job.partner_id.display_name,
            }
            for job in self
        ]
