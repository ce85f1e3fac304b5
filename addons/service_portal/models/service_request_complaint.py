"""Complaints: the old job, the legal term, the answer on a durable medium."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..const import REQUEST_FINISHED

_REMIND_LIMIT = 200


class ServiceJob(models.Model):
    _inherit = "service.job"

    complaint_ids = fields.One2many(
        "service.request",
        "origin_job_id",
        string="Complaints",
        groups="base.group_user",
    )


class ServiceRequest(models.Model):
    _inherit = "service.request"

    origin_job_id = fields.Many2one(
        "service.job",
        string="Complaint About",
        index="btree_not_null",
        copy=False,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'closed')]",
        help="The finished job that the client complains about.",
    )
    complaint_demand = fields.Selection(
        [
            ("repair", "Repair it again"),
            ("price", "Lower the price"),
            ("refund", "Refund the money"),
            ("other", "Something else"),
        ],
        string="What the Client Wants",
        copy=False,
    )
    is_complaint = fields.Boolean(related="type_id.is_complaint")
    answered_at = fields.Datetime(string="Answer Sent", readonly=True, copy=False)
    answer_medium = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter")], readonly=True, copy=False
    )
    answer_decision = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("partly", "Accepted in part"),
            ("rejected", "Not accepted"),
        ],
        readonly=True,
        copy=False,
    )
    answer_text = fields.Text(readonly=True, copy=False)
    answer_by_id = fields.Many2one(
        "res.users", string="Answered By", readonly=True, copy=False
    )
    legal_reminded_at = fields.Datetime(readonly=True, copy=False)
    legal_urgency = fields.Selection(
        [("calm", "In time"), ("soon", "Soon"), ("late", "Too late")],
        compute="_compute_legal_urgency",
    )

    # Few of many requests are complaints, and their list has no other filter.
    _legal_idx = models.Index("(id DESC) WHERE legal_due_date IS NOT NULL")
    # Only what still has to be answered is looked for by the reminder.
    _legal_open_idx = models.Index(
        "(legal_due_date) WHERE legal_due_date IS NOT NULL AND answered_at IS NULL"
    )

    @api.depends("legal_due_date", "answered_at")
    def _compute_legal_urgency(self):
        for request in self:
            left = request._service_legal_days_left()
            remind = request.company_id.service_legal_reminder_days
            if left is False:
                request.legal_urgency = False
            else:
                request.legal_urgency = (
                    "late" if left < 0 else "soon" if left <= remind else "calm"
                )

    def _service_legal_days_left(self):
        """Return days until the answer is due, negative when late, False when none."""
        if not self.legal_due_date or self.answered_at:
            return False
        return (self.legal_due_date - self._service_today()).days

    @api.model
    def _service_today(self):
        """Return the day that the company's calendar has now."""
        company_sudo = self.env.company.sudo()  # its time zone is no secret
        zone = company_sudo.resource_calendar_id.tz or "Europe/Warsaw"
        return fields.Date.context_today(self.with_context(tz=zone))

    # --- Closing ------------------------------------------------------------------

    def _service_check_nothing_open(self):
        """Override: a matter with a legal term is closed after its answer."""
        super()._service_check_nothing_open()
        # guard: silence would count as a yes
        if self.legal_due_date and not self.answered_at:
            raise UserError(
                self.env._(
                    "%(request)s has to be answered by %(date)s: use “Answer”, then it "
                    "can be closed.",
                    request=self.name,
                    date=format_date(self.env, self.legal_due_date),
                )
            )

    # --- Answer -------------------------------------------------------------------

    def _service_answer_complaint(self, *, decision, text, medium):
        """Record the answer and send it; an answer is given once.

        :param str decision: a value of `answer_decision`
        :param str text: the reasons, as the client reads them
        :param str medium: email (we send it, with a PDF) or letter (somebody posts it)
        :raise UserError: answered before, no text, or no address for the mail
        """
        self.ensure_one()
        self._service_lock()
        if self.answered_at:
            raise UserError(
                self.env._("%(request)s was answered already.", request=self.name)
            )
        if not (text or "").strip():
            raise UserError(self.env._("Write the answer with its reasons."))
        if medium == "email" and not self.contact_id.email:
            raise UserError(
                self.env._(
                    "%(person)s has no e-mail address. Enter one, or send a letter.",
                    person=self.contact_id.name,
                )
            )
        self.write(
            {
                "answered_at": fields.Datetime.now(),
                "answer_medium": medium,
                "answer_decision": decision,
                "answer_text": text.strip(),
                "answer_by_id": self.env.uid,
            }
        )
        self._service_log("request.answered", source="backoffice")
        self._service_finish_reminder()
        self._service_tell_answer()

    def _service_tell_answer(self):
        """Put the answer with its document into the conversation.

        Core's notification carries it to the contact as an e-mail, whose fate stays
        at the message: that is the durable medium. A letter is printed from here.
        """
        request = self.with_context(lang=self.contact_id.lang or self.env.lang)
        decisions = dict(
            request._fields["answer_decision"]._description_selection(request.env)
        )
        by_mail = self.answer_medium == "email"
        request.message_post(
            body=request.env._(
                "%(decision)s. %(reasons)s",
                decision=decisions[self.answer_decision],
                reasons=self.answer_text,
            ),
            attachments=[(request._service_answer_name(), request._service_answer())],
            partner_ids=self.contact_id.ids if by_mail else [],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    # --- Reminder -----------------------------------------------------------------

    @api.model
    def _cron_remind_legal_terms(self):
        """Put an activity before the handler of each matter whose term runs out."""
        due = self._service_legal_open_domain()
        requests = self.search(due, limit=_REMIND_LIMIT)
        for request in requests._service_each_locked(
            [("legal_reminded_at", "=", False)]
        ):
            request._service_remind_legal_term()

    @api.model
    def _service_legal_open_domain(self):
        """Return the domain of matters to remind of, each company in its time."""
        today = self._service_today()
        due = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "legal_due_date",
                "<=",
                today + timedelta(days=company.service_legal_reminder_days),
            )
            for company in self.env["res.company"].search([])
        )
        return (
            due
            & Domain("answered_at", "=", False)
            & Domain("legal_reminded_at", "=", False)
            & Domain("state", "not in", ("draft", *REQUEST_FINISHED))
        )

    def _service_remind_legal_term(self):
        responsible = (
            self.user_id
            or self.caretaker_id
            or self.company_id.service_default_caretaker_id
        )
        self.legal_reminded_at = fields.Datetime.now()
        self.activity_schedule(
            "service_portal.mail_activity_type_legal",
            date_deadline=self.legal_due_date,
            user_id=responsible.id,
        )

    def _service_finish_reminder(self):
        kind = self.env.ref("service_portal.mail_activity_type_legal")
        self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        ).action_feedback(feedback=self.env._("Answered"))

    def action_answer(self):
        """Open the wizard that answers the complaint."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "service.answer.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }
