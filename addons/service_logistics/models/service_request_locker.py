"""The parcel locker to which a client wants the devices of one request back."""

from odoo import fields, models
from odoo.exceptions import UserError

from .delivery_carrier_inpost import LOCKER

_OPEN = ("new", "needs_info", "accepted", "in_progress")


class ServiceRequest(models.Model):
    _inherit = "service.request"

    return_point = fields.Char(
        string="Parcel Locker for the Return",
        copy=False,
        help="The client wants the devices of this request in this locker, as KRA012.",
    )

    def _service_client_set_locker(self, values, *, user):
        """Say to which locker the devices come back, or that they come to the address.

        :param dict values: point (name of a locker, empty for the address); anything
            else is ignored
        :param user: the client's `res.users`
        :raise AccessError: the user may not change the request
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self.ensure_one()
        # guard: only who may change the matter says where its devices go
        self._service_check_client_edit(user)
        request_sudo = self.sudo()  # right checked above
        request_sudo.job_ids._service_lock()
        jobs_sudo = request_sudo._service_jobs_to_return()
        point = self._service_clean_point(values.get("point"), "point")
        # guard: what is ordered goes where it was ordered to
        if not jobs_sudo or not request_sudo._service_locker_carriers():
            raise UserError(
                self.env._(
                    "The parcel locker cannot be changed any more: the parcel is "
                    "ordered or on its way. Write to us, please."
                )
            )
        if point == request_sudo.return_point:
            return
        request_sudo.return_point = point
        jobs_sudo.shipment_id._service_follow_locker(point)
        request_sudo._service_log(
            "request.locker_changed", source="portal", actor=user, note=point
        )

    def _service_jobs_to_return(self):
        """Return the jobs whose way back is still open (called with sudo)."""
        return self._service_client_jobs().filtered(
            lambda job: (
                job.device_id
                and (job.is_open or job._service_goes_back())
                and job.state != "shipped"
                and not job._service_has_left()
                and not job.shipment_id._service_is_ordered()
            )
        )

    def _service_locker_carriers(self):
        """Return the delivery methods by which devices go to lockers, with sudo."""
        carriers = self.env["service.shipment"]._service_inbound_carriers(
            self.company_id
        )
        return carriers.filtered(lambda carrier: carrier.delivery_type == LOCKER)

    # --- Page ---------------------------------------------------------------------

    def _service_portal_sections(self):
        """Override of `service_portal` to show and to ask for the locker."""
        sections = super()._service_portal_sections()
        values = self._service_locker_section(self.env.user)
        if values:
            sections.append(
                {
                    "code": "locker",
                    "title": self.env._("Where we send the devices back"),
                    "template": "service_logistics.portal_locker",
                    "values": values,
                    "sequence": 12,
                }
            )
        return sections

    def _service_locker_section(self, user):
        """Return what the page shows of the way back, or nothing."""
        request_sudo = self.sudo()  # shown to who may see the request
        if not self.type_id.needs_shipping or self.state not in _OPEN:
            return {}
        jobs_sudo = request_sudo._service_jobs_to_return()
        if not jobs_sudo or not request_sudo._service_locker_carriers():
            return {}
        receivers = {job._service_receiver() for job in jobs_sudo}
        lines = request_sudo._service_address_lines
        return {
            "point": self.return_point or "",
            "addresses": sorted(", ".join(lines(receiver)) for receiver in receivers),
            "may": self._service_client_may(user, "edit"),
            "form": {},
        }


class ServiceJob(models.Model):
    _inherit = "service.job"

    def _service_check_one_locker(self):
        """Raise UserError unless clients want all these devices in one place."""
        points = {job.request_id.return_point or "" for job in self}
        # guard: a device goes to the locker that the client was promised
        if len(points) > 1:
            raise UserError(
                self.env._(
                    "The client wants these devices in different places: %(points)s. "
                    "Send one parcel for each.",
                    points=", ".join(
                        sorted(
                            point or self.env._("to the address") for point in points
                        )
                    ),
                )
            )
