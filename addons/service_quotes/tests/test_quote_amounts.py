from odoo.fields import Command
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestQuoteAmounts(QuotesCommon):
    def test_recommended_variant_is_necessary_and_more(self):
        quote = self.make_draft()
        # 150.33 + 23 % = 184.91, 111.11 + 8 % = 120.00, 49.99 + 23 % = 61.49
        self.assertEqual(quote.necessary_untaxed, 261.44)
        self.assertEqual(quote.necessary_total, 304.91)
        self.assertEqual(quote.recommended_untaxed, 311.43)
        self.assertEqual(quote.recommended_total, 366.40)

    def test_amounts_are_those_of_a_sale_order_with_the_same_lines(self):
        quote = self.make_draft()
        order = self.env["sale.order"].create(
            {
                "partner_id": quote.partner_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.quantity,
                            "price_unit": line.price_unit,
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                        }
                    )
                    for line in quote.line_ids
                ],
            }
        )
        self.assertEqual(quote.recommended_total, order.amount_total)
        self.assertEqual(quote.recommended_tax, order.amount_tax)

    def test_unit_price_is_rounded_to_the_currency(self):
        quote = self.make_draft()
        line = quote.line_ids[0]
        line.price_unit = 10.005001
        line.flush_recordset()
        line.invalidate_recordset()
        self.assertEqual(line.price_unit, 10.01)

    def test_prices_follow_the_clients_price_list(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Stali klienci",
                "currency_id": self.env.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 10,
                        }
                    )
                ],
            }
        )
        self.client_company.property_product_pricelist = pricelist
        quote = self.make_draft()
        self.assertEqual(quote.pricelist_id, pricelist)
        part = quote.line_ids.filtered(lambda line: line.product_id == self.part)
        self.assertEqual(part.price_unit, 135.30)

    def test_taxes_follow_the_clients_fiscal_position(self):
        zero = self.env["account.tax"].create(
            {"name": "0 UE", "amount": 0, "type_tax_use": "sale"}
        )
        position = self.env["account.fiscal.position"].create({"name": "UE"})
        zero.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.set((self.tax_8 | self.tax_23).ids)],
            }
        )
        self.client_company.property_account_position_id = position
        quote = self.make_draft()
        self.assertEqual(quote.line_ids.tax_ids, zero)
        self.assertEqual(quote.necessary_total, quote.necessary_untaxed)

    def test_technician_without_sales_rights_can_price_a_quote(self):
        job = self.make_diagnosing()
        quote = (
            self.env["service.quote"]
            .with_user(self.technician_user)
            .create(
                {
                    "job_id": job.id,
                    "line_ids": [Command.create({"product_id": self.part.id})],
                }
            )
        )
        self.assertEqual(quote.necessary_total, 184.91)
