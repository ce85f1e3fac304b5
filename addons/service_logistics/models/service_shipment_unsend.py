"""Taking back a parcel that was sent by mistake and has not left."""

from odoo import models
from odoo.exceptions import UserError


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    def _service_check_can_unsend(self):
        """Hook: raise UserError when this parcel cannot be taken back any more."""
        self.ensure_one()
        # guard: what left is not taken back
        if self.state not in ("label", "cancelled") or self.method != "carrier":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(shipment)s is “%(state)s” by now: it stays sent.",
                    shipment=self.name,
                    state=labels[self.state],
                )
            )
        # guard: what a courier's manifest names stays in its box
        if self.manifest_id:
            raise UserError(
                self.env._(
                    "%(shipment)s is on manifest %(manifest)s. Take it off there "
                    "first.",
                    shipment=self.name,
                    manifest=self.manifest_id.name,
                )
            )

    def _service_unsend(self, *, source):
        """Take a parcel back that was sent, or ordered, by mistake.

        :raise UserError: it left, or the carrier has confirmed it; nothing is written
        """
        self.ensure_one()
        jobs = self.job_ids
        jobs._service_lock()
        shipment_sudo = self.sudo()  # who sends does not write the queue
        shipment_sudo._service_lock()
        shipment_sudo._service_check_can_unsend()
        # What the carrier has cancelled itself needs no order taken back.
        if shipment_sudo.order_state and not shipment_sudo.is_final:
            shipment_sudo._service_cancel_order()
            return
        jobs.filtered(
            lambda job: job.sudo().shipment_id == shipment_sudo  # staff reads it
        )._service_come_back(source=source)
        shipment_sudo._service_set_state(
            "cancelled", source=source, actor=self.env.user
        )
        shipment_sudo._service_settle_desk()
