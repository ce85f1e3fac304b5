"""The list as a spreadsheet: exactly the rows of the page, and nothing that runs."""

import io
from datetime import datetime

import openpyxl

from odoo.tests import tagged

from odoo.addons.service_portal.controllers import portal_export

from .portal_common import PortalCommon

_URL = "/my/service/export.xlsx"


@tagged("post_install", "-at_install")
class TestPortalExport(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(customer_reference="PO-77")
        cls.job, cls.second_job = cls.request.job_ids.sorted("number")

    def sheet(self, **query):
        answer = self.get(_URL, **query)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        return openpyxl.load_workbook(io.BytesIO(answer.content)).active

    def numbers(self, **query):
        rows = self.sheet(**query).iter_rows(min_row=2, values_only=True)
        return [row[0] for row in rows]

    def test_file_has_the_words_of_each_row(self):
        self.job.sudo().write(
            {"amount_display": "365,92 zł", "customer_reference": "W-1"}
        )
        self.enter(self.client_user)
        sheet = self.sheet(search=self.job.reference)
        head = [cell.value for cell in sheet[1]]
        row = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
        self.assertEqual(row["Number"], self.job.reference)
        self.assertEqual(row["Device"], "Marka Model")
        self.assertEqual(row["Serial number"], self.job.serial_number)
        self.assertEqual(row["Your reference"], "W-1")
        self.assertEqual(row["State"], "Announced")
        self.assertEqual(row["Whose turn"], "Yours")
        self.assertEqual(row["What next"], "Send us the device")
        self.assertEqual(row["Amount"], "365,92 zł")
        self.assertEqual(row["Filed by"], self.client_contact.name)
        self.assertEqual(row["Return address"], "Prosta 1, Warszawa")
        self.assertIsInstance(row["Since"], datetime)

    def test_file_has_exactly_the_rows_of_the_page(self):
        self.job._service_transition("received", source="scan")
        self.enter(self.client_user)
        both = [self.second_job.reference, self.job.reference]
        self.assertEqual(self.numbers(), both)
        self.assertEqual(self.numbers(sortby="oldest"), both[::-1])
        self.assertEqual(self.numbers(state="received"), [self.job.reference])
        self.assertEqual(self.numbers(filterby="mine"), [self.second_job.reference])
        self.assertEqual(self.numbers(search="nothing like it"), [])

    def test_file_has_only_rows_that_the_user_may_see(self):
        own = self.make_request(jobs=1, contact=self.colleague_contact)
        self.make_request(jobs=1, partner=self.other_contact)
        self.enter(self.colleague_user)
        self.assertEqual(self.numbers(), own.job_ids.mapped("reference"))

    def test_text_that_looks_like_a_formula_stays_text(self):
        nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
        self.enter(self.client_user)
        for text in nasty:
            self.job.device_id.serial_number = text
            self.job.customer_reference = text
            sheet = self.sheet(search=self.job.reference)
            cells = [cell for cell in sheet[2] if cell.value == text]
            self.assertEqual(len(cells), 2, text)
            for cell in cells:
                self.assertEqual(cell.data_type, "s", text)
                self.assertTrue(cell.quotePrefix, text)

    def test_visitor_gets_no_file(self):
        self.enter()
        answer = self.url_open(_URL, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_too_many_rows_are_cut_and_said(self):
        self.patch(portal_export, "MAX_ROWS", 1)
        self.enter(self.client_user)
        first, sentence = self.numbers()
        self.assertEqual(first, self.second_job.reference)
        self.assertIn("Only the first 1 rows", sentence)

    def test_too_many_files_are_refused_kindly(self):
        self.patch(portal_export, "_LIMIT", 2)
        self.enter(self.client_user)
        codes = [self.get(_URL).status_code for _number in range(3)]
        self.assertEqual(codes, [200, 200, 429])
        self.enter(self.other_user)
        self.assertEqual(self.get(_URL).status_code, 200)

    def test_rows_of_the_file_cost_no_query_each(self):
        self.enter(self.client_user)
        self.get(_URL)
        few = self.queries()
        self.make_request(jobs=8)
        self.queries()
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.get(_URL).status_code, 200)
        return self.cr.sql_log_count - before
