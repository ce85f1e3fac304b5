"""Unpack a parcel of five with the scanner alone: one is missing, one nobody announced.

The tests run in order; each goes on where the one before it ended. No test touches
the mouse, and every sentence that the station says is read as Polish (`Station.scan`).
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.station import Station
from tests.e2e.support import photos, polish, storm
from tests.e2e.support.shots import shoot

IN_ORDER = True
DEVICES = 5
SCAN = "**/service.scan/scan"
BOUNCE = 900  # milliseconds after which the same code is meant again


@pytest.fixture(scope="module")
def parcel(api):
    """The announced parcel: barcodes of its devices, its request."""
    barcodes = storm.announce(api(storm.CARE), DEVICES)
    care = api("kierownik")
    job = care.one("service.job", [("barcode", "=", barcodes[0])], ["request_id"])
    request = care.read("service.request", job["request_id"][0], "name", "barcode")
    return request | {"barcodes": barcodes}


@pytest.fixture(scope="module")
def stranger(api):
    """The barcode of a device of another request."""
    [barcode] = storm.announce(api(storm.CARE), 1)
    return barcode


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


def scanned(api, number):
    """Return what the server was sent last, in the order of its log."""
    rows = api("kierownik").find("service.scan", [], ["raw"], limit=number)
    return [row["raw"] for row in reversed(rows)]


def test_01_the_document_shows_five_devices(station, parcel):
    station.open()
    assert station.scan(parcel["barcode"])[0] == "info"
    assert all(code in station.table for code in parcel["barcodes"])
    polish.sentence(station.page.locator(".o_service_station").inner_text())


def test_02_the_first_is_scanned(station, api, parcel):
    assert station.scan(parcel["barcodes"][0])[0] == "success"
    assert states(api, parcel) == ["received"] + ["announced"] * 4


def test_03_scans_without_network_are_sent_later_in_their_order(station, api, parcel):
    """Out of order the device that is taken back would be another one."""
    codes = parcel["barcodes"]
    there = [codes[1], codes[2], codes[3], "SCUNDO", codes[3]]
    network = station.page.context
    network.set_offline(True)
    for number, code in enumerate(there, 1):
        station.type(code)
        station.wait_for_waiting(number)
    shoot(station.page, "receive-3-no-network")
    assert states(api, parcel) == ["received"] + ["announced"] * 4
    network.set_offline(False)
    station.wait_for_waiting(0)
    assert scanned(api, len(there)) == there
    assert states(api, parcel) == ["received"] * 4 + ["announced"]


def test_04_a_device_of_another_request_stays_where_it_is(
    station, api, parcel, stranger
):
    def state():
        found = [("barcode", "=", stranger)]
        return api("kierownik").one("service.job", found, ["state"])["state"]

    # The same code once more is no yes: only the button is, or its key.
    for _time in range(2):
        assert station.scan(stranger)[0] == "danger"
        assert state() == "announced"
        station.page.wait_for_timeout(BOUNCE)
    with station.page.expect_response(SCAN):
        station.page.keyboard.press("Alt+y")
    station.page.locator(".o_service_station_success").wait_for()
    assert state() == "received"
    assert states(api, parcel) == ["received"] * 4 + ["announced"]


def test_05_a_device_that_nobody_announced_is_added_by_keyboard(station, api, parcel):
    page = station.page
    assert station.scan(parcel["barcode"])[0] == "info"
    page.keyboard.press("Alt+e")
    form = page.locator(".o_service_parcel_form")
    form.wait_for()
    polish.sentence(form.inner_text())
    page.keyboard.press("ArrowDown")  # the kind of device has the focus
    for text in ("MK-77", "Makita", "Wkrętarka", "Kartka: nie działa"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_response("**/service.scan/add_device"):
        page.keyboard.press("Enter")
    page.locator("td", has_text="Makita").wait_for()
    assert states(api, parcel) == ["received"] * 4 + ["announced", "received"]


def test_06_scans_wait_while_the_network_is_down_and_survive_a_reload(
    station, api, parcel
):
    page = station.page
    page.route(SCAN, lambda route: route.abort())
    station.type("SCNEXT")
    station.wait_for_waiting(1)
    page.reload()
    station.wait_for_waiting(1)
    # The computer's clock is set back: what is scanned now still comes later.
    page.evaluate("Date.now = () => 1000")
    station.type("XX333333")
    station.wait_for_waiting(2)
    page.reload()
    station.wait_for_waiting(2)
    page.unroute(SCAN)
    # Sent by itself: NEXT asks, for one device is missing.
    station.wait_for_waiting(0)
    assert scanned(api, 2) == ["SCNEXT", "XX333333"]
    expect(station.missed).to_contain_text("SCNEXT")
    assert states(api, parcel)[4] == "announced"
    # It was hidden by the next answer: nobody has read it, so it asks again.
    assert station.scan("SCNEXT")[0] == "warning"
    page.locator(".o_service_station_actions .btn-warning").wait_for()
    station.dismiss()
    page.wait_for_timeout(BOUNCE)


def test_07_next_once_more_tells_client_and_care_desk(station, api, mails, parcel):
    assert station.scan("SCNEXT")[0] == "warning"
    station.page.locator(".o_service_expected").wait_for()
    care = api("kierownik")
    request = care.read("service.request", parcel["id"], "contact_id", "activity_ids")
    assert request["activity_ids"]
    contact = care.read("res.partner", request["contact_id"][0], "email")
    mails.wait(contact["email"], subject=parcel["name"], text="Sztorm")


def test_08_no_scan_was_sent_twice(api, parcel):
    jobs = api("kierownik").find("service.job", [("request_id", "=", parcel["id"])])
    numbers = [job["id"] for job in jobs]
    events = api("kierownik").find(
        "service.event",
        [("job_id", "in", numbers), ("code", "=", "job.received")],
        ["job_id"],
    )
    # Four of five once, the one that was taken back twice, the unexpected one once.
    assert len(events) == 6


# --- What waits and what becomes of it


@pytest.fixture(scope="module")
def second(api):
    """Another announced parcel, of two devices."""
    barcodes = storm.announce(api(storm.CARE), 2)
    care = api("kierownik")
    job = care.one("service.job", [("barcode", "=", barcodes[0])], ["request_id"])
    request = care.read("service.request", job["request_id"][0], "name", "barcode")
    return request | {"barcodes": barcodes}


def log_in(context, login):
    """Log in as another tab of the same browser does; core's page hides its fields."""
    context.clear_cookies(name="session_id")
    page = context.request.get("/web/login").text()
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page)[:1]
    form = {"login": login, "password": login, "csrf_token": token}
    assert "/odoo" in context.request.post("/web/login", form=form).url


def test_09_a_document_scanned_twice_unseen_receives_nothing(station, api, second):
    """Nobody has read what the first scan of it offers; what was refused is listed."""
    with station.no_answers():
        station.type(second["barcode"])
        station.wait_for_waiting(1)
        station.page.wait_for_timeout(BOUNCE)
        for number, code in enumerate((second["barcode"], "XX111111", "XX222222"), 2):
            station.type(code)
            station.wait_for_waiting(number)
    assert states(api, second) == ["announced"] * 2
    expect(station.missed).to_have_count(1)
    expect(station.missed).to_contain_text("XX111111")
    shoot(station.page, "receive-9-missed", phone=True)
    station.page.reload()
    expect(station.missed).to_contain_text("XX111111")
    station.dismiss()


def test_10_what_the_server_gave_up_is_sent_again(station, api, second):
    page = station.page
    failed = {
        "name": "psycopg2.errors.SerializationFailure",
        "message": "could not serialize access",
    }
    answer = {"jsonrpc": "2.0", "error": {"code": 0, "message": "Odoo", "data": failed}}
    page.route(SCAN, lambda route: route.fulfill(json=answer))
    station.type(second["barcodes"][0])
    station.wait_for_waiting(1)
    page.unroute(SCAN)
    station.retry()
    page.locator(".o_service_station_success").wait_for()
    assert states(api, second) == ["received", "announced"]


def test_11_a_device_saved_twice_is_one_device(station, api, second):
    page = station.page
    page.keyboard.press("Alt+e")
    form = page.locator(".o_service_parcel_form form")
    form.locator("[name=category_id]").select_option(index=1)
    form.locator("[name=brand]").fill("Zelmer")
    form.locator("[name=fault]").fill("Nie grzeje")
    with station.no_answers("add_device"):
        for _time in range(2):
            form.evaluate("form => form.requestSubmit()")
            station.wait_for_waiting(1)
        shoot(page, "receive-11-kept", phone=True)
    page.locator("td", has_text="Zelmer").wait_for()
    assert states(api, second) == ["received", "announced", "received"]


def test_12_the_scanner_does_not_write_into_the_stations_name(station, second):
    name = station.page.locator("input[name=station]")
    name.fill("Stół 2")
    name.press("Enter")
    assert station.scan(second["barcodes"][0])[0] == "warning"
    assert name.input_value() == "Stół 2"


def test_13_who_logs_in_next_does_not_send_my_scans(station, api, second):
    """The session ended; scans wait for whoever scanned them."""
    page = station.page
    page.context.clear_cookies(name="session_id")
    station.type(second["barcodes"][1])
    station.wait_for_waiting(1)
    assert "Zaloguj" in station.said.inner_text()
    shoot(page, "receive-13-logged-out", phone=True)
    log_in(page.context, "kierownik")
    station.retry()
    expect(station.said).to_contain_text("inna osoba")
    station.wait_for_waiting(1)
    assert states(api, second)[1] == "announced"
    # Whoever opens the station here sees whose scans are not sent.
    other = page.context.new_page()
    other.goto("/odoo/service-receive")
    polish.sentence(other.locator(".o_service_station_others").inner_text())
    other.close()
    log_in(page.context, "logistyka")
    station.retry()
    page.locator(".o_service_station_success").wait_for()
    assert states(api, second)[1] == "received"


def test_14_too_many_photos_of_an_unknown_parcel_are_said_at_once(station, tmp_path):
    page = station.page
    page.keyboard.press("Alt+i")
    form = page.locator(".o_service_unknown_parcel")
    files = [
        photos.save(tmp_path / f"{number}.jpg", photos.photo(f"Karton {number}"))
        for number in range(6)
    ]
    form.locator("[name=parcel_photos]").set_input_files(files)
    polish.sentence(form.locator(".o_service_parcel_problem").inner_text())
    expect(form.locator("li")).to_have_count(5)
    shoot(page, "receive-14-photos", phone=True)
    form.get_by_role("button", name="Usuń").first.click()
    expect(form.locator("li")).to_have_count(4)
    with page.expect_response("**/service.scan/add_parcel"):
        form.locator("button[type=submit]").click()
    page.locator(".o_service_station_success").wait_for()
