import io
import time
from unittest.mock import patch

import pypdf

from odoo.tests import tagged

from ..models import service_request
from .common import LogisticsCommon
from .papers import read_codes

DOCUMENT = "odoo.addons.service_logistics.report.logistics_document"


@tagged("post_install", "-at_install")
class TestDocument(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=2, accept=False)

    def test_every_code_is_read_from_the_paper(self):
        codes = read_codes(self.request._service_document())
        self.assertIn(self.request.barcode, codes)
        for job in self.request.job_ids:
            self.assertIn(job.barcode, codes)
        self.assertTrue(
            any(c.endswith(f"/my/service/{self.request.id}") for c in codes)
        )

    def test_polish_letters_are_on_the_paper(self):
        self.client_company.name = "Zażółć Gęślą Jaźń Sp. z o.o."
        reader = pypdf.PdfReader(io.BytesIO(self.request._service_document()))
        text = reader.pages[0].extract_text()
        self.assertIn("Zażółć Gęślą Jaźń", text)

    def test_the_fonts_are_in_the_file(self):
        reader = pypdf.PdfReader(io.BytesIO(self.request._service_document()))
        fonts = reader.pages[0]["/Resources"]["/Font"]
        embedded = [
            font.get_object()["/FontDescriptor"]
            for font in fonts.values()
            if "/FontDescriptor" in font.get_object()
        ]
        self.assertTrue(embedded)
        for descriptor in embedded:
            self.assertIn("/FontFile2", descriptor)

    def test_the_mail_of_acceptance_carries_the_document(self):
        files = self.request._service_mail_attachments(
            "request.accepted", self.request.job_ids
        )
        self.assertEqual(len(files), 1)
        self.assertTrue(files[0][1].startswith(b"%PDF"))
        self.assertFalse(
            self.request._service_mail_attachments(
                "request.closed", self.request.job_ids
            )
        )

    def test_nothing_asks_to_send_before_acceptance(self):
        request = self.make_request(jobs=1, accept=False)
        self.assertFalse(
            request._service_mail_attachments("request.new", request.job_ids)
        )

        def codes():
            return [
                action["code"]
                for action in request._service_portal_actions(self.client_user)
            ]

        self.assertNotIn("document", codes())
        request.action_accept()
        self.assertIn("document", codes())
        request.job_ids.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertNotIn("document", codes())

    def test_the_mail_of_acceptance_speaks_of_its_file(self):
        request = self.make_request(jobs=1, mails=True)
        mail = self.env["mail.mail"].search(
            [
                ("model", "=", "service.request"),
                ("res_id", "=", request.id),
                ("attachment_ids", "!=", False),
            ]
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("attached document", mail.body_html)

    def test_the_paper_of_many_devices_is_on_the_page_and_not_in_the_mail(self):
        draw = self.startPatcher(patch(f"{DOCUMENT}.draw", return_value=b"%PDF"))
        attachments = self.request._service_mail_attachments
        self.patch(service_request, "MAIL_DEVICES", 2)
        self.assertEqual(len(attachments("request.accepted", self.request.job_ids)), 1)
        draw.reset_mock()
        self.patch(service_request, "MAIL_DEVICES", 1)
        self.assertFalse(attachments("request.accepted", self.request.job_ids))
        draw.assert_not_called()
        self.request.action_accept()
        codes = [
            action["code"]
            for action in self.request._service_portal_actions(self.client_user)
        ]
        self.assertIn("document", codes)

    def test_the_print_menu_draws_the_same_paper(self):
        report = self.env.ref("service_logistics.action_report_logistics_document")
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.logistics_user)
            ._render_qweb_pdf(report.report_name, self.request.ids)
        )
        self.assertEqual(kind, "pdf")
        self.assertIn(self.request.barcode, read_codes(content))

    def test_fifty_devices_are_small_and_quick(self):
        request = self.make_request(jobs=50, accept=False)
        request._service_document()
        started = time.process_time()
        content = request._service_document()
        # 25 times of what it takes: a slow machine must not fail it.
        self.assertLess(time.process_time() - started, 2.0)
        self.assertLessEqual(len(content), 60_000)

    def test_a_question_has_no_document(self):
        question = self.make_request(
            jobs=0, accept=False, type_id=self.type_question.id
        )
        self.assertFalse(question._service_has_document())
        self.assertFalse(question._service_portal_actions(self.client_user))
