from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestOrder(QuotesCommon):
    """Design section 5, truths 5 to 8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales_user = new_test_user(
            cls.env, "svc_sales", groups="sales_team.group_sale_manager"
        )

    def test_order_is_confirmed_and_amounts_to_what_was_accepted(self):
        for variant in ("necessary", "recommended"):
            quote = self.make_accepted(variant)
            order = quote.sale_order_id
            self.assertEqual(order.state, "sale")
            self.assertEqual(order.amount_total, quote[f"{variant}_total"])
            self.assertEqual(order.partner_id, self.client_company)

    def test_no_order_exists_before_acceptance(self):
        quote = self.make_sent()
        self.assertFalse(
            self.env["sale.order"].search([("origin", "=", quote.job_id.reference)])
        )
        self.decide(quote, "decline")
        self.assertFalse(
            self.env["sale.order"].search([("origin", "=", quote.job_id.reference)])
        )

    def test_order_starts_with_a_section_that_names_the_device(self):
        quote = self.make_accepted()
        section = quote.sale_order_id.order_line[0]
        self.assertEqual(section.display_type, "line_section")
        self.assertIn(quote.job_id.reference, section.name)

    def test_parts_come_from_the_repair_and_no_second_delivery_appears(self):
        quote = self.make_accepted()
        order, repair = quote.sale_order_id, quote.job_id.repair_id
        self.assertFalse(order.picking_ids)
        self.assertEqual(repair.sale_order_id, order)
        self.assertEqual(repair.move_ids.product_id, self.part | self.film)
        self.assertEqual(repair.move_ids.sale_line_id.order_id, order)
        self.assertEqual(len(order.order_line.move_ids), 2)

    def test_order_with_another_amount_is_refused(self):
        quote = self.make_sent()
        self.tax_23.amount = 5  # taxes changed between sending and accepting
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide(quote, "recommended")
        self.assertEqual(quote.state, "sent")

    # --- truth 5: the technician's parts do not change the bill ------------------

    def test_technician_who_adds_a_part_does_not_raise_the_bill(self):
        quote = self.make_accepted("necessary")
        order = quote.sale_order_id
        total, lines = order.amount_total, order.order_line
        repair = quote.job_id.repair_id.with_user(self.technician_user)
        repair.write(
            {
                "move_ids": [
                    Command.create(
                        {
                            "repair_line_type": "add",
                            "product_id": self.film.id,
                            "product_uom_qty": 3,
                        }
                    )
                ]
            }
        )
        self.env.flush_all()
        self.assertEqual(order.amount_total, total)
        self.assertEqual(order.order_line, lines)

    def test_technician_who_changes_a_part_does_not_change_the_bill(self):
        quote = self.make_accepted("necessary")
        order = quote.sale_order_id
        total = order.amount_total
        move = quote.job_id.repair_id.move_ids.with_user(self.technician_user)
        move.product_uom_qty = 7
        self.assertEqual(order.amount_total, total)
        move.repair_line_type = "remove"
        self.assertEqual(order.amount_total, total)
        move._action_cancel()
        self.assertEqual(order.amount_total, total)

    def test_warranty_tick_does_not_reprice_the_order(self):
        quote = self.make_accepted("necessary")
        quote.job_id.repair_id.under_warranty = True
        self.assertEqual(quote.sale_order_id.amount_total, quote.accepted_total)

    def test_core_still_synchronises_repairs_without_a_quote(self):
        repair = self.env["repair.order"].create({"partner_id": self.other_company.id})
        repair.action_create_sale_order()
        repair.sale_order_id.action_confirm()
        self.env["stock.move"].create(
            {
                "repair_id": repair.id,
                "repair_line_type": "add",
                "product_id": self.part.id,
                "product_uom_qty": 1,
            }
        )
        self.assertEqual(repair.sale_order_id.order_line.product_id, self.part)

    # --- a confirmed order changes with the client only ---------------------------

    def test_sales_staff_cannot_change_a_line(self):
        order = self.make_accepted().sale_order_id.with_user(self.sales_user)
        line = order.order_line.filtered(lambda x: x.product_id == self.part)
        for vals in (
            {"price_unit": 1},
            {"product_uom_qty": 37},
            {"discount": 50},
            {"tax_ids": [Command.clear()]},
            {"name": "Coś innego"},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                line.write(vals)
            with self.assertRaises(UserError), self.cr.savepoint():
                order.write({"order_line": [Command.update(line.id, vals)]})
            with self.assertRaises(UserError), self.cr.savepoint():
                line.sudo().write(vals)

    def test_sales_staff_cannot_add_a_line(self):
        order = self.make_accepted().sale_order_id.with_user(self.sales_user)
        lines = self.env["sale.order.line"].with_user(self.sales_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            lines.create({"order_id": order.id, "product_id": self.film.id})
        with self.assertRaises(UserError), self.cr.savepoint():
            lines.with_context(default_order_id=order.id).create(
                {"product_id": self.film.id}
            )
        with self.assertRaises(UserError), self.cr.savepoint():
            order.write(
                {
                    "order_line": [
                        Command.create({"product_id": self.film.id, "price_unit": 0})
                    ]
                }
            )

    def test_line_of_another_order_cannot_be_moved_in(self):
        order = self.make_accepted().sale_order_id
        other = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "order_line": [
                    Command.create({"product_id": self.film.id, "price_unit": 0})
                ],
            }
        )
        with self.assertRaises(UserError):
            other.order_line.with_user(self.sales_user).order_id = order

    def test_sales_staff_cannot_reprice_by_buttons(self):
        order = self.make_accepted().sale_order_id.with_user(self.sales_user)
        self.part.list_price = 999
        with self.assertRaises(UserError), self.cr.savepoint():
            order.action_update_prices()
        self.part.taxes_id = self.tax_8
        with self.assertRaises(UserError), self.cr.savepoint():
            order.action_update_taxes()

    def test_order_cannot_be_set_back_changed_and_confirmed_again(self):
        order = self.make_accepted().sale_order_id.with_user(self.sales_user)
        for state in ("draft", "sent"):
            with self.assertRaises(UserError), self.cr.savepoint():
                order.write({"state": state})
        order._action_cancel()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.action_draft()

    def test_payment_term_with_a_discount_cannot_change_the_amount(self):
        order = self.make_accepted().sale_order_id.with_user(self.sales_user)
        term = self.env["account.payment.term"].create(
            {
                "name": "2/7",
                "early_discount": True,
                "discount_percentage": 20,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        with self.assertRaises(UserError):
            order.payment_term_id = term

    def test_sales_staff_cannot_make_or_link_an_order_of_a_quote(self):
        quote = self.make_sent()
        orders = self.env["sale.order"].with_user(self.sales_user)
        vals = {"partner_id": self.client_company.id}
        with self.assertRaises(UserError), self.cr.savepoint():
            orders.create(vals | {"service_quote_id": quote.id})
        order = orders.with_context(default_service_quote_id=quote.id).create(vals)
        self.assertFalse(order.service_quote_id)
        with self.assertRaises(UserError):
            order.service_quote_id = quote

    def test_down_payment_stays_possible(self):
        order = self.make_accepted().sale_order_id
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.sales_user)
            .with_context(active_ids=order.ids, active_model="sale.order")
            .create({"advance_payment_method": "percentage", "amount": 20})
        )
        total = order.amount_total
        wizard.create_invoices()
        order.invoice_ids.with_user(self.accountant_user).action_post()
        self.assertEqual(order.amount_total, total)

    # --- cancelling in both directions ------------------------------------------------

    def test_repair_of_an_accepted_job_cannot_be_cancelled_alone(self):
        quote = self.make_accepted()
        with self.assertRaises(UserError):
            quote.job_id.repair_id.with_user(
                self.technician_user
            ).action_repair_cancel()
        self.assertEqual(quote.sale_order_id.amount_total, quote.accepted_total)

    def test_cancelled_order_frees_the_repair_and_needs_a_new_quote(self):
        quote = self.make_accepted()
        job, order = quote.job_id, quote.sale_order_id
        order.with_user(self.sales_user).action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(set(job.repair_id.move_ids.mapped("state")), {"cancel"})
        self.assertFalse(job.repair_id.sale_order_id)
        self.assertEqual((quote.state, job.state), ("superseded", "diagnosing"))
        self.assertEqual(order.amount_total, quote.accepted_total)
        self.assertFalse(job.amount_display)

    def test_order_of_a_finished_repair_cannot_be_cancelled(self):
        order = self.make_repaired().sale_order_id
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_cancel()

    def test_invoiced_order_cannot_be_cancelled(self):
        order = self.make_accepted().sale_order_id
        self.make_invoice(order)
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_cancel()

    def test_new_quote_after_a_cancelled_order_makes_one_new_order(self):
        quote = self.make_accepted()
        quote.sale_order_id.with_user(self.sales_user).action_cancel()
        new = (
            self.env["service.quote"]
            .with_user(self.technician_user)
            .create(
                {
                    "job_id": quote.job_id.id,
                    "line_ids": [Command.create({"product_id": self.part.id})],
                }
            )
        )
        new.action_send()
        self.decide(new, "necessary")
        live = quote.job_id.repair_id.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(live.product_id, self.part)
        self.assertEqual(new.sudo().sale_order_id.amount_total, 184.91)
