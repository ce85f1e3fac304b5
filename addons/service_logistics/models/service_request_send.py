"""Devices that do not come: two reminders, then the care desk decides."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_BATCH = 200
# reminders sent so far -> event of the next one; after them the care desk is asked
_REMINDERS = {0: "request.send_reminder", 1: "request.send_last_reminder"}


class ServiceRequest(models.Model):
    _inherit = "service.request"

    # Settings are read at acceptance: a change of them reminds nobody of the past.
    send_remind_on = fields.Date(
        string="Next Reminder to Send",
        compute="_compute_send_remind_on",
        store=True,
        readonly=False,
        copy=False,
        help="On this day a client who has not sent the devices is reminded; after two "
        "reminders the care desk is asked. Set a later day when the client asked for "
        "more time.",
    )
    send_reminders = fields.Integer(
        string="Reminders to Send", readonly=True, copy=False
    )

    send_asked_at = fields.Datetime(
        string="Care Desk Asked About Sending", readonly=True, copy=False
    )

    _send_remind_idx = models.Index(
        "(send_remind_on) WHERE send_remind_on IS NOT NULL"
        " AND state IN ('accepted', 'in_progress')"
    )

    @api.depends("accepted_at")
    def _compute_send_remind_on(self):
        for request in self:
            request.send_remind_on = request._service_first_reminder(
                request.accepted_at
            )

    def _service_first_reminder(self, moment):
        """Return the day of the first reminder when the days count from `moment`."""
        days = self.company_id.service_send_days
        if not moment or days <= 0:
            return False
        return self._service_company_day(moment) + timedelta(days=days)

    def _service_company_day(self, moment):
        """Return the day of a UTC moment in the calendar of the request's company."""
        company_sudo = self.company_id.sudo()  # its time zone is no secret
        zone = company_sudo.resource_calendar_id.tz or "Europe/Warsaw"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), moment
        ).date()

    def _service_after_transition(self, events):
        """Override of `service_portal`: with acceptance the days count anew."""
        super()._service_after_transition(events)
        accepted = events.filtered(lambda event: event.state_to == "accepted")
        requests_sudo = accepted.request_id.sudo()  # whoever accepts
        requests_sudo.filtered("send_reminders").send_reminders = 0
        events.request_id._service_settle_sending()

    # --- Reminding ----------------------------------------------------------------

    @api.model
    def _cron_remind_sending(self):
        """Remind the clients whose day has come, one transaction a request."""
        due = self._service_send_due_domain()
        requests = self.search(due, limit=_BATCH, order="send_remind_on, id")
        for request in requests._service_each_locked(due):
            request._service_remind_safely()

    @api.model
    def _service_send_due_domain(self):
        """Return the domain of requests to remind of, each company in its time."""
        companies = self.env["res.company"].search([("service_send_days", ">", 0)])
        due = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "send_remind_on", "<=", self.with_company(company)._service_today()
            )
            for company in companies
        )
        return (
            due
            & Domain("state", "in", ("accepted", "in_progress"))
            # guard: only who has something left to send is reminded
            & Domain("job_ids", "any", [("next_step_code", "=", "send")])
        )

    def _service_remind_safely(self):
        """Remind once; what cannot be sent is shown to the care desk instead."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._service_remind_sending()
        except Exception as error:  # noqa: BLE001 - whatever it is, the next one must run
            self._service_ask_about_sending(
                self.env._("The reminder could not be sent: %s", error)
            )

    def _service_remind_sending(self):
        """Send the next reminder, or ask the care desk."""
        code = _REMINDERS.get(self.send_reminders)
        if not code:
            self._service_ask_about_sending(
                self.env._("Two reminders were sent, and nothing came.")
            )
        elif not self._service_mail_way(code):
            self._service_ask_about_sending(
                self.env._("The client cannot be reminded by e-mail.")
            )
        else:
            self._service_send_mail(code, self._service_jobs_to_send())
            self._service_log(code, source="system")
            days = max(self.company_id.service_send_again_days, 1)
            today = self.with_company(self.company_id)._service_today()
            # guard: a day reminds once
            self.write(
                {
                    "send_reminders": self.send_reminders + 1,
                    "send_remind_on": today + timedelta(days=days),
                }
            )

    def _service_ask_about_sending(self, note):
        """Put the decision before the care desk, once; nothing is cancelled."""
        if self._service_send_activities():
            self.send_remind_on = False
            return
        self.write({"send_remind_on": False, "send_asked_at": fields.Datetime.now()})
        self._service_log("request.send_overdue", source="system", note=note)
        responsible = (
            self.user_id
            or self.caretaker_id
            or self.company_id.service_default_caretaker_id
        )
        self.activity_schedule(
            "service_logistics.mail_activity_type_send",
            note=note,
            # Nobody is better than the system, which core would take.
            user_id=responsible.id,
        )

    def _service_send_activities(self):
        kind = self.env.ref("service_logistics.mail_activity_type_send")
        return self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def _service_settle_sending(self):
        """Forget the reminders when nothing is to come any more.

        The question is taken back from the care desk when nothing is left to send.
        """
        for request_sudo in self.sudo():  # whoever receives or cancels
            # guard: nobody is reminded of what came, was cancelled or never comes
            if request_sudo.send_remind_on and not request_sudo._service_awaits():
                request_sudo.send_remind_on = False
            if request_sudo.send_asked_at and not request_sudo._service_jobs_to_send():
                request_sudo.send_asked_at = False
                request_sudo._service_send_activities().action_feedback(
                    feedback=self.env._("Nothing is left to send")
                )
                # The question kept a matter open whose last job was cancelled.
                request_sudo._service_roll_up()

    def _service_awaits(self):
        """Tell whether a device is still to come, on its way or not."""
        return self.type_id.needs_shipping and self._service_expects_devices()

    def _service_expect_more(self):
        """Count anew for devices that were added, or are expected again."""
        for request_sudo in self.sudo():  # whoever adds a job or takes a receipt back
            reminded = request_sudo.send_remind_on or request_sudo.send_asked_at
            # guard: what is expected after all came is reminded of, too
            if not reminded and request_sudo._service_awaits():
                now = fields.Datetime.now()
                request_sudo.write(
                    {
                        "send_remind_on": request_sudo._service_first_reminder(now),
                        "send_reminders": 0,
                    }
                )

    # --- Mail ---------------------------------------------------------------------

    @api.model
    def _service_mail_templates(self):
        """Override of `service_portal` to add the two reminders."""
        return super()._service_mail_templates() | {
            "request.send_reminder": {
                "template": "service_logistics.mail_template_send_reminder",
                "needs_client": True,
            },
            "request.send_last_reminder": {
                "template": "service_logistics.mail_template_send_last_reminder",
                "needs_client": True,
            },
        }
