from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.service_logistics.tests.common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestParts(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Części sp. z o.o."})
        cls.part = cls.make_part("Wyświetlacz", cls.vendor)
        cls.stock = cls.warehouse.lot_stock_id

    @classmethod
    def make_part(cls, name, vendor=None):
        sellers = [Command.create({"partner_id": vendor.id})] if vendor else []
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "seller_ids": sellers,
            }
        )

    def repair(self, quantity=1.0, part=None, confirm=True):
        """Return a job under repair that takes `quantity` parts."""
        job = self.make_received()[0]
        repair = job.with_user(self.technician_user)._service_ensure_repair().sudo()
        if confirm:
            repair._action_repair_confirm()
        repair.move_ids = [
            Command.create(
                {
                    "product_id": (part or self.part).id,
                    "product_uom_qty": quantity,
                    "repair_line_type": "add",
                }
            )
        ]
        return job

    def put(self, quantity):
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.part, self.stock, quantity)

    def buy(self, job, user=None):
        job.with_user(user or self.technician_user).action_buy_parts()
        return self.lines(job)

    def lines(self, job):
        return job.repair_id.sudo().move_ids.created_purchase_line_ids

    def receive(self, lines, quantity=None):
        if lines.order_id.state == "draft":
            lines.order_id.button_confirm()
        picking = lines.order_id.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        picking.move_ids.quantity = quantity or picking.move_ids.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()

    def test_exactly_what_is_missing_is_ordered_for_the_job(self):
        self.put(2)
        job = self.repair(quantity=5)
        self.assertTrue(job.parts_missing)
        line = self.buy(job)
        self.assertEqual((line.product_id, line.product_qty), (self.part, 3))
        self.assertEqual(line.order_id.partner_id, self.vendor)
        self.assertEqual(line.order_id.origin, job.reference)
        self.assertEqual(line.order_id.state, "draft")
        self.assertFalse(job.parts_missing)

    def test_pressed_twice_it_orders_once(self):
        job = self.repair(quantity=2)
        self.buy(job)
        with self.assertRaisesRegex(UserError, "No part is missing"):
            self.buy(job)
        self.assertEqual(self.lines(job).product_qty, 2)

    def test_what_is_in_stock_is_taken_first(self):
        job = self.repair(quantity=1)
        self.put(1)
        with self.assertRaisesRegex(UserError, "No part is missing"):
            self.buy(job)
        self.assertFalse(self.lines(job))
        self.assertEqual(job.repair_id.move_ids.state, "assigned")

    def test_received_parts_are_kept_for_their_repair(self):
        job, other = self.repair(quantity=2), self.repair(quantity=2)
        lines = self.buy(job)
        self.receive(lines)
        self.assertEqual(job.repair_id.move_ids.state, "assigned")
        self.assertEqual(other.repair_id.move_ids.quantity, 0)
        self.assertFalse(job.parts_since)

    def test_a_repair_that_was_half_served_gets_the_bought_rest_whole(self):
        self.put(2)
        job = self.repair(quantity=5)
        other = self.repair(quantity=5)
        self.receive(self.buy(job))
        self.assertEqual(job.repair_id.move_ids.quantity, 5)
        self.assertEqual(job.repair_id.move_ids.state, "assigned")
        self.assertEqual(other.repair_id.move_ids.quantity, 0)

    def test_half_a_delivery_leaves_the_rest_on_order(self):
        job = self.repair(quantity=4)
        lines = self.buy(job)
        self.receive(lines, quantity=1)
        self.assertEqual(job.repair_id.move_ids.quantity, 1)
        self.assertTrue(job.parts_since)
        self.assertFalse(job.parts_missing)

    def test_two_repairs_that_buy_the_same_part_get_their_own(self):
        one, two = self.repair(quantity=1), self.repair(quantity=3)
        lines = self.buy(one) | self.buy(two)
        self.assertEqual(sum(lines.mapped("product_qty")), 4)
        for job in (one, two):
            self.assertIn(job.reference, self.lines(job).order_id.origin)
        # What comes first is of the second one.
        for order in (self.lines(two) | self.lines(one)).order_id:
            self.receive(order.order_line)
        self.assertEqual(one.repair_id.move_ids.quantity, 1)
        self.assertEqual(two.repair_id.move_ids.quantity, 3)

    def raise_to(self, job, quantity):
        """Let the repair of `job` take `quantity` of its part."""
        [part] = job.repair_id.sudo().move_ids.filtered(
            lambda move: move.product_id == self.part
        )
        part.product_uom_qty = quantity

    def test_a_part_more_is_missing_also_where_two_repairs_share_an_order(self):
        self.vendor.group_rfq = "all"
        one, two = self.repair(quantity=1), self.repair(quantity=2)
        line = self.buy(one) | self.buy(two)
        self.assertEqual((len(line), line.product_qty), (1, 3))
        self.assertFalse(one.parts_missing or two.parts_missing)
        self.raise_to(one, 3)
        self.assertTrue(one.parts_missing)
        self.assertEqual(self.buy(one), line)
        self.assertEqual(line.product_qty, 5)
        self.assertFalse(one.parts_missing or two.parts_missing)
        for job in (one, two):
            with self.assertRaisesRegex(UserError, "No part is missing"):
                self.buy(job)

    def test_a_shared_order_that_is_confirmed_serves_both_and_no_more(self):
        self.vendor.group_rfq = "all"
        one, two = self.repair(quantity=1), self.repair(quantity=2)
        shared = self.buy(one) | self.buy(two)
        shared.order_id.button_confirm()
        self.raise_to(one, 3)
        more = self.buy(one) - shared
        self.assertEqual((shared.product_qty, more.product_qty), (3, 2))
        # What the one bought beside it takes nothing from the other.
        self.assertFalse(one.parts_missing or two.parts_missing)
        self.receive(shared)
        self.receive(more)
        self.assertEqual(one.repair_id.move_ids.quantity, 3)
        self.assertEqual(two.repair_id.move_ids.quantity, 2)

    def test_a_cancelled_order_lets_the_part_be_ordered_again(self):
        job = self.repair(quantity=2)
        first = self.buy(job)
        first.order_id.button_cancel()
        self.assertFalse(job.parts_since)
        # Core cancels what waits for a cancelled purchase unless told otherwise.
        self.assertNotEqual(job.repair_id.move_ids.state, "cancel")
        self.assertEqual((self.buy(job) - first).product_qty, 2)

    def test_the_job_waits_for_parts_until_they_are_here(self):
        job = self.repair()
        self.assertFalse(job._service_waiting_for())
        line = self.buy(job)
        self.assertEqual(job._service_waiting_for(), {("parts", line.create_date)})
        self.assertEqual(job.parts_since, line.create_date)
        self.receive(line)
        self.assertFalse(job._service_waiting_for())

    def test_a_part_that_nobody_sells_is_named_and_stays(self):
        part = self.make_part("Unikat")
        job = self.repair(part=part)
        with self.assertRaisesRegex(UserError, "Unikat"):
            self.buy(job)
        self.assertEqual(job.repair_id.move_ids.state, "confirmed")
        self.assertFalse(self.lines(job))

    def test_a_repair_that_has_not_begun_buys_nothing(self):
        job = self.repair(confirm=False)
        with self.assertRaisesRegex(UserError, "Confirm the repair"):
            self.buy(job)

    def test_only_who_repairs_or_receives_orders(self):
        job = self.repair()
        for user in (self.care_user, self.client_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.buy(job, user=user)
        self.assertTrue(self.buy(job, user=self.logistics_user))

    def test_the_history_says_who_ordered(self):
        job = self.repair()
        self.buy(job)
        event = job.event_ids.filtered(lambda e: e.code == "job.parts_ordered")
        self.assertEqual(event.user_id, self.technician_user)

    def test_sales_staff_who_cancel_an_order_need_not_read_purchases(self):
        job = self.repair()
        self.buy(job)
        sales = new_test_user(
            self.env, "svc_sales", groups="sales_team.group_sale_salesman_all_leads"
        )
        [part] = job.repair_id.move_ids.filtered(
            lambda move: move.product_id == self.part
        )
        part = part.with_user(sales).with_context(include_draft_documents=True)
        found = part._get_upstream_documents_and_responsibles(part)
        self.assertEqual(found[0][0], self.lines(job).order_id)
