"""Ten new requests are worked off by the keyboard; the client supplies what was asked.

The tests run in order; each goes on where the one before it ended.
"""

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.triage import Triage
from tests.e2e.support.shots import shoot
from tools import mailsink

IN_ORDER = True
COUNT = 10


@pytest.fixture(scope="module")
def desk(api):
    """The manager's program interface."""
    return api("kierownik")


@pytest.fixture(scope="module")
def requests(desk):
    """Ten new requests of one client: ids and numbers, each with two devices."""
    contact = desk.one("res.partner", [("email", "=", "firma@klienci.example.com")])
    category = desk.find("service.device.category", [], limit=1)[0]
    found = []
    for number in range(COUNT):
        request = desk.create(
            "service.request",
            contact_id=contact["id"],
            subject=f"Zgłoszenie {number}",
            channel="portal",
        )
        client = desk.read("service.request", request, "partner_id", "name")
        for part in range(2):
            vals = {
                "partner_id": client["partner_id"][0],
                "category_id": category["id"],
                "brand": "Bosch",
                "model": f"Młot {number}{part}",
            }
            [device] = desk("service.device", "create", vals_list=[vals])
            desk.create(
                "service.job",
                request_id=request,
                device_id=device,
                fault="Nie startuje",
            )
        found.append({"id": request, "name": client["name"]})
    return found


@pytest.fixture(scope="module")
def inbox(people, requests):
    """The care desk's inbox."""
    return Triage(people("opieka")).open()


def state_of(desk, request):
    return desk.read("service.request", request["id"], "state")["state"]


def wait_state(desk, request, state):
    end = time.monotonic() + 40
    while time.monotonic() < end:
        if state_of(desk, request) == state:
            return
        time.sleep(0.5)
    raise AssertionError(f"{request}: {state_of(desk, request)}, not {state}")


def test_01_queue_shows_all_and_opens_the_first(inbox, requests):
    for request in requests:
        assert request["name"] in inbox.names
    assert inbox.current
    shoot(inbox.page, "triage-1-inbox")


def test_02_second_person_sees_who_has_it(inbox, people, requests):
    inbox.go(requests[0]["name"])
    other = Triage(people("kierownik")).open()
    expect(other.row(requests[0]["name"])).to_contain_text("Anna Lis")
    other.row(requests[0]["name"]).click()
    other.opened(requests[0]["name"])
    expect(other.page.locator(".o_service_triage_acts")).to_contain_text("Anna Lis")
    assert not other.page.locator("[data-act=accept]").count()
    shoot(other.page, "triage-2-taken")
    other.page.goto("/odoo")


def test_03_accepted_by_one_key(inbox, requests, desk):
    inbox.press("a")
    inbox.gone(requests[0]["name"])
    wait_state(desk, requests[0], "accepted")


def test_04_a_key_does_nothing_while_one_types(inbox, requests, desk):
    inbox.go(requests[1]["name"])
    inbox.press("c")
    inbox.form.locator("textarea").press_sequentially("asso")
    assert inbox.form.locator("textarea").input_value() == "asso"
    inbox.press("Escape")
    inbox.page.locator(".o_service_triage_form").wait_for(state="detached")
    assert state_of(desk, requests[1]) == "new"


def test_05_client_is_asked_for_two_fields(inbox, requests, desk, mails):
    inbox.press("d")
    inbox.form.locator("[data-ask=serial_number]").first.check()
    inbox.form.locator("[data-ask=proof]").check()
    shoot(inbox.page, "triage-3-ask")
    inbox.send()
    inbox.gone(requests[1]["name"])
    wait_state(desk, requests[1], "needs_info")
    message = mails.wait("firma@", requests[1]["name"], "Numer seryjny")
    assert "Dowód zakupu" in mailsink.body(message)[1]


def test_06_client_supplies_exactly_these(people, requests, desk):
    page = people("firma")
    page.goto(f"/my/service/{requests[1]['id']}")
    names = page.locator("#supply form [name]").evaluate_all(
        "fields => fields.map((field) => field.name)"
    )
    assert len([name for name in names if name.startswith("ask-")]) == 2
    shoot(page, "triage-4-supply", phone=True)
    page.locator("#supply input[type=text]").fill("BOSCH-1")
    page.locator("#supply input[type=file]").set_input_files(
        {"name": "p.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
    )
    page.click("#supply button[type=submit]")
    page.wait_for_url("**sent=1**")
    assert state_of(desk, requests[1]) == "new"


def test_07_answered_request_comes_back(inbox, requests):
    inbox.open()
    row = inbox.row(requests[1]["name"])
    expect(row.locator(".text-bg-success")).to_be_visible()
    inbox.go(requests[1]["name"])
    expect(inbox.page.locator("article")).to_contain_text("BOSCH-1")


def test_08_decision_is_taken_back_in_time(inbox, requests, desk):
    inbox.go(requests[2]["name"])
    inbox.press("s")
    inbox.gone(requests[2]["name"])
    inbox.press("u")
    inbox.opened(requests[2]["name"])
    time.sleep(7)  # longer than the time for the undo
    assert state_of(desk, requests[2]) == "new"


def test_09_spam_is_rejected_without_a_mail(inbox, requests, desk, mails):
    inbox.press("s")
    inbox.gone(requests[2]["name"])
    wait_state(desk, requests[2], "rejected")
    sent = [message for message in mails.all() if "odrzuc" in str(message["Subject"])]
    assert not sent


def test_10_request_is_split(inbox, requests, desk):
    inbox.go(requests[3]["name"])
    inbox.press("r")
    inbox.form.locator("input[type=checkbox]").first.check()
    inbox.send()
    expect(inbox.page.locator(".alert-success")).to_contain_text(requests[3]["name"])
    new = desk.one("service.request", [("split_from_id", "=", requests[3]["id"])])
    jobs = desk.find("service.job", [("request_id", "=", new["id"])])
    assert len(jobs) == 1


def test_11_request_is_merged_and_the_old_link_leads_on(inbox, requests, desk, people):
    source, target = requests[4], requests[5]
    inbox.go(source["name"])
    inbox.press("m")
    inbox.form.get_by_label(target["name"]).check()
    shoot(inbox.page, "triage-5-merge")
    inbox.send()
    wait_state(desk, source, "closed")
    jobs = desk.find("service.job", [("request_id", "=", target["id"])])
    assert len(jobs) == 4
    page = people("firma")
    page.goto(f"/my/service/{source['id']}")
    page.wait_for_url(f"**/my/service/{target['id']}**")


def test_12_not_ours_is_told_with_a_prepared_sentence(inbox, requests, desk, mails):
    inbox.go(requests[6]["name"])
    inbox.press("n")
    assert "naprawiamy" in inbox.form.locator("textarea").input_value()
    inbox.send()
    wait_state(desk, requests[6], "rejected")
    mails.wait("firma@", requests[6]["name"], "naprawiamy")


def test_13_path_is_set(inbox, requests, desk):
    inbox.go(requests[7]["name"])
    inbox.press("p")
    warranty = desk.one("service.request.type", [("code", "=", "warranty")])
    inbox.form.locator("#triage-type").select_option(str(warranty["id"]))
    inbox.send()
    expect(inbox.page.locator("article")).to_contain_text(warranty["display_name"])


def test_14_handed_over_with_a_note(inbox, requests, desk):
    inbox.go(requests[8]["name"])
    inbox.press("h")
    inbox.form.locator("select").select_option(label="Tomasz Orzeł")
    inbox.form.locator("textarea").fill("Stały klient, proszę o decyzję.")
    inbox.send()
    expect(inbox.row(requests[8]["name"])).to_contain_text("Tomasz Orzeł")
    shoot(inbox.page, "triage-6-handed-over")


def test_15_refused_act_keeps_the_place(inbox, requests, desk):
    inbox.go(requests[9]["name"])
    inbox.press("r")
    for box in inbox.form.locator("input[type=checkbox]").all():
        box.check()
    inbox.page.keyboard.press("Control+Enter")
    expect(inbox.page.locator(".alert-danger")).to_contain_text(requests[9]["name"])
    assert inbox.current == requests[9]["name"]
    assert inbox.form.is_visible()
    shoot(inbox.page, "triage-7-refused")


def test_16_focus_and_voice_follow_what_is_open(inbox, requests):
    inbox.open()
    inbox.page.locator("article[data-open]").wait_for()
    first, second = [name for name in inbox.names if name][:2]
    inbox.go(first)
    inbox.press("ArrowDown")
    inbox.opened(second)
    heading = inbox.page.locator("article h1")
    expect(heading).to_be_focused()
    expect(inbox.spoken).to_contain_text(second)
    inbox.press("c")
    expect(inbox.form.locator("textarea")).to_be_focused()
    inbox.press("Escape")
    expect(heading).to_be_focused()


def test_17_acts_stand_in_the_command_palette(inbox, requests, desk):
    inbox.go(requests[9]["name"])
    inbox.press("Control+k")
    palette = inbox.page.locator(".o_command_palette")
    palette.locator("input").fill("Dopytaj")
    palette.locator(".o_command", has_text="Dopytaj").first.click()
    expect(inbox.form.locator("[data-ask=serial_number]").first).to_be_visible()
    inbox.press("Escape")
    assert state_of(desk, requests[9]) == "new"


def test_18_on_a_phone_it_is_the_list_or_the_request(inbox, requests):
    inbox.page.set_viewport_size({"width": 390, "height": 844})
    inbox.open_list()
    row = inbox.row(requests[9]["name"])
    row.click()
    inbox.opened(requests[9]["name"])
    expect(row).to_be_hidden()
    shoot(inbox.page, "triage-8", phone=True)
    inbox.page.locator(".o_service_triage_preview > button").click()
    expect(row).to_be_visible()
    assert not inbox.current
