"""A device whose parcel comes back to us, or was lost by the carrier."""

from odoo import fields, models

from ..const import SHIPMENT_BACK


class ServiceJob(models.Model):
    _inherit = "service.job"

    lost_at = fields.Datetime(
        string="Lost by the Carrier",
        readonly=True,
        copy=False,
        help="The carrier has decided about the claim for its loss.",
    )

    def _service_is_coming_back(self):
        """Tell whether the carrier did not deliver the device: it comes back to us."""
        self.ensure_one()
        parcel_sudo = self.sudo().shipment_id  # clients read no shipments
        return parcel_sudo.state in SHIPMENT_BACK and self._service_has_left()

    def _service_next_step(self):
        """Override: what comes back is received, what is lost is closed."""
        if self._service_is_coming_back():
            return "receive", "logistics"
        step = super()._service_next_step()
        if self.state == "shipped" and self.lost_at:
            return "close", "care"
        return step

    def _service_lose(self):
        """Say that devices on their way will not arrive: their jobs may be closed."""
        lost_sudo = self.sudo().filtered(  # written by the protocols only
            lambda job: job.state == "shipped" and not job.handed_over_at
        )
        lost_sudo.lost_at = fields.Datetime.now()
        lost_sudo._service_refresh_next_step()

    def _service_after_transition(self, events):
        """Override of `service_portal`: what is missing is in no parcel."""
        super()._service_after_transition(events)
        missing = events.filtered(lambda event: event.state_to == "missing").job_id
        missing._service_leave_parcel()

    def _service_leave_parcel(self):
        """Take devices that are not found out of parcels that have not left."""
        jobs_sudo = self.sudo()  # whoever misses the device
        for parcel_sudo, inside_sudo in jobs_sudo.grouped("shipment_id").items():
            # guard: a parcel does not wait for a device that is not there
            if parcel_sudo.order_state and parcel_sudo.state == "label":
                parcel_sudo._service_take_out(inside_sudo)
                inside_sudo.write({"shipment_id": False, "tracking_display": False})
                inside_sudo._service_refresh_search_text()
