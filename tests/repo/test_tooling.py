"""The algorithms behind bin/: stamps, links, translations, mails, plans."""

import os
import subprocess
import sys
from types import SimpleNamespace

import polib
import pytest

from tools import (
    addon_tests,
    databases,
    demo,
    i18n,
    lint,
    logins,
    mailsink,
    manifests,
    odoo_source,
    paths,
    ports,
    postgres,
    service,
    steps,
    testing,
)


@pytest.fixture
def stamp(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "STAMPS", tmp_path)
    return steps.Stamp("thing")


def test_stamp_matches_only_what_was_written(stamp):
    assert not stamp.matches("a")
    stamp.write("a")
    assert stamp.matches("a")
    assert not stamp.matches("b")


def test_cleared_stamp_matches_nothing(stamp):
    stamp.write("a")
    stamp.clear()
    stamp.clear()
    assert not stamp.matches("a")


def test_file_is_written_whole_and_leaves_no_temporary(tmp_path):
    steps.write_whole(tmp_path / "a" / "b", "text")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_digest_tells_parts_apart():
    assert steps.digest("ab", "c") != steps.digest("a", "bc")


def test_lock_keeps_the_second_one_out(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "VAR", tmp_path)
    code = (
        "import sys, fcntl; handle = open(sys.argv[1], 'w');"
        "fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "lock" / "x")]
    with steps.lock("x"):
        busy = subprocess.run(command, check=False, capture_output=True)
        assert b"BlockingIOError" in busy.stderr
    assert subprocess.run(command, check=False).returncode == 0


def test_absolute_links_lead_inside_and_broken_ones_are_named(tmp_path):
    (tmp_path / "usr/share/js").mkdir(parents=True)
    (tmp_path / "usr/share/js/jquery.js").write_text("x")
    (tmp_path / "usr/lib").mkdir()
    good, bad = tmp_path / "usr/lib/jquery.js", tmp_path / "usr/lib/gone.js"
    good.symlink_to("/usr/share/js/jquery.js")
    bad.symlink_to("/usr/share/js/gone.js")
    assert odoo_source.repair_links(str(tmp_path)) == ["usr/lib/gone.js"]
    assert good.read_text() == "x"
    assert not os.path.isabs(os.readlink(good))


def test_socket_path_stays_below_the_limit_of_the_system(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    deep = paths.VAR / ("d" * 120)
    monkeypatch.setattr(postgres, "home", lambda: deep)
    folder = postgres.socket_folder()
    assert len(f"{folder}/{postgres.SOCKET}") <= postgres.SOCKET_LIMIT
    assert paths.checkout_id() in folder


def test_given_server_is_used_and_none_started(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example")
    assert postgres.socket_folder() == "db.example"
    assert not postgres.private()


def test_given_odoo_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    assert paths.odoo_home() == tmp_path.resolve()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "/a,/b"),
        ("TestX", "/a:TestX,/b:TestX"),
        ("TestX.test_y", "/a:TestX.test_y,/b:TestX.test_y"),
        ("test_y", "/a.test_y,/b.test_y"),
        ("/a:TestX", "/a:TestX"),
    ],
)
def test_tags(given, expected):
    assert addon_tests.tags_for(["a", "b"], given) == expected


@pytest.mark.parametrize(
    ("log", "code", "note"),
    [
        ("", 1, "ended before its tests"),
        ("0 failed, 0 error(s) of 0 tests when loading database 'x'", 0, "no test ran"),
        ("0 failed, 0 error(s) of 2 tests when loading database 'x'", 1, "exit code 1"),
    ],
)
def test_run_that_proves_nothing_fails(tmp_path, monkeypatch, log, code, note):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(
        addon_tests, "known_lines", lambda: addon_tests.odoolog.KnownLines([])
    )
    path = tmp_path / "x.log"
    path.write_text(f"2026-11-21 22:09:33,504 1 INFO db odoo.tests.result: {log}\n")
    outcome = addon_tests.read_log("x", path, code)
    assert outcome.failed == 1
    assert note in outcome.notes[0]


def outcome(**values):
    return addon_tests.Outcome("x", **values)


@pytest.mark.parametrize(
    ("outcomes", "code", "last"),
    [
        ([outcome(passed=2), outcome(passed=1)], 0, "3 passed, 0 failed"),
        ([outcome(passed=2), outcome(failed=1)], 1, "2 passed, 1 failed"),
        ([outcome()], 1, "0 passed, 1 failed"),
    ],
)
def test_last_line_and_exit_code(capsys, outcomes, code, last):
    assert testing._report(outcomes, complete=False) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_full_run_has_every_job():
    names = [name for name, _job in testing.plan(testing.options([]))]
    assert {"lint", "repo", "e2e", "together", *paths.ADDON_NAMES} <= set(names)


def test_addon_that_is_missing_fails(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    assert testing.alone("service_portal").failed == 1


def test_core_dependencies_are_found_through_our_addons(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    for name, depends in {"a": ["b", "stock"], "b": ["portal"]}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}))
    assert manifests.core_dependencies(["a"]) == ["portal", "stock"]


def test_key_of_the_demo_follows_sources_but_not_tests(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    (tmp_path / "a" / "tests").mkdir(parents=True)
    source, test = tmp_path / "a" / "x.py", tmp_path / "a" / "tests" / "x.py"
    source.write_text("1")
    before = demo.sources_key()
    test.write_text("1")
    assert demo.sources_key() == before
    source.write_text("2")
    assert demo.sources_key() != before


def entries(*pairs, where="code:addons/x"):
    po = polib.POFile()
    for msgid, msgstr in pairs:
        entry = polib.POEntry(msgid=msgid, msgstr=msgstr, occurrences=[(where, "0")])
        po.append(entry)
    return po


def test_merge_keeps_translations_and_drops_what_is_gone():
    po = entries(("Job", "Zlecenie"), ("Gone", "Nie ma"))
    assert i18n.merge(po, entries(("Job", ""), ("New", ""))) == 1
    assert {e.msgid: e.msgstr for e in po} == {"Job": "Zlecenie", "New": ""}


def test_merge_takes_names_of_inherited_fields_from_core_only():
    po, core = polib.POFile(), {"Followers": "Obserwatorzy"}
    field = "model:ir.model.fields,field_description:x.field_y"
    assert i18n.merge(po, entries(("Followers", ""), where=field), core) == 0
    assert i18n.merge(po, entries(("Followers", "")), core) == 0
    assert i18n.merge(polib.POFile(), entries(("Followers", "")), core) == 1


def test_gaps_of_a_translation_are_told():
    po = entries(("A", "a"), ("B", ""), ("C", "c"))
    po[2].flags.append("fuzzy")
    found = i18n.problems(po, entries(("A", ""), ("B", ""), ("D", "")))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<odoo><record id='a' model='x'/></odoo>", 0),
        ("<odoo><record id='a' model='x'/><record id='a' model='x'/></odoo>", 1),
        ("<odoo><data/></odoo>", 1),
        ("<odoo>", 1),
    ],
)
def test_xml_problems(tmp_path, text, count):
    path = tmp_path / "x.xml"
    path.write_text(text)
    assert len(lint.xml_problems(path)) == count


def test_logins_are_read_from_demo_data(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "ADDONS", tmp_path)
    (tmp_path / "a" / "demo").mkdir(parents=True)
    (tmp_path / "a" / "demo" / "x.xml").write_text(
        "<odoo><record id='u' model='res.users'><field name='login'>klient</field>"
        "<field name='password'>klient</field></record></odoo>"
    )
    assert logins.in_demo_data() == {"klient": "klient"}
    assert "klient" in logins.table()[0]


MAIL = (
    b"X-Envelope-To: <a@example.com>\r\nSubject: =?utf-8?b?xZrwn5iA?= <b>\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<script>x</script>"
)


def test_mails_are_listed_newest_first_and_never_as_markup(tmp_path):
    (tmp_path / "5-1.eml").write_bytes(MAIL)
    (tmp_path / "10-2.eml").write_bytes(MAIL)
    (tmp_path / ".11-3.eml").write_bytes(MAIL)
    assert [name for name, _mail in mailsink.mails(tmp_path)] == ["10-2.eml", "5-1.eml"]
    page = mailsink.list_page(tmp_path)
    assert "&lt;b&gt;" in page
    assert "<script>" not in mailsink.mail_page("5-1.eml", mailsink.read(
        tmp_path / "5-1.eml"))  # fmt: skip


def test_bad_mail_page_address_is_not_found(tmp_path):
    (tmp_path / "secret").write_text("x")
    seen = []
    page = SimpleNamespace(path="/../secret", folder=tmp_path, send_error=seen.append)
    mailsink.Pages.do_GET(page)
    assert seen == [404]


def test_templates_on_a_shared_server_are_told_apart_by_checkout(monkeypatch):
    monkeypatch.delenv("PGHOST", raising=False)
    assert databases.mark() == ""
    monkeypatch.setenv("PGHOST", "db.example.org")
    here = databases.mark()
    monkeypatch.setattr(paths, "ROOT", paths.ROOT / "elsewhere")
    assert here
    assert databases.mark() != here


def test_served_log_forgives_what_core_replays_and_nothing_else(tmp_path):
    stamp = "2026-11-22 03:07:54,919 1"
    log = tmp_path / "serve.log"
    log.write_text(
        f"{stamp} ERROR db odoo.sql_db: bad query: UPDATE x\n"
        "ERROR: could not serialize access due to concurrent update\n"
        f"{stamp} ERROR db odoo.sql_db: bad query: SELECT y\n"
        "ERROR: relation does not exist\n"
        f"{stamp} WARNING db odoo.http: 404\n"
        f"{stamp} ERROR db odoo.addons.bus.websocket: could not serialize access\n"
        "    self._terminate()\n"
        f"{stamp} ERROR db odoo.addons.bus.websocket: could not serialize access\n"
        "    self._dispatch_bus_notifications()\n",
        "utf-8",
    )
    outcome = addon_tests.Outcome("e2e")
    addon_tests.add_complaints(outcome, log)
    assert outcome.failed == 2
    assert "relation does not exist" in outcome.notes[0]
    assert "_dispatch_bus" in outcome.notes[1]


def test_served_database_is_stopped_when_nothing_is_at_work(monkeypatch):
    answers = [[["1"]], [["1"]], []]
    monkeypatch.setattr(databases, "sql", lambda _query: answers.pop(0))
    monkeypatch.setattr(service.time, "sleep", lambda _seconds: None)
    service.Service("x", 1, 2).settle()
    assert not answers


def test_a_database_that_never_rests_is_stopped_all_the_same(monkeypatch):
    monkeypatch.setattr(databases, "sql", lambda _query: [["1"]])
    service.Service("x", 1, 2).settle(timeout=0)


def test_a_free_port_is_given_once_to_all_processes_of_the_machine(monkeypatch):
    code = "from tools import ports; print(ports.free(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=paths.ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        theirs = int(other.stdout.readline())
        monkeypatch.setattr(ports, "_numbers", lambda: range(theirs, theirs + 1))
        with pytest.raises(OSError, match="No free port"):
            ports.free()
        other.communicate("\n")
    assert ports.free() == theirs
    with pytest.raises(OSError, match="No free port"):
        ports.free()
