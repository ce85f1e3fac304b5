"""Spreadsheets of clients: what is read, what is refused. Checked without Odoo."""

import doctest
import importlib
import io
import sys
import types
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

ADDON = Path(__file__).parents[2] / "addons" / "service_portal"
PACKAGE = "service_portal_sheets"


@pytest.fixture(scope="module")
def modules():
    """The three modules, imported without the addon's models."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [str(ADDON)]
    sys.modules[PACKAGE] = package
    yield types.SimpleNamespace(
        **{
            name: importlib.import_module(f"{PACKAGE}.{name}")
            for name in ("sheet", "sheet_rows", "sheet_write")
        }
    )
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def sheet(modules):
    return modules.sheet


@pytest.fixture(scope="module")
def rows_of(modules):
    return modules.sheet_rows


NAMES = {
    "category": ["Rodzaj urządzenia", "Kind of device"],
    "brand": ["Marka", "Brand"],
    "model": ["Model"],
    "serial_number": ["Numer seryjny", "Serial number"],
    "fault": ["Opis usterki", "Fault description"],
}


def book(*lines, **sheets):
    """Return an XLSX; the cells of the first sheet are given line by line."""
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    for title, content in sheets.items():
        page = workbook.create_sheet(title)
        for line in content:
            page.append(line)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repack(content, **parts):
    """Return the archive with some parts in the place of its own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def sheet_xml(inner):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{inner}</sheetData></worksheet>'


def take(sheet, content):
    return [list(page) for page in sheet.rows(content)]


def refused(sheet, content):
    with pytest.raises(sheet.SheetError) as caught:
        take(sheet, content)
    return caught.value.args[0]


def test_examples_in_the_docstrings(modules):
    for module in vars(modules).values():
        assert doctest.testmod(module).failed == 0


# --- Cells ------------------------------------------------------------------------


def test_numbers_dates_and_blanks_are_what_a_person_reads(sheet):
    day, moment = date(2026, 11, 22), datetime.fromisoformat("2026-11-22 08:30")
    content = book([123.0, 12.5, 7, True, day, moment, None, " x\xa0"])
    [[(_number, cells)]] = take(sheet, content)
    assert cells == [
        "123", "12.5", "7", "1", "2026-11-22", "2026-11-22 08:30:00", "", "x"
    ]  # fmt: skip


def test_number_that_excel_rounded_is_told(sheet, rows_of):
    said = sheet.text(356938035643809123.0)
    _ids, errors = rows_of.check({"serial_number": said}, {})
    assert errors["serial_number"] == ["rounded", ""]
    _ids, errors = rows_of.check({"serial_number": "1,23457E+15"}, {})
    assert "serial_number" in errors
    _ids, errors = rows_of.check({"serial_number": "356938035643809123"}, {})
    assert "serial_number" not in errors


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_formula_is_text_and_leaves_escaped(sheet, mark):
    said = f"{mark}cmd|' /C calc'!A0"
    [[(_number, cells)]] = take(sheet, f"{said};x".encode())
    assert cells == [said, "x"]
    assert sheet.escape(said) == f"'{said}"
    assert sheet.text(sheet.escape(said)) == said


def test_written_file_has_no_formula(modules):
    content = modules.sheet_write.write(
        "Dane", {"brand": "Marka"}, {"brand": ["=1+1"]}, [{"brand": "=1+1"}]
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_result_of_a_formula_is_read_and_not_computed(sheet):
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    workbook.add_worksheet().write_formula(0, 0, "=1+1", None, "2")
    workbook.close()
    [[(_number, cells)]] = take(sheet, out.getvalue())
    assert cells == ["2"]


# --- Files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("cp1250", ";"), ("utf-16", "\t")],
)
def test_csv_of_any_office_program(sheet, encoding, delimiter):
    line = delimiter.join(["Świdnica", '"a\nb"', "ąęł"])
    [[(number, cells)]] = take(sheet, line.encode(encoding))
    assert (number, cells) == (1, ["Świdnica", "a\nb", "ąęł"])


def test_empty_rows_are_left_out_and_numbers_stay(sheet):
    [found] = take(sheet, book(["a"], [None], [" "], ["b"]))
    assert [number for number, _cells in found] == [1, 4]


def test_merged_cells_count_once(sheet):
    workbook = openpyxl.Workbook()
    workbook.active.append(["a", "b"])
    workbook.active.append(["c", "d"])
    workbook.active.merge_cells("A1:B2")
    out = io.BytesIO()
    workbook.save(out)
    [found] = take(sheet, out.getvalue())
    assert found == [(1, ["a"])]


def test_text_in_several_looks_is_one_text(sheet):
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    bold = workbook.add_format({"bold": True})
    workbook.add_worksheet().write_rich_string(0, 0, "Nie ", bold, "działa", " nic")
    workbook.close()
    [[(_number, cells)]] = take(sheet, out.getvalue())
    assert cells == ["Nie działa nic"]


def test_hidden_sheet_is_not_read(sheet):
    workbook = openpyxl.Workbook()
    workbook.active.append(["a"])
    workbook.create_sheet("x").append(["b"])
    workbook["x"].sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    assert take(sheet, out.getvalue()) == [[(1, ["a"])]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"PK\x03\x04 no archive", "format"),
        (b"%PDF-1.7\x00\x01", "format"),
        (b"\xd0\xcf\x11\xe0old", "old"),
        (b"\x89PNG\r\n\x1a\n\x00", "format"),
    ],
)
def test_what_is_no_spreadsheet_is_told(sheet, content, code):
    assert refused(sheet, content) == code


def test_archive_without_workbook_is_told(sheet):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(sheet, out.getvalue()) == "format"


# --- Bombs --------------------------------------------------------------------------


def test_too_many_entries(sheet):
    out = io.BytesIO(book(["a"]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(sheet.MAX_ENTRIES):
            archive.writestr(f"{number}", b"")
    assert refused(sheet, out.getvalue()) == "bomb"


def test_archive_that_unpacks_a_hundredfold(sheet):
    bomb = repack(book(["a"]), **{"xl/media/zeros.bin": b"\0" * 20_000_000})
    assert len(bomb) < 100_000
    assert refused(sheet, bomb) == "bomb"


def test_size_in_the_header_of_an_entry_is_not_believed(sheet):
    bomb = bytearray(repack(book(["a"]), **{"xl/media/z": b"\0" * 20_000_000}))
    size = (20_000_000).to_bytes(4, "little")
    assert size in bomb
    bomb = bytes(bomb).replace(size, (10).to_bytes(4, "little"))
    assert refused(sheet, bomb) in ("bomb", "format")


def test_small_file_with_a_huge_claim_of_its_size(sheet):
    claim = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>')
    claim = claim.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    content = repack(book(["a"]), **{"xl/worksheets/sheet1.xml": claim})
    [[(_number, cells)]] = take(sheet, content)
    assert cells == ["x"]


def test_row_at_the_end_of_the_world_is_read_in_time(sheet):
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    far = '<row r="99999999"><c r="A99999999"><v>1</v></c></row>'
    parts = {"xl/worksheets/sheet1.xml": sheet_xml(last + far)}
    [found] = take(sheet, repack(book(["a"]), **parts))
    assert [number for number, _cells in found] == [1048576]


def test_one_row_of_a_million_cells(sheet):
    # Spelled so that it does not unpack a hundredfold.
    cells = "".join(f'<c r="A{n * 7919 % 999_983}"/>' for n in range(120_000))
    xml = sheet_xml(f'<row r="1">{cells}</row>')
    content = repack(book(["a"]), **{"xl/worksheets/sheet1.xml": xml})
    assert len(xml) < sheet.MAX_RATIO * len(content)
    assert refused(sheet, content) == "bomb"


def test_rows_within_a_row_hide_nothing(sheet):
    xml = sheet_xml('<row r="1">' + ("<c/>" * 1000 + '<row r="2"/>') * 20 + "</row>")
    assert (
        refused(sheet, repack(book(["a"]), **{"xl/worksheets/sheet1.xml": xml}))
        == "bomb"
    )


def test_styles_without_end(sheet):
    xml = "<styleSheet>" + "<xf/>" * 60_000 + "</styleSheet>"
    assert refused(sheet, repack(book(["a"]), **{"xl/styles.xml": xml})) == "bomb"


def test_entities_are_refused(sheet):
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as archive:
        xml = archive.read("xl/workbook.xml")
    xml = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml
    content = repack(book(["a"]), **{"xl/workbook.xml": xml})
    assert refused(sheet, content) == "bomb"


def test_links_to_other_files_are_not_followed(sheet):
    content = repack(
        book(["a"]),
        **{
            "xl/externalLinks/externalLink1.xml": "<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                '<Relationships><Relationship Id="r1" Target="http://127.0.0.1:9/x"'
                ' TargetMode="External"/></Relationships>'
            ),
        },
    )
    assert take(sheet, content) == [[(1, ["a"])]]


def test_more_rows_than_we_take(sheet):
    lines = b"a;b\n" * (sheet.MAX_ROWS + 2)
    assert refused(sheet, lines) == "rows"
    assert len(take(sheet, lines[:-8])[0]) == sheet.MAX_ROWS


def test_more_columns_than_we_take(sheet):
    assert refused(sheet, book(["x"] * 51)) == "columns"
    assert len(take(sheet, book(["x"] * 50))[0][0][1]) == 50


def test_reading_ends_with_its_time(sheet):
    ticks = iter([0, 1, sheet.MAX_SECONDS + 1])
    [page] = sheet.rows(b"a\nb\n", clock=lambda: next(ticks))
    next(page)
    with pytest.raises(sheet.SheetError, match="slow"):
        next(page)


# --- Rows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ["Opis usterki *", "Marka", "Rodzaj urządzenia *"],
        ["fault description", "BRAND", "kind of device"],
        ["opis  usterki", "marka:", "rodzaj urzadzenia"],
    ],
)
def test_header_is_found_by_name_in_any_order(sheet, rows_of, header):
    content = book(["Lista"], [], header, ["nie działa", "Dell", "Laptop"])
    columns, found = rows_of.read_table(sheet.rows(content), NAMES)
    assert list(columns) == ["fault", "brand", "category"]
    assert list(found) == [
        (4, {"fault": "nie działa", "brand": "Dell", "category": "Laptop"})
    ]


def test_header_may_stand_on_another_sheet(sheet, rows_of):
    content = book(["x"], Dane=[["Rodzaj urządzenia", "Opis usterki"], ["a", "b"]])
    _columns, found = rows_of.read_table(sheet.rows(content), NAMES)
    assert [number for number, _row in found] == [2]


def test_missing_columns_leave_the_best_header(sheet, rows_of):
    columns, found = rows_of.read_table(sheet.rows(b"Marka;Model\nx;y"), NAMES)
    assert (list(columns), list(found)) == (["brand", "model"], [])


def test_only_a_header_has_no_rows(sheet, rows_of):
    content = "Rodzaj urządzenia;Opis usterki".encode()
    columns, found = rows_of.read_table(sheet.rows(content), NAMES)
    assert (len(columns), list(found)) == (2, [])


def test_serial_twice_is_found_whatever_its_spelling(rows_of):
    keys = [(2, 7, "ab-12"), (3, 7, ""), (4, 7, "AB 12"), (5, 8, "AB12"), (6, 7, "")]
    assert rows_of.find_twins(keys) == {4: 2}


def test_choice_of_two_alike_is_asked(rows_of):
    choices = {"category": {"laptop": [1, 2]}}
    _ids, errors = rows_of.check({"category": "Laptop"}, choices)
    assert errors["category"] == ["ambiguous", ""]


def test_template_is_read_back_as_it_was_filled(modules):
    headers = {"category": "Rodzaj urządzenia", "fault": "Opis usterki"}
    content = modules.sheet_write.write(
        "Urządzenia",
        headers,
        {"category": ["Laptop"]},
        [{"category": "Laptop", "fault": "-5 V"}],
        notes=("Instrukcja", ["Jeden wiersz"]),
        wrong={(0, "category"): "Źle"},
    )
    pages = modules.sheet.rows(content)
    _columns, found = modules.sheet_rows.read_table(pages, NAMES)
    assert list(found) == [(2, {"category": "Laptop", "fault": "-5 V"})]
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    assert page["A2"].comment.text == "Źle"
    assert page["A2"].fill.start_color.rgb == "FFFDE3E3"
    assert page.data_validations.dataValidation[0].sqref
