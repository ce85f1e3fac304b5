"""The photo booth with a camera: Chromium's own, which shows a test picture."""

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.client import JobPage
from tests.e2e.pages.station import Station
from tests.e2e.support.logistics import scan
from tests.e2e.support.shots import shoot

IN_ORDER = True
ADD_PHOTO = "**/service.scan/add_photo"
LIMIT = 2  # seconds from the key to the client's page


@pytest.fixture(scope="module")
def jobs(api):
    """Two accepted devices of the private client."""
    desk = api("kierownik")
    contact = desk.one("res.partner", [("email", "=", "klient@klienci.example.com")])
    category = desk.find("service.device.category", [], limit=1)[0]
    request = desk.create(
        "service.request", contact_id=contact["id"], subject="Zdjęcia", channel="portal"
    )
    client = desk.read("service.request", request, "partner_id")["partner_id"][0]
    found = []
    for number in range(2):
        vals = {
            "partner_id": client,
            "category_id": category["id"],
            "brand": "Zelmer",
            "model": f"Mikser {number}",
        }
        [device] = desk("service.device", "create", vals_list=[vals])
        found.append(
            desk.create(
                "service.job", request_id=request, device_id=device, fault="Nie kręci"
            )
        )
    desk("service.request", "action_accept", ids=request)
    return [desk.read("service.job", job, "barcode", "reference") for job in found]


@pytest.fixture(scope="module")
def station(people):
    """The receiving station."""
    return Station(people("logistyka"), "service-receive").open()


def booth(station):
    return station.page.locator(".o_service_station_photo")


def view(station):
    return station.page.locator(".o_service_station_view")


def press(station, key=" "):
    station.page.wait_for_timeout(200)  # a hand is slower than a scanner
    station.page.keyboard.press(key)


def test_01_one_key_takes_a_photo_and_the_client_sees_it(station, people, jobs):
    client = JobPage(people("klient"), jobs[0]["id"])
    assert station.scan("XX000000")[0] == "danger"
    assert station.scan(jobs[0]["barcode"])[0] == "success"
    booth(station).locator("button:has(.fa-camera)").first.click()
    expect(view(station)).to_have_text("Przód")
    station.page.wait_for_function(
        "document.querySelector('.o_service_station_video').videoWidth > 0"
    )
    with station.page.expect_response(ADD_PHOTO):
        started = time.monotonic()
        press(station)
    client.open()
    [photo] = client.photos
    taken = time.monotonic() - started
    answer = client.page.request.get(photo)
    assert answer.headers["content-type"] == "image/jpeg"
    assert taken < LIMIT + 0.2, f"{taken:.2f} s"
    expect(view(station)).to_have_text("Tył")
    shoot(station.page, "booth-1-first-view")


def test_02_the_camera_stays_on_for_the_next_device(station, jobs):
    assert station.scan(jobs[1]["barcode"])[0] == "success"
    expect(view(station)).to_have_text("Przód")
    with station.page.expect_response(ADD_PHOTO):
        press(station, "Enter")
    expect(view(station)).to_have_text("Tył")
    shoot(station.page, "booth-2-next-device")


def test_03_without_the_network_photos_wait_and_nothing_is_lost(station, api, jobs):
    count = "photo_count"
    desk = api("kierownik")
    before = desk.read("service.job", jobs[1]["id"], count)[count]
    station.page.route(ADD_PHOTO, lambda route: route.abort())
    press(station)
    press(station)
    expect(booth(station)).to_have_attribute("data-waiting", "2")
    shoot(station.page, "booth-3-no-network")
    station.page.unroute(ADD_PHOTO)
    expect(booth(station)).to_have_attribute("data-waiting", "0")
    assert desk.read("service.job", jobs[1]["id"], count)[count] == before + 2


def test_04_the_end_of_a_scan_takes_no_photo(station, api, jobs):
    count = "photo_count"
    desk = api("kierownik")
    before = desk.read("service.job", jobs[1]["id"], count)[count]
    assert station.scan(jobs[1]["barcode"])[0] == "warning"
    station.page.wait_for_timeout(500)
    expect(booth(station)).to_have_attribute("data-waiting", "0")
    assert desk.read("service.job", jobs[1]["id"], count)[count] == before


def test_05_staff_compare_before_and_after(people, api, jobs):
    job = jobs[0]["id"]
    assert scan(api, jobs[0]["barcode"])["result"] == "repeated"
    page = people("kierownik")
    page.goto(f"/odoo/action-service_portal.service_job_action/{job}")
    gallery = page.locator(".o_service_gallery")
    expect(gallery.locator("th[scope=row]")).to_have_text("Przód")
    gallery.locator("img").first.click()
    page.locator(".o-FileViewer").wait_for()
    shoot(page, "booth-5-viewer")
    page.keyboard.press("Escape")
    shoot(page, "booth-5-gallery")
