"""Pictures of docs/images, made from the demo data: ``python -m tools.screenshots``.

Works on a copy of the demo database: logistics, technician, client and accountant walk
the demo's devices a part of the way over HTTP and JSON-2, then a browser looks.
"""

import base64
import io
import os
import pathlib
import re
import shutil
import tempfile
import uuid

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from tests.e2e.conftest import Http
from tests.e2e.support import rpc
from tests.e2e.support.portal import Portal
from tools import databases, demo, paths, postgres, setup, steps
from tools.service import Service

FOLDER = paths.ROOT / "docs" / "images"
DESK = {"width": 1400, "height": 900}
TALL = {"width": 1400, "height": 1500}
PHONE = {"width": 390, "height": 844}
COLORS = 128  # enough for screens, and small files
SCAN_PAUSE = 1000  # milliseconds; a scanner's bounce is over, the answer is drawn
# Points of the demo's checklists that are ticked as failed.
FAILED = {
    "Lenovo": {"Zasilanie", "Wentylator i chłodzenie"},
    "DeLonghi": {"Zaparzacz", "Kamień"},
    "Samsung": {"Ekran i dotyk"},
}


def photo(shade, open_lid):
    """Return a drawn photo of a device on a workbench, as base64."""
    image = Image.new("RGB", (1200, 900), (214, 205, 190))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 620, 1200, 900), fill=(150, 116, 84))
    draw.rounded_rectangle((260, 150, 940, 560), 24, fill=(44, 48, 56))
    draw.rounded_rectangle((290, 180, 910, 530), 10, fill=shade)
    if open_lid:
        draw.line(
            (380, 200, 560, 360, 520, 420, 760, 520), fill=(235, 235, 240), width=5
        )
    draw.polygon(((200, 560), (1000, 560), (1080, 700), (120, 700)), fill=(92, 97, 107))
    for row in range(4):
        for key in range(14):
            left = 232 + key * 52 - row * 14
            top = 576 + row * 24
            draw.rounded_rectangle(
                (left, top, left + 42, top + 16), 4, fill=(52, 56, 64)
            )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return base64.b64encode(out.getvalue()).decode()


class Story:
    """The demo's devices on their way."""

    def __init__(self, url):
        self.url = url
        self.clients = {}
        self.admin = self.api("admin")
        rows = self.admin.find(
            "service.job", [], ["title", "barcode", "request_id"], order="id"
        )
        self.jobs = {row["title"].split()[0]: row for row in rows if row["title"]}

    def api(self, login):
        """Return JSON-2 as somebody."""
        if login not in self.clients:
            key = rpc.make_key(Http(self.url).login(login), login)
            self.clients[login] = rpc.Json2(self.url, key)
        return self.clients[login]

    def press(self, login, method, brand):
        """Press a button of a job."""
        self.api(login)("service.job", method, ids=self.jobs[brand]["id"])

    def receive(self, brand, pictures):
        """Receive a device and take photos of it."""
        logistics = self.api("logistyka")
        token = str(uuid.uuid4())
        raw = self.jobs[brand]["barcode"]
        logistics("service.scan", "scan", token=token, raw=raw, mode="receive")
        for number, data in enumerate(pictures):
            logistics(
                "service.scan", "add_photo",
                job_id=self.jobs[brand]["id"], name=f"{number}.jpg", data=data,
            )  # fmt: skip

    def technician(self, brand):
        """Return the login of the technician of a job."""
        job = self.admin.read("service.job", self.jobs[brand]["id"], "technician_id")
        user = self.admin.read("res.users", job["technician_id"][0], "login")
        return user["login"]

    def quote(self, brand):
        """Examine a device and send its quote."""
        login = self.technician(brand)
        self.press(login, "action_start_diagnosis", brand)
        domain = [("job_id", "=", self.jobs[brand]["id"])]
        for check in self.admin.find("service.job.check", domain, ["name"]):
            result = "failed" if check["name"] in FAILED[brand] else "ok"
            self.api(login).write("service.job.check", check["id"], result=result)
        self.press(login, "action_send_quote", brand)

    def decide(self, login, **choices):
        """Decide as the client."""
        values = {}
        for brand, choice in choices.items():
            domain = [("job_id", "=", self.jobs[brand]["id"])]
            values[f"quote-{self.admin.one('service.quote', domain)['id']}"] = choice
        Portal(Http(self.url).login(login)).decide(values)

    def invoice(self, brand, paid=0):
        """Post the invoice of a job; register a payment."""
        accountant = self.api("ksiegowosc")
        domain = [("job_id", "=", self.jobs[brand]["id"])]
        row = accountant.one("service.money.report", domain)["id"]
        move = accountant("service.money.report", "action_create_invoices", ids=row)
        move = move["res_id"]
        accountant("account.move", "action_post", ids=move)
        if paid:
            context = {"active_model": "account.move", "active_ids": [move]}
            [wizard] = accountant(
                "account.payment.register", "create",
                vals_list=[{"amount": paid}], context=context,
            )  # fmt: skip
            accountant("account.payment.register", "action_create_payments", ids=wizard)


def launch(playwright, folder):
    """Return a browser whose camera sees a device on the workbench."""
    seen = pathlib.Path(folder) / "camera.mjpeg"
    seen.write_bytes(base64.b64decode(photo((58, 92, 128), True)))
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={seen}",
        ],
    )


class Camera:
    """A browser that takes the pictures."""

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url

    def page(self, login, size=DESK):
        """Return a page of somebody who is logged in."""
        context = self.browser.new_context(
            base_url=self.url,
            locale="pl-PL",
            timezone_id="Europe/Warsaw",
            viewport=size,
        )
        page = context.new_page()
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.click(".oe_login_form button[type=submit]")
        page.wait_for_url(re.compile(r"/(my|odoo)"))
        return page

    def keep(self, page, name):
        """Keep what the page shows, as a small PNG."""
        page.wait_for_function("[...document.images].every((image) => image.complete)")
        image = Image.open(io.BytesIO(page.screenshot()))
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{name}.png"
        image.convert("RGB").quantize(COLORS).save(path, optimize=True)
        steps.say(f"{path.relative_to(paths.ROOT)}: {path.stat().st_size // 1024} kB")


def scan(page, code):
    """Scan as a scanner does."""
    with page.expect_response("**/service.scan/scan"):
        page.keyboard.type(code, delay=5)
        page.keyboard.press("Enter")


def take(story, camera):
    """Walk the devices and take the pictures on the way."""
    closed, broken = photo((58, 92, 128), False), photo((24, 26, 30), True)
    for brand in ("DeLonghi", "Lenovo"):
        story.receive(brand, [broken, closed])
        story.quote(brand)
    client = camera.page("firma", TALL)
    client.goto("/my/service/quotes")
    for card in client.locator(".o_service_quote").all():
        card.locator(".o_service_variant:has(input[value=recommended])").click()
    client.evaluate("window.scrollTo(0, 0)")
    camera.keep(client, "quotes")
    story.decide("firma", Lenovo="recommended", DeLonghi="necessary")
    story.press(story.technician("Lenovo"), "action_start_repair", "Lenovo")
    for page, name in (
        (client, "portal-job"),
        (camera.page("firma", PHONE), "portal-job-phone"),
    ):
        page.goto(f"/my/service/job/{story.jobs['Lenovo']['id']}")
        camera.keep(page, name)
    station = camera.page("logistyka")
    station.goto("/odoo/service-receive")
    station.locator(".o_service_station_idle").wait_for()
    request = story.jobs["Samsung"]["request_id"][0]
    scan(station, story.admin.read("service.request", request, "barcode")["barcode"])
    scan(station, story.jobs["Samsung"]["barcode"])
    station.locator(".o_service_station_success").wait_for()
    camera.keep(station, "station")
    story.quote("Samsung")
    story.decide("klient", Samsung="recommended")
    story.invoice("Samsung", paid=100)
    board = camera.page("ksiegowosc")
    board.goto("/odoo/action-service_quotes.service_money_report_action")
    board.locator(".o_data_row").first.wait_for()
    camera.keep(board, "board")


def take_desk(camera):
    """Take the pictures of the care desk's screens, for docs/desk.md."""
    desk = camera.page("opieka")
    desk.goto("/odoo/service-triage")
    desk.locator("article[data-open]").wait_for()
    camera.keep(desk, "triage")
    desk.goto("/odoo/service-intake")
    desk.fill("#intake_search", "Maj")
    desk.locator(".o_service_intake_found_client").click()
    desk.locator("#intake_file").wait_for()
    camera.keep(desk, "intake")
    desk.goto("/odoo/action-service_portal.service_request_action")
    desk.locator(".o_data_row").first.wait_for()
    camera.keep(desk, "requests")


def take_warehouse(story, camera):
    """Take the pictures of the stations, for docs/logistics.md."""
    station = camera.page("logistyka")

    def at(path, *codes):
        station.goto(f"/odoo/{path}")
        station.locator(".o_service_station_idle").wait_for()
        for code in codes:
            scan(station, code)
            station.wait_for_timeout(SCAN_PAUSE)

    asus, motorola = story.jobs["Asus"], story.jobs["Motorola"]
    request = story.admin.read("service.request", asus["request_id"][0], "barcode")
    at("service-receive", request["barcode"])
    station.locator("tr", has_text="Asus").locator("button").click()
    station.locator(".o_service_station_photo [data-hotkey=p]").click()
    station.wait_for_function("document.querySelector('video')?.videoWidth")
    station.wait_for_timeout(SCAN_PAUSE)
    camera.keep(station, "photo-booth")
    shelf = story.admin.one("stock.location", [("name", "=", "A-01")])
    code = story.admin.read("stock.location", shelf["id"], "barcode")["barcode"]
    at("service-shelves", code)
    camera.keep(station, "shelves")
    at("service-send", motorola["barcode"])
    camera.keep(station, "sending")
    desk = camera.page("opieka")
    parcel = story.admin.one("service.parcel", [("phone", "!=", False)])
    action = "action-service_logistics.service_parcel_action"
    desk.goto(f"/odoo/{action}/{parcel['id']}")
    desk.locator("[name=suggested_job_ids] .o_data_row").wait_for()
    camera.keep(desk, "unknown-parcel")


def main():
    """Make all pictures anew."""
    setup.ensure()
    os.environ.update(postgres.environment())
    database = f"screenshots_{os.getpid()}"
    databases.copy(demo.DemoTemplate().ensure(), database)
    served = Service(database)
    try:
        served.start()
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            camera = Camera(launch(playwright, folder), served.url)
            take_desk(camera)
            story = Story(served.url)
            take_warehouse(story, camera)
            take(story, camera)
            camera.browser.close()
    finally:
        served.stop()
        shutil.rmtree(served.mail_folder, ignore_errors=True)
        databases.drop(database)


if __name__ == "__main__":
    steps.main(main)
