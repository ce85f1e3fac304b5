"""Labels for shelf and box: PDF by reportlab, or ZPL for a label printer. No Odoo.

A label is 62 x 29 mm (the usual roll of a desk printer), or one of 24 on a sheet A4.
"""

import io
import re
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from .logistics_document import BAR_WIDTH, on_grid, register_fonts

ROLL = (62 * mm, 29 * mm)
CELL = (70 * mm, 37 * mm)  # 3 x 8 on A4, sold by every maker of sheets
COLUMNS, ROWS = 3, 8
PAD = 2 * mm
QUIET = 10  # modules on both sides, as the norm wants

# ZPL: 8 dots a millimetre.
DOTS = 8
ZPL_WIDTH, ZPL_HEIGHT = 62 * DOTS, 29 * DOTS
ZPL_MARGIN = 2 * DOTS
ZPL_HEAD, ZPL_LINE = 34, 24  # heights of letters; they are about half as wide
ZPL_BAR = 3  # dots, 0.375 mm
ZPL_CODE_HEIGHT = 80


@dataclass(frozen=True)
class Label:
    """One label: a big name, a code, and at most two small lines."""

    head: str
    barcode: str
    lines: tuple[str, ...] = ()


def draw_roll(labels, fallback_fonts=()):
    """Return a PDF with one page of 62 x 29 mm a label.

    :param labels: `Label` objects
    :param fallback_fonts: as of `logistics_document.draw`
    :rtype: bytes
    """
    canvas, buffer = _canvas(ROLL, fallback_fonts)
    for label in labels:
        _draw_label(canvas, label, 0, 0, *ROLL)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def draw_sheets(labels, fallback_fonts=()):
    """Return a PDF with 24 labels on each sheet A4, from left to right.

    Parameters as of `draw_roll`.

    :rtype: bytes
    """
    canvas, buffer = _canvas(A4, fallback_fonts)
    width, height = CELL
    for number, label in enumerate(labels):
        place = number % (COLUMNS * ROWS)
        if number and not place:
            canvas.showPage()
        row, column = divmod(place, COLUMNS)
        # What is left over of 297 mm is shared by the upper and the lower edge.
        top = A4[1] - (A4[1] - ROWS * height) / 2
        _draw_label(canvas, label, column * width, top - (row + 1) * height, *CELL)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _canvas(size, fallback_fonts):
    register_fonts(tuple(fallback_fonts))
    buffer = io.BytesIO()
    return Canvas(buffer, pagesize=size, pageCompression=1), buffer


def _draw_label(canvas, label, left, bottom, width, height):
    top, inner = bottom + height, width - 2 * PAD
    # A shelf's name is read from the aisle; it has one small line below.
    big = len(label.lines) < 2 and len(label.head) <= 12
    size, drop = (18, 7 * mm) if big else (11, 5.5 * mm)
    _draw_text(canvas, label.head, "ServiceBold", size, left + PAD, top - drop, inner)
    for number, text in enumerate(label.lines[:2]):
        y = top - (drop + (3.5 + 3 * number) * mm)
        _draw_text(canvas, text, "Service", 7, left + PAD, y, inner)
    _draw_code(canvas, label.barcode, left, bottom, width, height - 18 * mm)


def _draw_text(canvas, text, font, size, x, y, width):
    """Draw as much of `text` as fits into one line."""
    canvas.setFont(font, size)
    for part in simpleSplit(text, font, size, width)[:1]:
        canvas.drawString(x, y, part)


def _draw_code(canvas, value, left, bottom, width, height):
    if not value:
        return
    # Narrower only when a long code would not fit.
    bar = min(BAR_WIDTH, (width - 2 * PAD) / (modules(value) + 2 * QUIET))
    code = Code128(value, barWidth=bar, barHeight=height, quiet=False)
    code.drawOn(canvas, on_grid(left + (width - code.width) / 2), bottom + 4.6 * mm)
    canvas.setFont("Service", 7)
    canvas.drawCentredString(left + width / 2, bottom + 1.6 * mm, value)


def modules(value):
    """Return how many bars' widths the Code 128 of `value` takes.

    >>> modules("SJ00000012")  # start, S, J, to digits, 4 pairs, check, stop
    112.0
    """
    return Code128(value, barWidth=1, quiet=False).width


# --- ZPL ---------------------------------------------------------------------------


def write_zpl(labels):
    """Return the labels in the language of Zebra's and like printers, 203 dpi.

    :param labels: `Label` objects
    :rtype: bytes
    """
    return "\n".join(_zpl_label(label) for label in labels).encode()


def _zpl_label(label):
    rows = [
        "^XA",
        "^CI28",  # UTF-8
        f"^PW{ZPL_WIDTH}^LL{ZPL_HEIGHT}^LH0,0",
        _zpl_text(label.head, 14, ZPL_HEAD),
    ]
    for number, text in enumerate(label.lines[:2]):
        rows.append(_zpl_text(text, 54 + 28 * number, ZPL_LINE))
    code = re.sub(r"[^A-Za-z0-9]", "", label.barcode or "")
    if code:
        left = max(int(ZPL_WIDTH - modules(code) * ZPL_BAR) // 2, ZPL_MARGIN)
        rows.append(
            f"^FO{left},116^BY{ZPL_BAR}^BCN,{ZPL_CODE_HEIGHT},Y,N,N,A^FD{code}^FS"
        )
    return "\n".join([*rows, "^XZ"])


def _zpl_text(text, y, size):
    room = (ZPL_WIDTH - 2 * ZPL_MARGIN) * 2 // size
    return f"^FO{ZPL_MARGIN},{y}^A0N,{size},{size}^FH^FD{_zpl_escape(text[:room])}^FS"


def _zpl_escape(text):
    r"""Return `text` so that a printer prints it, and obeys nothing in it.

    Clients name their devices; ^ and ~ begin a printer's commands.

    >>> _zpl_escape("Zażółć ^XA ~JR 100_%\n")
    'Zażółć _5EXA _7EJR 100_5F% '
    """
    # guard: no printer command in a client's words
    return re.sub(
        r"[\x00-\x1f\x7f^~_\\]",
        lambda m: f"_{ord(m[0]):02X}" if m[0].isprintable() else " ",
        text or "",
    )
