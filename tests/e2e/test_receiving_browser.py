"""Unpack a parcel of five with the scanner alone: one is missing, one nobody announced.

The tests run in order; each goes on where the one before it ended.
"""

import pytest

from tests.e2e.pages.station import Station
from tests.e2e.support import storm

IN_ORDER = True
DEVICES = 5


@pytest.fixture(scope="module")
def parcel(api):
    """The announced parcel: barcodes of its devices, its request."""
    barcodes = storm.announce(api(storm.CARE), DEVICES)
    [job] = api("kierownik").find(
        "service.job", [("barcode", "=", barcodes[0])], ["request_id"]
    )
    number, name = job["request_id"]
    return {"barcodes": barcodes, "id": number, "name": name}


@pytest.fixture(scope="module")
def station(people):
    """The receiving station of this module."""
    return Station(people("logistyka"), "service-receive")


def states(api, parcel):
    """Return the states of the request's jobs in their order."""
    jobs = api("kierownik").find(
        "service.job", [("request_id", "=", parcel["id"])], ["state"], order="number"
    )
    return [job["state"] for job in jobs]


def test_01_the_document_shows_five_devices(station, api, parcel):
    station.open()
    [request] = api("kierownik").find(
        "service.request", [("id", "=", parcel["id"])], ["barcode"]
    )
    level, _text = station.scan(request["barcode"])
    assert level == "info"
    assert all(code in station.table for code in parcel["barcodes"])


def test_02_four_are_scanned(station, api, parcel):
    for code in parcel["barcodes"][:4]:
        level, _text = station.scan(code)
        assert level == "success", code
    assert states(api, parcel) == ["received"] * 4 + ["announced"]


def test_03_the_last_one_is_taken_back_and_scanned_again(station, api, parcel):
    assert station.scan("SCUNDO")[0] == "warning"
    assert states(api, parcel) == ["received"] * 3 + ["announced"] * 2
    assert station.scan(parcel["barcodes"][3])[0] == "success"


def test_04_a_device_that_nobody_announced_is_added(station, api, parcel):
    page = station.page
    page.keyboard.press("Alt+e")
    form = page.locator(".o_service_parcel_form")
    form.locator("select[name=category_id]").select_option(index=1)
    form.locator("input[name=brand]").fill("Makita")
    form.locator("input[name=fault]").fill("Kartka: nie działa")
    with page.expect_response("**/service.scan/add_device"):
        form.locator("button[type=submit]").click()
    page.locator("td", has_text="Makita").wait_for()
    assert states(api, parcel) == ["received"] * 4 + ["announced", "received"]


def test_05_scans_wait_while_the_network_is_down_and_survive_a_reload(
    station, api, parcel
):
    page = station.page
    page.route("**/service.scan/scan", lambda route: route.abort())
    page.keyboard.type("SCNEXT", delay=5)
    page.keyboard.press("Enter")
    page.locator(".o_service_station_waiting").wait_for()
    page.reload()
    page.locator(".o_service_station_waiting").wait_for()
    page.unroute("**/service.scan/scan")
    # Sent by itself: it asks, for one device is missing.
    page.locator(".o_service_station_warning").wait_for()
    assert page.locator(".o_service_station_waiting").count() == 0
    assert states(api, parcel)[4] == "announced"


def test_06_next_once_more_tells_client_and_care_desk(station, api, mails, parcel):
    assert station.scan("SCNEXT")[0] == "warning"
    station.page.locator(".o_service_expected").wait_for()
    [request] = api("kierownik").find(
        "service.request", [("id", "=", parcel["id"])], ["contact_id", "activity_ids"]
    )
    assert request["activity_ids"]
    [contact] = api("kierownik").find(
        "res.partner", [("id", "=", request["contact_id"][0])], ["email"]
    )
    mails.wait(contact["email"], subject=parcel["name"], text="Sztorm")
