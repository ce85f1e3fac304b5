"""The stations of logistics: scans are keys."""

import contextlib
import re

from playwright.sync_api import expect

from tests.e2e.support import polish

BOUNCE = 1_000  # milliseconds; the station takes no code twice within 800
PATIENT = 5_000  # milliseconds
# A loaded machine stops between two keys for longer than core waits for the next one,
# and a scan is cut in two. It ends with Enter anyhow.
LONGEST_BETWEEN_KEYS = """wait => {
    const { barcodeService } = odoo.loader.modules.get("@barcodes/barcode_service");
    window.usualWait ||= barcodeService.maxTimeBetweenKeysInMs;
    barcodeService.maxTimeBetweenKeysInMs = wait || window.usualWait;
}"""


class Station:
    """A receiving or sending station."""

    def __init__(self, page, path):
        self.page = page
        self.path = path

    def open(self):
        """Open it, ready to scan."""
        self.page.goto(f"/odoo/{self.path}")
        self.page.locator(".o_service_station_idle").wait_for()
        return self

    def type(self, code):
        """Send the keys of a scan, whatever becomes of it."""
        self.page.evaluate(LONGEST_BETWEEN_KEYS, PATIENT)
        self.page.keyboard.type(code, delay=5)
        self.page.keyboard.press("Enter")
        self.page.evaluate(LONGEST_BETWEEN_KEYS, None)

    def wait_for_waiting(self, number):
        """Return when so many scans wait in the browser and nothing is under way."""
        quiet = ".o_service_station_status:not(:has(.fa-spin))"
        if not number:
            self.page.locator(
                f"{quiet}:not(:has(.o_service_station_waiting))"
            ).wait_for()
            return
        status = self.page.locator(quiet)
        waiting = status.locator(".o_service_station_waiting")
        expect(waiting).to_contain_text(re.compile(rf"\b{number}\b"))
        polish.sentence(status.locator("[role=status]").inner_text())

    @contextlib.contextmanager
    def no_answers(self, method="scan"):
        """Let no such call through; at the end all that waits is sent."""
        calls = f"**/service.scan/{method}"
        self.page.route(calls, lambda route: route.abort())
        yield
        self.page.unroute(calls)
        self.retry()
        self.wait_for_waiting(0)

    def retry(self):
        """Send what waits now."""
        self.page.locator(".o_service_station_waiting button").click()

    @property
    def said(self):
        """The big answer."""
        return self.page.locator(".o_service_station_status [role=status]")

    @property
    def missed(self):
        """The rows of what is to be looked at once more."""
        return self.page.locator(".o_service_station_missed li")

    def dismiss(self):
        """Read that list, as Polish, and put it away."""
        missed = self.page.locator(".o_service_station_missed")
        polish.sentence(missed.inner_text())
        missed.locator("button").click()
        missed.wait_for(state="detached")

    def scan(self, code):
        """Scan as a scanner does: quick keys to the page; return (level, text)."""
        status = self.page.locator(".o_service_station_status")
        with self.page.expect_response("**/service.scan/scan"):
            self.type(code)
        self.page.locator(".o_service_station_status:not(:has(.fa-spin))").wait_for()
        [level] = [
            name.removeprefix("o_service_station_")
            for name in status.get_attribute("class").split()
            if name.startswith("o_service_station_") and not name.endswith("_status")
        ]
        return level, polish.sentence(status.locator("[role=status]").inner_text())

    def scan_again(self, code):
        """Scan the same code once more, later than a scanner that reads twice."""
        self.page.wait_for_timeout(BOUNCE)
        return self.scan(code)

    def add_photo(self, file):
        """Upload a photo of the device that was scanned last: a file's path."""
        with self.page.expect_response("**/service.scan/add_photo"):
            self.page.set_input_files("input[name=photos]", file)
        self.page.locator(".o_service_station_photo[data-waiting='0']").wait_for()

    @property
    def table(self):
        """The devices of the parcel as text."""
        return self.page.locator("table").inner_text()

    def choose_carrier(self, name):
        """Choose by whom the open parcel goes."""
        with self.page.expect_response("**/service.scan/parcel_data"):
            self.page.select_option("select[name=carrier]", label=name)
