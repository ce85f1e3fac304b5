"""The client's pages work for people who see, hear or move differently.

axe-core looks at each page in both widths; what it calls serious or critical fails.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

WIDTHS = {"desk": 1400, "phone": 390}
# What a person sees who is not logged in, and what a company's administrator sees.
PUBLIC = ("/web/login", "/web/signup")
PORTAL = (
    "/my",
    "/my/service",
    "/my/service?search=nothing-like-this",
    "/my/service/new",
    "/my/service/quotes",
    "/my/service/team",
)
# Rules of WCAG 2.2 A and AA; best practices are left to the eye.
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "resultTypes": ["violations"],
}


def _serious(page):
    """Return `rule: where` of each serious fault that axe-core finds on the page."""
    answer = Axe().run(page, options=RULES)
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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PUBLIC)
def test_visitors_page_has_no_serious_fault(new_page, address, width):
    page = new_page(viewport={"width": WIDTHS[width], "height": 900})
    page.goto(address, wait_until="networkidle")
    assert _serious(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_portal_page_has_no_serious_fault(new_page, job, width):
    page = new_page("firma", viewport={"width": WIDTHS[width], "height": 900})
    request_page = job.partition("/job/")[0] + "/1"
    found = {}
    for address in (*PORTAL, job, request_page):
        page.goto(address, wait_until="networkidle")
        if faults := _serious(page):
            found[address] = faults
    assert found == {}


def test_status_bar_is_an_ordered_list_that_names_the_current_step(new_page, job):
    page = new_page("firma")
    page.goto(job)
    steps = page.locator("ol.o_service_steps > li")
    assert steps.count() > 3
    assert page.locator("ol.o_service_steps > li[aria-current=step]").count() == 1
