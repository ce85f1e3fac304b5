from odoo.exceptions import UserError
from odoo.tests import tagged

from .courier_common import CourierCommon

NUMBER = "620000123456"


@tagged("post_install", "-at_install")
class TestCancelledBack(CourierCommon):
    """A cancelled job whose device is here: the device goes back, once."""

    def make_cancelled(self, **kwargs):
        jobs = self.make_received(**kwargs)
        jobs.with_user(self.care_user).action_cancel()
        return jobs

    def test_the_return_is_prepared_and_the_device_stands_in_the_list(self):
        job = self.make_cancelled()
        self.assertEqual(job.state, "cancelled")
        self.assertTrue(job.in_house)
        self.assertEqual(self.return_moves(job).state, "assigned")
        self.assertEqual((job.next_step_code, job.next_actor), ("ship", "logistics"))
        listed = self.env["service.job"].search(job._service_to_send_domain())
        self.assertIn(job, listed)
        self.assertTrue(job.can_ship)

    def test_the_matter_stays_open_until_the_device_is_gone(self):
        job = self.make_cancelled()
        self.assertEqual(job.request_id.state, "in_progress")
        with self.assertRaisesRegex(UserError, "sent back"):
            job.request_id.with_user(self.care_user).write({"state": "closed"})
        self.send(job)
        self.assertEqual(job.request_id.state, "closed")

    def test_the_station_sends_it_once_and_it_stays_cancelled(self):
        job = self.make_cancelled()
        self.assertEqual(self.scan(job.barcode, mode="send")["result"], "collected")
        answer = self.scan(NUMBER, mode="send", job_ids=job.ids)
        self.assertEqual(answer["result"], "sent", answer)
        self.assertEqual(job.state, "cancelled")
        self.assertFalse(job.in_house)
        self.assertEqual(self.quants(job), {})
        self.assertEqual(len(self.return_moves(job)), 1)
        self.assertEqual(job.next_step_code, "none")
        answer = self.scan(job.barcode, mode="send")
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(self.send(job, number="620000999999")["result"], "refused")

    def test_the_client_is_told(self):
        job = self.make_cancelled()
        self.send_waiting_mails()
        self.send(job, number=NUMBER, carrier_id=self.carrier.id)
        labels = [entry["label"] for entry in job._service_timeline_entries()]
        self.assertIn("Device sent back", labels)
        sections = {part["code"]: part for part in job._service_portal_sections()}
        self.assertEqual(sections["shipment"]["values"]["state"], "Sent")
        self.send_waiting_mails()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(NUMBER, mail.body_html)
        job.shipment_id.with_user(self.logistics_user).action_delivered()
        self.assertTrue(job.handed_over_at)
        self.assertEqual(job.state, "cancelled")

    def test_a_courier_takes_it_when_it_has_confirmed(self):
        job = self.make_cancelled()
        shipment = self.order(job)
        self.assertTrue(job.in_house)
        self.run_outbox()
        self.assertEqual((shipment.order_state, job.in_house), ("confirmed", False))
        self.assertEqual(job.state, "cancelled")

    def test_stock_sends_it_too(self):
        job = self.make_cancelled()
        picking = self.return_moves(job).picking_id.with_user(self.logistics_user)
        picking.carrier_tracking_ref = "STOCK77"
        picking.button_validate()
        self.assertFalse(job.in_house)
        self.assertEqual(job.shipment_id.tracking_number, "STOCK77")
        self.assertEqual(job.state, "cancelled")

    def test_it_is_taken_at_the_counter(self):
        job = self.make_cancelled()
        self.hand_over(job)
        self.assertFalse(job.in_house)
        self.assertTrue(job.handed_over_at)

    def test_undo_brings_it_back(self):
        job = self.make_cancelled()
        self.scan(NUMBER, mode="send", job_ids=job.ids)
        answer = self.scan("SCUNDO", mode="send")
        self.assertEqual(answer["result"], "undone", answer)
        self.assertTrue(job.in_house)
        self.assertEqual(job.state, "cancelled")
        self.assertDeviceIn(job, self.service_location)
        self.assertTrue(job.can_ship)

    def test_a_job_without_its_device_has_nothing_to_send(self):
        request = self.make_request(jobs=1)
        job = request.job_ids
        job.with_user(self.care_user).action_cancel()
        self.assertFalse(self.return_moves(job))
        answer = self.scan(job.barcode, mode="send")
        self.assertEqual(answer["result"], "refused")

    def test_it_goes_with_the_repaired_device_in_one_parcel(self):
        jobs = self.make_received(jobs=2).sorted("number")
        jobs[0].with_user(self.care_user).action_cancel()
        self.finish_work(jobs[1])
        answer = self.scan(jobs.request_id.barcode, mode="send")
        self.assertEqual({row["id"] for row in answer["basket"]}, set(jobs.ids))
        self.send(jobs)
        self.assertEqual(jobs.mapped("state"), ["cancelled", "shipped"])
        self.assertFalse(any(jobs.mapped("in_house")))
