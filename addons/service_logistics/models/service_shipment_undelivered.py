"""A parcel that comes back to us, or that the carrier never took along."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SHIPMENT_BACK


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    can_come_back = fields.Boolean(compute="_compute_can_come_back")

    @api.depends("state", "job_ids.state", "job_ids.in_house", "job_ids.shipment_id")
    def _compute_can_come_back(self):
        for shipment in self:
            shipment.can_come_back = bool(shipment._service_left_jobs())

    def _service_left_jobs(self):
        """Return the jobs whose devices left in this parcel and have not arrived."""
        self.ensure_one()
        # guard: what the client has does not come back by itself
        if (self.direction, self.method) != ("out", "carrier") or (
            self.state == "delivered"
        ):
            return self.job_ids.browse()
        return self.job_ids.filtered(
            lambda job: job.shipment_id == self and job._service_has_left()
        )

    def _service_take_back(self, *, source):
        """Receive a parcel that is here again; its devices are to be sent anew.

        :return: the jobs
        :raise UserError: nothing of it is on its way, or it waits for the courier;
            nothing is written
        """
        self.ensure_one()
        self.job_ids._service_lock()
        shipment_sudo = self.sudo()  # who receives does not write the carrier's news
        shipment_sudo._service_lock()
        jobs = self._service_left_jobs()
        if not jobs:
            raise UserError(
                self.env._(
                    "No device of %(shipment)s is on its way. Refresh the page to see "
                    "where they are.",
                    shipment=self.name,
                )
            )
        # guard: what a courier's manifest names stays in its box
        if shipment_sudo.manifest_id.state == "open":
            raise UserError(
                self.env._(
                    "%(shipment)s waits for the courier on manifest %(manifest)s. Take "
                    "it off there first.",
                    shipment=self.name,
                    manifest=shipment_sudo.manifest_id.name,
                )
            )
        shipment_sudo._service_set_state("returned", source=source, actor=self.env.user)
        jobs._service_come_back(source=source)
        return jobs

    def _service_tell_jobs(self, event, *, source, actor):
        """Override: somebody receives what comes back, and asks the client."""
        super()._service_tell_jobs(event, source=source, actor=actor)
        if event.state not in SHIPMENT_BACK:
            return
        jobs = self._service_left_jobs()
        if not jobs:
            return
        jobs._service_refresh_next_step()
        # guard: a parcel that comes back is no secret of the carrier
        told = self._service_in_language()
        told._service_ask_desk(
            told.env._("Parcel %s comes back", self.name),
            told.env._(
                "The carrier did not deliver it: %(note)s. When the box is here, "
                "logistics scans a device of it at the receiving station. Agree with "
                "the client how it is sent again.",
                note=event.note or event.state,
            ),
        )

    # --- Button -------------------------------------------------------------------

    def action_came_back(self):
        """The parcel is here again."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for shipment in self:
            shipment._service_take_back(source="backoffice")
