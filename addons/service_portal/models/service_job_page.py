"""What the client's pages read of a job: stored titles and plain sentences."""

import pytz

from odoo import api, fields, models


class ServiceJob(models.Model):
    _inherit = "service.job"

    # Clients may not read devices; their lists read these columns.
    title = fields.Char(compute="_compute_title", store=True)
    serial_number = fields.Char(related="device_id.serial_number", store=True)

    @api.depends(
        "subject",
        "device_id.brand",
        "device_id.model",
        "device_id.category_id.name",
    )
    def _compute_title(self):
        for job in self:
            job.title = job._service_device_name() or job.subject

    def _service_next_sentence(self):
        """Return the plain sentence that tells the client what happens next."""
        self.ensure_one()
        _ = self.env._
        if self.state == "cancelled":
            return _("The job is cancelled. There is nothing left to do.")
        return {
            "submit": _("Submit the request, and we start."),
            "triage": _("We are checking the request. You need not do anything now."),
            "supply": _("Your turn: answer our question on the page of the request."),
            "send": _("Your turn: pack the device and send it to us."),
            "receive": _("We are waiting for the parcel with the device."),
            "diagnose": _("A technician examines the device."),
            "decide": _("Your turn: choose a variant of the repair."),
            "repair": _("A technician repairs the device."),
            "check": _("We check that everything works after the repair."),
            "ship": _("We are preparing the device for its way back to you."),
            "deliver": _("The parcel is on its way to you."),
            "invoice": _("We are preparing the invoice."),
            "close": _("Everything is done; we are closing the job."),
            "search": _("We are looking for the device and will write to you."),
            "none": _("Everything is done."),
        }.get(self.next_step_code, "")

    @api.model
    def _service_local(self, moment, zone=None):
        """Return a UTC moment as the client's clock shows it.

        :param zone: of `_service_zone`, asked once by who shows many moments
        """
        return pytz.utc.localize(moment).astimezone(zone or self._service_zone())

    @api.model
    def _service_zone(self):
        """Return the time zone in which the client reads and writes times."""
        company_sudo = self.env.company.sudo()  # its time zone is no secret
        name = (
            self.env.context.get("tz")
            or self.env.user.tz
            or company_sudo.resource_calendar_id.tz
            or "UTC"
        )
        return pytz.timezone(name if name in pytz.all_timezones_set else "UTC")
