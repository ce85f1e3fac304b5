"""Pictures of key screens on the way, for people to look at: var/shots."""

from tools import paths

FOLDER = paths.VAR / "shots"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 900}


def shoot(page, name, phone=False):
    """Keep a picture of the page, 1400 wide, and 390 wide when ``phone``.

    The window has its size again afterwards.
    """
    before = page.viewport_size
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = {"": DESK, "-phone": PHONE} if phone else {"": DESK}
    for suffix, size in sizes.items():
        page.set_viewport_size(size)
        page.screenshot(path=FOLDER / f"{name}{suffix}.png", full_page=True)
    page.set_viewport_size(before)
