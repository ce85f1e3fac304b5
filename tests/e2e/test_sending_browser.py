"""From the packing table to the client: two scans, manifest, courier, delivered."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.client import JobPage
from tests.e2e.pages.station import Station
from tests.e2e.pages.web import WebClient
from tests.e2e.support import polish
from tests.e2e.support.logistics import scan
from tests.e2e.support.shots import shoot

IN_ORDER = True
NUMBER = "620000555501"


def has_parcel(api, job):
    """Return whether a device left, or its label is ordered."""
    kept = api("kierownik").read("service.job", job["id"], "shipment_id")
    return bool(kept["shipment_id"])


class Story:
    """What one step leaves to the next."""

    number = None
    shipment = None


@pytest.fixture(scope="module")
def story():
    return Story()


def going_back(api, login, *models):
    """Return devices of a client that go back: cancelled while here."""
    desk = api("kierownik")
    email = f"{login}@klienci.example.com"
    contact = desk.one("res.partner", [("email", "=", email)])
    category = desk.find("service.device.category", [], limit=1)[0]
    request = desk.create(
        "service.request", contact_id=contact["id"], subject="Zwrot", channel="portal"
    )
    client = desk.read("service.request", request, "partner_id")["partner_id"][0]
    for model in models:
        vals = {"partner_id": client, "category_id": category["id"], "model": model}
        [device] = desk("service.device", "create", vals_list=[vals])
        desk.create("service.job", request_id=request, device_id=device, fault="Iskrzy")
    desk("service.request", "action_accept", ids=request)
    found = desk.find(
        "service.job", [("request_id", "=", request)], ["barcode", "reference"]
    )
    for job in found:
        assert scan(api, job["barcode"])["level"] == "success"
    desk("service.job", "action_cancel", ids=[job["id"] for job in found])
    return found


@pytest.fixture(scope="module")
def jobs(api):
    """Two devices of the private client."""
    return going_back(api, "klient", "Czajnik", "Toster")


@pytest.fixture(scope="module")
def others(api):
    """Two devices of another client."""
    return going_back(api, "druga", "Mikser", "Robot")


@pytest.fixture(scope="module")
def page(people, jobs):
    """The client's page of the first device."""
    return JobPage(people("klient"), jobs[0]["id"])


def test_01_device_and_document_order_the_label(people, jobs, story):
    station = Station(people("logistyka"), "service-send").open()
    for job in jobs:
        assert station.scan(job["barcode"])[0] == "success"
    station.choose_carrier("Kurier ćwiczebny")
    level, text = station.scan("SCORDER")
    assert (level, "etykieta" in text) == ("success", True), text
    orders = station.page.locator(".o_service_parcel_orders li[data-state=label]")
    order = orders.filter(has_text=jobs[0]["reference"])
    expect(order).to_be_visible(timeout=120_000)
    shoot(station.page, "30-label", phone=True)
    story.number = order.locator(".font-monospace").inner_text()


def test_02_the_label_on_the_box_is_checked(people, story, api):
    station = Station(people("logistyka"), "service-send").open()
    level, text = station.scan(story.number)
    assert level == "success", text
    [found] = api("logistyka").find(
        "service.shipment", [("tracking_number", "=", story.number)], ["state"]
    )
    story.shipment = found["id"]
    assert found["state"] == "label"


def test_03_one_scan_of_the_manifest_hands_all_over(people, api, page, story):
    station = Station(people("logistyka"), "service-courier").open()
    waiting = station.page.locator("li", has_text="Kurier ćwiczebny")
    waiting.get_by_role("button", name="Utwórz protokół").click()
    station.page.get_by_role("button", name="Przekazano kurierowi").wait_for()
    shoot(station.page, "31-courier", phone=True)
    logistics = api("logistyka")
    manifest = logistics.read("service.shipment", story.shipment, "manifest_id")
    [number, _name] = manifest["manifest_id"]
    barcode = logistics.read("service.manifest", number, "barcode")["barcode"]
    level, text = station.scan(barcode)
    assert level == "success", text
    assert "Odebrana przez kuriera" in page.open().section("shipment")
    assert story.number in page.section("shipment")
    level, text = station.scan_again(barcode)
    assert level == "warning", text


def test_04_delivered_is_told_and_ends_it(people, api, page, jobs, story):
    logistics = WebClient(people("logistyka"))
    logistics.open("service_logistics.service_shipment_action", story.shipment)
    logistics.press("action_delivered")
    logistics.state("delivered")
    assert re.search("doręczon", page.open().section("shipment"), re.IGNORECASE)
    shoot(page.page, "32-sent-back", phone=True)
    job = api("kierownik").read("service.job", jobs[0]["id"], "state", "in_house")
    assert job["state"] == "cancelled"
    assert not job["in_house"]


def test_05_next_waits_for_its_turn(people, api, others):
    """Or the first device would leave in the parcel of the second."""
    [mine] = going_back(api, "klient", "Ekspres")
    station = Station(people("logistyka"), "service-send").open()
    with station.no_answers():
        codes = [mine["barcode"], "SCNEXT", others[0]["barcode"], "SCORDER"]
        for number, code in enumerate(codes, 1):
            station.type(code)
            station.wait_for_waiting(number)
    assert not has_parcel(api, mine)
    assert has_parcel(api, others[0])
    assert not station.missed.count()


def test_06_behind_a_refused_device_no_label_is_used(people, api, others):
    [mine] = going_back(api, "klient", "Młynek")
    station = Station(people("logistyka"), "service-send").open()
    assert station.scan(mine["barcode"])[0] == "success"
    with station.no_answers():
        for number, code in enumerate((others[1]["barcode"], "SCORDER"), 1):
            station.type(code)
            station.wait_for_waiting(number)
        # What is on the screen is not what was scanned: it does not go, either.
        station.page.fill("input[name=number]", NUMBER)
        station.page.press("input[name=number]", "Enter")
        polish.sentence(station.said.inner_text())
    assert not has_parcel(api, mine)
    assert not has_parcel(api, others[1])
    expect(station.missed.last).to_contain_text("SCORDER")
    shoot(station.page, "33-not-done", phone=True)
    station.page.reload()
    expect(station.missed.last).to_contain_text("SCORDER")
    station.dismiss()
