"""The main job, walked in a browser by the people who do it, from registration to a
paid invoice. The tests run in order; each goes on where the one before it ended.
"""

import pytest

from tests.e2e.pages import client as portal
from tests.e2e.pages.client import JobPage
from tests.e2e.pages.station import Station
from tests.e2e.pages.web import WebClient
from tests.e2e.support import barcodes, nip, photos, polish, workshop
from tests.e2e.support.progress import Progress
from tests.e2e.support.shots import shoot
from tests.e2e.support.story import STRANGER, Story, link, pdf
from tools import mailsink

RULED_CARETAKER = "Tomasz Orzeł"  # demo rule: companies in Warsaw
CARETAKER = "Anna Lis"
TRACKING = "620012345678"
IN_ORDER = True
KIND = "Naprawa odpłatna"
REASON = "Klient prosił o Piotra."


@pytest.fixture(scope="module")
def story(api):
    """What the tests of this module hand on."""
    found = Story()
    found.shop = workshop.furnish(api("admin"), api("kierownik"))
    return found


@pytest.fixture(scope="module")
def client(people, story):
    """The client's browser; logged in after the registration."""
    return people(story.client.email, story.client.password)


@pytest.fixture(scope="module")
def watch(client, api):
    """Return a function that looks at a device's page: status bar, whose turn."""
    progress = Progress(api("admin"))

    def look(job, state, actor):
        return progress.check(JobPage(client, job.id).open(), job, state, actor)

    return look


# --- 1. Registration ------------------------------------------------------------


def test_01_wrong_nip_is_told_and_nothing_is_written(new_page, story, office):
    page = new_page()
    signup = portal.Signup(page).open()
    signup.register(**story.client.form(nip=nip.wrong(story.client.nip)))
    assert "NIP" in signup.error("nip")
    shoot(page, "01-signup-wrong-nip", phone=True)
    assert not office.knows("res.users", login=story.client.email)
    assert not office.knows("res.partner", name=story.client.company)


def test_02_company_registers_and_gets_caretaker(new_page, story, office, mails):
    page = new_page()
    signup = portal.Signup(page).open()
    signup.register(**story.client.form())
    signup.done(story.client.email)
    shoot(page, "02-signup-done", phone=True)
    message = mails.wait(story.client.email)
    polish.sentence(str(message["Subject"]))
    notice = mails.wait("opieka@", story.client.company)
    polish.sentence(str(notice["Subject"]))
    signup.choose_password(link(message), story.client.password)
    home = portal.Home(page).open()
    assert RULED_CARETAKER in home.caretaker
    shoot(page, "03-client-home", phone=True)
    story.partner_id = office.client_of(story.client.email)


def test_03_second_visitor_with_the_same_nip_is_not_joined(
    new_page, people, story, office, mails
):
    page = new_page()
    signup = portal.Signup(page).open()
    signup.register(**STRANGER.form(nip=story.client.nip))
    signup.done(STRANGER.email)
    signup.choose_password(link(mails.wait(STRANGER.email)), STRANGER.password)
    page.goto("/my/service/team")
    assert story.client.name not in page.content()
    assert office.client_of(STRANGER.email) != story.partner_id
    care = WebClient(people("opieka")).open(
        "service_portal.service_join_request_action"
    )
    row = care.rows.filter(has_text=STRANGER.email)
    row.wait_for()
    assert STRANGER.company in row.inner_text()
    shoot(care.page, "04-join-requests")


def test_04_manager_changes_the_caretaker(people, client, story):
    manager = WebClient(people("kierownik"))
    manager.open("service_portal.service_client_action", story.partner_id)
    manager.tab("service")
    manager.choose("service_caretaker_id", CARETAKER)
    manager.save()
    assert CARETAKER in portal.Home(client).open().caretaker


# --- 2. Filing ------------------------------------------------------------------


def test_05_bad_form_is_told_and_nothing_is_filed(client, story, office, tmp_path):
    form = portal.NewRequest(client).open()
    form.send()
    form.errors()
    shoot(client, "05-new-request-errors", phone=True)
    form.choose_kind(KIND)
    form.send()
    form.errors()
    form.choose_photo(
        0, photos.save(tmp_path / "ogromne.jpg", photos.too_large_and_broken())
    )
    assert "ogromne.jpg" in form.photo_error(0)
    assert not office.knows("service.request", partner_id=story.partner_id)


def test_06_client_files_two_devices(client, story, api, mails, tmp_path):
    photo = photos.save(tmp_path / "terminal.jpg", photos.photo("terminal"))
    form = portal.NewRequest(client).open()
    form.choose_kind(KIND)
    for row, device in enumerate(workshop.DEVICES):
        form.fill_device(row, *device)
    form.choose_photo(0, photo)
    shoot(client, "06-new-request", phone=True)
    form.send()
    number = form.number()
    shoot(client, "07-request-sent", phone=True)
    story.filed(api("admin"), number)
    assert [job.title for job in story.jobs] == ["Verifone V200c", "Posnet Thermal XL2"]
    message = mails.wait(story.client.email, number)
    assert not mailsink.attachments(message), "nothing is to be packed yet"
    assert not polish.english(polish.visible(mailsink.body(message)[1]))


# --- 3. The care desk verifies -----------------------------------------------------


def test_07_care_desk_asks_and_the_first_answer_meets_the_deadline(
    people, client, story, office, mails
):
    page = portal.RequestPage(client, story.request_id).open()
    care = WebClient(people("opieka"))
    care.open("service_portal.service_request_action", story.request_id)
    assert care.field("response_due").inner_text().strip(), "staff see no deadline"
    assert office.day(story.request_id, "response_due") in page.deadline
    shoot(client, "08-request-new", phone=True)
    care.tab("triage")
    care.fill("missing_info", "Prosimy o hasło serwisowe do terminala.")
    shoot(care.page, "09-care-request")
    care.press("action_ask_for_info")
    care.state("needs_info")
    assert office.request(story.request_id, "response_state") == "met"
    mails.wait(story.client.email, story.number, "hasło serwisowe")


def test_08_client_supplies_and_the_care_desk_accepts(
    people, client, story, watch, mails
):
    page = portal.RequestPage(client, story.request_id).open()
    assert "hasło serwisowe" in page.text
    watch(story.terminal, "announced", "client")
    page.open()
    shoot(client, "10-request-needs-info", phone=True)
    page.supply("Hasło: 1234.")
    care = WebClient(people("opieka"))
    care.open("service_portal.service_request_action", story.request_id)
    care.state("new")
    care.press("action_accept")
    care.state("accepted")
    message = mails.wait(story.client.email, story.number, "Kasprowicza")
    document = pdf(message)
    codes = {story.barcode, *(job.barcode for job in story.jobs)}
    assert codes <= set(barcodes.read(document))
    assert not polish.english(barcodes.text(document))
    for job in story.jobs:
        watch(job, "announced", "client")
    shoot(client, "11-job-announced", phone=True)


# --- 4. Receiving ----------------------------------------------------------------


def test_09_devices_are_received_with_the_scanner(people, story, office, tmp_path):
    photo = photos.save(tmp_path / "1.jpg", photos.photo("przyjęcie", (150, 90, 60)))
    foreign = office.foreign_job()
    station = Station(people("logistyka"), "service-receive").open()
    assert station.scan("XX000000")[0] == "danger"
    assert station.scan(story.barcode)[0] == "info"
    level, text = station.scan(foreign["barcode"])
    assert level == "danger"
    assert story.number in text
    shoot(station.page, "12-station-foreign")
    level, text = station.scan(story.terminal.barcode)
    assert level == "success"
    assert "Ewa Kos" in text, "the only one with the skill"
    assert station.scan_again(story.terminal.barcode)[0] == "warning"
    station.add_photo(photo)
    shoot(station.page, "13-station-photo")
    assert station.scan(story.printer.barcode)[0] == "success"
    level, text = station.scan(story.barcode)
    assert level == "warning", text
    shoot(station.page, "14-station-all", phone=True)
    assert [office.state(job.id) for job in story.jobs] == ["received"] * 2
    assert office.state(foreign["id"]) == "announced"


def test_10_the_photo_is_on_the_clients_page_at_once(client, story, watch):
    page = watch(story.terminal, "received", "technician")
    [photo] = page.photos
    assert client.request.get(photo).headers["content-type"] == "image/jpeg"
    shoot(client, "15-job-received", phone=True)


def test_11_manager_overrides_the_technician_with_a_reason(people, story, office):
    manager = WebClient(people("kierownik"))
    wizard = office.id_of("service_job_assign_action")
    for job in story.jobs:
        manager.open("service_portal.service_job_action", job.id)
        manager.assign(wizard, "Piotr Sowa", REASON)
        assert office.technician(job) == "Piotr Sowa"
        assert any(REASON in note for note in office.notes(job))


# --- 5. Diagnosis and quotes ---------------------------------------------------------


def test_12_failed_ticks_propose_lines(people, watch, story, office):
    technician = WebClient(people("serwisant"))
    technician.open("service_portal.service_job_action_mine")
    for job in story.jobs:
        technician.rows.filter(has_text=job.reference).wait_for()
    shoot(technician.page, "16-technician-list")
    for job, failed in (
        (story.terminal, list(workshop.TERMINAL_CHECKS)[:2]),
        (story.printer, list(workshop.PRINTER_CHECKS)),
    ):
        technician.open("service_portal.service_job_action_mine", job.id)
        technician.press("action_start_diagnosis")
        technician.state("diagnosing")
        technician.tick(failed)
        technician.save()
        shoot(technician.page, f"17-checklist-{job.id}")
        watch(job, "diagnosing", "technician")
    assert office.quote(story.terminal) == (
        workshop.NECESSARY,
        workshop.RECOMMENDED,
        2,  # tax rates
    )


def test_13_client_gets_the_quotes_by_mail(people, client, watch, story, mails):
    technician = WebClient(people("serwisant"))
    for job in story.jobs:
        technician.open("service_portal.service_job_action_mine", job.id)
        technician.press("action_send_quote")
        technician.state("quoted")
    message = mails.wait(story.client.email, story.number, "/my/service/quotes")
    assert not polish.english(polish.visible(mailsink.body(message)[1]))
    for job in story.jobs:
        watch(job, "quoted", "client")
    shoot(client, "18-job-quoted", phone=True)


# --- 6. Decision -------------------------------------------------------------------


def test_14_client_decides_both_on_one_screen(client, watch, story, office):
    page = portal.Quotes(client).open()
    page.choose(story.terminal.id, "recommended")
    page.choose(story.printer.id, "decline")
    assert page.total.replace("\xa0", " ") == "366,40 zł"
    shoot(client, "19-quotes", phone=True)
    page.order()
    shoot(client, "20-quotes-decided", phone=True)
    assert office.orders(story.jobs) == [("sale", workshop.RECOMMENDED)]
    watch(story.terminal, "accepted", "technician")
    watch(story.printer, "ready", "logistics")
    assert office.return_is_prepared(story.printer)


# --- 7. Repair and quality -----------------------------------------------------------


def test_15_technician_repairs_and_consumes_a_part(people, watch, story, api):
    technician = WebClient(people("serwisant"))
    technician.open("service_portal.service_job_action_mine", story.terminal.id)
    technician.press("action_start_repair")
    technician.state("repairing")
    watch(story.terminal, "repairing", "technician")
    technician.press("action_finish_repair")
    technician.state("quality")
    watch(story.terminal, "quality", "quality")
    for part in ("battery", "cover"):
        left = story.shop.on_hand(api("admin"), part)
        assert left == workshop.STOCK - 1, part


def test_16_quality_fails_once_and_then_passes(people, watch, story, api):
    quality = WebClient(people("jakosc"))
    technician = WebClient(people("serwisant"))
    quality.open("service_quotes.service_job_action_quality")
    quality.rows.filter(has_text=story.terminal.reference).wait_for()
    quality.open("service_quotes.service_job_action_quality", story.terminal.id)
    quality.fail("Klawisz 5 nie reaguje.")
    quality.state("repairing")
    technician.open("service_portal.service_job_action_mine", story.terminal.id)
    technician.tab("history")
    technician.page.get_by_text("Klawisz 5 nie reaguje.").first.wait_for()
    shoot(technician.page, "21-quality-failed")
    page = watch(story.terminal, "repairing", "technician")
    assert "Klawisz 5" not in page.text
    technician.press("action_finish_repair")
    technician.state("quality")
    quality.open("service_quotes.service_job_action_quality", story.terminal.id)
    quality.press("action_quality_pass")
    quality.state("ready")
    watch(story.terminal, "ready", "logistics")
    assert story.shop.on_hand(api("admin"), "battery") == workshop.STOCK - 1


# --- 8. Sending --------------------------------------------------------------------


def test_17_both_leave_with_a_tracking_number(people, client, watch, story, mails):
    station = Station(people("logistyka"), "service-send").open()
    for job in story.jobs:
        assert station.scan(job.barcode)[0] == "success"
    station.choose_carrier("Kurier")
    shoot(station.page, "22-station-send")
    assert station.scan(TRACKING)[0] == "success"
    message = mails.wait(story.client.email, story.number, TRACKING)
    text = polish.visible(mailsink.body(message)[1])
    assert not polish.english(text)
    for job in story.jobs:
        assert TRACKING in watch(job, "shipped", "carrier").section("shipment")
    shoot(client, "23-job-shipped", phone=True)


# --- 9. Money ----------------------------------------------------------------------


def test_18_invoice_goes_from_unpaid_to_paid(people, client, story):
    accountant = WebClient(people("ksiegowosc"))
    accountant.open("service_quotes.service_money_report_action")
    accountant.make_invoice(story.terminal.reference)
    shoot(accountant.page, "24-invoice-draft")
    accountant.press("action_post")
    accountant.state("posted")
    page = JobPage(client, story.terminal.id)
    seen = [page.open().invoice_state]
    for amount in ("100,00", None):
        accountant.pay(amount)
        seen.append(page.open().invoice_state)
    shoot(client, "25-job-paid", phone=True)
    assert seen == ["nieopłacona", "częściowo opłacona", "opłacona"]


def test_19_the_board_balances(people, story, office):
    assert office.board(story.terminal) == ([workshop.RECOMMENDED] * 4, "paid")
    accountant = WebClient(people("ksiegowosc"))
    accountant.open("service_quotes.service_money_report_action")
    accountant.row_says(story.terminal.reference, "366,40", 4)
    shoot(accountant.page, "26-board")


# --- 10. Everything is told -----------------------------------------------------------


def test_20_delivered_closes_the_request(people, client, watch, story, office):
    [shipment] = office.shipments(TRACKING)
    logistics = WebClient(people("logistyka"))
    logistics.open("service_logistics.service_shipment_action", shipment)
    logistics.press("action_delivered")
    logistics.state("delivered")
    for job in story.jobs:
        assert "todo" not in str(watch(job, "closed", "nobody").steps)
    shoot(client, "27-job-closed", phone=True)
    assert office.request(story.request_id, "state") == "closed"


def test_21_staff_find_every_step_in_the_history(people, story):
    care = WebClient(people("opieka"))
    care.open("service_portal.service_job_action", story.terminal.id)
    care.tab("history")
    text = care.page.locator(".o_field_widget[name=event_ids]").inner_text()
    for person in ("Marek Wilk", "Piotr Sowa", "Joanna Dudek", story.client.name):
        assert person in text, person
    assert REASON in text
    shoot(care.page, "28-history")
