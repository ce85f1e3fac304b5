"""A server that is killed while it files spreadsheets: nothing half, nothing twice.

The tests run in order; each goes on where the one before it ended.
"""

import csv
import io
import threading
import time

import openpyxl
import psycopg2
import pytest
import requests

from tools import databases, mailsink

IN_ORDER = True
SHORT, LONG = 3, 210  # devices: filed while the client waits, and by the cron
PAGE = "/my/service/import"
COUNTED = ("service_request", "service_job", "service_device", "service_event")
# Places of the columns in the template.
KIND, BRAND, SERIAL, FAULT = 0, 1, 3, 5


@pytest.fixture(scope="module")
def story():
    """What the tests of this module hand on."""
    return {}


@pytest.fixture(scope="module")
def ask(service):
    """Return a function that returns the only row of a query."""

    def row(query):
        [found] = databases.sql(query, service.database)
        return found

    return row


def counts(ask):
    """Return how many rows there are of what a confirmation makes."""
    return ask("select " + ", ".join(f"(select count(*) from {t})" for t in COUNTED))


def until(condition, what, timeout=60):
    """Wait until something is so."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.2)


def sheet(session, mark, rows):
    """Return a file with devices, as CSV of the template's columns."""
    template = session.get(f"{PAGE}/template.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(template))
    columns = [cell.value.strip(" *") for cell in book.worksheets[0][1]]
    kind = next(cell.value for cell in book["Lists"]["A"] if cell.value)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    for number in range(rows):
        row = [""] * len(columns)
        row[KIND], row[BRAND] = kind, "Bosch"
        row[SERIAL], row[FAULT] = f"{mark}-{number:04}", "Nie włącza się"
        writer.writerow(row)
    return text.getvalue().encode()


def upload(session, name, content):
    """Send a file; return the answer, whose address is the import's."""
    answer = session.post(
        PAGE, data={"csrf_token": session.csrf(PAGE)}, files={"file": (name, content)}
    )
    assert answer.ok, answer.status_code
    return answer


def confirm(session, page, kind):
    """Send the request of an import; return the answer."""
    form = {"csrf_token": session.csrf(PAGE), "type_id": kind}
    return session.post(f"{page}/confirm", data=form)


def staged(ask, number):
    """Return the state of an import, its request, and its rows."""
    return ask(
        "select state, coalesce(request_id, 0), (select count(*) from"
        f" service_import_line where import_id = {number})"
        f" from service_import where id = {number}"
    )


def hold(service):
    """Let nobody write into the history; return what lets them go on.

    A confirmation has made its request and all devices then, and has committed nothing.
    """
    holder = psycopg2.connect(dbname=service.database)
    holder.cursor().execute("LOCK TABLE service_event IN SHARE MODE")
    return holder


def waiting(service):
    """Return how many transactions wait for what `hold` holds."""
    query = (
        "select count(*) from pg_locks where not granted"
        " and relation = 'service_event'::regclass"
    )
    return int(databases.sql(query, service.database)[0][0])


def others(service):
    """Return how many connections the killed server still has."""
    query = (
        "select count(*) from pg_stat_activity where pid <> pg_backend_pid()"
        f" and datname = '{service.database}'"
    )
    return int(databases.sql(query, service.database)[0][0])


def test_01_two_files_are_staged(service, http, ask, story):
    xmlid = "service_request_type_repair"
    [story["kind"]] = ask(f"select res_id from ir_model_data where name = '{xmlid}'")
    for who, mark, rows in (("firma", "KILL-S", SHORT), ("druga", "KILL-L", LONG)):
        session = http(who)
        content = sheet(session, mark, rows)
        page = upload(session, f"{mark}.csv", content).url.removeprefix(service.url)
        number = page.partition("?")[0].rpartition("/")[2]
        assert staged(ask, number) == ["draft", "0", str(rows)]
        story[who] = session, content, f"{PAGE}/{number}", number
    story["before"] = counts(ask)


def test_02_server_is_killed_in_the_middle_of_both(service, ask, story):
    def send_and_lose(session, page):
        with pytest.raises(requests.ConnectionError):
            confirm(session, page, story["kind"])

    holder = hold(service)
    session, _content, page, _number = story["druga"]
    confirm(session, page, story["kind"])
    session, _content, page, _number = story["firma"]
    client = threading.Thread(target=send_and_lose, args=(session, page))
    client.start()
    until(lambda: waiting(service) == 2, "both are in the middle of it")
    service.crash()
    holder.close()
    client.join(30)
    until(lambda: not others(service), "the database has noticed")


def test_03_nothing_is_half_made(ask, story):
    assert counts(ask) == story["before"]
    assert staged(ask, story["firma"][3]) == ["draft", "0", str(SHORT)]
    assert staged(ask, story["druga"][3]) == ["queued", "0", str(LONG)]


def test_04_the_long_one_goes_on_by_itself(service, ask, story):
    service.revive()
    number = story["druga"][3]
    # Odoo looks for crons a minute after its start, unless somebody wakes them.
    until(lambda: staged(ask, number)[0] == "done", "the cron files it", 180)
    request = staged(ask, number)[1]
    [jobs] = ask(f"select count(*) from service_job where request_id = {request}")
    assert int(jobs) == LONG
    story["druga_request"] = request


def test_05_the_short_one_is_there_again_and_confirmed(service, ask, story):
    session, content, page, number = story["firma"]
    assert upload(session, "again.csv", content).url.startswith(service.url + page)
    done = confirm(session, page, story["kind"])
    state, request, _rows = staged(ask, number)
    assert (state, done.url) == ("done", f"{service.url}/my/service/{request}/done")
    story["firma_request"] = request


def test_06_the_same_files_again_make_nothing(ask, story):
    made = counts(ask)
    requests_, jobs, devices = (
        int(now) - int(before)
        for now, before in zip(made[:3], story["before"][:3], strict=True)
    )
    assert (requests_, jobs, devices) == (2, SHORT + LONG, SHORT + LONG)
    for who in ("firma", "druga"):
        session, content, page, _number = story[who]
        upload(session, "again.csv", content)
        confirm(session, page, story["kind"])
    assert counts(ask) == made


def test_07_each_client_reads_of_it_once(ask, mails, story):
    for who in ("firma", "druga"):
        [name] = ask(
            f"select name from service_request where id = {story[f'{who}_request']}"
        )
        [email] = ask(
            "select p.email from res_users u join res_partner p on p.id = u.partner_id"
            f" where u.login = '{who}'"
        )
        mails.wait(email, name)
        told = [
            mail
            for mail in mails.all()
            if email in str(mail["X-Envelope-To"]) and name in str(mail["Subject"])
        ]
        assert len(told) == 1, [mailsink.body(mail) for mail in told]
