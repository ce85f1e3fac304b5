import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

from odoo.addons.service_portal.const import SOURCES

from ..const import QUOTE_STATES, VARIANTS

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()

_EDITABLE = frozenset(
    ("valid_until", "diagnosis", "line_ids", "pricelist_id", "fiscal_position_id")
)


class ServiceQuote(models.Model):
    """Two variants for one job. Draft: editable. Sent: immutable, also over RPC."""

    _name = "service.quote"
    _description = "Service Quote"
    _order = "id desc"

    name = fields.Char(
        string="Number", compute="_compute_name", store=True, index="trigram"
    )
    job_id = fields.Many2one(
        "service.job", required=True, index=True, ondelete="restrict"
    )
    request_id = fields.Many2one(related="job_id.request_id", store=True, index=True)
    device_id = fields.Many2one(related="job_id.device_id", store=True)
    company_id = fields.Many2one(related="job_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="job_id.partner_id", store=True, index=True, string="Client"
    )
    revision = fields.Integer(readonly=True, default=1, copy=False)
    state = fields.Selection(
        QUOTE_STATES, required=True, readonly=True, default="draft", copy=False,
        index=True,
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", compute="_compute_terms", store=True, readonly=False,
        check_company=True,
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position", compute="_compute_terms", store=True,
        readonly=False, check_company=True,
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    valid_until = fields.Date(
        required=True, copy=False, default=lambda self: self._default_valid_until()
    )
    diagnosis = fields.Text(
        string="Diagnosis for the Client",
        help="What was found, in words the client understands.",
    )
    line_ids = fields.One2many("service.quote.line", "quote_id", copy=True)
    necessary_untaxed = fields.Monetary(compute="_compute_amounts", store=True)
    necessary_tax = fields.Monetary(compute="_compute_amounts", store=True)
    necessary_total = fields.Monetary(
        string="Necessary", compute="_compute_amounts", store=True
    )
    recommended_untaxed = fields.Monetary(compute="_compute_amounts", store=True)
    recommended_tax = fields.Monetary(compute="_compute_amounts", store=True)
    recommended_total = fields.Monetary(
        string="Recommended", compute="_compute_amounts", store=True
    )
    has_recommended = fields.Boolean(compute="_compute_amounts", store=True)

    sent_at = fields.Datetime(readonly=True, copy=False)
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    snapshot = fields.Text(
        readonly=True, copy=False, help="What the client was shown, word for word."
    )
    snapshot_hash = fields.Char(string="SHA-256", readonly=True, copy=False)

    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_partner_id = fields.Many2one(
        "res.partner", string="Decided By (Person)", readonly=True, copy=False
    )
    decision_source = fields.Selection(SOURCES, readonly=True, copy=False)
    decision_address = fields.Char(
        string="Network Address", readonly=True, copy=False
    )
    decision_variant = fields.Selection(VARIANTS, readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False)
    accepted_total = fields.Monetary(readonly=True, copy=False)
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict",
    )

    _job_revision_uniq = models.UniqueIndex("(job_id, revision)")
    # guard: one accepted quote a job, whatever two transactions do at once
    _accepted_uniq = models.UniqueIndex(
        "(job_id) WHERE state = 'accepted'", "This job has an accepted quote already."
    )
    _open_uniq = models.UniqueIndex(
        "(job_id) WHERE state IN ('draft', 'sent')",
        "This job has an open quote already. Change that one.",
    )

    # --- Defaults and computes ----------------------------------------------

    def _default_valid_until(self):
        days = self.env.company.service_quote_days
        return fields.Date.context_today(self) + relativedelta(days=days)

    @api.depends("job_id.reference", "revision")
    def _compute_name(self):
        for quote in self:
            quote.name = f"{quote.job_id.reference or ''}-W{quote.revision}"

    @api.depends("partner_id", "company_id")
    def _compute_terms(self):
        positions = self.env["account.fiscal.position"]
        for quote in self:
            if quote.state != "draft":
                continue  # a client who moves house keeps the price he was sent
            company = quote.company_id or self.env.company
            job = quote.job_id
            partner = job.partner_id.with_company(company)
            quote.pricelist_id = partner.property_product_pricelist
            quote.fiscal_position_id = positions.with_company(
                company
            )._get_fiscal_position(partner, job.partner_shipping_id)

    @api.depends("pricelist_id", "company_id")
    def _compute_currency_id(self):
        for quote in self:
            quote.currency_id = (
                quote.pricelist_id.currency_id or quote.company_id.currency_id
            )

    @api.depends(
        "line_ids.kind", "line_ids.price_unit", "line_ids.quantity",
        "line_ids.discount", "line_ids.tax_ids", "currency_id", "company_id",
    )
    def _compute_amounts(self):
        for quote in self:
            for variant, _label in VARIANTS:
                totals = quote._service_totals(variant)
                quote[f"{variant}_untaxed"] = totals["base_amount_currency"]
                quote[f"{variant}_tax"] = totals["tax_amount_currency"]
                quote[f"{variant}_total"] = totals["total_amount_currency"]
            quote.has_recommended = "recommended" in quote.line_ids.mapped("kind")

    # --- CRUD ---------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        last = self._service_last_revisions({vals.get("job_id") for vals in vals_list})
        for vals in vals_list:
            self._service_check_editable(set(vals) - {"job_id"})
            job_id = vals.get("job_id")
            last[job_id] = vals["revision"] = last.get(job_id, 0) + 1
        # Defaults of the context could bring a state or evidence past the check.
        clean = self.with_context(clean_context(self.env.context))
        return super(ServiceQuote, clean).create(vals_list).with_env(self.env)

    def write(self, vals):
        # guard: a sent quote never changes, and its evidence is written here only
        if self.env.context.get("service_quote_writer") is not _WRITER:
            self._service_check_editable(set(vals))
            self._service_check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._service_check_draft()

    @api.model
    def _service_last_revisions(self, job_ids):
        groups = self.sudo()._read_group(  # numbering needs all revisions, also of others
            [("job_id", "in", list(job_ids))], ["job_id"], ["revision:max"]
        )
        return {job.id: revision for job, revision in groups}

    @api.model
    def _service_check_editable(self, names):
        if names - _EDITABLE:
            raise UserError(
                self.env._(
                    "%(fields)s of a quote cannot be written. Use the buttons of the "
                    "quote: send, new revision, decision.",
                    fields=", ".join(sorted(names - _EDITABLE)),
                )
            )

    def _service_check_draft(self):
        """Raise unless all quotes are drafts; guard for quotes and their lines."""
        for quote in self:
            if quote.state != "draft":
                raise UserError(
                    self.env._(
                        "Quote %(quote)s was sent to the client and cannot be "
                        "changed. Make a new revision of it.",
                        quote=quote.name,
                    )
                )

    def _service_write(self, vals):
        """Write state and evidence; the only way past the guards of `write`."""
        self.with_context(service_quote_writer=_WRITER).write(vals)
        if "state" in vals:
            # The partial unique indexes see rows in the order of our steps.
            self.flush_recordset(["state"])

    # --- Amounts -------------------------------------------------------------

    def _service_variant_lines(self, variant):
        """Return the lines of a variant: recommended means necessary and more."""
        self.ensure_one()
        if variant == "recommended":
            return self.line_ids
        return self.line_ids.filtered(lambda line: line.kind == "necessary")

    def _service_totals(self, variant):
        """Return core's tax totals of the variant.

        :return dict: `account.tax._get_tax_totals_summary()`, amounts in the
            currency of the quote
        """
        self.ensure_one()
        taxes = self.env["account.tax"]
        company = self.company_id or self.env.company
        currency = self.currency_id or company.currency_id
        base_lines = [
            line._service_base_line()
            for line in self._service_variant_lines(variant)
        ]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        return taxes._get_tax_totals_summary(base_lines, currency, company)

    # --- Sending ---------------------------------------------------------------

    def action_send(self):
        """Send the quotes to the client; for technicians, care desk and managers."""
        self._service_check_staff()
        self._service_send()

    def _service_check_staff(self):
        user = self.env.user
        if not any(
            user.has_group(f"service_portal.group_service_{group}")
            for group in ("technician", "care", "manager")
        ):
            raise UserError(
                self.env._("Quotes are made by technicians and the care desk.")
            )

    def _service_send(self, *, source="backoffice"):
        """Freeze the quotes, show them to the client, move the jobs to `quoted`.

        One batch makes one mail per request, with all its open quotes.

        :raise UserError: a quote is incomplete; nothing is sent then
        """
        for quote in self:
            quote._service_check_can_send()
        quotes_sudo = self.sudo()  # evidence fields have one writer, whoever sends
        for quote in quotes_sudo:
            snapshot = quote._service_snapshot()
            quote._service_write(
                {
                    "state": "sent",
                    "sent_at": fields.Datetime.now(),
                    "sent_by_id": self.env.uid,
                    "snapshot": snapshot,
                    "snapshot_hash": hashlib.sha256(snapshot.encode()).hexdigest(),
                }
            )
        quotes_sudo.job_id._service_refresh_amounts()
        self.job_id._service_transition("quoted", source=source)

    def _service_check_can_send(self):
        self.ensure_one()
        self._service_check_draft()
        unchecked = self.job_id.check_ids.filtered(lambda check: not check.result)
        if unchecked:
            reason = self.env._(
                "The checklist is not complete: %(points)s. Tick these points first.",
                points=", ".join(unchecked.mapped("name")),
            )
        elif not self._service_variant_lines("necessary"):
            reason = self.env._(
                "The necessary variant of %(quote)s is empty. Add at least one line "
                "of the kind “necessary”.",
                quote=self.name,
            )
        elif self._service_is_past():
            reason = self.env._(
                "%(quote)s is valid until %(date)s, which is past. Set a later date.",
                quote=self.name,
                date=fields.Date.to_string(self.valid_until),
            )
        else:
            return
        raise UserError(reason)

    def _service_today(self):
        """Return the day in the time zone of the company, not of the reader."""
        zone = self.company_id.partner_id.tz or "Europe/Warsaw"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _service_is_past(self):
        self.ensure_one()
        return self.valid_until < self._service_today()

    def _service_snapshot(self):
        """Return what the client is shown, as canonical JSON."""
        self.ensure_one()
        lines = [line._service_snapshot() for line in self.line_ids]
        content = {
            "quote": self.name,
            "job": self.job_id.reference,
            "device": self.device_id.display_name or "",
            "valid_until": fields.Date.to_string(self.valid_until),
            "currency": self.currency_id.name,
            "diagnosis": self.diagnosis or "",
            "lines": lines,
            "totals": {
                variant: f"{self[f'{variant}_total']:.2f}" for variant, _ in VARIANTS
            },
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    # --- Revisions -------------------------------------------------------------

    def action_revise(self):
        """Make a new draft from this quote; for technicians and the care desk."""
        self.ensure_one()
        self._service_check_staff()
        return self._service_revise()._service_open_form()

    def _service_revise(self, *, source="backoffice"):
        """Return a draft with the same lines; the old quote no longer waits.

        A quote that was accepted stays in force until the new one is decided.
        """
        self.ensure_one()
        job = self.job_id
        job._service_lock()
        current = job._service_current_quote()
        if self.state == "draft" or self != current:
            raise UserError(
                self.env._(
                    "A new revision is made from the latest quote of the job. "
                    "That is %(quote)s; if it is a draft, just change it.",
                    quote=current.name,
                )
            )
        if self.state in ("sent", "expired"):
            self.sudo()._service_write({"state": "superseded"})  # evidence has one writer
        if job.state != "diagnosing":
            job._service_transition("diagnosing", source=source)
        return self.copy()

    def action_open(self):
        """Open the form; reading rights are enough."""
        self.ensure_one()
        return self._service_open_form()

    def _service_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    # --- Expiry ------------------------------------------------------------------

    @api.model
    def _cron_expire(self, batch=200):
        """Mark what was not decided in time; a refused decision needs no cron."""
        today = fields.Date.context_today(self.with_context(tz="Europe/Warsaw"))
        domain = Domain("state", "=", "sent") & Domain("valid_until", "<", today)
        quotes = self.search(domain, limit=batch, order="id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for quote in quotes.try_lock_for_update(allow_referencing=True):
            if quote._service_is_past():
                quote._service_write({"state": "expired"})
                quote.job_id._service_log("quote.expired", source="system")
            if not self.env["ir.cron"]._commit_progress(1):
                break
