from odoo.exceptions import UserError
from odoo.tests import tagged

from .courier_common import CourierCommon

HERE = "still with us under"


@tagged("post_install", "-at_install")
class TestDeviceHere(CourierCommon):
    """A device is here under one job: no second one while it has not gone back."""

    def make_cancelled(self):
        job = self.make_received(
            partner=self.client_user.partner_id, contact=self.client_user.partner_id
        )
        job.with_user(self.care_user).action_cancel()
        return job

    def report(self, device):
        """Report a known device on the portal; return its new job."""
        values = {
            "type_id": self.type_repair.id,
            "subject": "Jednak naprawa",
            "devices": [{"device_id": str(device.id), "fault": "Nie działa"}],
        }
        requests = self.env["service.request"].with_user(self.client_user)
        filed = requests._service_client_create(values, user=self.client_user).sudo()
        filed.with_user(self.care_user).action_accept()
        return filed.job_ids

    def test_a_device_that_goes_back_is_not_reported_meanwhile(self):
        job = self.make_cancelled()
        with self.assertRaisesRegex(UserError, f"{HERE} {job.reference}"):
            self.report(job.device_id)
        self.send(job)
        self.assertEqual(self.report(job.device_id).state, "announced")

    def test_forms_and_lists_know_it_before(self):
        job = self.make_cancelled()
        jobs = self.env["service.job"]
        _said, found = jobs._service_client_again(
            job.device_id.id, user=self.client_user
        )
        self.assertEqual(found, job)
        [row] = self.env["service.intake"]._service_device_rows(job.device_id)
        self.assertEqual(row["open_job"], job.reference)
        with self.assertRaisesRegex(UserError, "These devices have an open job"):
            job.request_id._service_bulk_check_free(job.device_id.ids)

    def test_nor_does_the_care_desk_add_it(self):
        job = self.make_cancelled()
        request = self.make_request(jobs=1, contact=job.contact_id)
        vals = {"request_id": request.id, "device_id": job.device_id.id, "fault": "x"}
        with self.assertRaisesRegex(UserError, HERE):
            self.env["service.job"].with_user(self.care_user).create(vals)

    def test_what_is_here_under_one_job_is_not_received_under_another(self):
        job = self.make_cancelled()
        self.send(job)
        again = self.report(job.device_id)
        self.assertEqual(self.scan("SCUNDO", mode="send")["result"], "undone")
        answer = self.scan(again.barcode)
        self.assertEqual(answer["result"], "refused")
        self.assertIn(f"{HERE} {job.reference}", answer["message"])
        receipt = self.receipt_moves(again).picking_id.with_user(self.logistics_user)
        with self.assertRaises(UserError), self.cr.savepoint():
            receipt.button_validate()
        self.assertEqual((again.state, again.in_house), ("announced", False))
        self.assertDeviceIn(job, self.service_location)
        self.send(job, number="620000111133")
        self.assertEqual(self.quants(job), {})
        self.assertEqual(self.scan(again.barcode)["result"], "received")
        self.assertDeviceIn(again, self.service_location)
