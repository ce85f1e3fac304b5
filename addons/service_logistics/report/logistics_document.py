"""The paper that travels with a parcel, drawn with reportlab. No Odoo import.

Takes 3 ms a page where wkhtmltopdf takes more than a second.
"""

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportlab import rl_config
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCode
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 15 * mm
SLIP_HEIGHT = 32 * mm
GREY = 0.35
# 0.34 mm: read by every hand scanner, also from a laser print of a copy. A whole number
# of dots of printers with 300 and 600 dpi, and of pixels of a scan with 150 dpi, where
# 0.33 or 0.375 mm makes some codes unreadable.
BAR_WIDTH = 72 / 75
GRID = 72 / 150

# Text encoding of binary streams: a quarter larger, and needed by no reader.
rl_config.useA85 = 0

# Both have all Polish letters. Debian's fonts-dejavu-core first, else what the caller
# ships (Odoo has Lato).
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
SYSTEM_FONTS = (DEJAVU / "DejaVuSans.ttf", DEJAVU / "DejaVuSans-Bold.ttf")


@dataclass(frozen=True)
class Slip:
    """One device in the parcel."""

    reference: str
    barcode: str
    title: str
    serial: str = ""
    fault: str = ""
    accessories: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that is written on one document; texts are translated already."""

    title: str
    number: str
    barcode: str
    url: str
    sender: list[str]
    receiver: list[str]
    labels: dict[str, str]
    packing: list[str]
    slips: list[Slip] = field(default_factory=list)


@cache
def register_fonts(fallback):
    """Register "Service" and "ServiceBold".

    :param tuple fallback: paths of a regular and a bold font, for want of DejaVu
    """
    fonts = SYSTEM_FONTS if all(path.exists() for path in SYSTEM_FONTS) else fallback
    for name, path in zip(("Service", "ServiceBold"), fonts, strict=True):
        pdfmetrics.registerFont(TTFont(name, str(path)))


def draw(*contents, fallback_fonts=()):
    """Return one PDF with the documents of all `contents`, each on new pages.

    :param contents: `Content` objects
    :param fallback_fonts: paths of a regular and a bold TrueType font with Polish
        letters, for machines without DejaVu
    :rtype: bytes
    """
    register_fonts(tuple(fallback_fonts))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    if contents:
        canvas.setTitle(f"{contents[0].title} {contents[0].number}")
    for content in contents:
        _draw_document(canvas, content)
    canvas.save()
    return buffer.getvalue()


def _draw_document(canvas, content):
    page = 1
    y = _draw_head(canvas, content, page)
    y = _draw_addresses(canvas, content, y)
    y = _draw_packing(canvas, content, y)
    canvas.setFont("ServiceBold", 11)
    canvas.drawString(MARGIN, y, content.labels["devices"])
    y -= 4 * mm
    for slip in content.slips:
        if y - SLIP_HEIGHT < MARGIN:
            canvas.showPage()
            page += 1
            y = _draw_head(canvas, content, page)
        _draw_slip(canvas, content, slip, y)
        y -= SLIP_HEIGHT
    canvas.showPage()


def _draw_head(canvas, content, page):
    top = HEIGHT - MARGIN
    canvas.setFont("ServiceBold", 16)
    canvas.drawString(MARGIN, top - 6 * mm, content.title)
    canvas.setFont("Service", 11)
    canvas.drawString(
        MARGIN, top - 13 * mm, f"{content.labels['request']}: {content.number}"
    )
    canvas.setFont("Service", 8)
    canvas.setFillGray(GREY)
    canvas.drawRightString(
        WIDTH - MARGIN, MARGIN - 7 * mm, f"{content.labels['page']} {page}"
    )
    canvas.setFillGray(0)
    _draw_code(canvas, content.barcode, WIDTH - MARGIN, top - 14 * mm, 14 * mm)
    canvas.line(MARGIN, top - 22 * mm, WIDTH - MARGIN, top - 22 * mm)
    return top - 29 * mm


def _draw_code(canvas, value, right, y, height):
    """Draw a Code 128 that ends at `right`, with its text below."""
    if not value:
        return
    quiet = 10 * BAR_WIDTH
    code = Code128(
        value, barWidth=BAR_WIDTH, barHeight=height, lquiet=quiet, rquiet=quiet
    )
    left = on_grid(right - code.width)
    code.drawOn(canvas, left, y)
    canvas.setFont("Service", 8)
    canvas.drawCentredString(left + code.width / 2, y - 3.2 * mm, value)


def on_grid(x):
    """Return the place left of `x` where bars begin with a whole pixel."""
    return x // GRID * GRID


def _draw_addresses(canvas, content, y):
    bottom = y
    columns = (
        (MARGIN, content.labels["receiver"], content.receiver, "ServiceBold"),
        (MARGIN + 72 * mm, content.labels["sender"], content.sender, "Service"),
    )
    for left, label, lines, font in columns:
        canvas.setFont("Service", 8)
        canvas.setFillGray(GREY)
        canvas.drawString(left, y, label)
        canvas.setFillGray(0)
        bottom = min(
            bottom, _draw_lines(canvas, lines, left, y - 5 * mm, 68 * mm, font)
        )
    _draw_qr(canvas, content, y)
    return min(bottom, y - 30 * mm) - 4 * mm


def _draw_qr(canvas, content, y):
    size = 26 * mm
    # The widget of reportlab.graphics makes the code twice and checks every bar of it.
    code = QrCode(content.url, qrLevel="M", width=size, height=size)
    code.drawOn(canvas, WIDTH - MARGIN - size, y - size + 3 * mm)
    canvas.setFont("Service", 7)
    canvas.drawRightString(WIDTH - MARGIN, y - size, content.labels["qr"])


def _draw_lines(canvas, lines, left, y, width, font="Service", size=9):
    canvas.setFont(font, size)
    for text in lines:
        for part in simpleSplit(text, font, size, width):
            canvas.drawString(left, y, part)
            y -= 4.4 * mm
    return y


def _draw_packing(canvas, content, y):
    canvas.setFont("ServiceBold", 11)
    canvas.drawString(MARGIN, y, content.labels["packing"])
    y -= 6 * mm
    for number, text in enumerate(content.packing, start=1):
        canvas.setFont("Service", 9)
        canvas.drawString(MARGIN, y, f"{number}.")
        y = _draw_lines(canvas, [text], MARGIN + 6 * mm, y, WIDTH - 2 * MARGIN - 6 * mm)
    return y - 4 * mm


def _draw_slip(canvas, content, slip, y):
    canvas.saveState()
    canvas.setDash(2, 2)
    canvas.rect(MARGIN, y - SLIP_HEIGHT, WIDTH - 2 * MARGIN, SLIP_HEIGHT)
    canvas.restoreState()
    left, width = MARGIN + 4 * mm, 104 * mm
    canvas.setFont("ServiceBold", 11)
    canvas.drawString(left, y - 7 * mm, slip.reference)
    title = simpleSplit(slip.title, "ServiceBold", 10, width)[:1]
    _draw_lines(canvas, title, left, y - 12.5 * mm, width, "ServiceBold", 10)
    rows = [
        (content.labels[key], value)
        for key, value in (
            ("serial", slip.serial),
            ("fault", slip.fault),
            ("accessories", slip.accessories),
        )
        if value
    ]
    lines = [
        simpleSplit(f"{label}: {value}", "Service", 8, width)[0]
        for label, value in rows
    ]
    _draw_lines(canvas, lines, left, y - 17.5 * mm, width, size=8)
    canvas.setFont("Service", 6.5)
    canvas.setFillGray(GREY)
    canvas.drawString(left, y - SLIP_HEIGHT + 2 * mm, content.labels["slip"])
    canvas.setFillGray(0)
    _draw_code(canvas, slip.barcode, WIDTH - MARGIN - 3 * mm, y - 22 * mm, 15 * mm)
