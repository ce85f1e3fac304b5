import uuid

from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestScanSend(LogisticsCommon):
    def test_ready_devices_are_collected_into_the_parcel(self):
        first, second = self.make_ready(jobs=2)
        answer = self.scan(first.barcode, mode="send")
        self.assertEqual(answer["result"], "collected")
        answer = self.scan(second.barcode, mode="send", job_ids=first.ids)
        self.assertEqual({job["id"] for job in answer["basket"]}, {first.id, second.id})

    def test_the_document_collects_all_that_is_ready(self):
        jobs = self.make_ready(jobs=2)
        answer = self.scan(jobs.request_id.barcode, mode="send")
        self.assertEqual(len(answer["basket"]), 2)

    def test_a_device_that_is_not_ready_is_refused(self):
        answer = self.scan(self.make_received().barcode, mode="send")
        self.assertEqual(answer["result"], "refused")
        self.assertFalse(answer["basket"])

    def test_a_device_of_another_client_never_joins_the_parcel(self):
        job, foreign = self.make_ready(), self.make_foreign("ready")
        answer = self.scan(foreign.barcode, mode="send", job_ids=job.ids)
        self.assertEqual((answer["result"], answer["level"]), ("foreign", "danger"))
        self.assertEqual([row["id"] for row in answer["basket"]], job.ids)

    def test_two_scans_send(self):
        job = self.make_ready()
        self.assertEqual(self.scan(job.barcode, mode="send")["result"], "collected")
        answer = self.scan("620011112222", mode="send", job_ids=job.ids)
        self.assertEqual(answer["result"], "sent")
        self.assertEqual(job.state, "shipped")
        self.assertEqual(job.shipment_id.tracking_number, "620011112222")

    def test_an_unknown_barcode_without_a_device_is_no_label(self):
        self.assertEqual(self.scan("620011112222", mode="send")["result"], "unknown")

    def test_sending_twice_with_one_token_sends_once(self):
        job, token = self.make_ready(), str(uuid.uuid4())
        first = self.send(job, token=token)
        self.assertEqual(first["result"], "sent")
        again = self.send(job, token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertEqual(
            self.env["service.shipment"].search_count([("job_ids", "in", job.ids)]), 1
        )

    def test_a_device_cannot_be_sent_twice(self):
        job = self.make_ready()
        self.send(job, number="N1")
        answer = self.send(job, number="N2")
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(job.shipment_id.tracking_number, "N1")
