"""Photos to upload."""

import io

from PIL import Image, ImageDraw


def photo(label, color=(70, 110, 160), size=(1200, 900)):
    """Return a JPEG that shows ``label``."""
    image = Image.new("RGB", size, color)
    draw = ImageDraw.Draw(image)
    for step in range(0, size[0], 60):
        draw.line([(step, 0), (size[0] - step, size[1])], fill=(200, 210, 225), width=2)
    draw.text((40, 40), label, fill=(255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


SIZE = 30 * 1024 * 1024


def too_large():
    """Return a photo of 30 MB."""
    head = photo("duże")
    return head + bytes(SIZE - len(head))


def too_large_and_broken():
    """Return 30 MB that no browser can make smaller: no picture."""
    return bytes(range(256)) * (SIZE // 256)


def save(path, content):
    """Write a file to choose in a browser; return its path."""
    path.write_bytes(content)
    return path
