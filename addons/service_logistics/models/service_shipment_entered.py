"""What a person enters of a parcel, and until when."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# Steps and hooks write all else: stock, money, mails and columns of jobs follow.
_ENTERED = {
    "carrier_id",
    *("parcel_template", "parcel_weight"),
    *("parcel_length", "parcel_width", "parcel_height"),
    *("target_point", "address_street", "address_building"),
    *("receiver_phone", "receiver_email", "insurance"),
}


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    is_fixed = fields.Boolean(
        compute="_compute_is_fixed", help="The carrier was told, or has the parcel."
    )

    @api.depends("order_state", "state")
    def _compute_is_fixed(self):
        for shipment in self:
            left = shipment.state != "label"
            shipment.is_fixed = left or shipment._service_is_ordered()

    @api.model
    def _service_entered_fields(self):
        """Hook: return the names of fields that a person enters until it is ordered."""
        return _ENTERED

    def write(self, vals):
        """Override: people correct what they entered, while it can be corrected."""
        self.check_access("write")
        if self.env.su:
            return super().write(vals)
        self._service_check_entered(vals)
        moved = self.browse()
        if "carrier_id" in vals:
            carrier = self.env["delivery.carrier"].browse(vals["carrier_id"])
            moved = self.filtered(lambda parcel: parcel.carrier_id != carrier)
            moved._service_check_carrier(carrier)
        res = super().write(vals)
        moved._service_follow_carrier()
        return res

    def _service_check_entered(self, vals):
        entered = self._service_entered_fields()
        # What a person found out about a courier, see service_shipment_collect.py.
        if vals.keys() - entered - {"collect_ref"}:
            # guard: what happened to a parcel is told by steps, never written
            raise UserError(self.env._("Use the buttons; they write what is needed."))
        # guard: what the carrier was told stays as it was told
        fixed = self.filtered("is_fixed") if entered & vals.keys() else self.browse()
        if fixed:
            raise UserError(
                self.env._(
                    "%(parcel)s is ordered, or on its way: carrier and parcel stay as "
                    "they are. Cancel the order first, or ask the carrier.",
                    parcel=fixed[0].display_name,
                )
            )

    def _service_check_carrier(self, carrier):
        """Raise UserError when `carrier` cannot take over these parcels."""
        for parcel in self:
            # guard: the courier signs for parcels of one carrier
            if parcel.manifest_id:
                raise UserError(
                    self.env._(
                        "%(parcel)s is on manifest %(manifest)s already. Take it off "
                        "there first.",
                        parcel=parcel.display_name,
                        manifest=parcel.manifest_id.name,
                    )
                )
            # guard: who is to collect can collect
            reason = parcel.cod_amount and self._service_no_cod_carrier(carrier)
            if reason:
                raise UserError(reason)

    def _service_follow_carrier(self):
        """Name another carrier where people read it, and ask that one for news."""
        for parcel_sudo in self.sudo():  # columns of the jobs, and tracking
            jobs_sudo = parcel_sudo.job_ids.filtered(
                lambda job, parcel=parcel_sudo: job.shipment_id == parcel
            )
            if jobs_sudo:
                parcel_sudo._service_write_jobs(jobs_sudo)
                parcel_sudo.tracking_error = False
                parcel_sudo._service_start_tracking()
            elif parcel_sudo.direction == "in":
                coming_sudo = parcel_sudo._service_coming_jobs()
                coming_sudo._service_write_inbound(parcel_sudo)
