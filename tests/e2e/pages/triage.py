"""The triage inbox, driven by the keyboard."""

import re

from playwright.sync_api import expect

ACTION = "/odoo/action-service_portal.service_triage_action"


class Triage:
    """Keys only, as the care desk works."""

    def __init__(self, page):
        self.page = page

    def open(self):
        """Open the inbox and wait for the queue."""
        self.page.goto(ACTION)
        self.page.locator(".o_service_triage_queue").wait_for()
        self.page.locator(".o_service_triage_preview").wait_for()
        return self

    def open_list(self):
        """Open the inbox on a phone, where the list comes first."""
        self.page.goto(ACTION)
        self.page.locator(".o_service_triage_row").first.wait_for()
        return self

    @property
    def spoken(self):
        """What a screen reader is told."""
        return self.page.locator(".o_service_triage > [role=status]")

    @property
    def names(self):
        """The numbers in the queue, from above."""
        rows = self.page.locator(".o_service_triage_row")
        return rows.evaluate_all("rows => rows.map((row) => row.dataset.request)")

    def row(self, name):
        """Return the row of a request in the queue."""
        return self.page.locator(f".o_service_triage_row[data-request='{name}']")

    @property
    def current(self):
        """The number of the open request, or an empty text."""
        opened = self.page.locator("article[data-open]")
        return opened.get_attribute("data-open") if opened.count() else ""

    def opened(self, name):
        """Wait until this request is open."""
        self.page.locator(f"article[data-open='{name}']").wait_for()

    def go(self, name):
        """Move to a request with the arrow keys."""
        for _step in range(30):
            here = self.current
            if here == name:
                return
            names = self.names
            down = (
                not here or here not in names or names.index(here) < names.index(name)
            )
            self.page.keyboard.press("ArrowDown" if down else "ArrowUp")
            expect(self.page.locator("article[data-open]")).not_to_have_attribute(
                "data-open", here
            )
        raise AssertionError(f"{name} is not reached: {self.names}")

    def press(self, key):
        """Press one key of the inbox."""
        self.page.keyboard.press(key)

    @property
    def form(self):
        """The form of the act that was pressed."""
        form = self.page.locator(".o_service_triage_form")
        form.wait_for()
        return form

    def send(self):
        """Send the form with the keyboard."""
        self.page.keyboard.press("Control+Enter")
        self.page.locator(".o_service_triage_form").wait_for(state="detached")

    def gone(self, name):
        """Wait until a request has left the queue."""
        self.row(name).wait_for(state="detached")

    def undone(self):
        """Take the last decision back."""
        self.press("u")
        expect(self.page.locator(".alert-success")).to_contain_text(re.compile("."))
