from odoo import api, fields, models

from ..const import KINDS


class ServicePrice(models.Model):
    """What a failed tick proposes: a part or labour, for all devices or some."""

    _name = "service.price"
    _description = "Service Price List Row"
    _order = "checklist_line_id, sequence, id"

    name = fields.Char(
        string="Text on the Quote",
        translate=True,
        help="What the client reads. Empty: the name of the product.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    checklist_line_id = fields.Many2one(
        "service.checklist.line", string="When Fails", index=True, ondelete="cascade"
    )
    category_id = fields.Many2one(
        "service.device.category", index="btree_not_null", ondelete="cascade"
    )
    brand = fields.Char(help="Empty: every brand.")
    model = fields.Char(help="Empty: every model.")
    position = fields.Char(
        required=True,
        default="part",
        help="A row for a certain brand or model replaces the general row of the "
        "same position, for example “part” or “labour”.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        domain=[("sale_ok", "=", True), ("type", "!=", "combo")],
        ondelete="restrict",
        index=True,
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    kind = fields.Selection(KINDS, required=True, default="necessary")
    company_id = fields.Many2one(
        "res.company", help="Empty: for every company.", index="btree_not_null"
    )
    list_price = fields.Float(related="product_id.lst_price", string="Sales Price")
    tax_ids = fields.Many2many(related="product_id.taxes_id", string="Taxes")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity has to be greater than zero."
    )

    @api.depends("name", "product_id")
    def _compute_display_name(self):
        for price in self:
            price.display_name = price.name or price.product_id.display_name

    def _service_match(self, job, checklist_lines):
        """Return the rows that apply to the device of `job` for the failed lines.

        Within one line and position the most exact row wins: model, then brand,
        then category.
        """
        device = job.device_id
        rows = self.search(
            [
                ("checklist_line_id", "in", checklist_lines.ids),
                ("category_id", "in", [device.category_id.id, False]),
                ("company_id", "in", [job.company_id.id, False]),
            ]
        ).filtered(lambda price: price._service_fits(device))
        best = {}
        for row in rows.sorted(lambda price: price._service_precision(), reverse=True):
            best.setdefault((row.checklist_line_id, row.position), row)
        chosen = self.browse(row.id for row in best.values())
        return chosen.sorted(
            lambda p: (p.checklist_line_id.sequence, p.checklist_line_id.id, p.sequence)
        )

    def _service_fits(self, device):
        self.ensure_one()
        return self._service_same(self.brand, device.brand) and self._service_same(
            self.model, device.model
        )

    def _service_precision(self):
        self.ensure_one()
        return bool(self.model), bool(self.brand), bool(self.category_id)

    @staticmethod
    def _service_same(wanted, actual):
        """An empty wish fits everything; case and outer blanks do not matter."""
        wanted = (wanted or "").strip().casefold()
        return not wanted or wanted == (actual or "").strip().casefold()
