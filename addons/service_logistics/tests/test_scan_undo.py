import uuid

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestScanUndo(LogisticsCommon):
    """UNDO takes back the last receipt while nothing followed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=2)
        cls.jobs = cls.request.job_ids.sorted("number")
        cls.job = cls.jobs[0]

    def undo(self, **kwargs):
        return self.scan("SCUNDO", **kwargs)

    def test_the_device_is_expected_again_and_out_of_the_stock(self):
        self.scan(self.job.barcode)
        answer = self.undo(request_id=self.request.id)
        self.assertEqual(answer["result"], "undone")
        self.assertEqual(self.job.state, "announced")
        self.assertFalse(self.job.in_house)
        self.assertDeviceIn(self.job, None)
        event = self.job.event_ids.sorted("id")[-1]
        self.assertEqual((event.state_from, event.state_to), ("received", "announced"))
        self.assertEqual(event.user_id, self.logistics_user)

    def test_what_was_taken_back_is_received_again(self):
        self.scan(self.job.barcode)
        self.undo()
        self.assertEqual(self.scan(self.job.barcode)["result"], "received")
        self.assertDeviceIn(self.job, self.service_location)

    def test_a_whole_parcel_is_taken_back_at_once(self):
        self.scan(self.request.barcode, request_id=self.request.id, confirm="all")
        self.assertEqual(self.undo()["result"], "undone")
        self.assertEqual(set(self.jobs.mapped("state")), {"announced"})

    def test_one_undo_takes_back_one_receipt(self):
        for job in self.jobs:
            self.scan(job.barcode)
        self.assertEqual(self.undo()["result"], "undone")
        self.assertEqual(self.undo()["result"], "refused")
        self.assertEqual(self.jobs.mapped("state"), ["received", "announced"])

    def test_a_replayed_undo_takes_back_nothing_more(self):
        self.scan(self.job.barcode)
        token = str(uuid.uuid4())
        self.undo(token=token)
        self.scan(self.jobs[1].barcode)
        self.assertTrue(self.undo(token=token)["replayed"])
        self.assertEqual(self.jobs[1].state, "received")

    def test_the_receipt_of_a_colleague_or_another_station_stays(self):
        self.scan(self.job.barcode, station="Stół 1")
        self.assertEqual(self.undo(station="Stół 2")["result"], "refused")
        colleague = self.logistics_user.copy({"login": "svc_logistics2"})
        answer = self.undo(station="Stół 1", user=colleague)
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(self.job.state, "received")

    def test_what_went_on_is_not_taken_back(self):
        self.scan(self.job.barcode)
        self.job.with_user(self.technician_user)._service_transition(
            "diagnosing", source="backoffice"
        )
        self.assertEqual(self.undo()["result"], "refused")
        self.assertEqual(self.job.state, "diagnosing")
        self.assertDeviceIn(self.job, self.service_location)

    def test_what_was_photographed_is_not_taken_back(self):
        self.scan(self.job.barcode)
        self.env["service.photo"]._service_add(
            self.job, "in", [("a.jpg", self.make_jpeg())], source="scan"
        )
        self.assertEqual(self.undo()["result"], "refused")
        self.assertEqual(self.job.state, "received")

    def test_only_the_station_goes_back(self):
        self.scan(self.job.barcode)
        for user in (self.logistics_user, self.manager_user):
            with self.assertRaisesRegex(UserError, "scan UNDO there"):
                self.job.with_user(user).write({"state": "announced"})
        self.assertEqual(self.job.state, "received")

    def test_the_client_is_not_told_of_a_receipt_taken_back(self):
        self.scan(self.request.barcode, request_id=self.request.id, confirm="all")
        self.undo()
        self.scan(self.job.barcode)
        notices = self.env["service.mail.notice"].search(
            [("request_id", "=", self.request.id), ("code", "=", "job.received")]
        )
        self.assertEqual(notices.job_ids, self.job)
