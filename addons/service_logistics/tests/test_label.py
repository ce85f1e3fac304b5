import io
import re

import pypdf
from PIL import Image, ImageDraw

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..code_svg import code_svg
from .common import LogisticsCommon
from .papers import read_codes, read_image

MM = 72 / 25.4


@tagged("post_install", "-at_install")
class TestLabel(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=3)
        cls.jobs = cls.request.job_ids.sorted("number")

    def printed(self, records, name, user=None):
        kind = {"service.job": "job", "service.request": "request"}[records._name]
        report = self.env.ref(f"service_logistics.action_report_{kind}_labels_{name}")
        reports = self.env["ir.actions.report"].with_user(user or self.logistics_user)
        content, _kind = reports._render(report.report_name, records.ids)
        return content

    def test_each_device_has_a_label_of_the_roll_that_a_scanner_reads(self):
        content = self.printed(self.jobs, "roll")
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 3)
        for page in pages:
            size = [round(float(side) / MM) for side in page.mediabox[2:]]
            self.assertEqual(size, [62, 29])
        self.assertEqual(read_codes(content), self.jobs.mapped("barcode"))

    def test_the_label_names_the_device_and_its_client(self):
        self.jobs[0].device_id.serial_number = "SN-ŁÓDŹ-1"
        text = pypdf.PdfReader(io.BytesIO(self.printed(self.jobs[0], "roll")))
        words = text.pages[0].extract_text()
        for word in (self.jobs[0].reference, "SN-ŁÓDŹ-1", self.client_company.name):
            self.assertIn(word, words)

    def test_a_sheet_holds_24_labels_that_a_scanner_reads(self):
        jobs = self.make_request(jobs=25, accept=False).job_ids
        content = self.printed(jobs, "sheet")
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 2)
        self.assertEqual(set(read_codes(content)), set(jobs.mapped("barcode")))
        self.assertIn(jobs[24].reference, pages[1].extract_text())

    def test_a_request_prints_the_labels_of_its_devices(self):
        self.jobs[2].with_user(self.care_user)._service_transition(
            "cancelled", source="backoffice"
        )
        codes = read_codes(self.printed(self.request, "roll"))
        self.assertEqual(codes, self.jobs[:2].mapped("barcode"))

    def test_zpl_has_one_label_with_a_code_for_each_device(self):
        text = self.printed(self.jobs, "zpl").decode()
        self.assertEqual(text.count("^XA"), 3)
        self.assertEqual(text.count("^XZ"), 3)
        codes = re.findall(r"\^BCN,80,Y,N,N,A\^FD([^^]+)\^FS", text)
        self.assertEqual(codes, self.jobs.mapped("barcode"))
        for job in self.jobs:
            self.assertIn(f"^FD{job.reference}^FS", text)
        self.assertIn("^CI28", text)

    def test_a_client_gives_the_printer_no_orders(self):
        self.jobs[0].device_id.brand = "^XZ~JR^XA"
        text = self.printed(self.jobs[0], "zpl").decode()
        self.assertEqual(text.count("^XA"), 1)
        self.assertNotIn("~", text)
        self.assertIn("_5EXZ_7EJR_5EXA", text)

    def test_nobody_prints_what_he_may_not_read(self):
        for user in (self.other_user, self.colleague_user):
            for name in ("roll", "sheet", "zpl"):
                with self.assertRaises(AccessError):
                    self.printed(self.jobs, name, user=user)


@tagged("post_install", "-at_install")
class TestCode(LogisticsCommon):
    def test_a_scanner_reads_the_code_of_the_page(self):
        job = self.make_request(jobs=1).job_ids
        svg = code_svg(job.barcode)
        width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
        image = Image.new("L", (2 * width, 2 * height), 255)
        drawing = ImageDraw.Draw(image)
        for left, bar in re.findall(r"M(\d+) 0h(\d+)v40h-\d+z", svg):
            right = 2 * (int(left) + int(bar)) - 1
            drawing.rectangle([2 * int(left), 0, right, 2 * height], fill=0)
        self.assertEqual(read_image(image), [job.barcode])

    def test_request_and_job_show_their_codes(self):
        job = self.make_ready()
        for record in (job.request_id, job):
            sections = record._service_portal_sections()
            values = [s["values"] for s in sections if s["code"] == "barcode"]
            self.assertEqual([v["barcode"] for v in values], [record.barcode])

    def test_what_has_left_has_no_code_for_the_counter(self):
        job = self.make_ready()
        self.send(job, number="1")
        for record in (job, job.request_id):
            codes = [s["code"] for s in record._service_portal_sections()]
            self.assertNotIn("barcode", codes)

    def test_a_cancelled_job_has_no_code(self):
        job = self.make_request(jobs=1).job_ids
        job.with_user(self.care_user)._service_transition(
            "cancelled", source="backoffice"
        )
        codes = [section["code"] for section in job._service_portal_sections()]
        self.assertNotIn("barcode", codes)
