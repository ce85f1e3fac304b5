"""A parcel label of 100 x 150 mm, drawn with reportlab. No Odoo import."""

import io
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from .logistics_document import register_fonts

WIDTH, HEIGHT = 100 * mm, 150 * mm
MARGIN = 6 * mm


@dataclass(frozen=True)
class Content:
    """Everything that is written on one label; texts are translated already."""

    title: str
    warning: str
    number: str
    reference: str
    sender: list[str]
    receiver: list[str]
    labels: dict[str, str]


def draw(content, fallback_fonts=()):
    """Return the label as PDF.

    :param fallback_fonts: as of `logistics_document.draw`
    :rtype: bytes
    """
    register_fonts(tuple(fallback_fonts))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    canvas.setTitle(content.number)
    canvas.rect(2 * mm, 2 * mm, WIDTH - 4 * mm, HEIGHT - 4 * mm)
    y = HEIGHT - MARGIN - 6 * mm
    y = _lines(canvas, [content.title], y, "ServiceBold", 14)
    y = _lines(canvas, [content.warning], y, "Service", 8)
    y = _lines(canvas, [content.labels["sender"]], y - 3 * mm, "Service", 7)
    y = _lines(canvas, content.sender, y, "Service", 9)
    y = _lines(canvas, [content.labels["receiver"]], y - 4 * mm, "Service", 7)
    _lines(canvas, content.receiver, y - 1 * mm, "ServiceBold", 12)
    _code(canvas, content.number)
    canvas.setFont("Service", 8)
    canvas.drawCentredString(WIDTH / 2, MARGIN, content.reference)
    canvas.save()
    return buffer.getvalue()


def _lines(canvas, lines, y, font, size):
    canvas.setFont(font, size)
    for text in lines:
        for part in simpleSplit(text, font, size, WIDTH - 2 * MARGIN):
            canvas.drawString(MARGIN, y, part)
            y -= size * 1.25
    return y


def _code(canvas, number):
    """Draw the number as wide as the label lets it, with its text below."""
    bar = 0.4 * mm
    code = Code128(number, barWidth=bar, barHeight=24 * mm, quiet=True)
    if code.width > WIDTH - 2 * MARGIN:
        bar *= (WIDTH - 2 * MARGIN) / code.width
        code = Code128(number, barWidth=bar, barHeight=24 * mm, quiet=True)
    code.drawOn(canvas, (WIDTH - code.width) / 2, MARGIN + 12 * mm)
    canvas.setFont("ServiceBold", 11)
    canvas.drawCentredString(WIDTH / 2, MARGIN + 6 * mm, number)
