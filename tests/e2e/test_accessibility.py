"""The client's pages work for people who see, hear or move differently.

axe-core looks at each page in both widths; what it calls serious or critical fails.
"""

import base64
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.pages.client import NewRequest
from tests.e2e.pages.station import Station
from tests.e2e.support.photos import photo
from tools import databases

WIDTHS = {"desk": 1400, "phone": 390}
# What a person sees who is not logged in, and what a company's administrator sees.
PUBLIC = ("/web/login", "/web/signup", "/service/report", "/service/report/old-link")
PORTAL = (
    "/my",
    "/my/service",
    "/my/service?search=nothing-like-this",
    "/my/service/new",
    "/my/service/quotes",
    "/my/service/team",
    "/my/service/import",
    "/my/service/devices",
    "/my/service/invoices",
    "/my/service/account",
    "/my/service/privacy",
    "/my/service/99999",
)
STATIONS = (
    "receiving_station",
    "sending_station",
    "shelf_station",
    "courier_station",
)
WRONG = (
    "Rodzaj urządzenia;Marka;Numer seryjny;Opis usterki\n"
    "Rakieta;Dell;AX-1;Nie działa\nLaptop;Dell;AX-2;\nLaptop;Dell;AX-3;Nie działa\n"
)
REPORT = {
    "device-0-brand": "Bosch",
    "device-0-fault": "Nie włącza się",
    "name": "Ewa Nowa",
    "email": "ewa@nowa.example.com",
    "phone": "600 100 200",
}
# The focus shows: an outline, a shadow, or the one of the label beside a hidden box.
SEEN = """() => {
    const shows = (element) => {
        const style = element && getComputedStyle(element);
        return Boolean(style) && (style.boxShadow !== "none"
            || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0));
    };
    const element = document.activeElement;
    return shows(element) || shows(element.nextElementSibling);
}"""
# Rules of WCAG 2.2 A and AA; best practices are left to the eye.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}


def _serious(page, part=None):
    """Return `rule: where` of each serious fault that axe-core finds on the page."""
    answer = Axe().run(page, context=part, options=RULES)
    return [
        f"{fault['id']} ({fault['help']}): {node['html'][:200]}"
        for fault in answer.response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.fixture(scope="module")
def job(service, http):
    """The address of a device's page of that company."""
    page = http("firma").get("/my/service").text
    start = page.index("/my/service/job/")
    return page[start : page.index('"', start)]


@pytest.fixture(scope="module")
def job_id(job):
    """Its number."""
    return int(job.rpartition("/")[2])


@pytest.fixture(scope="module")
def device(api, job_id):
    """The address of the device's passport."""
    row = api("admin").read("service.job", job_id, "device_id")
    return f"/my/service/device/{row['device_id'][0]}"


@pytest.fixture(scope="module")
def supply(api, job_id):
    """The address of a request of that company whose client is asked for data."""
    care = api("opieka")
    row = care.read(
        "service.request",
        care.read("service.job", job_id, "request_id")["request_id"][0],
        "contact_id",
        "type_id",
    )
    request = care.create(
        "service.request", contact_id=row["contact_id"][0], type_id=row["type_id"][0],
        subject="Drukarka rwie papier",
    )  # fmt: skip
    care.write("service.request", request, missing_info="Jaki jest model?")
    care("service.request", "action_ask_for_info", ids=request)
    return f"/my/service/{request}"


@pytest.fixture(scope="module")
def complaint(service, api, job_id):
    """The address of the form that complains about a finished job."""
    admin = api("admin")
    request = admin.read("service.job", job_id, "request_id")["request_id"][0]
    domain = [("request_id", "=", request), ("id", "!=", job_id)]
    finished = admin.one("service.job", domain)["id"]
    # The way to the end is tested elsewhere; here the page is looked at.
    databases.sql(
        f"update service_job set state = 'closed' where id = {finished}",
        service.database,
    )
    return f"/my/service/job/{finished}/complain"


@pytest.fixture(scope="module")
def wrong_rows(http):
    """The address of a spreadsheet with two wrong rows."""
    session = http("firma")
    upload = {"file": ("lista.csv", WRONG.encode())}
    form = {"csrf_token": session.csrf("/my/service/import")}
    return session.post("/my/service/import", data=form, files=upload).url


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PUBLIC)
def test_visitors_page_has_no_serious_fault(new_page, address, width):
    page = new_page(viewport={"width": WIDTHS[width], "height": 900})
    page.goto(address, wait_until="networkidle")
    assert _serious(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_portal_page_has_no_serious_fault(
    new_page, job, device, supply, wrong_rows, complaint, width
):
    page = new_page("firma", viewport={"width": WIDTHS[width], "height": 900})
    request_page = job.partition("/job/")[0] + "/1"
    made = (job, request_page, device, supply, wrong_rows, complaint)
    found = {}
    for address in (*PORTAL, *made):
        page.goto(address, wait_until="networkidle")
        if faults := _serious(page):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_station_of_the_warehouse_has_no_serious_fault(new_page, api, width):
    shelf = api("logistyka").one(
        "stock.location",
        [("is_service_shelf", "=", True), ("name", "=", "A-05")],
        ["barcode"],
    )
    page = new_page("logistyka", viewport={"width": WIDTHS[width], "height": 900})
    found = {}
    for name in STATIONS:
        station = Station(page, f"action-service_logistics.service_{name}_action")
        station.open()
        station.type(shelf["barcode"])
        expect(page.locator(".o_service_station_idle")).to_have_count(0)
        # The frame around it is core's.
        if faults := _serious(page, ".o_service_station"):
            found[name] = faults
    assert found == {}


def test_status_bar_is_an_ordered_list_that_names_the_current_step(new_page, job):
    page = new_page("firma")
    page.goto(job)
    steps = page.locator("ol.o_service_steps > li")
    assert steps.count() > 3
    assert page.locator("ol.o_service_steps > li[aria-current=step]").count() == 1


def test_thanks_for_a_report_have_no_serious_fault(new_page):
    page = new_page()
    page.goto("/service/report", wait_until="networkidle")
    page.select_option("[name=device-0-category_id]", index=1)
    for name, text in REPORT.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=consent]")
    page.click(".o_service_submit button")
    page.locator(".o_service_done_icon").wait_for()
    assert _serious(page) == []


# --- By the keyboard alone --------------------------------------------------------


def _tab_to(page, selector, most=60):
    """Press Tab until the focus is on `selector`, and seen."""
    for _number in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            assert page.evaluate(SEEN), f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_request_is_filed_by_the_keyboard_and_errors_are_focused(new_page):
    page = new_page("klient")
    NewRequest(page).open()
    _tab_to(page, "[name=type_id]")
    page.keyboard.press("Space")
    _tab_to(page, ".o_service_submit button")
    page.keyboard.press("Enter")
    page.locator(".o_service_form .alert-danger").wait_for()
    first = page.locator(".o_service_form .is-invalid").first
    expect(first).to_be_focused()
    page.keyboard.type("L")
    _tab_to(page, "[name=device-0-brand]")
    page.keyboard.type("Dell")
    _tab_to(page, "[name=device-0-fault]")
    page.keyboard.type("Nie włącza się")
    _tab_to(page, ".o_service_submit button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done")


def test_wrong_rows_are_corrected_by_the_keyboard(new_page, wrong_rows):
    page = new_page("firma")
    page.goto(wrong_rows)
    expect(page.locator(".o_service_alert[role=alert]")).to_be_focused()
    _tab_to(page, ".o_service_problems a")
    page.keyboard.press("Enter")
    _tab_to(page, "select.is-invalid")
    page.keyboard.type("Laptop")
    _tab_to(page, "textarea.is-invalid")
    page.keyboard.type("Nie włącza się")
    _tab_to(page, ".o_service_import > .btn-primary")
    page.keyboard.press("Enter")
    page.locator(".alert-success").wait_for()


def test_list_is_filtered_by_the_keyboard(new_page):
    page = new_page("firma")
    page.goto("/my/service")
    _tab_to(page, "[name=search]")
    page.keyboard.type("DL20231107")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=DL20231107**")
    assert page.locator(".o_service_table tbody tr").count() == 1
    _tab_to(page, ".o_service_more > summary")
    page.keyboard.press("Enter")
    _tab_to(page, "[name=state]")
    _tab_to(page, ".o_service_filters > a[href*=done]")
    page.keyboard.press("Enter")
    page.wait_for_url("**filterby=done**")


def test_lightbox_opens_turns_and_closes_by_the_keyboard(new_page, api, job, job_id):
    picture = base64.b64encode(photo("Przód")).decode()
    other = base64.b64encode(photo("Tył", color=(160, 90, 70))).decode()
    logistics = api("logistyka")
    barcode = api("admin").read("service.job", job_id, "barcode")["barcode"]
    token = str(uuid.uuid4())
    logistics("service.scan", "scan", token=token, raw=barcode, mode="receive")
    for number, data in enumerate((picture, other)):
        logistics(
            "service.scan", "add_photo", job_id=job_id, name=f"{number}.jpg", data=data
        )
    page = new_page("firma")
    page.goto(job, wait_until="networkidle")
    _tab_to(page, "a[data-caption]")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.o_service_lightbox_dialog[open]")
    dialog.wait_for()
    assert "(1/2)" in dialog.inner_text()
    page.keyboard.press("ArrowRight")
    assert "(2/2)" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    expect(page.locator("a[data-caption]").nth(1)).to_be_focused()
