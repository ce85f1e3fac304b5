"""Parcels from the client: he enters the number, or we order a label for him."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

# Numbers of carriers have 8 to 35 letters and digits; some print a dash.
_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9-]{4,39}")
_ON_THE_WAY = ("collected", "in_transit", "waiting", "problem", "delivered")
_NOT_COMING = ("returned", "cancelled")


class ServiceShipment(models.Model):
    _name = "service.shipment"
    _inherit = ["service.shipment", "service.lock.mixin"]

    by_client = fields.Boolean(
        string="Sent by the Client",
        readonly=True,
        copy=False,
        help="The client chose the carrier and entered the number.",
    )

    # A client's slip of the pen must not keep another client's number out.
    _inbound_number_uniq = models.UniqueIndex(
        "(company_id, partner_id, tracking_number) WHERE tracking_number IS NOT NULL"
        " AND state != 'cancelled' AND direction = 'in'",
        "A parcel of this client with this number exists already.",
    )

    def _service_is_sent(self):
        """Tell whether this parcel from the client is on its way to us, or here.

        An entered number says so; a label that we ordered waits for its first scan.
        """
        self.ensure_one()
        return self.state in _ON_THE_WAY or (
            self.by_client and self.state not in _NOT_COMING
        )

    @api.model
    def _service_clean_inbound_number(self, number):
        """Return the number that a client entered as it is printed on the label.

        :raise UserError: that is no parcel number, in plain words
        """
        number = "".join((number or "").split()).upper()
        if not number:
            raise UserError(
                self.env._("Enter the number of the parcel. It is on the label.")
            )
        if not _NUMBER.fullmatch(number):
            raise UserError(
                self.env._(
                    "“%(number)s” is no parcel number. Enter only the number that is "
                    "printed on the carrier's label: letters, digits and dashes, at "
                    "least five of them.",
                    number=number[:40],
                )
            )
        return number

    @api.model
    def _service_inbound_carriers(self, company):
        """Return the carriers by which devices may come, as records with sudo."""
        carriers_sudo = self.env["delivery.carrier"].sudo()  # names to choose from
        return carriers_sudo.search(carriers_sudo._check_company_domain(company))

    def _service_tell_inbound(self):
        """Let the client's turn be over when his parcel is on its way."""
        if self.direction == "in":
            waiting = self.job_ids.filtered(lambda job: job.state == "announced")
            waiting._service_refresh_next_step()
            waiting.request_id._service_settle_sending()

    def _service_take_out(self, jobs):
        """Take jobs out of parcels; an empty one is cancelled (called with sudo)."""
        for parcel in self:
            parcel.job_ids -= jobs
        empty = self.filtered(lambda parcel: not parcel.job_ids)
        empty._service_set_state("cancelled", source="portal")

    def _service_show_client(self):
        """Return what a client's page shows of this parcel (called with sudo)."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "by_client": self.by_client,
            "counter": self.method == "counter",
            "carrier": self.carrier_name,
            "number": self.tracking_number,
            "url": self.tracking_url,
            "state": self.env._("Number entered")
            if self.by_client and self.state == "label"
            else labels[self.state],
            "since": self.state_since,
        }
