import io
import resource

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..report.paper import Paper
from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestEvidence(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(2)
        cls.job, cls.second_job = cls.request.job_ids.sorted("number")
        cls.photo = cls.env["service.photo"]._service_add(
            cls.job, "in", [("przód.jpg", cls.make_jpeg())], source="scan"
        )
        cls.request.message_post(
            body="Zażółć gęślą jaźń",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        cls.request.message_post(
            body="TYLKO DLA NAS", subtype_xmlid="mail.mt_note", message_type="comment"
        )

    def pack(self, record, name, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.care_user)
        content, kind = reports._render_qweb_pdf(f"service_portal.{name}", record.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    def words(self, pdf):
        return "\n".join(page.extract_text() for page in pdf.pages)

    def test_pack_has_history_messages_photos_and_hashes(self):
        text = self.words(self.pack(self.request, "action_report_evidence_pack"))
        for word in (
            *self.request.job_ids.mapped("reference"),
            self.photo.sha256,
            "Zażółć gęślą jaźń",
            "przód.jpg",
            self.client_company.name,
        ):
            self.assertIn(word, text)

    def test_internal_notes_are_in_when_chosen_only(self):
        name = "action_report_evidence_pack"
        self.assertNotIn("TYLKO DLA NAS", self.words(self.pack(self.request, name)))
        chosen = self.pack(self.request, f"{name}_internal")
        self.assertIn("TYLKO DLA NAS", self.words(chosen))

    def test_pack_of_a_job_is_about_this_job(self):
        text = self.words(self.pack(self.job, "action_report_evidence_pack_job"))
        self.assertIn(self.job.reference, text)
        self.assertNotIn(self.second_job.reference, text)

    def test_fonts_are_embedded_and_pages_numbered(self):
        pdf = self.pack(self.request, "action_report_evidence_pack")
        count = len(pdf.pages)
        for number, page in enumerate(pdf.pages, start=1):
            self.assertIn(f"{number} / {count}", page.extract_text())
            for font in page["/Resources"]["/Font"].values():
                about = font.get_object()
                if about["/Subtype"] == "/TrueType":
                    self.assertIn("/FontFile2", about["/FontDescriptor"])

    def test_client_gets_no_pack(self):
        with self.assertRaises(AccessError):
            self.pack(self.request, "action_report_evidence_pack", self.client_user)

    def test_hundred_photos_do_not_fill_the_memory(self):
        large = self.make_jpeg(size=(2560, 1920))
        paper = Paper("x")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        paper.photos((large, f"{number}") for number in range(100))
        pdf = paper.done()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 100 * 1024)  # kB
        self.assertLess(len(pdf), 10 * 1024 * 1024)
