"""Barcodes of a document, read as a scanner reads them: from its picture."""

import io
import subprocess
import tempfile

import pypdfium2

DOTS_PER_INCH = 200


def pictures(pdf):
    """Return the pages of a PDF as PNG bytes."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=DOTS_PER_INCH / 72).to_pil() for page in document]
    finally:
        document.close()
    found = []
    for page in pages:
        out = io.BytesIO()
        page.save(out, "PNG")
        found.append(out.getvalue())
    return found


def text(pdf):
    """Return the text of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def read(pdf):
    """Return the Code 128 barcodes of a PDF, as zbarimg sees them."""
    codes = []
    for picture in pictures(pdf):
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            file.write(picture)
            file.flush()
            command = [
                "zbarimg",
                "-q",
                "--raw",
                "-Sdisable",
                "-Scode128.enable",
                file.name,
            ]
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, timeout=60
            )
        codes += done.stdout.split()
    return codes
