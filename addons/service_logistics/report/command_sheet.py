"""The sheet of command barcodes for a station's wall, drawn with reportlab. No Odoo."""

import io
from functools import cache

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .logistics_document import SYSTEM_FONTS

WIDTH, HEIGHT = A4
MARGIN = 20 * mm
ROW = 48 * mm


@cache
def _register_fonts(fallback):
    fonts = SYSTEM_FONTS if all(path.exists() for path in SYSTEM_FONTS) else fallback
    for name, path in zip(("Station", "StationBold"), fonts, strict=True):
        pdfmetrics.registerFont(TTFont(name, str(path)))


def draw(title, pages, fallback_fonts=()):
    """Return one page A4 for each station as PDF.

    :param list pages: `(station, rows)`, rows at most five
        `(barcode, name, what it does)`, translated
    :param fallback_fonts: as of `logistics_document.draw`
    :rtype: bytes
    """
    _register_fonts(tuple(fallback_fonts))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, pageCompression=1)
    canvas.setTitle(title)
    for station, rows in pages:
        canvas.setFont("StationBold", 20)
        canvas.drawString(MARGIN, HEIGHT - MARGIN - 4 * mm, station)
        top = HEIGHT - MARGIN - 14 * mm
        for barcode, name, text in rows:
            _draw_row(canvas, barcode, name, text, top)
            top -= ROW
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_row(canvas, barcode, name, text, top):
    canvas.line(MARGIN, top, WIDTH - MARGIN, top)
    canvas.setFont("StationBold", 18)
    canvas.drawString(MARGIN, top - 12 * mm, name)
    canvas.setFont("Station", 11)
    y = top - 20 * mm
    for line in simpleSplit(text, "Station", 11, 70 * mm):
        canvas.drawString(MARGIN, y, line)
        y -= 5.5 * mm
    # Wide bars: read from an arm's length, also when the sheet is worn.
    code = Code128(barcode, barWidth=0.5 * mm, barHeight=26 * mm, quiet=True)
    left = WIDTH - MARGIN - code.width
    code.drawOn(canvas, left, top - 36 * mm)
    canvas.setFont("Station", 9)
    canvas.drawCentredString(left + code.width / 2, top - 41 * mm, barcode)
