from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

from ..const import ANSWERED_STATES, CLOCK_STATES, SOON_HOURS

RESPONSE_STATUSES = [
    ("on_time", "In time"),
    ("soon", "Due soon"),
    ("late", "Overdue"),
    ("paused", "Waiting for the client"),
    ("met", "Answered in time"),
    ("met_late", "Answered late"),
    ("failed", "No deadline"),
]
# Whatever changes here may change the policy.
POLICY_FIELDS = {"type_id", "priority", "team_id", "partner_id"}


class ServiceRequest(models.Model):
    _inherit = "service.request"

    sla_clock_ids = fields.One2many(
        "service.sla.clock",
        "request_id",
        string="Clocks",
        readonly=True,
        groups="service_portal.group_service_user",
    )
    response_due = fields.Datetime(
        string="Answer Due",
        readonly=True,
        copy=False,
        help="When the client must have our first answer; empty once answered.",
    )
    response_state = fields.Selection(
        CLOCK_STATES, string="First Answer Clock", readonly=True, copy=False
    )
    response_status = fields.Selection(
        RESPONSE_STATUSES, string="First Answer", compute="_compute_response_status"
    )

    _response_due_idx = models.Index("(response_due) WHERE response_due IS NOT NULL")

    @api.depends("response_due", "response_state")
    def _compute_response_status(self):
        now = fields.Datetime.now()
        for request in self:
            request.response_status = request._service_response_status(now)

    def _service_response_status(self, now):
        """Return a value of RESPONSE_STATUSES, or False without a clock."""
        if self.response_due:
            if now > self.response_due:
                return "late"
            soon = self.response_due - now <= timedelta(hours=SOON_HOURS)
            return "soon" if soon else "on_time"
        return {
            "paused": "paused",
            "met": "met",
            "breached": "met_late",
            "failed": "failed",
        }.get(self.response_state, False)

    def write(self, vals):
        result = super().write(vals)
        if POLICY_FIELDS & vals.keys():
            clocks_sudo = self.sudo().sla_clock_ids  # the care desk cannot write clocks
            clocks_sudo._service_retarget()
        return result

    # --- Seams --------------------------------------------------------------------

    def _service_after_transition(self, events):
        """Override: filing starts the clock, an answer stops it."""
        super()._service_after_transition(events)
        clock = self.env["service.sla.clock"]
        filed = events.filtered(lambda e: e.state_to == "new")
        if filed:
            clock._service_start(filed.request_id, "first_response", filed[0].at)
        answered = events.filtered(lambda e: e.state_to in ANSWERED_STATES)
        if answered:
            answered.request_id._service_answered(answered[0].at)
        accepted = events.filtered(lambda e: e.state_to == "accepted")
        # Nothing is shipped, so the work can begin at once.
        jobs = accepted.request_id.job_ids.filtered(
            lambda job: job.state == "announced" and not job.type_id.needs_shipping
        )
        if jobs:
            clock._service_start(jobs, "resolution", accepted[0].at)

    def _message_post_after_hook(self, message, msg_values):
        """Override: what a member of staff writes to the client is an answer."""
        if self._service_is_answer(message):
            self._service_answered(fields.Datetime.now())
        return super()._message_post_after_hook(message, msg_values)

    def _service_portal_sections(self):
        """Override: until when we answer."""
        sections = super()._service_portal_sections()
        if self.response_status not in (False, "failed"):
            sections.append(
                {
                    "code": "response",
                    "title": self.env._("Our answer"),
                    "template": "service_sla.portal_request_response",
                    "values": self._service_response_values(),
                    "sequence": 5,
                }
            )
        return sections

    # --- First answer ---------------------------------------------------------------

    @api.model
    def _service_is_answer(self, message):
        """Tell whether `message` is a person of ours speaking to the client."""
        author_sudo = message.sudo().author_id  # the author may be a client's colleague
        return bool(
            message.message_type in ("comment", "email")
            and not message.is_internal
            and message.subtype_id
            and not message.subtype_id.internal
            and author_sudo.user_ids.filtered(
                lambda user: not user.share and user.id != api.SUPERUSER_ID
            )
        )

    def _service_answered(self, at):
        """Stop the first-answer clocks of the requests."""
        clocks_sudo = self.sudo().sla_clock_ids  # nobody has write access to clocks
        clocks_sudo.filtered(lambda c: c.metric == "first_response")._service_meet(at)

    def _service_response_values(self):
        """Return values of the portal section: status and formatted times."""
        request_sudo = self.sudo()  # the client cannot read clocks
        [clock_sudo] = request_sudo.sla_clock_ids.filtered(
            lambda clock: clock.metric == "first_response"
        )
        timezone = self.env.user.tz or clock_sudo.calendar_id.tz

        def shown(instant):
            return instant and format_datetime(
                self.env, instant, tz=timezone, dt_format="EEEE, d MMMM y, HH:mm"
            )

        return {
            "status": self.response_status,
            "due": shown(clock_sudo.deadline),
            "answered": shown(clock_sudo.met_at),
        }

    # --- What lists show --------------------------------------------------------------

    def _service_sla_sync(self):
        """Write `response_due`, `response_state` and the jobs' `next_due`.

        Only what changed is written.
        """
        for request_sudo in self.sudo():  # derived columns, whoever moved the clock
            clocks = request_sudo.sla_clock_ids
            response = clocks.filtered(lambda c: c.metric == "first_response")
            is_open = bool(response) and response._service_is_open()
            vals = {
                "response_due": is_open and response.deadline,
                "response_state": response.state,
            }
            if any(request_sudo[key] != value for key, value in vals.items()):
                request_sudo.write(vals)
            waiting = clocks.filtered(lambda c: c.deadline and c._service_is_open())
            for job in request_sudo.job_ids:
                due = min(
                    (c.deadline for c in waiting if c.job_id in (job, job.browse())),
                    default=False,
                )
                if job.next_due != due:
                    job.next_due = due

    def _service_responsible(self, team):
        """Return the user to tell about trouble: lead, handler, caretaker, manager."""
        self.ensure_one()
        found = team.user_id or self.user_id or self.caretaker_id
        if not found:
            managers = self.env.ref("service_portal.group_service_manager")
            managers_sudo = managers.sudo()  # ordinary users may not read groups
            found = managers_sudo.all_user_ids.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            ).sorted("id")[:1]
        return found
