"""The main job once more without a browser: the client over HTTP, staff over JSON-2.

The tests run in order; each goes on where the one before it ended.
"""

import base64
import uuid

import pytest

from tests.e2e.support import barcodes, nip, photos, polish, workshop
from tests.e2e.support.logistics import scan
from tests.e2e.support.portal import Page, Portal
from tests.e2e.support.progress import Progress
from tests.e2e.support.rpc import Refused
from tests.e2e.support.story import STRANGER, Client, Story, link

TRACKING = "620099887766"
IN_ORDER = True
KIND = "Naprawa odpłatna"


@pytest.fixture(scope="module")
def story(api):
    """What the tests of this module hand on."""
    found = Story(
        client=Client(
            name="Jan Dzięcioł", email="jan@tartak.example.com",
            company="Tartak Dzięcioł s.c.", nip=nip.make(951210977),
        )
    )  # fmt: skip
    found.shop = workshop.furnish(api("admin"), api("kierownik"))
    return found


@pytest.fixture(scope="module")
def portal(http, story):
    """The client's session; logged in after the registration."""
    return Portal(http(story.client.email, story.client.password))


@pytest.fixture(scope="module")
def other(http):
    """Another client's session."""
    return Portal(http("druga"))


@pytest.fixture(scope="module")
def watch(portal, api):
    """Return a function that looks at a device's page: status bar, whose turn."""
    progress = Progress(api("admin"))

    def look(job, state, actor):
        return progress.check(portal.job(job), job, state, actor)

    return look


def press(api, login, method, job):
    """Press a button of a job as somebody."""
    return api(login)("service.job", method, ids=job.id)


# --- 1. Registration ------------------------------------------------------------


def test_01_wrong_nip_is_told_and_nothing_is_written(http, api, story, office):
    page = Portal(http()).register(story.client, nip=nip.wrong(story.client.nip))
    assert "NIP" in polish.sentence(page.text("//*[@id='nip-error']"))
    assert not office.knows("res.users", login=story.client.email)


def test_02_company_registers_and_gets_a_caretaker(http, api, story, mails, office):
    visitor = Portal(http())
    page = visitor.register(story.client)
    assert story.client.email in page.answer.text
    mails.wait("opieka@", story.client.company)
    message = mails.wait(story.client.email)
    assert visitor.choose_password(link(message), story.client.password).ok
    story.partner_id = office.client_of(story.client.email)
    partner = api("opieka").read(
        "res.partner", story.partner_id, "service_caretaker_id"
    )
    assert partner["service_caretaker_id"][1] == "Tomasz Orzeł"


def test_03_second_visitor_is_not_joined(http, api, story, mails, office):
    visitor = Portal(http())
    visitor.register(STRANGER, nip=story.client.nip)
    visitor.choose_password(link(mails.wait(STRANGER.email)), STRANGER.password)
    assert office.client_of(STRANGER.email) != story.partner_id
    waiting = api("opieka").one(
        "service.join.request",
        [("email", "=", STRANGER.email)],
        ["state", "target_partner_id"],
    )
    assert waiting["state"] == "new"
    assert waiting["target_partner_id"][0] == story.partner_id


def test_04_manager_changes_the_caretaker(api, story, portal):
    care = api("admin").one("res.users", [("login", "=", "opieka")])["id"]
    api("kierownik").write("res.partner", story.partner_id, service_caretaker_id=care)
    caretaker = portal.get("/my").texts("//*[contains(@class,'o_service_caretaker')]")
    assert "Anna Lis" in caretaker[0]


# --- 2. Filing ------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(portal):
    """A well filled form."""
    return portal.filled_request(KIND)


@pytest.mark.parametrize(
    "broken", ["no kind", "no device", "no fault", "photo of 30 MB", "no photo at all"]
)
def test_05_bad_form_is_told_and_nothing_is_filed(
    portal, api, story, filled, broken, office
):
    values, files = dict(filled), None
    match broken:
        case "no kind":
            values["type_id"] = "garbage"
        case "no device":
            values = {k: v for k, v in values.items() if not k.startswith("device-")}
        case "no fault":
            values["device-0-fault"] = ""
        case "photo of 30 MB":
            files = {"device-0-photos": ("duże.jpg", photos.too_large())}
        case "no photo at all":
            files = {"device-0-photos": ("wirus.jpg", b"MZ" * 2000)}
    page = Page(portal.session.post("/my/service/new", data=values, files=files))
    assert page.status == 200
    assert page.alert
    assert not office.knows("service.request", partner_id=story.partner_id)


def test_06_client_files_two_devices_once(portal, api, story, filled):
    files = {"device-0-photos": ("terminal.jpg", photos.photo("terminal"))}
    page = Page(portal.session.post("/my/service/new", data=filled, files=files))
    number = page.text("//*[contains(@class, 'o_service_number')]")
    again = Page(portal.session.post("/my/service/new", data=filled))
    assert again.text("//*[contains(@class, 'o_service_number')]") == number
    story.filed(api("admin"), number)
    assert len(story.jobs) == 2
    document = portal.session.get(f"/my/service/{story.request_id}/document")
    assert document.headers["content-type"] == "application/pdf"
    codes = set(barcodes.read(document.content))
    assert {story.barcode, *(job.barcode for job in story.jobs)} <= codes


def test_07_foreign_and_missing_answer_alike(portal, other, story):
    for address, number in (
        ("/my/service/{}", story.request_id),
        ("/my/service/{}/document", story.request_id),
        ("/my/service/{}/done", story.request_id),
        ("/my/service/job/{}", story.terminal.id),
    ):
        assert portal.session.get(address.format(number)).status_code == 200, address
        foreign, missing = (other.get(address.format(n)) for n in (number, 999999))
        assert foreign.status == missing.status == 404, address
        assert foreign.text("//main") == missing.text("//main")


# --- 3. The care desk verifies -----------------------------------------------------


def test_08_first_answer_meets_the_deadline(portal, api, story, watch):
    url = f"/my/service/{story.request_id}"
    due = api("opieka").read("service.request", story.request_id, "response_due")
    assert due["response_due"]
    assert portal.get(url).text("//*[@id='section_response']")
    care = api("opieka")
    care.write("service.request", story.request_id, missing_info="Jaki jest model?")
    care("service.request", "action_ask_for_info", ids=story.request_id)
    met = care.read("service.request", story.request_id, "response_state")
    assert met["response_state"] == "met"
    watch(story.terminal, "announced", "client")
    page = portal.send(url, f"{url}/supply", {"answer": "Model V200c."})
    assert page.status == 200
    watch(story.terminal, "announced", "care")
    care("service.request", "action_accept", ids=story.request_id)
    watch(story.terminal, "announced", "client")


def test_09_the_client_cannot_do_what_staff_do(portal, story):
    assert "error" in portal.call("service.job", "action_ready", story.terminal.id)
    assert "error" in portal.call("service.request", "action_close", story.request_id)


# --- 4. Receiving ----------------------------------------------------------------


def test_10_devices_are_received(api, story, watch, office):
    foreign = office.foreign_job()
    assert scan(api, "XX000000")["result"] == "unknown"
    assert scan(api, story.barcode)["result"] == "request"
    opened = {"request_id": story.request_id}
    assert scan(api, foreign["barcode"], **opened)["result"] == "foreign"
    token = str(uuid.uuid4())
    first = scan(api, story.terminal.barcode, token=token, **opened)
    assert first["result"] == "received"
    assert "Ewa Kos" in first["message"]
    again = scan(api, story.terminal.barcode, token=token, **opened)
    assert again == first | {"replayed": True}
    assert scan(api, story.terminal.barcode, **opened)["result"] == "repeated"
    assert scan(api, story.printer.barcode, **opened)["result"] == "received"
    assert scan(api, story.barcode)["result"] == "repeated"
    for job in story.jobs:
        watch(job, "received", "technician")


def test_11_photo_is_on_the_clients_page_and_nobody_elses(portal, other, api, story):
    photo = base64.b64encode(photos.photo("przyjęcie")).decode()
    api("logistyka")(
        "service.scan", "add_photo",
        job_id=story.terminal.id, name="przyjecie.jpg", data=photo,
    )  # fmt: skip
    [address] = portal.job(story.terminal).tree.xpath("//*[@id='photos']//a/@href")
    assert portal.session.get(address).headers["content-type"] == "image/jpeg"
    assert other.session.get(address).status_code == 404
    with pytest.raises(Refused) as refused:
        api("logistyka")(
            "service.scan", "add_photo", job_id=story.terminal.id, name="duże.jpg",
            data=base64.b64encode(photos.too_large()).decode(),
        )  # fmt: skip
    polish.sentence(refused.value.message)


def test_12_only_the_manager_overrides_and_only_with_a_reason(api, story):
    technician = api("admin").one("res.users", [("login", "=", "serwisant")])["id"]
    manager = api("kierownik")
    with pytest.raises(Refused) as refused:
        api("serwisant").write(
            "service.job", story.terminal.id, technician_id=technician
        )
    polish.sentence(refused.value.message)
    for job in story.jobs:
        wizard = manager.create(
            "service.job.assign",
            job_ids=[[6, 0, [job.id]]],
            technician_id=technician,
            reason="Klient prosił o Piotra.",
        )
        manager("service.job.assign", "action_assign", ids=wizard)
        row = manager.read("service.job", job.id, "technician_id")
        assert row["technician_id"][0] == technician


# --- 5. Diagnosis and quotes ---------------------------------------------------------


def test_13_failed_ticks_propose_lines_and_the_quotes_are_sent(
    api, story, watch, office
):
    technician = api("serwisant")
    good = "Wyświetlacz świeci"
    for job in story.jobs:
        press(api, "serwisant", "action_start_diagnosis", job)
        watch(job, "diagnosing", "technician")
        for check in technician.find(
            "service.job.check", [("job_id", "=", job.id)], ["name"]
        ):
            result = "ok" if check["name"] == good else "failed"
            technician.write("service.job.check", check["id"], result=result)
        press(api, "serwisant", "action_send_quote", job)
        watch(job, "quoted", "client")
    variants = (workshop.NECESSARY, workshop.RECOMMENDED, 2)  # two tax rates
    assert office.quote(story.terminal) == variants
    assert office.quote(story.printer)[0] == workshop.PRINTER_TOTAL


def test_14_a_sent_quote_is_immutable(api, story):
    line = api("serwisant").find(
        "service.quote.line", [("quote_id.job_id", "=", story.terminal.id)], limit=1
    )[0]
    with pytest.raises(Refused) as refused:
        api("serwisant").write("service.quote.line", line["id"], price_unit=999)
    polish.sentence(refused.value.message)


# --- 6. Decision -------------------------------------------------------------------


def test_15_nothing_chosen_is_told(portal, story, api, office):
    assert portal.decide({}).alert
    assert office.state(story.terminal.id) == "quoted"


def test_16_client_takes_one_and_declines_the_other(
    portal, other, story, api, watch, office
):
    terminal, printer = (f"quote-{office.quote_id(job)}" for job in story.jobs)
    assert portal.quote_names() == {terminal, printer}
    choices = {terminal: "recommended", printer: "decline"}
    page = other.get("/my")
    token = other.session.csrf("/my/service/new")
    stolen = other.session.post(
        "/my/service/quotes", data=choices | {"csrf_token": token}
    )
    assert page.status == 200
    assert stolen.status_code == 404
    assert office.state(story.terminal.id) == "quoted"
    form = portal.get("/my/service/quotes").form("/my/service/quotes") | choices
    assert "decided=1" in portal.session.post("/my/service/quotes", data=form).url
    watch(story.terminal, "accepted", "technician")
    watch(story.printer, "ready", "logistics")
    assert office.orders(story.jobs) == [("sale", workshop.RECOMMENDED)]
    again = Page(
        portal.session.post("/my/service/quotes", data=form | {terminal: "necessary"})
    )
    assert again.alert
    assert len(office.orders(story.jobs)) == 1


# --- 7. Repair and quality -----------------------------------------------------------


def test_17_repair_takes_the_parts_and_quality_passes_the_second_time(
    api, story, watch, portal
):
    job = story.terminal
    press(api, "serwisant", "action_start_repair", job)
    watch(job, "repairing", "technician")
    press(api, "serwisant", "action_finish_repair", job)
    watch(job, "quality", "quality")
    with pytest.raises(Refused) as refused:
        press(api, "serwisant", "action_quality_pass", job)
    polish.sentence(refused.value.message)
    wizard = api("jakosc").create(
        "service.quality.fail", job_id=job.id, reason="Klawisz 5 nie reaguje."
    )
    api("jakosc")("service.quality.fail", "action_fail", ids=wizard)
    watch(job, "repairing", "technician")
    assert "Klawisz 5" not in portal.job(job).answer.text
    press(api, "serwisant", "action_finish_repair", job)
    press(api, "jakosc", "action_quality_pass", job)
    watch(job, "ready", "logistics")
    for part in ("battery", "cover"):
        assert story.shop.on_hand(api("admin"), part) == workshop.STOCK - 1


# --- 8. Sending --------------------------------------------------------------------


def test_18_both_leave_with_a_tracking_number(api, story, watch, mails, office):
    ids = [job.id for job in story.jobs]
    for number, job in enumerate(story.jobs):
        answer = scan(api, job.barcode, mode="send", job_ids=ids[:number])
        assert answer["result"] == "collected"
    token = str(uuid.uuid4())
    for _twice in range(2):
        answer = api("logistyka")(
            "service.scan", "send", token=token, job_ids=ids, number=TRACKING
        )
        assert answer["result"] == "sent"
    mails.wait(story.client.email, story.number, TRACKING)
    for job in story.jobs:
        page = watch(job, "shipped", "carrier")
        assert TRACKING in page.text("//*[@id='section_shipment']")
    assert len(office.shipments(TRACKING)) == 1


# --- 9. Money ----------------------------------------------------------------------


def test_19_invoice_goes_from_unpaid_to_paid(api, portal, story, office):
    accountant = api("ksiegowosc")
    row = accountant.one("service.money.report", [("job_id", "=", story.terminal.id)])
    made = accountant("service.money.report", "action_create_invoices", ids=row["id"])
    move = made["res_id"]
    accountant("account.move", "action_post", ids=move)
    badge = "//*[@id='section_invoices']//*[contains(@class, 'badge')]"
    seen = [portal.job(story.terminal).text(badge)]
    for amount in (100, workshop.RECOMMENDED - 100):
        context = {"active_model": "account.move", "active_ids": [move]}
        [wizard] = accountant(
            "account.payment.register", "create",
            vals_list=[{"amount": amount}], context=context,
        )  # fmt: skip
        accountant("account.payment.register", "action_create_payments", ids=wizard)
        seen.append(portal.job(story.terminal).text(badge))
    assert seen == ["nieopłacona", "częściowo opłacona", "opłacona"]
    assert office.board(story.terminal) == ([workshop.RECOMMENDED] * 4, "paid")


def test_20_delivered_closes_everything_and_the_history_names_everybody(
    api, story, watch, office
):
    [shipment] = office.shipments(TRACKING)
    api("logistyka")("service.shipment", "action_delivered", ids=shipment)
    for job in story.jobs:
        watch(job, "closed", "nobody")
    assert office.request(story.request_id, "state") == "closed"
    people, codes = office.history(story.terminal)
    assert {"Marek Wilk", "Piotr Sowa", "Joanna Dudek", story.client.name} <= people
    assert {"job.received", "job.quoted", "invoice.posted", "job.closed"} <= codes
