from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestRepair(LogisticsCommon):
    def make_repair(self, job):
        repair = job.with_user(self.technician_user)._service_ensure_repair()
        repair._action_repair_confirm()
        return repair.with_user(self.technician_user)

    def test_the_device_is_repaired_where_it_lies_for_its_owner(self):
        job = self.make_received()
        repair = self.make_repair(job)
        self.assertEqual(repair.product_location_src_id, self.service_location)
        self.assertEqual(repair.product_location_dest_id, self.service_location)
        self.assertEqual(repair.partner_id, self.client_company)
        self.assertEqual(repair.lot_id, job.device_id.lot_id)
        self.assertEqual(repair.picking_type_id, self.warehouse.service_repair_type_id)
        self.assertEqual(repair.location_id, self.warehouse.lot_stock_id)

    def test_the_repair_leaves_the_device_with_its_owner(self):
        job = self.make_received()
        repair = self.make_repair(job)
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertEqual(repair.move_id.move_line_ids.owner_id, self.client_company)
        self.assertEqual(repair.move_id.service_job_id, job)
        self.assertDeviceIn(job, self.service_location)

    def test_parts_come_from_the_companys_own_stock(self):
        part = self.env["product.product"].create(
            {"name": "Wyświetlacz", "type": "consu", "is_storable": True}
        )
        self.env["stock.quant"]._update_available_quantity(
            part, self.warehouse.lot_stock_id, 5
        )
        job = self.make_received()
        repair = self.make_repair(job)
        repair.move_ids = [
            Command.create(
                {
                    "product_id": part.id,
                    "product_uom_qty": 1.0,
                    "repair_line_type": "add",
                }
            )
        ]
        repair.move_ids.quantity = 1
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertFalse(repair.move_ids.service_job_id)
        self.assertEqual(
            part.with_context(location=self.warehouse.lot_stock_id.id).qty_available, 4
        )
        self.assertDeviceIn(job, self.service_location)

    def test_a_repair_after_the_return_was_reserved_ships_the_right_device(self):
        foreign = self.make_foreign("ready")
        job = self.make_received()
        repair = self.make_repair(job)
        repair.action_repair_start()
        self.finish_work(job)
        repair.action_repair_end()
        self.assertDeviceIn(job, self.service_location)
        self.send(job)
        self.assertEqual(
            self.return_moves(job).move_line_ids.lot_id, job.device_id.lot_id
        )
        self.assertEqual(self.quants(job), {})
        self.assertDeviceIn(foreign, self.service_location)

    def test_a_repair_of_the_wrong_lot_is_refused(self):
        foreign = self.make_foreign()
        job = self.make_received()
        repair = self.make_repair(job)
        repair.action_repair_start()
        repair.sudo().lot_id = foreign.device_id.lot_id
        with self.assertRaisesRegex(UserError, "Take the right device"):
            repair.action_repair_end()

    def test_confirming_asks_no_question_when_the_device_is_here(self):
        job = self.make_received()
        repair = job._service_ensure_repair().with_user(self.technician_user)
        self.assertIs(repair.action_validate(), True)
        self.assertEqual(repair.state, "confirmed")

    def test_a_repair_of_a_device_that_is_not_here_is_refused(self):
        job = self.make_request(jobs=1).job_ids
        repair = job._service_ensure_repair().with_user(self.technician_user)
        with self.assertRaisesRegex(UserError, "has to be received"):
            repair.action_validate()
        self.assertEqual(repair.state, "draft")
