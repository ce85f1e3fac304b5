from odoo import Command
from odoo.tests import tagged

from .common import LogisticsCommon

METHODS = ("standard", "average", "fifo")
COST = 120.0


@tagged("post_install", "-at_install")
class TestValuation(LogisticsCommon):
    """Devices of clients are worth nothing to us; parts are worth what core says.

    Categories inherit the cost method of their company; a company that values all
    its goods, devices too, is the worst case.
    """

    def value_all(self, method):
        """Let the company value everything by `method`, with postings at once."""
        categories = self.env["product.category"].search([])
        categories.write(
            {"property_cost_method": method, "property_valuation": "real_time"}
        )

    def buy_part(self, method):
        """Return a part of which two were received for COST each."""
        part = self.env["product.product"].create(
            {
                "name": f"Bateria {method}",
                "is_storable": True,
                "standard_price": COST,
            }
        )
        move = self.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": 2,
                "price_unit": COST,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
            }
        )
        move._action_confirm()
        move.quantity = 2
        move.picked = True
        move._action_done()
        return part

    def repair_with(self, job, part):
        """Repair the device with one part; return the part's move."""
        repair = job.with_user(self.technician_user)._service_ensure_repair()
        repair._action_repair_confirm()
        repair.move_ids = [
            Command.create(
                {
                    "product_id": part.id,
                    "product_uom_qty": 1.0,
                    "repair_line_type": "add",
                }
            )
        ]
        move = repair.move_ids
        move.quantity = 1
        repair.action_repair_start()
        repair.action_repair_end()
        return move.sudo()

    def worth(self, product):
        """Return the value of what the company owns of `product`."""
        product.invalidate_recordset()
        return product.sudo().total_value

    def test_a_device_is_worth_nothing_and_its_parts_are_worth_what_core_says(self):
        for method in METHODS:
            with self.subTest(method=method):
                self.value_all(method)
                part = self.buy_part(method)
                self.assertEqual(self.worth(part), 2 * COST)
                postings = self.env["account.move"].search_count([])
                job = self.make_received()
                device = job.device_id.lot_id.product_id
                self.assertEqual(device.cost_method, method)
                self.assertEqual(self.worth(device), 0.0)
                part_move = self.repair_with(job, part)
                self.assertEqual(part_move.value, COST)
                self.assertEqual(self.worth(part), COST)
                self.finish_work(job)
                self.send(job, number=f"VAL-{method}")
                self.assertEqual(self.worth(device), 0.0)
                moves = self.env["stock.move"].search([("service_job_id", "=", job.id)])
                self.assertEqual(len(moves), 3)  # receipt, repair, return
                self.assertEqual(set(moves.mapped("state")), {"done"})
                self.assertFalse(any(moves.mapped("value")))
                self.assertFalse(any(moves.mapped("is_valued")))
                self.assertFalse(moves.account_move_id)
                # What core posts is about the part.
                made = self.env["account.move"].search_count([]) - postings
                self.assertEqual(made, len(part_move.account_move_id))

    def test_a_device_without_owner_would_be_valued(self):
        """The other half of the proof: it is the owner that keeps the books clean."""
        self.value_all("fifo")
        job = self.make_received()
        product = job.device_id.lot_id.product_id
        lot = self.env["stock.lot"].create(
            {"name": "OWN-1", "product_id": product.id, "standard_price": COST}
        )
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 1,
                "price_unit": COST,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create({"product_id": product.id, "lot_id": lot.id, "quantity": 1})
        ]
        move.picked = True
        move._action_done()
        self.assertTrue(move.is_valued)
