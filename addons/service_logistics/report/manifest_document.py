"""The list that a courier signs at the door, drawn with reportlab. No Odoo import."""

import io
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from .logistics_document import BAR_WIDTH, GREY, on_grid, register_fonts

WIDTH, HEIGHT = A4
MARGIN = 15 * mm
BOTTOM = 18 * mm
ROW = 17 * mm
LONG_ROW = 27 * mm
SIGNATURE = 48 * mm
TITLE = 16
# From the left edge: number in the list, ours, town, devices, money; the code is right.
COLUMNS = (0, 8 * mm, 40 * mm, 68 * mm, 88 * mm)
CODE_LEFT = 124 * mm
QUIET = 10  # modules on both sides, as the norm wants


@dataclass(frozen=True)
class Row:
    """One parcel."""

    number: str
    tracking_number: str
    town: str
    devices: int
    cod: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that is written on one manifest; texts are translated already."""

    title: str
    barcode: str
    sender: list[str]
    facts: list[tuple[str, str]]
    labels: dict[str, str]
    rows: list[Row]
    total: str
    signatures: list[str]


def draw(*contents, fallback_fonts=()):
    """Return one PDF with all manifests, each on new pages.

    :param contents: `Content` objects
    :param fallback_fonts: as of `logistics_document.draw`
    :rtype: bytes
    """
    register_fonts(tuple(fallback_fonts))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    for content in contents:
        canvas.setTitle(content.title)
        _Sheet(canvas, content).draw()
    canvas.save()
    return buffer.getvalue()


class _Sheet:
    def __init__(self, canvas, content):
        self.canvas = canvas
        self.content = content
        self.page = 0
        self.y = 0

    def draw(self):
        self.begin()
        for place, row in enumerate(self.content.rows, start=1):
            code = _code(row.tracking_number)
            is_long = code and code.width > WIDTH - MARGIN - CODE_LEFT
            self.room(LONG_ROW if is_long else ROW)
            self.row(place, row, code, is_long)
        self.room(SIGNATURE)
        self.sign()
        self.canvas.showPage()

    # --- Pages ----------------------------------------------------------------------

    def begin(self):
        canvas, content = self.canvas, self.content
        self.page += 1
        top = HEIGHT - MARGIN
        bars = self.barcode(content.barcode, top - 13 * mm)
        self.put(content.title, MARGIN, top - 6 * mm, "ServiceBold", self.title(bars))
        y = top - 13 * mm
        if self.page == 1:
            y = self.first_head(y)
        y = min(y, top - 22 * mm)
        footer = f"{content.title} – {content.labels['page']} {self.page}"
        canvas.setFillGray(GREY)
        self.put(footer, MARGIN, MARGIN - 7 * mm, "Service", 8)
        canvas.setFillGray(0)
        self.y = self.table_head(y)

    def title(self, right):
        """Return the size of the title: its words end before `right`."""
        wide = stringWidth(self.content.title, "ServiceBold", TITLE)
        return min(TITLE, TITLE * (right - 3 * mm - MARGIN) / wide)

    def first_head(self, y):
        lines = [*self.content.sender]
        for line in lines:
            self.put(line, MARGIN, y, "Service", 9)
            y -= 4.4 * mm
        y -= 2 * mm
        for label, value in self.content.facts:
            self.put(f"{label}:", MARGIN, y, "Service", 9)
            self.put(value, MARGIN + 34 * mm, y, "ServiceBold", 9)
            y -= 4.8 * mm
        return y

    def barcode(self, value, y):
        code = _code(value)
        left = on_grid(WIDTH - MARGIN - code.width)
        code.barHeight = 13 * mm
        code.drawOn(self.canvas, left, y)
        self.canvas.setFont("Service", 9)
        self.canvas.drawCentredString(left + code.width / 2, y - 4 * mm, value)
        return left

    def table_head(self, y):
        labels = self.content.labels
        names = ("place", "number", "town", "devices", "cod", "tracking_number")
        y -= 5 * mm
        for left, name in zip((*COLUMNS, CODE_LEFT - MARGIN), names, strict=True):
            self.put(labels[name], MARGIN + left, y, "ServiceBold", 8)
        self.canvas.line(MARGIN, y - 2 * mm, WIDTH - MARGIN, y - 2 * mm)
        return y - 2 * mm

    def room(self, height):
        if self.y - height < BOTTOM:
            self.canvas.showPage()
            self.begin()

    # --- Table ----------------------------------------------------------------------

    def row(self, place, row, code, is_long):
        y = self.y - 7 * mm
        texts = (f"{place}.", row.number, row.town, str(row.devices), row.cod)
        for column, text in enumerate(texts):
            left = COLUMNS[column]
            ends = (*COLUMNS[1:], CODE_LEFT - MARGIN)
            self.put(text, MARGIN + left, y, "Service", 9, ends[column] - left)
        height = LONG_ROW if is_long else ROW
        bottom = self.y - height
        if code:
            left = MARGIN if is_long else CODE_LEFT
            code.drawOn(self.canvas, on_grid(left), bottom + 5.5 * mm)
        self.put(
            row.tracking_number, MARGIN if is_long else CODE_LEFT, bottom + 1.8 * mm,
            "Service", 8,
        )  # fmt: skip
        self.canvas.setLineWidth(0.3)
        self.canvas.line(MARGIN, bottom, WIDTH - MARGIN, bottom)
        self.canvas.setLineWidth(1)
        self.y = bottom

    def put(self, text, left, y, font, size, width=None):
        if width:
            text = (simpleSplit(text or "", font, size, width - 1 * mm) or [""])[0]
        self.canvas.setFont(font, size)
        self.canvas.drawString(left, y, text)

    def sign(self):
        y = self.y - 8 * mm
        self.put(self.content.total, MARGIN, y, "ServiceBold", 10)
        y -= 24 * mm
        wide = (WIDTH - 2 * MARGIN) / len(self.content.signatures)
        for number, label in enumerate(self.content.signatures):
            left = MARGIN + number * wide
            self.canvas.line(left, y, left + wide - 6 * mm, y)
            self.put(label, left, y - 4 * mm, "Service", 8)


def _code(value):
    """Return the bars of a number, or None when they would not fit on the page."""
    if not value:
        return None
    quiet = QUIET * BAR_WIDTH
    code = Code128(
        value, barWidth=BAR_WIDTH, barHeight=9 * mm, lquiet=quiet, rquiet=quiet
    )
    return code if code.width <= WIDTH - 2 * MARGIN else None
