"""Checks and cleans a signature that was drawn on screen. No Odoo import."""

import hashlib
import io
import warnings

from PIL import (
    Image,
    PngImagePlugin,  # noqa: F401 - Odoo keeps Pillow from finding its readers
    UnidentifiedImageError,
)

MAX_BYTES = 1_000_000
MAX_PIXELS = 4_000_000
SIZE = (900, 450)
QUALITY = 88
# Brightness that some dots must have to be called ink.
INK = 200


class SignatureError(ValueError):
    """No signature; `args[0]` is one of empty, format."""


def clean(raw):
    """Return a drawn signature as JPEG on white, and its digest.

    :param bytes raw: a PNG, also a transparent one
    :rtype: tuple[bytes, str]
    :raise SignatureError: nothing is drawn, or it is no picture of that kind
    """
    if not raw or len(raw) > MAX_BYTES:
        raise SignatureError("format" if raw else "empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG",)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise SignatureError("format")
                drawn = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, Warning) as error:
        raise SignatureError("format") from error
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    plain = paper.convert("RGB")
    if plain.convert("L").getextrema()[0] > INK:
        raise SignatureError("empty")
    plain.thumbnail(SIZE)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    content = out.getvalue()
    return content, hashlib.sha256(content).hexdigest()
