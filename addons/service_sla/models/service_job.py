from collections import defaultdict

from odoo import api, fields, models

from ..const import RESOLVED_STATES


class ServiceJob(models.Model):
    _inherit = "service.job"

    sla_clock_ids = fields.One2many(
        "service.sla.clock",
        "job_id",
        string="Clocks",
        readonly=True,
        groups="service_portal.group_service_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        # A device added later is due as well; without clocks nothing is.
        requests_sudo = jobs.sudo().request_id  # clocks are closed to some
        requests_sudo.filtered("sla_clock_ids")._service_sla_sync()
        return jobs

    # --- Seams ------------------------------------------------------------------

    def _service_after_transition(self, events):
        """Override: the workshop's clock starts with the device and ends when ready."""
        super()._service_after_transition(events)
        at = events[:1].at
        started = events.filtered(lambda e: e.state_to in ("received", "diagnosing"))
        if started:
            self.env["service.sla.clock"]._service_start(
                started.job_id, "resolution", at
            )
        clocks_sudo = events.job_id.sudo().sla_clock_ids  # nobody may write clocks
        done = events.filtered(lambda e: e.state_to in RESOLVED_STATES).job_id
        clocks_sudo.filtered(lambda c: c.job_id in done)._service_meet(at)
        cancelled = events.filtered(lambda e: e.state_to == "cancelled").job_id
        clocks_sudo.filtered(lambda c: c.job_id in cancelled)._service_cancel()
        events.job_id._service_refresh_pauses()

    def _service_refresh_next_step(self):
        """Override: whoever's turn it is now, the clocks stand or run."""
        super()._service_refresh_next_step()
        self._service_refresh_pauses()

    def _message_post_after_hook(self, message, msg_values):
        """Override: what staff write to the client on a job answers the request."""
        if self.env["service.request"]._service_is_answer(message):
            self.request_id._service_answered(fields.Datetime.now())
        return super()._message_post_after_hook(message, msg_values)

    # --- Pauses -------------------------------------------------------------------

    def _service_refresh_pauses(self):
        """Let clocks stand while the client has to act, and run otherwise.

        A job's clock follows its job; a request's clock stands only when every open
        job waits for the client.
        """
        jobs_sudo = self.sudo()  # clocks follow the jobs, whoever moves them
        clocks_sudo = jobs_sudo.request_id.sla_clock_ids.filtered(
            lambda c: (
                c.state in ("running", "paused") and (not c.job_id or c.job_id in self)
            )
        )
        to_pause = defaultdict(clocks_sudo.browse)
        to_resume = clocks_sudo.browse()
        for clock in clocks_sudo:
            jobs = clock.job_id or clock.request_id.job_ids.filtered("is_open")
            since = jobs._service_client_since()
            if since and clock.state == "running":
                to_pause[max(since, clock.started_at)] += clock
            elif not since and clock.state == "paused":
                to_resume += clock
        for since, clocks in to_pause.items():
            clocks._service_pause(since)
        to_resume._service_resume(fields.Datetime.now())

    def _service_client_since(self):
        """Return since when all of these jobs wait for the client, or False."""
        times = []
        for job in self:
            waits = [at for who, at in job._service_waiting_for() if who == "client"]
            if not waits:
                return False
            times.append(min(waits))
        return max(times, default=False)
