"""The way of a request: guards, what follows a step, the roll-up of its jobs."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import JOB_FINISHED


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_allowed_transitions(self):
        ways = super()._service_allowed_transitions()
        return ways | {
            "draft": {"new"},
            "new": {"needs_info", "accepted", "rejected"},
            "needs_info": {"new", "accepted", "rejected"},
            "accepted": {"in_progress", "closed", "rejected"},
            "in_progress": {"closed"},
            "closed": {"in_progress"},
            "rejected": {"new"},
        }

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        for request in self:
            if new_state == "closed":
                request._service_check_nothing_open()
            elif new_state == "accepted":
                request._service_check_complete()
            elif new_state == "rejected":
                request._service_check_can_reject()
            elif new_state == "needs_info" and not (request.missing_info or "").strip():
                raise UserError(
                    self.env._("Write what the client has to supply, then ask for it.")
                )

    def _service_check_nothing_open(self):
        """Refuse while a job or an activity is open, with the list of what is open."""
        open_things = self._service_open_things()
        if open_things:
            raise UserError(
                self.env._(
                    "%(request)s cannot be closed yet. Still open: %(things)s.",
                    request=self.name,
                    things=", ".join(open_things),
                )
            )

    def _service_check_complete(self):
        if self.type_id.needs_device and not self.job_ids.device_id:
            raise UserError(
                self.env._(
                    "%(request)s has no device. Add the device or ask the client "
                    "for it, then accept.",
                    request=self.name,
                )
            )

    def _service_check_can_reject(self):
        if not (self.reject_reason or "").strip():
            raise UserError(
                self.env._("Write the reason; the client reads it. Then reject.")
            )
        if any(job.state not in ("announced", *JOB_FINISHED) for job in self.job_ids):
            raise UserError(
                self.env._(
                    "Devices of %(request)s are here already; it cannot be rejected.",
                    request=self.name,
                )
            )

    @api.model
    def _service_transition_vals(self, new_state, now):
        vals = super()._service_transition_vals(new_state, now)
        if new_state == "accepted":
            vals["accepted_at"] = now
        elif new_state == "closed":
            vals["closed_at"] = now
        elif new_state == "in_progress":
            vals["closed_at"] = False
        return vals

    def _service_after_transition(self, events):
        super()._service_after_transition(events)
        for state in set(events.mapped("state_to")):
            requests = events.filtered(lambda e, s=state: e.state_to == s).request_id
            requests._service_follow_state(state, events)
        requests = events.request_id
        requests.job_ids._service_refresh_next_step()
        requests._service_notify(events)

    def _service_follow_state(self, state, events):
        actor = events.user_id[:1]
        if state == "rejected":
            jobs = self.job_ids.filtered(lambda job: job.state not in JOB_FINISHED)
            jobs._service_transition("cancelled", source="system", actor=actor)
        elif state == "new":
            drafts = self.filtered(lambda r: r.name == "/")
            drafts._service_number_draft()
            self.job_ids._service_log_announced(actor)

    def _service_number_draft(self):
        """Give the submitted drafts their numbers."""
        now = fields.Datetime.now()
        for request in self:
            request.write(self._service_number_vals(request.company_id.id, now))
        self._service_set_legal_due_date()
        self.job_ids._service_refresh_search_text()

    def _service_roll_up(self):
        """Follow the jobs: first work done is in progress, all finished is closed.

        The row is locked and written, so that two jobs that finish at the same
        moment do not both believe that the other one is still open.
        """
        for request_sudo in self.sudo():  # who moves a job moves its matter, by rule
            request_sudo._service_lock()
            states = set(request_sudo.job_ids.mapped("state"))
            finished = bool(states) and states <= set(JOB_FINISHED)
            request_sudo._service_count_open_jobs()
            if request_sudo.state == "accepted" and states - {"announced", "cancelled"}:
                request_sudo._service_transition("in_progress", source="system")
            if (
                finished
                and request_sudo.state in ("accepted", "in_progress")
                and not self.env["service.job"]._service_reason(
                    request_sudo._service_check_nothing_open
                )
            ):
                request_sudo._service_transition("closed", source="system")

    def _service_count_open_jobs(self):
        for request in self:
            request.open_job_count = len(
                request.job_ids.filtered(lambda job: job.state not in JOB_FINISHED)
            )
