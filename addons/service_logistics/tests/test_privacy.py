import base64

from odoo.tests import tagged

from odoo.addons.service_portal.tests.privacy_common import NAME, PrivacyCommon

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestPrivacy(LogisticsCommon, PrivacyCommon):
    def test_words_of_scans_transfers_and_carriers_go(self):
        request = self.make_request(1, contact=self.person)
        job = request.job_ids
        self.scan(job.barcode)
        self.assertEqual(job.state, "received")
        shelf = self.env["stock.location"]._service_add_shelves(
            self.warehouse, "A-01", 1
        )
        job.with_user(self.logistics_user)._service_put_on(shelf)
        self.scan(shelf.barcode, mode="shelve")
        self.finish_work(job)
        self.send(job)
        picking = self.return_moves(job).picking_id
        picking.message_post(body=f"Odbiera {NAME}")
        job.shipment_id._service_set_state(
            "problem", source="carrier", note=f"Nie zastano: {NAME}"
        )
        self.env.flush_all()
        self.assertTrue([row for row in self.traces() if "service_scan" in row])
        for records in request.sudo()._service_privacy_records():
            self.env["service.privacy"]._service_forget_threads(records)
        request.sudo()._service_privacy_wipe()
        self.env.flush_all()
        tables = ("service_scan", "service_shipment_event", "service_job")
        left = [row for row in self.traces() if row.split(".")[0] in tables]
        self.assertEqual(left, [])
        self.assertFalse(picking.message_ids)
        self.assertTrue(job.tracking_display)

    def test_a_parcel_that_two_matters_share_is_forgotten_with_either(self):
        jobs = self.make_ready(contact=self.person) | self.make_ready(
            contact=self.person
        )
        answer = self.send(jobs)
        self.assertEqual(answer["result"], "sent", answer)
        self.scan("620000111122", mode="send")
        named = jobs.filtered(lambda job: job.id == answer["job_id"])
        scans = self.env["service.scan"].search([("raw", "=", "620000111122")])
        self.assertEqual(len(scans), 2)
        self.assertEqual(scans.job_id, named, "the other one is in the box only")
        self.assertIn(NAME, " ".join(scans.mapped("message")))
        (jobs - named).request_id.sudo()._service_privacy_wipe()
        self.assertFalse(any(scans.mapped("message")))
        self.assertFalse(any(scans.mapped("answer")))

    def test_labels_and_what_carriers_said_to_an_order_go(self):
        request = self.make_request(1, contact=self.person)
        job = request.job_ids
        self.scan(job.barcode)
        self.finish_work(job)
        self.send(job)
        shipment = job.shipment_id
        label = base64.b64encode(b"label")
        shipment.write({"label_file": label, "order_error": f"Nie ma: {NAME}"})
        outbox = self.env["service.outbox"]
        outbox._service_enqueue("courier.label", shipment, {}, shipment.name)
        row = outbox.search([("res_id", "=", shipment.id)])
        row.error = f"Nie ma: {NAME}"
        request.sudo()._service_privacy_wipe()
        self.assertFalse(shipment.label_file)
        self.assertFalse(shipment.order_error)
        self.assertFalse(row.error)
