"""What the rows of a spreadsheet with devices mean. No Odoo import.

>>> names = {"category": ["Rodzaj"], "brand": ["Marka"], "fault": ["Opis usterki"]}
>>> find_columns(["opis  USTERKI *", "x", "Marka", "Rodzaj"], names)
{'fault': 0, 'brand': 2, 'category': 3}
>>> choices = {"category": {"laptop": [7]}}
>>> row = {"category": "Laptop ", "brand": "Dell", "fault": ""}
>>> check(row, choices)
({'category': 7}, {'fault': ['fault', '']})
"""

import re
import unicodedata

from .sheet import HEADER_WITHIN

COLUMNS = (
    "category",
    "brand",
    "model",
    "serial_number",
    "fault_type",
    "fault",
    "accessories",
    "condition",
    "customer_reference",
    "shipping",
    "invoice",
)
# Without these in the header nothing can be filed.
NEEDED = ("category", "fault")
CHOSEN = ("category", "fault_type", "shipping", "invoice")
MAX_LINE = 200
MAX_TEXT = 5000
# 1.23457E+15 and 1,23457E+15: the last digits are gone for good.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")
_MARKS = re.compile(r"[\W_]+")
_NO_LETTER = str.maketrans({"ł": "l", "*": None, ":": None, "\xa0": " "})


def fold(name):
    """Return a name as it is compared: without case, accents, stars and doubled blanks.

    >>> fold(" Opis  usterki * "), fold("Świecąca ŁADOWARKA")
    ('opis usterki', 'swiecaca ladowarka')
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_NO_LETTER))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def serial_key(serial):
    """Return the serial number as the devices' key has it."""
    key = serial.upper()
    return key if key.isalnum() else _MARKS.sub("", key)


def find_columns(cells, names):
    """Return `{column: index}` of a header row, in the order of the file.

    :param dict names: column -> its names, in all languages
    """
    known = {fold(name): column for column, said in names.items() for name in said}
    found = {}
    for index, cell in enumerate(cells):
        column = known.get(fold(cell)) if cell else None
        if column and column not in found:
            found[column] = index
    return found


def read_table(sheets, names):
    """Return `(columns, rows)` of the first sheet with our header.

    :return: `columns` as `find_columns` has them, or those of the best header found
        when a needed one is missing in all; `rows` yields `(row number, {column:
        text})` without empty cells
    """
    best = {}
    for sheet in sheets:
        for _line, (_number, cells) in zip(range(HEADER_WITHIN), sheet, strict=False):
            columns = find_columns(cells, names)
            if all(column in columns for column in NEEDED):
                return columns, _named(sheet, columns)
            best = max(best, columns, key=len)
    return best, iter(())


def _named(sheet, columns):
    places = list(columns.items())
    for number, cells in sheet:
        found = {column: cells[at] for column, at in places if at < len(cells)}
        row = {column: cell for column, cell in found.items() if cell}
        if row:
            yield number, row


def check(row, choices):
    """Return what a row means: `({column: id}, {column: [code, detail]})`.

    Codes: kind, unknown, ambiguous, name, fault, long, rounded.

    :param dict choices: column -> folded name -> list of ids
    """
    ids, errors = {}, {}
    for column in CHOSEN:
        said = row.get(column)
        if said:
            found = choices.get(column, {}).get(fold(said), ())
            if len(found) == 1:
                ids[column] = found[0]
            else:
                errors[column] = ["ambiguous" if found else "unknown", ""]
    if not row.get("category"):
        errors["category"] = ["kind", ""]
    if not (row.get("brand") or row.get("model")):
        errors["brand"] = ["name", ""]
    if not row.get("fault"):
        errors["fault"] = ["fault", ""]
    for column, said in row.items():
        if len(said) > MAX_LINE and (column != "fault" or len(said) > MAX_TEXT):
            errors[column] = ["long", ""]
    serial = row.get("serial_number")
    if serial and _ROUNDED.fullmatch(serial):
        errors["serial_number"] = ["rounded", ""]
    return ids, errors


def find_twins(rows):
    """Return `{row number: number of the first row with the same device}`.

    :param rows: iterable of `(number, category id or None, serial number)`
    """
    first, twins = {}, {}
    for number, category, serial in rows:
        key = (category, serial_key(serial or ""))
        if key[1] and first.setdefault(key, number) != number:
            twins[number] = first[key]
    return twins
