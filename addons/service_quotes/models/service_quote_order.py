from odoo import models
from odoo.fields import Command


class ServiceQuote(models.Model):
    """The sale order of an accepted quote. It exists only after acceptance."""

    _inherit = "service.quote"

    def _service_make_order(self):
        """Make and confirm the order of the accepted variant; return it.

        The repair's parts come first, while the repair has no order, and the order
        lines take them over; the other way round core plans a second delivery.

        :raise UserError: the order's total is not the accepted amount: taxes changed
        """
        self.ensure_one()
        job = self.job_id
        lines = self._service_variant_lines(self.decision_variant)
        repair = self.env["repair.order"]
        if job.device_id:
            repair = job._service_ensure_repair()
        moves = self._service_make_parts(repair, lines)
        order = (
            self.env["sale.order"]
            .with_company(self.company_id)
            .with_context(mail_create_nosubscribe=True, tracking_disable=True)
            .create(self._service_order_vals(lines, moves))
        )
        repair.sale_order_id = order
        self._service_write({"sale_order_id": order.id})
        order.action_confirm()  # refuses another amount than the accepted one
        repair._action_repair_confirm()
        return order.with_context(self.env.context)

    def _service_make_parts(self, repair, lines):
        """Return dict line -> `add` move of the repair, for goods, not for labour."""
        goods = lines.filtered(lambda line: repair and line.product_id.type == "consu")
        moves = self.env["stock.move"].create(
            [
                {
                    "repair_id": repair.id,
                    "repair_line_type": "add",
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.quantity,
                    "product_uom": line.product_uom_id.id,
                    "company_id": self.company_id.id,
                }
                for line in goods
            ]
        )
        return dict(zip(goods, moves, strict=True))

    def _service_order_vals(self, lines, moves):
        """Return the values of the order; nothing in it is optional or to sign."""
        job = self.job_id
        request = job.request_id
        return {
            "partner_id": self.partner_id.id,
            "partner_invoice_id": (job.partner_invoice_id or self.partner_id).id,
            "partner_shipping_id": (job.partner_shipping_id or self.partner_id).id,
            "company_id": self.company_id.id,
            "pricelist_id": self.pricelist_id.id,
            "currency_id": self.currency_id.id,
            "fiscal_position_id": self.fiscal_position_id.id,
            "user_id": request.caretaker_id.id,
            "origin": job.reference,
            "client_order_ref": request.customer_reference,
            "require_signature": False,
            "require_payment": False,
            "service_quote_id": self.id,
            "order_line": [
                Command.create(self._service_section_vals()),
                *(
                    Command.create(line._service_order_line_vals(moves.get(line)))
                    for line in lines
                ),
            ],
        }

    def _service_section_vals(self):
        """Return the heading that tells devices apart on a merged invoice."""
        job = self.job_id.with_context(lang=self.job_id.contact_id.lang)
        serial = f", {job.serial_number}" if job.serial_number else ""
        return {
            "display_type": "line_section",
            "name": f"{job.display_name}{serial}",
        }


class ServiceQuoteLine(models.Model):
    _inherit = "service.quote.line"

    def _service_order_line_vals(self, move):
        """Return the values of the order line.

        :param move: the repair's `stock.move` of this part, or None for labour
        """
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "product_uom_qty": self.quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": self.discount,
            "tax_ids": [Command.set(self.tax_ids.ids)],
            "move_ids": [Command.link(move.id)] if move else [],
        }
