import base64
import io

import pypdf
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestHandOver(LogisticsCommon):
    def test_a_device_taken_at_the_counter_is_closed(self):
        job = self.make_ready()
        self.hand_over(job)
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
        wizard = self.env["service.hand.over.wizard"].create({"job_ids": job.ids})
        with self.assertRaises(AccessError):
            wizard.with_user(self.care_user).action_hand_over()
        self.assertEqual(job.state, "ready")

    def test_the_request_closes_with_its_last_device(self):
        jobs = self.make_ready(jobs=2)
        self.hand_over(jobs[0])
        self.assertEqual(jobs.request_id.state, "in_progress")
        self.hand_over(jobs[1])
        self.assertEqual(jobs.request_id.state, "closed")

    # --- Signature ----------------------------------------------------------------

    def test_name_and_signature_are_kept(self):
        job = self.make_ready()
        self.hand_over(job, name="  Jan \n Odbierający ")
        shipment = job.shipment_id
        self.assertEqual(shipment.taken_by, "Jan Odbierający")
        self.assertEqual(shipment.handed_by_id, self.logistics_user)
        with Image.open(io.BytesIO(base64.b64decode(shipment.signature))) as image:
            self.assertEqual(image.format, "JPEG")
            # Transparent becomes paper, not ink.
            self.assertGreater(image.getpixel((2, 2))[0], 240)
            self.assertLess(image.convert("L").getextrema()[0], 100)

    def test_nothing_leaves_without_name_and_signature(self):
        job = self.make_ready()
        broken = base64.b64encode(b"no picture")
        for vals, words in (
            ({"taken_by": "  "}, "name"),
            ({"signature": False}, "signature is missing"),
            ({"signature": self.drawing(ink=False)}, "signature is missing"),
            ({"signature": broken}, "cannot be read"),
            ({"signature": "no base64!"}, "cannot be read"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.hand_over(job, **vals)
        self.assertEqual(job.state, "ready")
        self.assertFalse(job.shipment_id)

    def test_a_signature_is_written_once(self):
        job = self.make_ready()
        self.hand_over(job)
        shipment = job.shipment_id.with_user(self.logistics_user)
        for vals in (
            {"taken_by": "Kto inny"},
            {"signature": False},
            {"handed_by_id": self.care_user.id},
        ):
            with self.assertRaisesRegex(UserError, "buttons"):
                shipment.write(vals)
        self.assertEqual(shipment.taken_by, "Anna Nowak")

    def test_devices_of_two_clients_are_not_handed_over_together(self):
        jobs = self.make_ready() | self.make_foreign("ready")
        with self.assertRaisesRegex(UserError, "different clients"):
            jobs.with_user(self.logistics_user).action_hand_over()

    def test_the_dialog_knows_the_contact_person(self):
        job = self.make_ready()
        wizard = self.env["service.hand.over.wizard"].create({"job_ids": job.ids})
        self.assertEqual(wizard.taken_by, self.client_contact.name)

    # --- What is told -------------------------------------------------------------

    def words(self, content):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join("\n".join(page.extract_text() for page in pages).split())

    def test_the_receipt_is_printed_and_mailed(self):
        job = self.make_ready()
        self.send_waiting_mails()
        self.hand_over(job)
        report = self.env["ir.actions.report"].with_user(self.logistics_user)
        content, kind = report._render_qweb_pdf(
            "service_logistics.receipt", job.shipment_id.ids
        )
        self.assertEqual(kind, "pdf")
        words = self.words(content)
        for word in ("Anna Nowak", job.reference, job.shipment_id.signature_sha256):
            self.assertIn(word, words)
        self.send_waiting_mails()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Anna Nowak", mail.body_html)
        [file] = mail.attachment_ids
        self.assertIn(job.reference, self.words(file.raw))

    def test_a_receipt_shows_a_contact_what_is_his(self):
        own = self.make_ready()
        others = self.make_ready(contact=self.colleague_contact)
        jobs = own | others
        jobs.request_id.partner_shipping_id = self.client_company
        self.hand_over(jobs)
        self.assertEqual(len(jobs.shipment_id), 1)
        files = own.request_id._service_mail_attachments("job.shipped", own)
        words = self.words(files[0][1])
        self.assertIn(own.reference, words)
        self.assertNotIn(others.reference, words)
        self.assertNotIn(others.request_id.name, words)
        words = self.words(jobs.shipment_id._service_receipt())
        self.assertIn(others.reference, words)

    def test_a_parcel_by_carrier_has_no_receipt(self):
        job = self.make_ready()
        self.send(job)
        with self.assertRaisesRegex(UserError, "at the counter"):
            job.shipment_id._service_receipt()
        codes = job.request_id._service_mail_attachments("job.shipped", job)
        self.assertFalse(codes)

    def test_the_button_prints_when_asked(self):
        job = self.make_ready().with_context(service_print=True)
        action = self.hand_over(job)
        self.assertEqual(action["report_name"], "service_logistics.receipt")
        self.assertTrue(action["close_on_report_download"])

    def test_the_client_sees_who_took_it(self):
        job = self.make_ready()
        self.hand_over(job)
        labels = [entry["label"] for entry in job._service_timeline_entries()]
        self.assertIn("Taken in person: Anna Nowak", labels)
        [values] = [
            section["values"]
            for section in job._service_portal_sections()
            if section["code"] == "shipment"
        ]
        self.assertEqual(values["taken_by"], "Anna Nowak")
        [part] = [
            part for part in job._service_evidence_parts() if part[0] == "Shipments"
        ]
        self.assertIn(("Taken by", "Anna Nowak"), part[1])
        self.assertEqual(part[3][0][1], job.shipment_id.signature_sha256)

    def test_anonymising_erases_name_and_signature(self):
        job = self.make_ready()
        self.hand_over(job)
        shipment = job.shipment_id
        job.request_id.sudo()._service_privacy_wipe()
        self.assertFalse(shipment.taken_by)
        self.assertFalse(shipment.signature)
        self.assertTrue(shipment.signature_sha256)
