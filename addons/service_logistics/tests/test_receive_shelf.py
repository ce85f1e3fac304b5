import uuid

from odoo.tests import tagged

from .test_shelf import ShelfCommon


@tagged("post_install", "-at_install")
class TestReceiveShelf(ShelfCommon):
    """Receipt straight onto a shelf: one more scan, no other screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=3)
        cls.jobs = cls.request.job_ids.sorted("number")

    def at(self, raw, shelf=None, **kwargs):
        return self.scan(
            raw, request_id=self.request.id, shelf_id=shelf and shelf.id, **kwargs
        )

    def test_a_shelf_after_the_devices_takes_them_and_is_closed(self):
        self.at(self.jobs[0].barcode)
        self.at(self.jobs[1].barcode)
        answer = self.at(self.shelf.barcode)
        self.assertEqual((answer["result"], answer["shelf"]), ("shelved", False))
        self.assertEqual(answer["request"]["id"], self.request.id)
        self.at(self.jobs[2].barcode)
        answer = self.at(self.other_shelf.barcode)
        self.assertEqual(answer["job_id"], self.jobs[2].id)
        self.assertEqual(self.jobs.mapped("shelf"), ["A-01", "A-01", "A-02"])
        for job in self.jobs[:2]:
            self.assertDeviceIn(job, self.shelf)

    def test_a_shelf_before_the_parcel_takes_what_comes(self):
        answer = self.scan(self.shelf.barcode)
        self.assertEqual((answer["result"], answer["level"]), ("shelf", "info"))
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        answer = self.scan(self.request.barcode, shelf_id=self.shelf.id)
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        answer = self.at(self.jobs[0].barcode, shelf=self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("received", "success"))
        self.assertIn("A-01", answer["message"])
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        self.assertEqual(self.jobs.mapped("shelf"), ["A-01", False, False])

    def test_the_whole_parcel_goes_on_the_open_shelf(self):
        self.at(self.request.barcode, shelf=self.shelf)
        self.at(self.request.barcode, shelf=self.shelf, confirm="all")
        self.assertEqual(self.jobs.mapped("shelf"), ["A-01"] * 3)

    def extra(self, shelf=None, **values):
        values = self.unannounced(**values)
        return (
            self.env["service.scan"]
            .with_user(self.logistics_user)
            .add_device(
                str(uuid.uuid4()),
                self.request.id,
                values,
                shelf_id=shelf and shelf.id,
            )
        )

    def test_a_device_nobody_announced_goes_on_the_open_shelf_too(self):
        answer = self.extra(self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("extra", "success"))
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        self.assertIn("A-01", answer["message"])
        self.assertDeviceIn(self.request.job_ids - self.jobs, self.shelf)

    def test_a_device_that_cannot_be_added_leaves_the_shelf_open(self):
        answer = self.extra(self.shelf, fault="")
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(answer["shelf"]["id"], self.shelf.id)
        self.assertEqual(self.request.job_ids, self.jobs)

    def test_a_shelf_after_the_devices_takes_what_nobody_announced(self):
        self.extra()
        self.at(self.shelf.barcode)
        self.assertDeviceIn(self.request.job_ids - self.jobs, self.shelf)

    def test_a_shelf_takes_what_was_received_under_its_own_request_too(self):
        coming = self.make_request(jobs=2, partner=self.other_contact).job_ids
        self.at(self.jobs[0].barcode)
        self.at(coming[0].barcode, confirm="own")
        self.at(self.shelf.barcode)
        self.assertDeviceIn(coming[0], self.shelf)
        self.assertDeviceIn(self.jobs[0], self.shelf)
        self.at(coming[1].barcode, confirm="own", shelf=self.other_shelf)
        self.assertDeviceIn(coming[1], self.other_shelf)

    def test_a_foreign_device_of_a_parcel_before_stays_where_it_is(self):
        coming = self.make_request(jobs=1, partner=self.other_contact).job_ids
        self.at(self.jobs[0].barcode)
        self.at(coming.barcode, confirm="own")
        self.at("SCNEXT", confirm="next")
        self.at(self.jobs[1].barcode)
        self.at(self.shelf.barcode)
        self.assertDeviceIn(self.jobs[1], self.shelf)
        self.assertDeviceIn(coming, self.service_location)

    def test_the_next_shelf_is_open_instead(self):
        self.at(self.jobs[0].barcode, shelf=self.shelf)
        answer = self.at(self.other_shelf.barcode, shelf=self.shelf)
        self.assertEqual(answer["shelf"]["id"], self.other_shelf.id)
        self.assertEqual(self.jobs[0].shelf, "A-01")
        # Put on the wrong shelf first: scanned again it goes to the right one.
        answer = self.at(self.jobs[0].barcode, shelf=self.other_shelf)
        self.assertEqual(answer["result"], "repeated")
        self.assertEqual(self.jobs[0].shelf, "A-02")

    def test_devices_of_a_parcel_before_stay_where_they_are(self):
        self.at(self.jobs[0].barcode)
        self.at("SCNEXT")
        self.at("SCNEXT", confirm="next")
        self.at(self.jobs[1].barcode)
        self.at(self.shelf.barcode)
        self.assertEqual(self.jobs.mapped("shelf"), [False, "A-01", False])

    def test_a_foreign_device_is_neither_received_nor_put_there(self):
        foreign = self.make_foreign()
        coming = self.make_request(jobs=1, partner=self.other_contact).job_ids
        for job in (foreign, coming):
            answer = self.at(job.barcode, shelf=self.shelf)
            self.assertEqual(answer["result"], "foreign")
        self.assertDeviceIn(foreign, self.service_location)
        self.assertEqual(coming.state, "announced")

    def test_a_shelf_of_another_warehouse_hinders_no_receipt(self):
        branch = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        far = self.add_shelves("F-1", 1, warehouse=branch)
        answer = self.at(self.jobs[0].barcode, shelf=far)
        self.assertEqual((answer["result"], answer["level"]), ("received", "warning"))
        self.assertIn("another warehouse", answer["message"])
        self.assertDeviceIn(self.jobs[0], self.service_location)

    def test_undo_takes_it_off_the_shelf(self):
        self.at(self.jobs[0].barcode, shelf=self.shelf)
        answer = self.at("SCUNDO")
        self.assertEqual(answer["result"], "undone")
        self.assertFalse(self.jobs[0].shelf or self.jobs[0].place_id)
        self.assertDeviceIn(self.jobs[0], None)

    def test_a_replayed_scan_puts_it_there_once(self):
        token = str(uuid.uuid4())
        first = self.at(self.jobs[0].barcode, shelf=self.shelf, token=token)
        self.jobs[0].with_user(self.logistics_user)._service_put_on(self.other_shelf)
        again = self.at(self.jobs[0].barcode, shelf=self.shelf, token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertDeviceIn(self.jobs[0], self.other_shelf)
