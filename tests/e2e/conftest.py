"""A served copy of the demo database, a browser, and the mails it sent.

These tests see the suite as people do: over HTTP. They never import Odoo.
"""

import functools
import os
import re
import shutil
import time

import pytest
import requests
from playwright.sync_api import expect, sync_playwright

from tests.e2e.support import rpc
from tests.e2e.support.office import Office
from tools import databases, demo, mailsink, paths, postgres, setup
from tools.service import Service

TIMEOUT = 30_000  # milliseconds; another job of bin/test shares the two cores
PICTURES = paths.LOG / "e2e"
expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="module")
def service(request):
    """A served copy of the demo database; .url, .mail_url, .database, .log.

    Each test module has its own.
    """
    setup.ensure()
    os.environ.update(postgres.environment())
    module = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    database = os.environ.get("E2E_DATABASE") or f"e2e_{os.getpid()}"
    database = f"{database}_{module}"
    databases.copy(demo.DemoTemplate().ensure(), database)
    # Mails about devices wait two minutes for more of them; tests do not.
    databases.sql("update res_company set service_mail_quiet_minutes = 0", database)
    served = Service(database)
    try:
        yield served.start()
        served.settle()
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


def open_page(service, browser, contexts, login=None, password=None, **options):
    """Open a page in a browser context of its own; ``login`` logs in."""
    options.setdefault("locale", "pl-PL")
    options.setdefault("timezone_id", "Europe/Warsaw")
    options.setdefault("viewport", {"width": 1400, "height": 900})
    context = browser.new_context(base_url=service.url, **options)
    context.set_default_timeout(TIMEOUT)
    contexts.append(context)
    page = context.new_page()
    if login:
        page.goto("/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", password or login)
        page.click(".oe_login_form button[type=submit]")
        page.wait_for_url(re.compile(r"/(my|odoo|web$|$)"))
    return page


def keep_pictures(contexts, node):
    """Picture every open page of a test that failed."""
    report = getattr(node, "report_call", None)
    if report is None or not report.failed:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages):
        page.screenshot(path=PICTURES / f"{node.name}-{number}.png")


@pytest.fixture
def new_page(service, browser, request):
    """Return a function that opens a page in a browser of its own.

    ``new_page("klient")`` is logged in (the password of demo users is their login),
    ``new_page()`` is a stranger's; more arguments go to the browser context.
    """
    contexts = []
    yield functools.partial(open_page, service, browser, contexts)
    keep_pictures(contexts, request.node)
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def people(service, browser):
    """Return a function: ``people("kierownik")`` is the page of that person.

    Everybody keeps one browser through the whole module, as at work.
    """
    contexts, pages = [], {}

    def page_of(login=None, password=None):
        if login not in pages:
            pages[login] = open_page(service, browser, contexts, login, password)
        return pages[login]

    page_of.contexts = contexts
    yield page_of
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def _pictures_of_people(request):
    yield
    if "people" in request.fixturenames:
        keep_pictures(request.getfixturevalue("people").contexts, request.node)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Let fixtures know whether their test failed."""
    outcome = yield
    report = outcome.get_result()
    if call.when == "call":
        item.report_call = report
    if report.failed:
        item.module.broken_by = item.name


def pytest_runtest_setup(item):
    """Stop a module at its first failure when each test goes on after another."""
    broken_by = getattr(item.module, "broken_by", None)
    if broken_by and getattr(item.module, "IN_ORDER", False):
        pytest.skip(f"goes on where {broken_by} failed")


class Mails:
    """The mails that the served database sent."""

    def __init__(self, folder):
        self.folder = folder

    def all(self):
        """Return all messages, the newest first."""
        return [message for _name, message in mailsink.mails(self.folder)]

    def wait(self, to, subject="", text="", timeout=90):
        """Return the newest mail to an address with these words in subject and body."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for message in self.all():
                addressed = to in str(message["X-Envelope-To"])
                if (
                    addressed
                    and subject in str(message["Subject"])
                    and text in mailsink.body(message)[1]
                ):
                    return message
            time.sleep(0.5)
        seen = [f"{m['X-Envelope-To']}: {m['Subject']}" for m in self.all()]
        raise AssertionError(f"no mail to {to}: {subject!r} {text!r}; there are {seen}")


@pytest.fixture(scope="module")
def mails(service):
    """The mails that were sent; mailsink.body() and .attachments() open them."""
    return Mails(service.mail_folder)


class Http(requests.Session):
    """A person's HTTP session, without a browser."""

    def __init__(self, base):
        super().__init__()
        self.base = base
        self.headers["Accept-Language"] = "pl-PL,pl;q=0.9"

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


@pytest.fixture(scope="module")
def http(service):
    """Return a function: ``http("klient")`` is a logged-in session, ``http()`` not."""

    def open_session(login=None, password=None):
        session = Http(service.url)
        return session.login(login, password) if login else session

    return open_session


@pytest.fixture(scope="module")
def api(service, http):
    """Return a function: ``api("kierownik")`` calls JSON-2 as that person."""
    clients = {}

    def client(login):
        if login not in clients:
            key = rpc.make_key(http(login), login)
            clients[login] = rpc.Json2(service.url, key)
        return clients[login]

    return client


@pytest.fixture(scope="module")
def office(api):
    """What the books say."""
    return Office(api("admin"))
