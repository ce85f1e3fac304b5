"""Reads barcodes from papers as a scanner would; no test in here."""

import subprocess
import tempfile
from pathlib import Path

import pypdfium2

# zbarimg complains about a missing D-Bus on stderr and reads all the same.
ZBARIMG = ["zbarimg", "--quiet", "--raw"]
DPI = 150


def read_image(image):
    """Return the barcodes that zbarimg reads from a Pillow image."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        image.save(path)
        run = subprocess.run(
            [*ZBARIMG, str(path)], capture_output=True, text=True, check=False
        )
    return run.stdout.split()


def read_codes(content, dpi=DPI):
    """Return the barcodes that zbarimg reads from all pages of a PDF."""
    return [
        code
        for page in pypdfium2.PdfDocument(content)
        for code in read_image(page.render(scale=dpi / 72).to_pil())
    ]
