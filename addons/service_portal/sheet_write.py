"""Writes the spreadsheets that clients fill in. No Odoo import."""

import io

import xlsxwriter

from . import sheet, sheet_rows

_LISTS = "Lists"
_WIDTHS = {"fault": 44, "shipping": 38, "invoice": 38, "accessories": 24}
_WIDE = 20


def write(title, headers, choices, lines, *, notes=(), example=None, wrong=None):
    """Return an XLSX with one sheet to fill in.

    :param str title: name of the sheet
    :param dict headers: column -> its name; the needed ones get a star
    :param dict choices: column -> list of names for its drop-down
    :param list lines: dicts column -> text, shown below the header
    :param tuple notes: `(name of the sheet, lines)` of the instructions, or nothing
    :param dict example: column -> text of a grey row above the lines
    :param dict wrong: `(index in lines, column)` -> sentence; coloured, commented
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    styles = _styles(book)
    page = book.add_worksheet(title)
    _write_header(page, headers, styles)
    if example:
        _write_example(page, headers, example, styles)
    _write_lines(page, headers, lines, wrong or {}, styles)
    if notes:
        _write_notes(book, notes, styles)
    _write_lists(book, page, headers, choices)
    book.close()
    return out.getvalue()


def _styles(book):
    # Texts, so that Excel does not shorten a serial number or turn it into a date.
    plain = {"num_format": "@", "valign": "top"}
    return {
        "header": book.add_format(
            {"bold": True, "bg_color": "#1A4E8A", "font_color": "#FFFFFF", "border": 1}
        ),
        "text": book.add_format(plain),
        "wrong": book.add_format(plain | {"bg_color": "#FDE3E3", "border": 1}),
        "example": book.add_format(
            plain | {"italic": True, "font_color": "#667085", "bg_color": "#F2F4F7"}
        ),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }


def _star(column, name):
    return f"{name} *" if column in sheet_rows.NEEDED else name


def _write_header(page, headers, styles):
    for index, (column, name) in enumerate(headers.items()):
        page.set_column(index, index, _WIDTHS.get(column, _WIDE), styles["text"])
        page.write_string(0, index, _star(column, name), styles["header"])
    page.freeze_panes(1, 0)


def _write_example(page, headers, example, styles):
    for index, column in enumerate(headers):
        page.write_string(1, index, example.get(column) or "", styles["example"])


def _write_lines(page, headers, lines, wrong, styles):
    for number, line in enumerate(lines):
        for index, column in enumerate(headers):
            sentence = wrong.get((number, column))
            said = sheet.escape(line.get(column) or "")
            if said or sentence:
                style = styles["wrong" if sentence else "text"]
                page.write_string(number + 1, index, said, style)
            if sentence:
                page.write_comment(number + 1, index, sentence, {"x_scale": 2})


def _write_notes(book, notes, styles):
    name, lines = notes
    page = book.add_worksheet(name)
    page.set_column(0, 0, 110, styles["note"])
    page.write_string(0, 0, name, styles["title"])
    for number, line in enumerate(lines, 2):
        page.write_string(number, 0, line, styles["note"])


def _write_lists(book, page, headers, choices):
    """Drop-downs point to a hidden sheet: a list in a cell ends at 255 letters."""
    lists = book.add_worksheet(_LISTS)
    lists.hide()
    for index, column in enumerate(headers):
        names = choices.get(column)
        if not names:
            continue
        for number, name in enumerate(names):
            lists.write_string(number, index, sheet.escape(name))
        letter = xlsxwriter.utility.xl_col_to_name(index)
        page.data_validation(
            1,
            index,
            sheet.MAX_ROWS,
            index,
            {
                "validate": "list",
                "source": f"={_LISTS}!${letter}$1:${letter}${len(names)}",
                "error_type": "warning",
            },
        )
