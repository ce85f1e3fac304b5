from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestSendingPhoto(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.service_sending_photo = True

    def take(self, job, kind="out"):
        photos = self.env["service.photo"].with_user(self.logistics_user)
        return photos._service_add(
            job, kind, [("a.jpg", self.make_jpeg())], source="scan"
        )

    def test_a_parcel_without_its_photo_stays(self):
        job = self.make_ready()
        answer = self.send(job)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("photo", answer["message"])
        self.assertEqual(job.state, "ready")
        self.assertFalse(job.shipment_id)

    def test_one_photo_of_a_parcel_is_enough(self):
        jobs = self.make_ready(jobs=2)
        self.take(jobs[0], kind="contents")
        self.assertEqual(self.send(jobs)["result"], "sent")

    def test_a_photo_of_the_receipt_is_none_of_the_parcel(self):
        job = self.make_ready()
        self.take(job, kind="in")
        self.assertEqual(self.send(job)["result"], "refused")

    def test_a_photo_that_was_removed_does_not_count(self):
        job = self.make_ready()
        self.take(job).sudo()._service_remove("Twarz klienta")
        self.assertEqual(self.send(job)["result"], "refused")

    def test_a_photo_of_an_earlier_parcel_does_not_count(self):
        job = self.make_ready()
        an_hour_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        with freeze_time(an_hour_ago):
            self.take(job)
        self.assertEqual(self.send(job)["result"], "refused")

    def test_the_counter_needs_no_photo(self):
        job = self.make_ready()
        self.hand_over(job)
        self.assertTrue(job.handed_over_at)

    def test_stock_asks_for_the_photo_too(self):
        job = self.make_ready()
        picking = self.return_moves(job).picking_id.with_user(self.logistics_user)
        picking.carrier_tracking_ref = "STOCK 2"
        with self.assertRaisesRegex(UserError, "photo of what is in the parcel"):
            picking.button_validate()

    def test_without_the_setting_no_photo_is_asked_for(self):
        self.env.company.service_sending_photo = False
        self.assertEqual(self.send(self.make_ready())["result"], "sent")
