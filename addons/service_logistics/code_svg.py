"""A barcode as an image on a page. No Odoo import."""

import base64

from barcode.codex import Code128

QUIET = 10  # modules on both sides, as the norm wants
HEIGHT = 40


def code_svg(value):
    """Return the Code 128 of `value` as SVG: one path, one unit a module.

    :param str value: letters and digits
    :rtype: str
    """
    bits = Code128(value).build()[0]
    width = len(bits) + 2 * QUIET
    bars, start = [], None
    for place, bit in enumerate(f"{bits}0"):
        if bit == "1" and start is None:
            start = place
        elif bit == "0" and start is not None:
            bars.append(
                f"M{QUIET + start} 0h{place - start}v{HEIGHT}h-{place - start}z"
            )
            start = None
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}"'
        f' width="{2 * width}" height="{2 * HEIGHT}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{width}v{HEIGHT}H0z"/>'
        f'<path d="{"".join(bars)}"/></svg>'
    )


def code_uri(value):
    """Return the same as the address of an image."""
    content = base64.b64encode(code_svg(value).encode()).decode()
    return f"data:image/svg+xml;base64,{content}"
