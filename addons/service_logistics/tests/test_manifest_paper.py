import dataclasses
import io
import time

import pypdf
from reportlab.pdfbase.pdfmetrics import stringWidth

from odoo.tests import tagged

from ..report import manifest_document
from .manifest_common import ManifestCommon
from .papers import read_codes

NUMBERS = ("620000000000000000000011", "DP-00 12345678PL", "JJD000390007840123456789")
LONG = "1Z999AA10123456784-ABCDEFGHIJKLMN"


@tagged("post_install", "-at_install")
class TestManifestPaper(ManifestCommon):
    def test_every_code_is_read_from_the_paper(self):
        parcels = self.sent(*NUMBERS, LONG)
        manifest = self.manifest(parcels)
        report = self.env["ir.actions.report"].with_user(self.logistics_user)
        content, kind = report._render_qweb_pdf(
            "service_logistics.manifest", manifest.ids
        )
        self.assertEqual(kind, "pdf")
        codes = read_codes(content)
        self.assertIn(manifest.barcode, codes)
        for parcel in parcels:
            self.assertIn(parcel.tracking_number, codes)

    def test_the_paper_names_what_the_courier_signs(self):
        first, second = parcels = self.sent("M1", "M2")
        first.partner_shipping_id.city = "Łódź"
        manifest = self.manifest(parcels)
        second._service_set_state("cancelled", source="carrier")
        manifest.courier_name = "Pan Zbyszek"
        reader = pypdf.PdfReader(io.BytesIO(manifest._service_paper()))
        text = reader.pages[0].extract_text()
        for word in (
            manifest.name,
            self.carrier.name,
            self.env.company.name,
            first.name,
            "M1",
            "Łódź",
            "Pan Zbyszek",
            "Parcels: 1, devices: 1",
        ):
            self.assertIn(word, text)
        self.assertNotIn(second.name, text)

    def test_a_long_title_ends_before_the_code(self):
        manifest = self.manifest(self.sent("M1"))
        content = manifest._service_paper_content()
        for title in (content.title, "Protokół przekazania kurierowi MAN/2026/00001"):
            content = dataclasses.replace(content, title=title)
            paper = manifest_document.draw(content)
            found = []

            def keep(text, _cm, matrix, _font, size, title=title, found=found):
                if text.strip() == title:
                    found.append((matrix[4], size))

            page = pypdf.PdfReader(io.BytesIO(paper)).pages[0]
            page.extract_text(visitor_text=keep)
            [(left, size)] = found
            wide = stringWidth(title, "ServiceBold", size)
            bars = manifest_document._code(content.barcode).width
            right = manifest_document.WIDTH - manifest_document.MARGIN
            self.assertGreater(size, 10)
            self.assertLess(left + wide, right - bars)

    def test_a_hundred_parcels_are_quick_and_all_readable(self):
        rows = [
            manifest_document.Row(
                number=f"PRZ/2026/{place:05d}",
                tracking_number=f"62{place:022d}",
                town="Szczebrzeszyn",
                devices=1,
                cod="1 234,50 zł",
            )
            for place in range(1, 101)
        ]
        manifest = self.manifest(self.sent("M1"))
        content = manifest._service_paper_content()
        content = dataclasses.replace(content, rows=rows)
        manifest_document.draw(content)
        started = time.process_time()
        paper = manifest_document.draw(content)
        # 20 times of what it takes: a slow machine must not fail it.
        self.assertLess(time.process_time() - started, 4.0)
        codes = set(read_codes(paper))
        self.assertEqual({row.tracking_number for row in rows} - codes, set())
