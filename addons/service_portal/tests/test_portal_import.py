import io
from unittest.mock import patch

import openpyxl

from odoo.tests import tagged

from .portal_common import PortalCommon
from .test_import import FILE, ImportCommon

IMPORT = "/my/service/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestPortalImport(ImportCommon, PortalCommon):
    def setUp(self):
        super().setUp()
        self.client_contact.lang = "en_US"
        self.enter(self.client_user)

    def send(self, content, url=IMPORT, name="lista.csv"):
        return self.post(url, files={"file": (name, content)})

    def staging(self):
        return self.env["service.import"].search([], limit=1)

    def template(self):
        return openpyxl.load_workbook(
            io.BytesIO(self.get(f"{IMPORT}/template.xlsx").content)
        )

    # --- Template -----------------------------------------------------------------

    def test_template_offers_the_live_data(self):
        answer = self.get(f"{IMPORT}/template.xlsx")
        self.assertEqual(answer.headers["Content-Type"], XLSX)
        book = self.template()
        listed = {cell.value for row in book["Lists"] for cell in row if cell.value}
        self.assertLessEqual({self.category.name, self.fault_type.name}, listed)
        self.assertIn("Klient A", " ".join(map(str, listed)))
        self.assertNotIn("Klient B", " ".join(map(str, listed)))
        self.assertEqual(book["Lists"].sheet_state, "hidden")
        self.assertEqual(len(book.worksheets[0].data_validations.dataValidation), 4)

    def test_template_speaks_the_language_of_the_client(self):
        self.client_contact.lang = "pl_PL"
        self.enter(self.client_user)
        self.opener.cookies["frontend_lang"] = "pl_PL"  # as the login leaves it
        imports = self.env["service.import"].with_context(lang="pl_PL")
        names = [cell.value.strip(" *") for cell in self.template().worksheets[0][1]]
        self.assertEqual(names, list(imports._service_headers().values()))

    def test_filled_template_is_taken_and_its_example_is_not(self):
        book = self.template()
        page = book.worksheets[0]
        page["A3"], page["B3"], page["D3"], page["F3"] = (
            self.category.name,
            "Dell",
            123.0,
            "Nie działa",
        )
        out = io.BytesIO()
        book.save(out)
        self.send(out.getvalue(), name="lista.xlsx")
        self.assertEqual(self.staging().line_ids.serial_number, "123")
        self.assertEqual(self.staging().wrong_count, 0)

    # --- From the upload to the request -----------------------------------------------

    def test_wrong_cells_stand_on_the_page_and_are_corrected_there(self):
        lines = [self.line(f"S{n}") for n in range(20)]
        lines[5]["category"] = "Rakieta"
        answer = self.send(self.content(*lines))
        self.assertIn("Row 7, column “Kind of device”", self.text(answer))
        page = self.page(answer)
        line = self.staging().line_ids[5]
        [cell] = page.xpath(f"//select[@name='line-{line.id}-category']")
        [problem] = page.xpath(f"//*[@id='{cell.get('aria-describedby')}']")
        self.assertIn("choose from the list", problem.text)
        self.assertTrue(page.xpath(f"//a[@href='#line-{line.id}-category']"))
        answer = self.post(
            f"{IMPORT}/{line.import_id.id}/rows",
            {f"line-{line.id}-category": self.category.name},
        )
        self.assertIn("All rows are right: 20", self.text(answer))
        self.assertTrue(self.page(answer).xpath("//input[@name='customer_reference']"))
        answer = self.post(
            f"{IMPORT}/{line.import_id.id}/confirm", {"type_id": self.type_repair.id}
        )
        request = self.staging().request_id
        self.assertTrue(answer.url.endswith(f"/my/service/{request.id}/done"))
        self.assertEqual(len(request.job_ids), 20)

    def test_corrected_file_has_the_wrong_cells_marked(self):
        self.send(self.content(self.line("S1"), self.line("S2", category="Rakieta")))
        url = f"{IMPORT}/{self.staging().id}/file"
        book = openpyxl.load_workbook(io.BytesIO(self.get(f"{url}.xlsx").content))
        page = book.worksheets[0]
        self.assertFalse(page["A2"].comment)
        self.assertIn("choose from the list", page["A3"].comment.text)
        page["A3"] = self.category.name
        out = io.BytesIO()
        book.save(out)
        self.send(out.getvalue(), url=url)
        self.assertEqual(self.staging().wrong_count, 0)
        self.assertEqual(self.staging().line_ids.mapped("serial_number"), ["S1", "S2"])

    def test_bad_files_get_a_sentence(self):
        for content, words in (
            (b"%PDF\x00", "cannot read this file"),
            (b"", "is empty"),
            (b"a;b\n1;2", "do not find these columns"),
        ):
            with self.subTest(words):
                self.assertIn(words, self.text(self.send(content)))
        self.assertIn("Choose the file first", self.text(self.post(IMPORT)))
        self.assertFalse(self.staging())

    def test_wrong_corrected_file_leaves_the_rows(self):
        self.send(self.content(self.line("S1", category="Rakieta")))
        url = f"{IMPORT}/{self.staging().id}/file"
        self.assertIn("cannot read", self.text(self.send(b"%PDF\x00", url=url)))
        self.assertEqual(len(self.staging().line_ids), 1)

    def test_same_file_leads_to_where_it_was_left(self):
        content = self.content(self.line("S1"))
        first, again = self.send(content), self.send(content)
        self.assertTrue(again.url.startswith(first.url))
        self.assertIn("You have uploaded this file before", self.text(again))
        self.post(
            f"{IMPORT}/{self.staging().id}/confirm", {"type_id": self.type_repair.id}
        )
        text = self.text(self.send(content))
        self.assertIn("This file is sent already", text)
        self.assertIn(self.staging().request_id.name, text)

    def test_long_file_shows_its_progress(self):
        self.send(self.content(self.line("S1")))
        url = f"{IMPORT}/{self.staging().id}"
        with patch(f"{FILE}.DIRECT_ROWS", 0):
            answer = self.post(f"{url}/confirm", {"type_id": self.type_repair.id})
        self.assertTrue(self.page(answer).xpath("//*[@role='progressbar']"))
        self.assertEqual(
            self.get(f"{url}/progress").json(),
            {"state": "queued", "done": 0, "total": 1},
        )

    def test_unfinished_file_is_on_the_start_page_and_can_be_deleted(self):
        self.send(self.content(self.line("S1")))
        self.assertIn("Spreadsheet not sent yet", self.text(self.get("/my")))
        self.assertIn("lista.csv", self.text(self.get(IMPORT)))
        self.post(f"{IMPORT}/{self.staging().id}/discard")
        self.assertFalse(self.staging())

    def test_colleague_is_a_stranger(self):
        self.send(self.content(self.line("S1")))
        url = f"{IMPORT}/{self.staging().id}"
        self.enter(self.colleague_user)
        for answer in (
            self.get(url),
            self.get(f"{url}/file.xlsx"),
            self.get(f"{url}/progress"),
            self.post(f"{url}/discard"),
            self.post(f"{url}/confirm", {"type_id": self.type_repair.id}),
        ):
            self.assertEqual(answer.status_code, 404)
        self.assertTrue(self.staging())
        self.assertNotIn("lista.csv", self.text(self.get(IMPORT)))

    def test_garbage_in_fields_breaks_nothing(self):
        self.send(self.content(self.line("S1", category="x")))
        url = f"{IMPORT}/{self.staging().id}"
        for data in (
            {"remove": "x"},
            {"remove": "99999999999"},
            {"line-x-brand": "1", "line-1-state": "done", "line-999999999-brand": "1"},
            {"line-99999999999999-brand": "\x00"},
        ):
            self.assertEqual(self.post(f"{url}/rows", data).status_code, 200)
        self.assertEqual(
            self.get(url, page="999999999999", show="garbage").status_code, 200
        )
        self.assertEqual(len(self.staging().line_ids), 1)
