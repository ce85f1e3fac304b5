"""Plain papers (letters, evidence packs) drawn with reportlab. No Odoo import.

Text flows down the page, every page has its number and their count, and photos are
read one at a time, so that a hundred of them do not fill the memory.
"""

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 18 * mm
INNER = WIDTH - 2 * MARGIN
BOTTOM = 20 * mm
GREY = 0.35
PHOTO_SIDE = 1000
PHOTO_QUALITY = 70
LABEL_WIDTH = 45 * mm

# Text encoding of binary streams: a quarter larger, and needed by no reader.
rl_config.useA85 = 0

# Both have all Polish letters. Debian's fonts-dejavu-core first, else what the caller
# ships (Odoo has Lato).
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
SYSTEM_FONTS = (DEJAVU / "DejaVuSans.ttf", DEJAVU / "DejaVuSans-Bold.ttf")


@cache
def _register_fonts(fallback):
    fonts = SYSTEM_FONTS if all(path.exists() for path in SYSTEM_FONTS) else fallback
    for name, path in zip(("Paper", "PaperBold"), fonts, strict=True):
        pdfmetrics.registerFont(TTFont(name, str(path)))


class _NumberedCanvas(Canvas):
    """Keeps the pages until the end, when their count is known."""

    footer = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pages = []

    def showPage(self):
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        count = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont("Paper", 8)
            self.setFillGray(GREY)
            self.drawString(MARGIN, 10 * mm, self.footer)
            self.drawRightString(WIDTH - MARGIN, 10 * mm, f"{number} / {count}")
            super().showPage()
        super().save()


class Paper:
    """A document that is written from top to bottom.

    :param str title: document title, also in the file's properties
    :param str footer: text beside the page number
    :param fallback_fonts: paths of a regular and a bold TrueType font with Polish
        letters, for machines without DejaVu
    """

    def __init__(self, title, footer="", *, fallback_fonts=()):
        _register_fonts(tuple(str(path) for path in fallback_fonts))
        self._buffer = io.BytesIO()
        self._canvas = _NumberedCanvas(self._buffer, pagesize=A4, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.footer = footer
        self._y = HEIGHT - MARGIN

    def done(self):
        """Return the finished PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    # --- Text -----------------------------------------------------------------

    def title(self, text, label=""):
        if label:
            self.text(label, size=9, gray=GREY)
        self.text(text, font="PaperBold", size=17, after=3 * mm)

    def heading(self, text):
        """Write a heading that never stands alone at the foot of a page."""
        self._room(26 * mm)
        self._y -= 4 * mm
        self.text(text, font="PaperBold", size=12, after=2 * mm)

    def text(self, text, *, font="Paper", size=9.5, gray=0, left=0, after=0):
        leading = size * 1.4
        for line in (text or "").splitlines() or [""]:
            for part in simpleSplit(line, font, size, INNER - left) or [""]:
                self._room(leading)
                self._y -= leading
                self._canvas.setFont(font, size)
                self._canvas.setFillGray(gray)
                self._canvas.drawString(MARGIN + left, self._y, part)
        self._canvas.setFillGray(0)
        self._y -= after

    def rows(self, rows):
        """Write pairs of texts: what it is in grey, what it says beside it."""
        for label, value in rows:
            self._room(11 * mm)
            before, page = self._y, len(self._canvas._pages)
            self.text(_shorten(label, LABEL_WIDTH - 3 * mm), size=8.5, gray=GREY)
            after_label = self._y
            if len(self._canvas._pages) == page:
                self._y = before
            self.text(value or "–", left=LABEL_WIDTH)
            if len(self._canvas._pages) == page:
                self._y = min(self._y, after_label)
            self._y -= 1.2 * mm

    def hashes(self, hashes):
        """Write `[(file name, sha256)]`; the digest stands whole in one line."""
        for name, digest in hashes:
            self._room(9 * mm)
            self.text(name, size=8.5)
            self.text(digest or "", size=8, gray=GREY, left=4 * mm, after=1 * mm)

    # --- Photos ---------------------------------------------------------------------

    def photos(self, photos):
        """Draw photos two in a row.

        :param photos: iterable of `(jpeg bytes, caption)`, read one at a time
        """
        wide, high = (INNER - 6 * mm) / 2, 66 * mm
        column = 0
        with TemporaryDirectory() as folder:
            for number, (content, caption) in enumerate(photos):
                if not column:
                    self._room(high + 12 * mm)
                left = MARGIN + column * (wide + 6 * mm)
                # From a file reportlab takes the JPEG as it is; of anything else it
                # keeps all pixels until the end.
                path = Path(folder, f"{number}.jpg")
                path.write_bytes(_smaller(content))
                box = (left, self._y - high, wide, high)
                self._canvas.drawImage(
                    str(path), *box, preserveAspectRatio=True, anchor="nw"
                )
                self._caption(caption, left, self._y - high, wide)
                column = 1 - column
                if not column:
                    self._y -= high + 12 * mm
        if column:
            self._y -= high + 12 * mm

    def _caption(self, caption, left, y, wide):
        self._canvas.setFont("Paper", 7.5)
        self._canvas.setFillGray(GREY)
        for number, part in enumerate(simpleSplit(caption, "Paper", 7.5, wide)[:2]):
            self._canvas.drawString(left, y - (3.5 + 3.4 * number) * mm, part)
        self._canvas.setFillGray(0)

    # --- Pages ----------------------------------------------------------------------

    def _room(self, height):
        if self._y - height < BOTTOM:
            self._canvas.showPage()
            self._y = HEIGHT - MARGIN


def _shorten(text, width):
    parts = simpleSplit(text or "", "Paper", 8.5, width)
    return "\n".join(parts[:3])


def _smaller(content):
    """Return the JPEG at print size; the digest in the list is the original's."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
        image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
        image.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=PHOTO_QUALITY)
    return out.getvalue()
