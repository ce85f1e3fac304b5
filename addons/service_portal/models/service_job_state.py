from odoo import api, models
from odoo.exceptions import UserError

from ..const import JOB_FINISHED, JOB_STATES, REQUEST_FINISHED

# state -> (what comes next, who does it)
_NEXT = {
    "announced": ("send", "client"),
    "received": ("diagnose", "technician"),
    "diagnosing": ("diagnose", "technician"),
    "quoted": ("decide", "client"),
    "accepted": ("repair", "technician"),
    "declined": ("ship", "logistics"),
    "repairing": ("repair", "technician"),
    "quality": ("check", "quality"),
    "ready": ("ship", "logistics"),
    "shipped": ("deliver", "carrier"),
    "missing": ("search", "logistics"),
}
_NEXT_BEFORE_ACCEPTANCE = {
    "draft": ("submit", "client"),
    "new": ("triage", "care"),
    "needs_info": ("supply", "client"),
}


class ServiceJob(models.Model):
    _inherit = "service.job"

    # --- Ways and guards ------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        """Ways of service_portal alone; the other addons add and remove theirs."""
        ways = super()._service_allowed_transitions()
        return ways | {
            "announced": {"received", "diagnosing", "cancelled"},
            "received": {"diagnosing", "ready", "missing", "cancelled"},
            "diagnosing": {"repairing", "ready", "missing"},
            "repairing": {"ready", "missing"},
            "ready": {"closed", "missing"},
            "missing": {"received", "diagnosing", "repairing", "ready", "closed"},
        }

    def _service_can_go(self, new_state):
        """Tell whether the job may go to `new_state` now; the button's other half."""
        self.ensure_one()
        return new_state in self._service_allowed_transitions().get(
            self.state, ()
        ) and not self._service_reason(self._service_check_transition, new_state)

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        if new_state in ("received", "diagnosing"):
            self._service_check_request_accepted()
            self._service_check_device_here(new_state)
        elif new_state == "shipped":
            self._service_check_can_ship()
        elif new_state == "ready":
            self._service_check_return_asked()
        elif new_state == "closed":
            self._service_check_can_close()

    def _service_check_request_accepted(self):
        for job in self:
            if job.request_id.state not in ("accepted", "in_progress"):
                raise UserError(
                    self.env._(
                        "%(job)s cannot be worked on: its request is not accepted. "
                        "Ask the care desk to accept %(request)s first.",
                        job=job.reference or job.barcode,
                        request=job.request_id.name,
                    )
                )

    def _service_check_device_here(self, new_state):
        for job in self:
            if (
                new_state == "diagnosing"
                and job.state == "announced"
                and job.type_id.needs_shipping
            ):
                raise UserError(
                    self.env._(
                        "%(job)s is not here yet. Receive the device first.",
                        job=job.reference,
                    )
                )

    def _service_check_can_ship(self):
        """Raise UserError with the reason why a device must not leave."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self:
            if job.state != "ready":
                raise UserError(
                    self.env._(
                        "%(job)s is not ready to be sent (state: %(state)s).",
                        job=job.reference,
                        state=labels[job.state],
                    )
                )

    def _service_check_can_close(self):
        """Raise UserError with what is left to do."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self:
            if job.state not in ("ready", "shipped", "missing"):
                raise UserError(
                    self.env._(
                        "%(job)s is not finished yet (state: %(state)s).",
                        job=job.reference,
                        state=labels[job.state],
                    )
                )

    def _service_try_close(self, *, source="system"):
        """Close those jobs that every addon lets close; leave the others."""
        closable = self.filtered(
            lambda job: (
                job.state not in JOB_FINISHED
                and "closed" in job._service_allowed_transitions().get(job.state, ())
                and not job._service_reason(job._service_check_can_close)
            )
        )
        return closable._service_transition("closed", source=source)

    # --- After a step ---------------------------------------------------------

    def _service_after_transition(self, events):
        super()._service_after_transition(events)
        jobs = events.job_id
        jobs._service_refresh_next_step()
        events.request_id._service_notify(events)
        jobs.request_id._service_roll_up()

    def _service_refresh_next_step(self):
        """Write what comes next; an addon calls it when its own facts change."""
        jobs_sudo = self.sudo()  # lists read it; who moves the job may not write it
        for (code, actor), same_sudo in jobs_sudo.grouped(
            lambda job: job._service_next_step()
        ).items():
            changed = same_sudo.filtered(
                lambda job, now=(code, actor): (
                    (job.next_step_code, job.next_actor) != now
                )
            )
            changed.write({"next_step_code": code, "next_actor": actor})

    def _service_next_step(self):
        """Return `(code of NEXT_STEPS, code of ACTORS)`: what is next, whose turn."""
        self.ensure_one()
        if self.state in JOB_FINISHED or self.request_id.state in REQUEST_FINISHED:
            return "none", "nobody"
        if self.state == "announced":
            before = _NEXT_BEFORE_ACCEPTANCE.get(self.request_id.state)
            if before:
                return before
            if not self.type_id.needs_shipping:
                return "diagnose", "technician"
        return _NEXT[self.state]

    def _service_waiting_for(self):
        """Return `set[(who, since)]`: client, carrier or parts; clocks read it."""
        self.ensure_one()
        if self.next_actor == "client":
            return {("client", self.state_since)}
        return set()

    # --- Status bar -----------------------------------------------------------

    def _service_path(self):
        """Return the set of states that this job's status bar shows."""
        self.ensure_one()
        path = {"announced", "received", "diagnosing", "repairing", "ready", "closed"}
        if self.state in ("cancelled", "missing"):
            path.add(self.state)
        return path

    def _service_status_steps(self):
        """Return the status bar: steps in order, each with the latest date reached.

        :return: list of `{"code", "label", "state": "done" | "current" | "todo",
            "reached": datetime or False}`
        """
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        order = [code for code, _label in JOB_STATES]
        job_sudo = self.sudo()  # the log is closed to clients, its dates are not
        reached = {
            event.state_to: event.at
            for event in job_sudo.event_ids.sorted(lambda e: (e.at, e.id))
            if event.state_to
        }
        here = order.index(self.state)
        path = self._service_path() | {self.state}
        steps = []
        for place, code in enumerate(order):
            # A step that this job jumped over is not shown at all.
            if code not in path or (place < here and code not in reached):
                continue
            state = "done" if place < here else "current" if place == here else "todo"
            at = reached.get(code, False) if place <= here else False
            steps.append(
                {"code": code, "label": labels[code], "state": state, "reached": at}
            )
        return steps

    # --- Buttons --------------------------------------------------------------

    def action_start_diagnosis(self):
        """The technician opens the device."""
        self._service_transition("diagnosing", source="backoffice")

    def action_start_repair(self):
        """Begin the repair."""
        self._service_transition("repairing", source="backoffice")

    def action_ready(self):
        """Nothing more to do at the device."""
        self._service_transition("ready", source="backoffice")

    def action_close(self):
        """Close the job when every addon agrees."""
        self._service_transition("closed", source="backoffice")

    def action_cancel(self):
        """Cancel jobs whose device is not under repair."""
        self._service_transition("cancelled", source="backoffice")

    def action_missing(self):
        """Say that the device cannot be found."""
        self._service_transition("missing", source="backoffice")
