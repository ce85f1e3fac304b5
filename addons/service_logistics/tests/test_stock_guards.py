"""Design section 5, truths 1 to 4: another client's device never moves.

Each guard of the code carries a comment `guard: <name>`; the test of that guard
turns red when the guard is taken away.
"""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestStockGuards(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The stranger's device came first: core's FIFO would take it.
        cls.foreign = cls.make_foreign("ready")
        cls.job = cls.make_ready()
        cls.move = cls.return_moves(cls.job)
        cls.lot = cls.job.device_id.lot_id
        cls.foreign_lot = cls.foreign.device_id.lot_id

    def make_move(self, job=None, **vals):
        """Return a draft move of the generic product out of the house."""
        return self.env["stock.move"].create(
            {
                "product_id": self.lot.product_id.id,
                "product_uom_qty": 1.0,
                "location_id": self.service_location.id,
                "location_dest_id": self.customers.id,
                "picking_type_id": self.warehouse.service_return_type_id.id,
                "service_job_id": job and job.id,
            }
            | vals
        )

    # --- Names and merging --------------------------------------------------------

    def test_a_lot_is_named_by_our_code_not_by_the_serial_number(self):
        twin = self.make_device(self.client_company, serial_number="SN-TWIN")
        other = self.make_device(self.other_company, serial_number="SN-TWIN")
        (twin | other)._service_ensure_lot()
        self.assertEqual(twin.lot_id.name, twin.code)
        self.assertNotEqual(twin.lot_id, other.lot_id)

    def test_moves_of_two_devices_are_never_merged(self):
        jobs = self.make_request(jobs=2).job_ids
        self.assertEqual(len(self.receipt_moves(jobs)), 2)
        pickings = self.make_move(jobs[0]) | self.make_move(jobs[1])
        pickings._action_confirm()
        self.assertEqual(len(pickings.exists()), 2)

    # --- Reservation --------------------------------------------------------------

    def test_the_return_reserves_the_clients_own_device(self):
        self.assertEqual(self.move.move_line_ids.lot_id, self.lot)
        self.assertEqual(self.move.move_line_ids.owner_id, self.client_company)

    def test_reserving_again_takes_the_same_device(self):
        self.return_moves(self.foreign)._do_unreserve()
        self.move._do_unreserve()
        self.assertFalse(self.move.move_line_ids)
        self.move._action_assign()
        self.assertEqual(self.move.move_line_ids.lot_id, self.lot)

    def test_nothing_is_reserved_when_the_own_device_is_elsewhere(self):
        self.return_moves(self.foreign)._do_unreserve()
        self.move._do_unreserve()
        self.env["stock.quant"]._update_available_quantity(
            self.lot.product_id,
            self.service_location,
            -1,
            lot_id=self.lot,
            owner_id=self.client_company,
        )
        self.move._action_assign()
        self.assertFalse(self.move.move_line_ids)

    def test_an_untracked_quant_is_not_taken_for_the_device(self):
        self.move._do_unreserve()
        quants = self.env["stock.quant"]
        quants._update_available_quantity(
            self.lot.product_id,
            self.service_location,
            -1,
            lot_id=self.lot,
            owner_id=self.client_company,
        )
        quants._update_available_quantity(
            self.lot.product_id, self.service_location, 1, owner_id=self.client_company
        )
        self.move._action_assign()
        self.assertFalse(self.move.move_line_ids)

    def test_a_chained_move_does_not_take_what_its_origin_brought(self):
        """Through `move_orig_ids` core takes whatever lot came in."""
        self.return_moves(self.foreign)._do_unreserve()
        self.move._do_unreserve()
        self.move.move_orig_ids = [Command.link(self.receipt_moves(self.foreign).id)]
        self.move._action_assign()
        self.assertNotIn(self.foreign_lot, self.move.move_line_ids.lot_id)

    def test_availability_counts_the_own_device_only(self):
        self.return_moves(self.foreign)._do_unreserve()
        self.assertEqual(self.move._get_available_quantity(self.service_location), 0.0)
        self.move._do_unreserve()
        self.assertEqual(self.move._get_available_quantity(self.service_location), 1.0)

    def test_a_typed_quantity_takes_the_own_device(self):
        self.return_moves(self.foreign)._do_unreserve()
        self.move._do_unreserve()
        self.move.quantity = 1
        self.assertEqual(self.move.move_line_ids.lot_id, self.lot)
        self.assertEqual(self.move.move_line_ids.owner_id, self.client_company)

    def test_a_receipt_line_names_the_device_and_its_owner(self):
        job = self.make_request(jobs=1).job_ids
        line = self.receipt_moves(job).move_line_ids
        self.assertEqual(line.lot_id, job.device_id.lot_id)
        self.assertEqual(line.owner_id, self.client_company)

    # --- Done ---------------------------------------------------------------------

    def test_the_wrong_lot_never_leaves(self):
        self.return_moves(self.foreign)._do_unreserve()
        self.move.move_line_ids.write(
            {"lot_id": self.foreign_lot.id, "owner_id": self.client_company.id}
        )
        self.move.picked = True
        with self.assertRaisesRegex(UserError, "Take the right device"):
            self.move.picking_id.with_user(self.logistics_user)._action_done()

    def test_the_wrong_owner_never_leaves(self):
        self.move.move_line_ids.owner_id = self.other_company
        self.move.picked = True
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.move.picking_id.with_user(self.logistics_user)._action_done()

    def test_an_owner_on_the_return_picking_stops_it(self):
        """Core writes `picking.owner_id` over every line."""
        self.assertFalse(self.move.picking_id.owner_id)
        self.move.picking_id.owner_id = self.other_company
        self.move.picked = True
        with self.assertRaisesRegex(UserError, "belongs to"):
            self.move.picking_id._action_done()

    def test_a_device_leaves_only_from_where_it_lies(self):
        self.move._do_unreserve()
        self.env["stock.quant"]._update_available_quantity(
            self.lot.product_id,
            self.service_location,
            -1,
            lot_id=self.lot,
            owner_id=self.client_company,
        )
        self.move.quantity = 1
        self.move.picked = True
        with self.assertRaisesRegex(UserError, "is not in"):
            self.move.picking_id._action_done()

    def test_a_device_that_is_not_ready_never_leaves(self):
        job = self.make_received()
        move = self.make_move(job)
        move._action_confirm()
        move.picked = True
        with self.assertRaisesRegex(UserError, "not ready"):
            move.picking_id.with_user(self.logistics_user)._action_done()
        self.assertDeviceIn(job, self.service_location)

    def test_no_device_leaves_without_a_job(self):
        self.move._do_unreserve()
        stray = self.make_move()
        stray._action_confirm()
        stray.move_line_ids.unlink()
        stray.move_line_ids = [
            Command.create(
                {
                    "product_id": self.lot.product_id.id,
                    "lot_id": self.lot.id,
                    "owner_id": self.client_company.id,
                    "quantity": 1.0,
                    "location_id": self.service_location.id,
                    "location_dest_id": self.customers.id,
                }
            )
        ]
        stray.picked = True
        with self.assertRaisesRegex(UserError, "leaves only with its service job"):
            stray.picking_id.with_user(self.logistics_user)._action_done()

    def test_no_device_is_used_as_a_spare_part(self):
        """Production is outside of the house, too."""
        production = self.warehouse.repair_type_id.default_location_dest_id
        self.move._do_unreserve()
        stray = self.make_move(
            location_dest_id=production.id,
            picking_type_id=self.warehouse.int_type_id.id,
        )
        stray._action_confirm()
        stray._action_assign()
        stray.picked = True
        with self.assertRaisesRegex(UserError, "leaves only with its service job"):
            stray._action_done()

    def test_a_line_added_to_a_finished_transfer_is_checked(self):
        self.send(self.job)
        self.assertEqual(self.move.state, "done")
        with self.assertRaisesRegex(UserError, "Take the right device"):
            self.env["stock.move.line"].create(
                {
                    "move_id": self.move.id,
                    "picking_id": self.move.picking_id.id,
                    "product_id": self.lot.product_id.id,
                    "lot_id": self.foreign_lot.id,
                    "owner_id": self.other_company.id,
                    "quantity": 1.0,
                    "location_id": self.service_location.id,
                    "location_dest_id": self.customers.id,
                }
            )

    def test_a_finished_line_is_never_changed(self):
        self.send(self.job)
        for vals in (
            {"lot_id": self.foreign_lot.id},
            {"owner_id": self.other_company.id},
            {"quantity": 0.0},
        ):
            with self.assertRaisesRegex(UserError, "finished and cannot be changed"):
                self.move.move_line_ids.write(vals)

    # --- The end ------------------------------------------------------------------

    def test_both_devices_are_with_their_owners_at_the_end(self):
        self.send(self.job, number="A1")
        self.send(self.foreign, number="B1")
        for job in self.job | self.foreign:
            self.assertEqual(self.quants(job), {})
            self.assertFalse(job.in_house)

    def test_owned_devices_have_no_value(self):
        self.send(self.job)
        moves = self.move | self.receipt_moves(self.job)
        self.assertEqual(moves.mapped("value"), [0.0, 0.0])
        self.assertEqual(self.lot.product_id.total_value, 0.0)
        self.assertFalse(
            self.env["account.move.line"].search(
                [("product_id", "=", self.lot.product_id.id)]
            )
        )
