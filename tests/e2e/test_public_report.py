"""The button on a website of another origin, and the form without an account."""

import functools
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect

from tests.e2e.support.shots import shoot
from tools import databases, mailsink

KNOWN = "klient@klienci.example.com"
PERSON = {"name": "Ewa Pierwsza", "email": "ewa@pierwsza.example", "phone": "600700800"}
LINK = re.compile(r'href="([^"]*/service/report/[^"]+)"')
# Nothing but the portal's script and frame: the button needs no more.
POLICY = "default-src 'none'; script-src {portal}; frame-src {portal}"
PAGE = """<!DOCTYPE html><html lang="pl"><head><meta charset="utf-8">
<title>Firma</title></head><body><h1>Nasza firma</h1>
<script src="{portal}/service/embed.js" data-text="Zgłoś awarię" data-kind="{kind}"
  data-position="left" data-color="#aa2200" data-open="{open}"></script>
<p>Dalszy tekst</p></body></html>"""


class Website(http.server.BaseHTTPRequestHandler):
    """A firm's own website; `/tab/overlay` and the like choose the button."""

    def __init__(self, *args, portal, **kwargs):
        self.portal = portal
        super().__init__(*args, **kwargs)

    def do_GET(self):
        """Give out the page with the script tag."""
        kind, _slash, how = self.path.strip("/").partition("/")
        body = PAGE.format(portal=self.portal, kind=kind, open=how).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY.format(portal=self.portal))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def website(service):
    """Address of the other origin, which the settings let frame the form."""
    handler = functools.partial(Website, portal=service.url)
    # Another host name, too: the same name on another port is the same site.
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://localhost:{server.server_port}"
    databases.sql(
        f"update res_company set service_embed_origins = '{origin}'", service.database
    )
    yield origin
    server.shutdown()


def fill(form, **values):
    """Fill the form as a first-time person."""
    form.locator("[name='device-0-category_id']").select_option(index=1)
    form.locator("[name='device-0-brand']").fill("Makita DHP484")
    form.locator("[name='device-0-fault']").fill("Nie włącza się od wczoraj.")
    for name, value in (PERSON | values).items():
        form.locator(f"[name='{name}']").fill(value)
    form.locator("[name='consent']").check()


def test_form_in_a_frame_of_another_origin_files_a_request(website, new_page, mails):
    page = new_page()
    page.goto(f"{website}/tab/overlay")
    button = page.get_by_role("link", name="Zgłoś awarię")
    button.focus()
    page.keyboard.press("Enter")
    form = page.frame_locator("dialog iframe")
    fill(form)
    form.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(form.get_by_role("heading", level=1)).to_contain_text("skrzynki")
    page.keyboard.press("Escape")
    assert not [c for c in page.context.cookies() if "localhost" in c["domain"]]

    message = mails.wait(PERSON["email"], "Mamy Twoje zgłoszenie")
    link = LINK.search(mailsink.body(message)[1])[1]
    number = re.search(r"ZS/\d+/\d+", str(message["Subject"]))[0]
    reader = new_page()
    reader.goto(link)
    expect(reader.get_by_role("heading", level=1)).to_contain_text(number)
    shoot(reader, "public-report-link", phone=True)
    reader.get_by_role("button", name="Ustal hasło").click()
    expect(reader.locator("input[name=login]")).to_have_value(PERSON["email"])


def test_button_stands_where_its_script_stands_and_opens_a_new_tab(website, new_page):
    page = new_page()
    page.goto(f"{website}/button/tab")
    button = page.get_by_role("link", name="Zgłoś awarię")
    heading = page.get_by_role("heading", name="Nasza firma").bounding_box()
    text = page.get_by_text("Dalszy tekst").bounding_box()
    assert heading["y"] < button.bounding_box()["y"] < text["y"]
    with page.context.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Zgłoś usterkę")


def test_website_that_is_not_named_frames_nothing(website, new_page):
    page = new_page()
    stranger = website.replace("localhost", "127.0.0.1")
    with page.expect_event(
        "console", lambda message: "frame-ancestors" in message.text
    ):
        page.goto(f"{stranger}/tab/overlay")
        page.get_by_role("link", name="Zgłoś awarię").click()


def test_known_address_waits_until_its_owner_confirms(new_page, mails):
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto("/service/report")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, f"{wide} px wide"
    fill(page.locator("form.o_service_form"), email=KNOWN)
    page.locator("[name='device-0-fault']").fill("")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("[name='name']")).to_have_value(PERSON["name"])
    shoot(page, "public-report-error", phone=True)
    page.locator("[name='device-0-fault']").fill("Iskrzy")
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("skrzynki")

    message = mails.wait(KNOWN, "Potwierdź")
    page.goto(LINK.search(mailsink.body(message)[1])[1])
    shoot(page, "public-report-confirm", phone=True)
    page.get_by_role("button", name="Tak, to moje zgłoszenie").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("ZS/")
    number = re.search(r"ZS/\d+/\d+", heading.inner_text())[0]
    client = new_page("klient")
    client.goto("/my/service")
    expect(client.locator("main")).to_contain_text(number)
