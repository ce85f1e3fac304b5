"""A device that a count did not see, until it is found."""

from odoo import fields, models

SEARCH = "service_logistics.mail_activity_type_search"


class ServiceJob(models.Model):
    _inherit = "service.job"

    place_since = fields.Datetime(
        string="There Since",
        readonly=True,
        copy=False,
        help="When stock moved the device to its place.",
    )

    def _service_write_place(self, place):
        """Override: also since when; a count compares it with what it saw."""
        before = {job: job.place_id for job in self}
        super()._service_write_place(place)
        moved = self.filtered(lambda job: job.place_id != before[job])
        moved.place_since = fields.Datetime.now()
        moved._service_end_search(
            self.env._("Moved to %(shelf)s.", shelf=place._service_shown_name())
        )

    def _service_ask_search(self, count):
        """Put an activity for each of these devices before who finished `count`."""
        jobs_sudo = self.sudo()  # activities of colleagues
        asked = jobs_sudo.activity_search([SEARCH]).mapped("res_id")
        for job_sudo in jobs_sudo.filtered(lambda job: job.id not in asked):
            job_sudo.activity_schedule(
                SEARCH,
                summary=self.env._("Not seen at a count: look for the device"),
                note=self.env._(
                    "%(count)s; last place: %(place)s.",
                    count=count.name,
                    place=job_sudo.place_id._service_shown_name(),
                ),
                user_id=count.finished_by_id.id,
            )

    def _service_end_search(self, how):
        """Finish the search for devices that turned up."""
        jobs_sudo = self.sudo()  # activities of colleagues
        jobs_sudo.activity_feedback([SEARCH], feedback=how)

    def _service_state_before_missing(self):
        """Return the state to which a device that turned up goes back."""
        self.ensure_one()
        events_sudo = self.sudo().event_ids  # the job's own history
        lost_sudo = events_sudo.filtered(lambda event: event.state_to == "missing")
        before = lost_sudo.sorted("id")[-1:].state_from
        ways = self._service_allowed_transitions().get("missing", set())
        return before if before in ways else "received"
