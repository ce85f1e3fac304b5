from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNELS, PRIORITIES, REQUEST_STATES
from ..legal_term import legal_due_date


class ServiceRequest(models.Model):
    """One matter of one client, with a number the client can quote."""

    _name = "service.request"
    _description = "Service Request"
    _inherit = [
        "service.state.mixin",
        "portal.mixin",
        "service.mail.queue.mixin",
        "service.client.words.mixin",
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
    # Of one author: the programs of two clients may both count from 1.
    _submission_token_uniq = models.UniqueIndex(
        "(create_uid, submission_token) WHERE submission_token IS NOT NULL"
    )
    _client_idx = models.Index("(company_id, partner_id, id DESC)")
    # As a domain asks: PostgreSQL before 17 does not see `x` in `x IS TRUE`.
    _loose_idx = models.Index("(partner_id, id DESC) WHERE is_loose IS TRUE")

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
