"""A served copy of the demo database, a browser, and the mails it sent.

These tests see the suite as people do: over HTTP. They never import Odoo.
"""

import os
import re
import shutil
import time

import pytest
import requests
from playwright.sync_api import sync_playwright

from tools import databases, demo, mailsink, paths, postgres, setup
from tools.service import Service

TIMEOUT = 30_000  # milliseconds; another job of bin/test shares the two cores
PICTURES = paths.LOG / "e2e"


@pytest.fixture(scope="session")
def service():
    """A served copy of the demo database; .url, .mail_url, .database, .log."""
    setup.ensure()
    os.environ.update(postgres.environment())
    database = os.environ.get("E2E_DATABASE") or f"e2e_{os.getpid()}"
    databases.copy(demo.DemoTemplate().ensure(), database)
    served = Service(database)
    try:
        yield served.start()
    finally:
        served.stop()
        shutil.rmtree(served.mail_folder, ignore_errors=True)
        databases.drop(database)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, without a screen, with a camera that shows a test picture."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(service, browser, request):
    """Return a function that opens a page in a browser of its own.

    ``new_page("klient")`` is logged in (the password of demo users is their login),
    ``new_page()`` is a stranger's; more arguments go to the browser context.
    """
    contexts = []

    def open_page(login=None, **options):
        options.setdefault("locale", "pl-PL")
        options.setdefault("timezone_id", "Europe/Warsaw")
        context = browser.new_context(base_url=service.url, **options)
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        if login:
            page.goto("/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", login)
            page.click(".oe_login_form button[type=submit]")
            page.wait_for_url(re.compile(r"/(my|odoo|web$|$)"))
        return page

    yield open_page
    report = getattr(request.node, "report_call", None)
    for number, context in enumerate(contexts):
        if report is not None and report.failed:
            PICTURES.mkdir(parents=True, exist_ok=True)
            for page in context.pages:
                page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png")
        context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Let fixtures know whether their test failed."""
    outcome = yield
    if call.when == "call":
        item.report_call = outcome.get_result()


class Mails:
    """The mails that the served database sent."""

    def __init__(self, folder):
        self.folder = folder

    def all(self):
        """Return all messages, the newest first."""
        return [message for _name, message in mailsink.mails(self.folder)]

    def wait(self, to, subject="", timeout=90):
        """Return the newest mail to an address with ``subject`` in its subject."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for message in self.all():
                addressed = to in str(message["X-Envelope-To"])
                if addressed and subject in str(message["Subject"]):
                    return message
            time.sleep(0.5)
        seen = [f"{m['X-Envelope-To']}: {m['Subject']}" for m in self.all()]
        raise AssertionError(f"no mail to {to} about {subject!r}; there are {seen}")


@pytest.fixture
def mails(service):
    """The mails that were sent; mailsink.body() and .attachments() open them."""
    return Mails(service.mail_folder)


class Http(requests.Session):
    """A person's HTTP session, without a browser."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, url, **options):
        """Take addresses without the host."""
        options.setdefault("timeout", 60)
        return super().request(method, self.base + url, **options)

    def csrf(self, url="/web/login"):
        """Return the CSRF token of this session, read from a page."""
        page = self.get(url).text
        found = re.search(r'csrf_token"?(?:: "|" value=")([^"]+)"', page)
        assert found, f"{url} has no csrf_token"
        return found[1]

    def login(self, login, password=None):
        """Log in; the password of demo users is their login."""
        form = {
            "login": login,
            "password": password or login,
            "csrf_token": self.csrf(),
        }
        answer = self.post("/web/login", data=form)
        assert answer.ok, answer.status_code
        assert "oe_login_form" not in answer.text, f"{login} cannot log in"
        return self


@pytest.fixture
def http(service):
    """Return a function: ``http("klient")`` is a logged-in session, ``http()`` not."""

    def open_session(login=None):
        session = Http(service.url)
        return session.login(login) if login else session

    return open_session
