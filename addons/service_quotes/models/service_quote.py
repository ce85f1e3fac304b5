from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
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
    _inherit = "service.lock.mixin"
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
        QUOTE_STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        compute="_compute_terms",
        store=True,
        readonly=False,
        check_company=True,
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        compute="_compute_terms",
        store=True,
        readonly=False,
        check_company=True,
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
    decision_address = fields.Char(string="Network Address", readonly=True, copy=False)
    decision_variant = fields.Selection(VARIANTS, readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False)
    accepted_total = fields.Monetary(readonly=True, copy=False)
    sale_order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
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
        "line_ids.kind",
        "line_ids.price_unit",
        "line_ids.quantity",
        "line_ids.discount",
        "line_ids.tax_ids",
        "currency_id",
        "company_id",
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
        quotes_sudo = self.sudo()  # numbering needs all revisions, also of others
        groups = quotes_sudo._read_group(
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
            line._service_base_line() for line in self._service_variant_lines(variant)
        ]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        return taxes._get_tax_totals_summary(base_lines, currency, company)
