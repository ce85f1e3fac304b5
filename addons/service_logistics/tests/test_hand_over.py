from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestHandOver(LogisticsCommon):
    def test_a_device_taken_at_the_counter_is_closed(self):
        job = self.make_ready()
        job.with_user(self.logistics_user).action_hand_over()
        self.assertEqual(job.state, "closed")
        self.assertTrue(job.handed_over_at)
        self.assertEqual(job.shipment_id.method, "counter")
        self.assertEqual(job.shipment_id.state, "delivered")
        self.assertEqual(self.quants(job), {})

    def test_a_device_that_is_not_ready_is_not_handed_over(self):
        job = self.make_received()
        with self.assertRaises(UserError):
            job.with_user(self.logistics_user).action_hand_over()
        self.assertDeviceIn(job, self.service_location)

    def test_only_logistics_hands_over(self):
        job = self.make_ready()
        for user in (self.technician_user, self.quality_user, self.care_user):
            with self.assertRaisesRegex(UserError, "Only logistics"):
                job.with_user(user).action_hand_over()
        self.assertEqual(job.state, "ready")

    def test_the_request_closes_with_its_last_device(self):
        jobs = self.make_ready(jobs=2)
        jobs[0].with_user(self.logistics_user).action_hand_over()
        self.assertEqual(jobs.request_id.state, "in_progress")
        jobs[1].with_user(self.logistics_user).action_hand_over()
        self.assertEqual(jobs.request_id.state, "closed")
