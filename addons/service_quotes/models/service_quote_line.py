from odoo import api, fields, models

from ..const import KINDS


class ServiceQuoteLine(models.Model):
    """One part or piece of labour of a quote; frozen together with the quote."""

    _name = "service.quote.line"
    _description = "Service Quote Line"
    _order = "quote_id, kind, sequence, id"

    quote_id = fields.Many2one(
        "service.quote", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="quote_id.company_id", store=True)
    currency_id = fields.Many2one(related="quote_id.currency_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="necessary")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("sale_ok", "=", True), ("type", "!=", "combo")],
    )
    name = fields.Char(
        string="Description",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        precompute=True,
    )
    # Monetary rounds to the currency: quote, order and invoice start from one price.
    price_unit = fields.Monetary(
        string="Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
    )
    discount = fields.Float(string="Disc.%", digits="Discount")
    tax_ids = fields.Many2many(
        "account.tax",
        compute="_compute_tax_ids",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain=[("type_tax_use", "=", "sale")],
        context={"active_test": False},
    )
    tax_label = fields.Char(
        string="VAT",
        compute="_compute_amounts",
        store=True,
        help="Clients cannot read taxes; this is what they are shown.",
    )
    price_subtotal = fields.Monetary(
        string="Net", compute="_compute_amounts", store=True
    )
    price_total = fields.Monetary(
        string="Gross", compute="_compute_amounts", store=True
    )
    check_id = fields.Many2one(
        "service.job.check",
        string="Proposed By",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
    )
    price_id = fields.Many2one(
        "service.price",
        string="Price List Row",
        readonly=True,
        copy=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity has to be greater than zero."
    )
    _price_not_negative = models.Constraint(
        "CHECK (price_unit >= 0)", "A price cannot be negative."
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100)",
        "A discount lies between 0 and 100 percent.",
    )

    # --- Computes -----------------------------------------------------------

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            contact = line.quote_id.job_id.contact_id
            product = line.product_id.with_context(lang=contact.lang)
            line.name = line.name or product.display_name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id", "quantity", "quote_id.pricelist_id")
    def _compute_price_unit(self):
        for line in self:
            if line.quote_id.state == "draft":
                line.price_unit = line._service_list_price() if line.product_id else 0

    @api.depends("product_id", "quote_id.fiscal_position_id")
    def _compute_tax_ids(self):
        for line in self:
            if line.quote_id.state != "draft":
                continue
            taxes = line._service_product_taxes()
            line.tax_ids = line.quote_id.fiscal_position_id.map_tax(taxes)

    @api.depends("quantity", "price_unit", "discount", "tax_ids", "currency_id")
    def _compute_amounts(self):
        taxes = self.env["account.tax"]
        for line in self:
            company = line.company_id or self.env.company
            base_line = line._service_base_line()
            taxes._add_tax_details_in_base_line(base_line, company)
            taxes._round_base_lines_tax_details([base_line], company)
            details = base_line["tax_details"]
            line.price_subtotal = details["total_excluded_currency"]
            line.price_total = details["total_included_currency"]
            line.tax_label = ", ".join(
                tax.invoice_label or tax.name for tax in line.tax_ids
            )

    # --- CRUD: guard: lines of a sent quote never change ------------------------

    @api.model_create_multi
    def create(self, vals_list):
        quotes = self.env["service.quote"].browse(
            {vals["quote_id"] for vals in vals_list if vals.get("quote_id")}
        )
        quotes._service_check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.quote_id._service_check_draft()
        result = super().write(vals)
        if "quote_id" in vals:
            self.quote_id._service_check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self.quote_id._service_check_draft()

    # --- Business -----------------------------------------------------------

    def _service_product_taxes(self):
        self.ensure_one()
        company = self.company_id or self.env.company
        return self.product_id.taxes_id._filter_taxes_by_company(company)

    def _service_list_price(self):
        """Return the client's price: price list, then fiscal position."""
        self.ensure_one()
        quote = self.quote_id
        price = quote.pricelist_id.with_company(quote.company_id)._get_product_price(
            self.product_id,
            self.quantity or 1.0,
            currency=quote.currency_id,
            uom=self.product_id.uom_id,
        )
        return self.product_id._get_tax_included_unit_price_from_price(
            price,
            product_taxes=self._service_product_taxes(),
            fiscal_position=quote.fiscal_position_id,
        )

    def _service_base_line(self):
        """Return the line as core's tax engine wants it."""
        self.ensure_one()
        quote = self.quote_id
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            self,
            partner_id=quote.partner_id,
            currency_id=quote.currency_id or quote.company_id.currency_id,
            rate=1.0,
        )

    def _service_snapshot(self):
        self.ensure_one()
        return {
            "kind": self.kind,
            "name": self.name,
            "quantity": self.quantity,
            "unit_price": f"{self.price_unit:.2f}",
            "discount": self.discount,
            "vat": self.tax_label or "",
            "gross": f"{self.price_total:.2f}",
        }
