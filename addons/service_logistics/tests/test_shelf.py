import uuid

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsCommon
from .papers import read_codes


class ShelfCommon(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelves = cls.add_shelves("A-01", 2)
        cls.shelf, cls.other_shelf = cls.shelves

    @classmethod
    def add_shelves(cls, first, count, warehouse=None):
        return cls.env["stock.location"]._service_add_shelves(
            warehouse or cls.warehouse, first, count
        )

    def shelve(self, raw, shelf=None, waiting=None, **kwargs):
        return self.scan(
            raw,
            mode="shelve",
            shelf_id=shelf and shelf.id,
            job_ids=waiting and waiting.ids,
            **kwargs,
        )


@tagged("post_install", "-at_install")
class TestShelf(ShelfCommon):
    def test_shelf_then_device_moves_the_device(self):
        job = self.make_received()
        answer = self.shelve(self.shelf.barcode)
        self.assertEqual(answer["result"], "shelf")
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        answer = self.shelve(job.barcode, shelf=self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("shelved", "success"))
        self.assertEqual(answer["shelf"]["count"], 1)
        self.assertDeviceIn(job, self.shelf)
        self.assertEqual(job.shelf, "A-01")
        self.assertEqual(job.place_id, self.shelf)

    def test_device_then_shelf_moves_it_and_closes_the_shelf(self):
        jobs = self.make_received(jobs=2)
        answer = self.shelve(jobs[0].barcode)
        self.assertEqual(answer["result"], "waiting")
        self.assertDeviceIn(jobs[0], self.service_location)
        answer = self.shelve(jobs[1].barcode, waiting=jobs[0])
        self.assertEqual({row["id"] for row in answer["basket"]}, set(jobs.ids))
        answer = self.shelve(self.other_shelf.barcode.lower(), waiting=jobs)
        self.assertEqual((answer["result"], answer["shelf"]), ("shelved", False))
        self.assertFalse(answer["basket"])
        for job in jobs:
            self.assertDeviceIn(job, self.other_shelf)

    def test_the_document_moves_all_devices_that_are_here(self):
        jobs = self.make_request(jobs=3).job_ids
        here = jobs[:2]
        here.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.shelve(jobs.request_id.barcode, shelf=self.shelf)
        self.assertEqual(jobs.mapped("shelf"), ["A-01", "A-01", False])
        self.assertEqual(jobs[2].state, "announced")

    def test_a_device_that_is_not_here_is_refused(self):
        job = self.make_request(jobs=1).job_ids
        answer = self.shelve(job.barcode, shelf=self.shelf)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("its device is not here", answer["message"])
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        self.assertFalse(job.shelf)
        self.assertDeviceIn(job, None)

    def test_a_code_that_is_neither_keeps_what_is_open(self):
        job = self.make_received()
        answer = self.shelve("5901234123457", waiting=job)
        self.assertEqual(answer["result"], "unknown")
        self.assertEqual([row["id"] for row in answer["basket"]], job.ids)
        answer = self.shelve("5901234123457", shelf=self.shelf)
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)

    def test_a_replayed_scan_moves_once(self):
        job, token = self.make_received(), str(uuid.uuid4())
        first = self.shelve(job.barcode, shelf=self.shelf, token=token)
        job.with_user(self.logistics_user)._service_put_on(self.other_shelf)
        again = self.shelve(job.barcode, shelf=self.shelf, token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertDeviceIn(job, self.other_shelf)

    def test_a_second_scan_says_that_it_lies_there(self):
        job = self.make_received()
        self.shelve(job.barcode, shelf=self.shelf)
        moves = self.env["stock.move"].search_count([("service_job_id", "=", job.id)])
        answer = self.shelve(job.barcode, shelf=self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("repeated", "warning"))
        self.assertEqual(
            self.env["stock.move"].search_count([("service_job_id", "=", job.id)]),
            moves,
        )

    def test_only_logistics_moves_devices(self):
        job = self.make_received()
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(AccessError):
                self.shelve(job.barcode, shelf=self.shelf, user=user)
        self.assertDeviceIn(job, self.service_location)

    def test_a_shelf_of_another_warehouse_is_refused(self):
        job = self.make_received()
        branch = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        far = self.add_shelves("F-1", 1, warehouse=branch)
        answer = self.shelve(job.barcode, shelf=far)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("another warehouse", answer["message"])
        self.assertDeviceIn(job, self.service_location)

    def test_another_clients_device_stays_where_it_is(self):
        foreign, job = self.make_foreign(), self.make_received()
        self.shelve(job.barcode, shelf=self.shelf)
        self.assertDeviceIn(foreign, self.service_location)
        self.assertDeviceIn(job, self.shelf)

    def test_a_shelf_that_is_renamed_is_renamed_at_its_devices(self):
        job = self.make_received()
        self.shelve(job.barcode, shelf=self.shelf)
        self.shelf.name = "Regał 1"
        self.assertEqual(job.shelf, "Regał 1")


@tagged("post_install", "-at_install")
class TestShelfStock(ShelfCommon):
    def test_a_prepared_return_leaves_from_the_shelf(self):
        job = self.make_ready()
        self.assertEqual(self.return_moves(job).state, "assigned")
        self.shelve(job.barcode, shelf=self.shelf)
        move = self.return_moves(job)
        self.assertEqual(move.state, "assigned")
        self.assertEqual(move.move_line_ids.location_id, self.shelf)
        self.send(job)
        self.assertEqual(self.quants(job), {})
        self.assertFalse(job.shelf)
        self.assertFalse(job.place_id)

    def test_a_typed_quantity_takes_the_device_from_its_shelf(self):
        job = self.make_ready()
        self.shelve(job.barcode, shelf=self.shelf)
        move = self.return_moves(job)
        move._do_unreserve()
        move.quantity = 1
        self.assertEqual(move.move_line_ids.location_id, self.shelf)

    def test_a_device_is_repaired_on_its_shelf(self):
        job = self.make_received()
        self.shelve(job.barcode, shelf=self.shelf)
        repair = job._service_ensure_repair()
        repair.action_validate()
        repair.action_repair_start()
        repair.action_repair_end()
        self.assertDeviceIn(job, self.shelf)
        self.assertEqual(job.shelf, "A-01")

    def test_no_device_is_moved_in_the_house_without_its_job(self):
        job = self.make_received()
        lot = job.device_id.lot_id
        stray = self.env["stock.move"].create(
            {
                "product_id": lot.product_id.id,
                "product_uom_qty": 1.0,
                "location_id": self.service_location.id,
                "location_dest_id": self.shelf.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": lot.product_id.id,
                            "lot_id": lot.id,
                            "owner_id": job.partner_id.id,
                            "quantity": 1.0,
                            "location_id": self.service_location.id,
                            "location_dest_id": self.shelf.id,
                        }
                    )
                ],
            }
        )
        stray.picked = True
        with self.assertRaisesRegex(UserError, "with its service job"):
            stray._action_done()

    def test_a_device_in_the_service_location_has_no_shelf(self):
        job = self.make_received()
        self.assertEqual(job.place_id, self.service_location)
        self.assertFalse(job.shelf)


@tagged("post_install", "-at_install")
class TestShelfSetup(ShelfCommon):
    def test_shelves_count_on_from_the_first_name(self):
        shelves = self.add_shelves("B-09", 3)
        self.assertEqual(shelves.mapped("name"), ["B-09", "B-10", "B-11"])
        self.assertEqual(len(set(shelves.mapped("barcode"))), 3)
        self.assertTrue(all(shelf.is_service_shelf for shelf in shelves))
        self.assertEqual(shelves.location_id, self.service_location)

    def test_adding_twice_makes_a_shelf_once(self):
        again = self.add_shelves("A-01", 3)
        self.assertEqual(again.sorted("name").mapped("name"), ["A-01", "A-02", "A-03"])
        self.assertIn(self.shelf, again)

    def test_a_place_outside_of_the_service_is_no_shelf(self):
        place = self.env["stock.location"].create(
            {"name": "A-01", "location_id": self.warehouse.lot_stock_id.id}
        )
        self.assertFalse(place.is_service_shelf)
        self.assertFalse(self.service_location.is_service_shelf)

    def test_many_shelves_need_a_number(self):
        for first, count in (("Regał", 2), ("", 1), ("A-1", 0), ("A-1", 501)):
            with self.assertRaises(UserError):
                self.add_shelves(first, count)

    def test_the_wizard_is_for_logistics(self):
        wizards = self.env["service.shelf.wizard"].with_user(self.logistics_user)
        wizard = wizards.create({"first_name": "C-1", "count": 2})
        action = wizard.action_add()
        names = self.env["stock.location"].search(action["domain"]).mapped("name")
        self.assertEqual(sorted(names), ["C-1", "C-2"])
        with self.assertRaises(AccessError):
            wizards.with_user(self.care_user).create({"first_name": "D-1", "count": 1})

    def test_the_label_of_a_shelf_is_read_by_a_scanner(self):
        for name in ("roll", "sheet"):
            report = self.env.ref(
                f"service_logistics.action_report_shelf_labels_{name}"
            )
            content, _kind = (
                self.env["ir.actions.report"]
                .with_user(self.logistics_user)
                ._render(report.report_name, self.shelves.ids)
            )
            self.assertEqual(
                sorted(read_codes(content)), sorted(self.shelves.mapped("barcode"))
            )
