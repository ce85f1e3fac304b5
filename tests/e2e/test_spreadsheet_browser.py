"""Twenty devices in a spreadsheet with three errors, in a browser.

The tests run in order; each goes on where the one before it ended.
"""

import openpyxl
import pytest

from tests.e2e.pages.spreadsheet import Spreadsheet
from tests.e2e.support.shots import shoot

IN_ORDER = True
DEVICES = 20
WORDS = "Nie włącza się po upadku"
# Places of the columns in the template.
KIND, BRAND, SERIAL, FAULT = 1, 2, 4, 6


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """What the tests of this module hand on."""
    return {"folder": tmp_path_factory.mktemp("sheets")}


@pytest.fixture(scope="module")
def sheet(people):
    """The pages of the spreadsheet, of a company's administrator."""
    return Spreadsheet(people("firma"))


def test_01_template_is_downloaded_and_filled(sheet, story):
    book = openpyxl.load_workbook(sheet.open().download_template(story["folder"]))
    page = book.worksheets[0]
    story["columns"] = [cell.value.strip(" *") for cell in page[1]]
    kinds = [cell.value for cell in book["Lists"]["A"] if cell.value]
    for number in range(DEVICES):
        row = number + 3  # below the header and the example
        page.cell(row, KIND, kinds[0])
        page.cell(row, BRAND, "Bosch")
        page.cell(row, SERIAL, f"E2E-{number:04}")
        page.cell(row, FAULT, WORDS)
    page.cell(7, KIND, "Rakieta")
    page.cell(11, FAULT).value = None
    page.cell(15, SERIAL, "e2e 0000")
    story["file"] = story["folder"] / "lista.xlsx"
    book.save(story["file"])
    story["kind"] = kinds[0]


def test_02_three_errors_are_named(sheet, story):
    problems = sheet.send(story["file"]).problems()
    assert len(problems) == 3, problems
    for problem, row, column in zip(
        problems, (7, 11, 15), (KIND, FAULT, SERIAL), strict=True
    ):
        assert f" {row}," in problem, problem
        assert story["columns"][column - 1] in problem, problem
    shoot(sheet.page, "spreadsheet-errors", phone=True)


def test_03_two_are_corrected_on_the_page(sheet, story):
    sheet.choose(7, story["kind"])
    sheet.fill(11, WORDS)
    sheet.check_again()
    [left] = sheet.problems()
    assert " 15," in left, left


def test_04_the_third_in_the_file(sheet, story):
    path = sheet.download_marked(story["folder"])
    book = openpyxl.load_workbook(path)
    marked = [cell for row in book.worksheets[0] for cell in row if cell.comment]
    assert [cell.value for cell in marked] == ["e2e 0000"]
    marked[0].value = "E2E-9999"
    book.save(path)
    sheet.send_corrected(path)
    assert str(DEVICES) in sheet.all_right()
    shoot(sheet.page, "spreadsheet-right", phone=True)


def test_05_one_confirmation_makes_one_request(sheet, story, office):
    number = sheet.confirm()
    request = office.admin.one("service.request", [("name", "=", number)], ["job_ids"])
    assert len(request["job_ids"]) == DEVICES


def test_06_the_same_file_again_makes_nothing(sheet, story, office):
    before = office.admin("service.job", "search_count", domain=[])
    sheet.open().send(story["folder"] / "marked.xlsx")
    assert "ZS/" in sheet.sent_already()
    assert office.admin("service.job", "search_count", domain=[]) == before
