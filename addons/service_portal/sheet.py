"""Reads spreadsheets that strangers upload. No Odoo import.

What comes out are texts: numbers without Excel's ".0", dates as 2026-11-22, and a cell
that begins like a formula is a text, too.

>>> [list(page) for page in rows(b"Marka;Model\\n;\\nBosch;=1+1\\n")]
[[(1, ['Marka', 'Model']), (3, ['Bosch', '=1+1'])]]
>>> text(123.0), text(None), escape("=1+1"), text("'=1+1")
('123', '', "'=1+1", '=1+1')
"""

import csv
import io
import lzma
import re
import time
import warnings
import zipfile
import zlib
from datetime import date, datetime
from datetime import time as day_time

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

MAX_UPLOAD = 10 * 1024 * 1024
MAX_ENTRIES = 200
MAX_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ROWS = 10_000
MAX_COLUMNS = 50
MAX_SECONDS = 20
# The header is looked for here; cells to the right of these rows have no name.
HEADER_WITHIN = 10

# A part that is no sheet becomes objects before we can count anything.
_MAX_TAGS = 50_000
_MAX_SHEET_TAGS = 1_500_000
_MAX_ROW_BYTES = 1024 * 1024
_EXCEL_ROWS = 1_048_576
_CHUNK = 1 << 16
_ROW = re.compile(
    rb'<(/?)(?:[\w.-]+:)?row(?:\s+[\w:.-]+\s*=\s*"[^"<>]*")*\s*(/?)>', re.ASCII
)
_ROW_BEGINNING = re.compile(rb"</?(?:[\w.-]+:)?row(?=[\s/>])", re.ASCII)
_NO_STRINGS = re.compile(
    rb"<(?:[\w.-]+:)?(?:definedName|sheet|\w*[vV]iew)[\s/>]", re.ASCII
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TEXT_ITEM, _TEXT_RUN, _TEXT = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "r", "t"))
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,  # a password, an unknown packing
    OSError,
    ValueError,
    EOFError,
)
_TRIMMED = (" ", "'")
_FORMULA_MARKS = ("=", "+", "-", "@", "\t")


class SheetError(ValueError):
    """A file that we do not take.

    `args[0]` is one of too_big, bomb, format, old, empty, rows, columns, slow.
    """


def rows(content, *, clock=time.monotonic):
    """Yield, for each sheet of the file, an iterator of `(row number, texts)`.

    Empty rows are left out, and so are cells to the right of the first rows. The limits
    of this module hold while it runs: who stops early has read no more than he took.

    :param bytes content: an XLSX, or a CSV with ; , or tabs in UTF-8, UTF-16 or cp1250
    :raise SheetError: at once, or while the rows are read
    """
    if len(content) > MAX_UPLOAD:
        raise SheetError("too_big")
    if not content.strip():
        raise SheetError("empty")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        check_archive(content)
        sheets = _excel_sheets(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("old")  # the format of 2003, or a password
    else:
        sheets = iter([_csv_rows(content)])
    return (_limited(sheet, clock() + MAX_SECONDS, clock) for sheet in sheets)


def _limited(sheet, end, clock):
    taken = width = 0
    for number, cells in sheet:
        if clock() > end:
            raise SheetError("slow")
        if cells.count(None) == len(cells):
            continue  # quickly: there may be a million of them
        if taken < HEADER_WITHIN:
            width = max(width, _width(cells))
            if width > MAX_COLUMNS:
                raise SheetError("columns")
        texts = [text(cell) for cell in cells[:width]]
        if not any(texts):
            continue
        taken += 1
        if taken > MAX_ROWS + 1:  # and the header
            raise SheetError("rows")
        yield number, texts


def _width(cells):
    """Return the number of cells up to the last one that is not empty."""
    return max((n for n, cell in enumerate(cells, 1) if text(cell)), default=0)


# --- Cells --------------------------------------------------------------------------


def text(value):
    """Return what a person reads in the cell, as one trimmed text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        # Past 15 digits Excel has lost the last ones; see `sheet_rows`.
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else _g(value)
        )
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else _g(value)
    if isinstance(value, datetime) and value.time() == day_time.min:
        value = value.date()
    if isinstance(value, (date, day_time)):
        return value.isoformat(" ") if isinstance(value, datetime) else str(value)
    return _clean(str(value))


def _g(number):
    return f"{number:.15G}"


def _clean(value):
    if value.isprintable() and value[:1] not in _TRIMMED and value[-1:] != " ":
        return value  # as nearly all are
    value = _CONTROLS.sub("", value).strip(" \r\n\xa0")
    if value[:1] == "'" and value[1:2] in _FORMULA_MARKS:
        value = value[1:]
    return value.strip()


def escape(value):
    """Return a text that no spreadsheet takes for a formula; `text` takes it back."""
    return f"'{value}" if value.startswith(_FORMULA_MARKS) else value


# --- XLSX ---------------------------------------------------------------------------


def check_archive(content):
    """Refuse what would fill the memory, before anything is parsed.

    :raise SheetError: bomb or format
    """
    limit = min(MAX_BYTES, MAX_RATIO * len(content))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise SheetError("bomb")
            for entry in entries:
                part = _unpack(archive, entry, limit)
                limit -= len(part)
                _check_part(entry.filename, part)
    except SheetError:
        raise
    except _BROKEN_ZIP as error:
        raise SheetError("format") from error


def _unpack(archive, entry, limit):
    """Return one entry, counted while it streams: its header may lie."""
    chunks, size = [], 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise SheetError("bomb")
            chunks.append(chunk)
    return b"".join(chunks)


def _check_part(name, part):
    name = name.lower()
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise SheetError("bomb")
    tags = part.count(b"<")
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        if tags > _MAX_SHEET_TAGS or b"<!" in part:
            raise SheetError("bomb")
        _check_sheet(part)
    elif name == "xl/sharedstrings.xml":
        if tags > _MAX_SHEET_TAGS or _NO_STRINGS.search(part):
            raise SheetError("bomb")
    elif name.endswith((".xml", ".rels", ".vml")) and tags > _MAX_TAGS:
        raise SheetError("bomb")


def _check_sheet(part):
    """Refuse a row, or what is none, that is too long: the parser holds it whole."""
    end, is_open, seen = 0, False, 0
    for tag in _ROW.finditer(part):
        closing, empty = tag.groups()
        seen += 1
        if tag.start() - end > _MAX_ROW_BYTES or (is_open and not closing):
            raise SheetError("bomb")
        is_open = not (closing or empty)
        end = tag.end()
    if len(part) - end > _MAX_ROW_BYTES or seen != len(_ROW_BEGINNING.findall(part)):
        raise SheetError("bomb")


class _Reader(ExcelReader):
    """openpyxl's reader; texts without their looks, in a third of its time."""

    def read_strings(self):
        """Override: read the texts that the cells share."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_shared_strings(source))


def _shared_strings(source):
    for _event, node in iterparse(source):
        if node.tag == _TEXT_ITEM:
            # Parts in several looks; how it is pronounced (rPh) is left out.
            runs = (run.find(_TEXT) if run.tag == _TEXT_RUN else run for run in node)
            texts = [run.text for run in runs if run is not None and run.tag == _TEXT]
            yield "".join(filter(None, texts)).replace("x005F_", "")
            node.clear()


def _excel_sheets(content):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions we do not need
            reader = _Reader(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            reader.read()
            sheets = [s for s in reader.wb.worksheets if s.sheet_state == "visible"]
    except Exception as error:
        raise SheetError("format") from error
    return (_excel_rows(sheet) for sheet in sheets)


def _excel_rows(sheet):
    # The size that the file claims is not believed: both limits are ours.
    values = sheet.iter_rows(
        max_row=_EXCEL_ROWS, max_col=MAX_COLUMNS + 1, values_only=True
    )
    try:
        yield from enumerate(values, 1)
    except SheetError:
        raise
    except Exception as error:
        raise SheetError("format") from error


# --- CSV ----------------------------------------------------------------------------


def _csv_rows(content):
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetError("format")
    decoded = _decode(content)
    first = next((line for line in decoded.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    try:
        yield from enumerate(
            (line[: MAX_COLUMNS + 1] for line in _csv_lines(decoded, delimiter)), 1
        )
    except csv.Error as error:
        raise SheetError("format") from error


def _csv_lines(decoded, delimiter):
    return csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)


def _decode(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1250")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("format")
