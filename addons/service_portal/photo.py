"""Checks and cleans photos. No Odoo import.

What comes out is always a fresh JPEG: orientation applied, EXIF and GPS gone.
"""

import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

# Odoo keeps Pillow from finding its readers by itself; the three we take are named.
from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,  # noqa: F401 - registers the format
    PngImagePlugin,  # noqa: F401 - as above
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401 - as above
)

MAX_PIXELS = 60_000_000
MAX_SIDE = 2560
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


class PhotoError(ValueError):
    """Not a photo that we take; `args[0]` is one of too_big, pixels, format."""


@dataclass(frozen=True)
class Photo:
    """A cleaned photo.

    :ivar bytes content: JPEG
    :ivar int width: pixels
    :ivar int height: pixels
    :ivar str sha256: hexadecimal digest of `content`
    """

    content: bytes
    width: int
    height: int
    sha256: str


def _turned(image):
    """Return the image as the camera was held; as it lies when the notes are broken."""
    try:
        return ImageOps.exif_transpose(image)
    except struct.error:  # Pillow writes the camera's notes anew
        return image


def clean(raw, *, max_bytes):
    """Return the cleaned `Photo` of an uploaded file.

    :param bytes raw: the file as it came
    :param int max_bytes: a larger file is refused before it is opened
    :raise PhotoError: too_big, pixels or format
    """
    if len(raw) > max_bytes:
        raise PhotoError("too_big")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PhotoError("pixels")
                # JPEG decodes to a smaller size at once: less time and memory.
                image.draft("RGB", (MAX_SIDE, MAX_SIDE))
                upright = _turned(image)
                upright.thumbnail((MAX_SIDE, MAX_SIDE))
                plain = upright.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, PhotoError):
            raise
        raise PhotoError("format") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoError("pixels") from error
    plain.info.clear()
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    content = out.getvalue()
    return Photo(
        content, plain.width, plain.height, hashlib.sha256(content).hexdigest()
    )
