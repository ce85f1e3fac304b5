from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNELS, JOB_FINISHED, PRIORITIES, REQUEST_STATES
from ..legal_term import legal_due_date


class ServiceRequest(models.Model):
    """One matter of one client, with a number the client can quote."""

    _name = "service.request"
    _description = "Service Request"
    _inherit = [
        "service.state.mixin",
        "portal.mixin",
        "service.mail.queue.mixin",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    # A client who may read the matter may write a message in it.
    _mail_post_access = "read"
    _service_initial_states = ("draft", "new")
    _service_event_prefix = "request"

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    barcode = fields.Char(readonly=True, copy=False)
    subject = fields.Char()
    description = fields.Text()
    type_id = fields.Many2one(
        "service.request.type",
        required=True,
        default=lambda self: self.env["service.request.type"].search([], limit=1),
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    priority = fields.Selection(PRIORITIES, required=True, default="0")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    team_id = fields.Many2one(
        "service.team", compute="_compute_team_id", store=True, readonly=False
    )
    user_id = fields.Many2one(
        "res.users",
        string="Handler",
        domain=[("share", "=", False)],
        tracking=True,
        index="btree_not_null",
    )
    caretaker_id = fields.Many2one(
        "res.users", compute="_compute_caretaker_id", store=True, readonly=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        index=True,
        help="The company or private person whose matter this is; kept even when "
        "the contact changes employer.",
    )
    contact_id = fields.Many2one(
        "res.partner", string="Contact Person", required=True, index=True
    )
    partner_invoice_id = fields.Many2one(
        "res.partner",
        string="Invoice Address",
        compute="_compute_addresses",
        store=True,
        readonly=False,
    )
    partner_shipping_id = fields.Many2one(
        "res.partner",
        string="Return Address",
        compute="_compute_addresses",
        store=True,
        readonly=False,
    )
    customer_reference = fields.Char(string="Client's Reference")
    state = fields.Selection(
        REQUEST_STATES,
        required=True,
        readonly=True,
        copy=False,
        default="new",
        index=True,
        group_expand=True,
    )
    job_ids = fields.One2many("service.job", "request_id", string="Jobs")
    is_loose = fields.Boolean(
        string="Without Devices",
        compute="_compute_is_loose",
        store=True,
        help="Nothing to repair in it (yet): questions and the like.",
    )
    open_job_count = fields.Integer(
        readonly=True,
        copy=False,
        help="Written when a job finishes; two finishing at once meet here.",
    )
    submitted_at = fields.Datetime(readonly=True, copy=False)
    accepted_at = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    reject_reason = fields.Text(copy=False)
    missing_info = fields.Text(
        string="What Is Missing",
        copy=False,
        help="Shown to the client, who answers on the request's page.",
    )
    legal_due_date = fields.Date(readonly=True, copy=False)
    submission_token = fields.Char(readonly=True, copy=False)
    event_ids = fields.One2many("service.event", "request_id", string="History")

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "A request with this number exists."
    )
    _barcode_uniq = models.UniqueIndex("(barcode) WHERE barcode IS NOT NULL")
    _submission_token_uniq = models.UniqueIndex(
        "(submission_token) WHERE submission_token IS NOT NULL"
    )
    _client_idx = models.Index("(company_id, partner_id, id DESC)")
    _loose_idx = models.Index("(partner_id, id DESC) WHERE is_loose")

    @api.depends("job_ids")
    def _compute_is_loose(self):
        for request in self:
            request.is_loose = not request.job_ids

    @api.depends("type_id")
    def _compute_team_id(self):
        for request in self:
            request.team_id = request.team_id or request.type_id.team_id

    @api.depends("partner_id")
    def _compute_caretaker_id(self):
        for request in self:
            request.caretaker_id = request.partner_id.service_caretaker_id

    @api.depends("contact_id")
    def _compute_addresses(self):
        for request in self:
            found = request.contact_id.address_get(["delivery", "invoice"])
            request.partner_shipping_id = found.get("delivery")
            request.partner_invoice_id = found.get("invoice")

    def _compute_access_url(self):
        super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/service/{request.id}"

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for request in self:
            number = request.name if request.name != "/" else self.env._("Draft")
            request.display_name = (
                f"{number} – {request.subject}" if request.subject else number
            )

    # --- CRUD -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            self._service_complete_client(vals)
            if vals.get("state", "new") == "new":
                vals |= self._service_number_vals(
                    vals.get("company_id") or self.env.company.id, now
                )
        requests = super().create(vals_list)
        new = requests.filtered(lambda request: request.state == "new")
        new._service_set_legal_due_date()
        events = self.env["service.event"]._service_append(
            new,
            code="request.new",
            state_to="new",
            source=self._service_source(),
            actor=self.env.user,
            at=now,
        )
        if events:
            new._service_after_transition(events.with_env(self.env))
        return requests

    def write(self, vals):
        result = super().write(vals)
        if "customer_reference" in vals:
            self.sudo().job_ids._service_refresh_search_text()  # a stored column
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(request.state != "draft" for request in self):
            raise UserError(
                self.env._("Only a draft is deleted. Reject the request instead.")
            )

    @api.model
    def _service_complete_client(self, vals):
        """Store the company beside the person, at the moment of filing."""
        partners = self.env["res.partner"]
        if vals.get("contact_id") and not vals.get("partner_id"):
            contact = partners.browse(vals["contact_id"])
            vals["partner_id"] = contact.commercial_partner_id.id
        elif vals.get("partner_id"):
            partner = partners.browse(vals["partner_id"])
            vals.setdefault("contact_id", partner.id)
            vals["partner_id"] = partner.commercial_partner_id.id

    @api.model
    def _service_number_vals(self, company_id, now):
        sequences_sudo = self.env["ir.sequence"].sudo()  # drawn for clients, too
        sequence = sequences_sudo.with_company(company_id)
        return {
            "name": sequence.next_by_code("service.request"),
            "barcode": sequence.next_by_code("service.request.barcode"),
            "submitted_at": now,
        }

    @api.model
    def _service_source(self):
        return self.env.context.get("service_source", "backoffice")

    def _service_set_legal_due_date(self):
        for request in self.filtered("type_id.answer_days"):
            # Days are those of the company's calendar, whoever files from wherever.
            zone = request.company_id.sudo().resource_calendar_id.tz  # no secret
            start = fields.Datetime.context_timestamp(
                request.with_context(tz=zone or "Europe/Warsaw"), request.submitted_at
            )
            request.legal_due_date = legal_due_date(
                start.date(), request.type_id.answer_days
            )

    # --- States -----------------------------------------------------------------

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
            drafts.job_ids._service_refresh_search_text()
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

    # --- Buttons ------------------------------------------------------------------

    def action_accept(self):
        """Accept the requests; the client is asked to send the devices."""
        self._service_take_over()
        self._service_transition("accepted", source="backoffice")

    def action_ask_for_info(self):
        """Ask the client for what `missing_info` says."""
        self._service_take_over()
        self._service_transition("needs_info", source="backoffice")

    def action_reject(self):
        """Reject the requests for `reject_reason`."""
        self._service_transition("rejected", source="backoffice")

    def action_close(self):
        """Close the requests when nothing is open any more."""
        self._service_transition("closed", source="backoffice")

    def action_reopen(self):
        """Take up closed or rejected requests again."""
        for request in self:
            state = "in_progress" if request.state == "closed" else "new"
            request._service_transition(state, source="backoffice")
