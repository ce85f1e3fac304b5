from odoo import api, models
from odoo.exceptions import UserError

# What the client accepted. Down payments and quantities delivered are bookkeeping.
_FROZEN = frozenset(
    (
        "order_id",
        "product_id",
        "name",
        "product_uom_qty",
        "product_uom_id",
        "price_unit",
        "technical_price_unit",
        "discount",
        "tax_ids",
        "display_type",
        "is_downpayment",
        "extra_tax_data",
    )
)


class SaleOrderLine(models.Model):
    """Lines of an order made from a quote: frozen from its confirmation on."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # Afterwards: the order may also come from a default of the context.
        ordered = lines.filtered(lambda line: not line._service_is_bookkeeping())
        ordered._service_check_open()
        return lines

    def write(self, vals):
        # guard: a confirmed order's amount never changes without the client
        if _FROZEN & set(vals):
            lines = self.filtered(lambda line: not line._service_is_bookkeeping())
            lines._service_check_open()
        result = super().write(vals)
        if "order_id" in vals:
            self._service_check_open()
        self.order_id.filtered("service_quote_id")._service_check_accepted_amount()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        self.filtered(lambda line: not line.is_downpayment)._service_check_open()

    def _service_is_bookkeeping(self):
        """Return whether the line is core's down payment, which orders nothing."""
        self.ensure_one()
        return bool(self.is_downpayment and not self.product_uom_qty)

    def _service_check_open(self):
        for order in self.order_id:
            quote_sudo = order.service_quote_id.sudo()  # sales staff have no ACL
            if quote_sudo and order.state != "draft":
                raise UserError(
                    self.env._(
                        "%(order)s is what the client accepted and cannot be changed. "
                        "Make a new revision of quote %(quote)s and let the client "
                        "decide.",
                        order=order.name,
                        quote=quote_sudo.name,
                    )
                )

    # --- The client pays what he accepted, not what was consumed --------------

    def _compute_qty_to_invoice(self):
        """Override of `sale` to invoice the accepted quantity, whatever the policy."""
        super()._compute_qty_to_invoice()
        for line in self._service_accepted_lines():
            line.qty_to_invoice = line.product_uom_qty - line.qty_invoiced

    def _compute_invoice_status(self):
        """Override of `sale` to offer no upselling of what was consumed beyond."""
        super()._compute_invoice_status()
        for line in self._service_accepted_lines():
            if line.invoice_status == "upselling":
                line.invoice_status = "invoiced"

    def _service_accepted_lines(self):
        return self.filtered(
            lambda line: (
                line.order_id.service_quote_id
                and line.state == "sale"
                and not line.display_type
                and not line.is_downpayment
            )
        )
