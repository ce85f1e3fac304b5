"""Running the tests of addons inside Odoo, and what the log says of them."""

import contextlib
import fcntl
import os
import re
import time
from dataclasses import dataclass, field

from tools import databases, manifests, odoolog, paths, ports, postgres, steps

REPLAYED = "could not serialize access"
SOCKET = "odoo.addons.bus.websocket"


@dataclass
class Outcome:
    """What one job of bin/test came to."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    notes: list = field(default_factory=list)
    known: set = field(default_factory=set)
    log: str = ""


def known_lines():
    """Return the log lines that are allowed."""
    return odoolog.KnownLines.load(paths.ROOT / "tools" / "known_log_lines.toml")


def read_log(name, log, code):
    """Turn Odoo's log and exit code into an Outcome."""
    with open(log, encoding="utf-8", errors="replace") as lines:
        summary = odoolog.summarize(lines, known_lines())
    shown = str(log.relative_to(paths.ROOT))
    outcome = Outcome(name, summary.passed, log=shown, known=summary.known)
    outcome.skipped = summary.skipped
    outcome.notes = [record.text for record in summary.failures]
    outcome.failed = max(summary.failed, len(summary.failures))
    for record in summary.complaints:
        outcome.failed += 1
        outcome.notes.append(f"in the log: {record.text}")
    if not summary.totals:
        outcome.failed += 1
        outcome.notes.append(f"Odoo ended before its tests (exit {code}), see {shown}")
    elif not summary.tests:
        outcome.failed += 1
        outcome.notes.append("no test ran")
    elif code and not outcome.failed:
        outcome.failed += 1
        outcome.notes.append(f"Odoo ended with exit code {code}, see {shown}")
    return outcome


def add_complaints(outcome, log):
    """Count what the log of a served database complains about.

    A warning of ``odoo.http`` is an answer to bad input, which tests give on purpose.
    Two that write one row at once are told apart by PostgreSQL, and core replays the
    loser; when it gives up, ``odoo.http`` says so in a line of its own. When browsers
    of one person close at one moment, core's bus writes twice that nobody is there and
    replays neither: the row says what both meant.
    """
    with open(log, encoding="utf-8", errors="replace") as lines:
        summary = odoolog.summarize(lines, known_lines())
    outcome.known |= summary.known
    for record in summary.complaints:
        answered = record.level == "WARNING" and record.logger == "odoo.http"
        closing = record.logger == SOCKET and "_terminate" in record.text
        replayed = record.logger == "odoo.sql_db" or closing
        if not answered and not (replayed and REPLAYED in record.text):
            outcome.failed += 1
            outcome.notes.append(f"in {log.name}: {record.text}")


def run_odoo(name, database, mode, addons, tags):
    """Install (-i) or update (-u) addons with their tests; return the Outcome."""
    log = paths.LOG / f"test-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", "utf-8")
    begin = time.monotonic()
    code = databases.odoo(
        database,
        mode, ",".join(addons),
        "--test-tags", tags,
        "--http-port", ports.free(),
        "--gevent-port", ports.free(),
        "--workers", "0",
        log=log, check=False,
    )  # fmt: skip
    outcome = read_log(name, log, code)
    outcome.seconds = time.monotonic() - begin
    return outcome


def tags_for(addons, given=None):
    """Return Odoo's ``--test-tags`` for addons, narrowed by what was asked for.

    ``given`` is a test tag of Odoo as it is (``/service_portal:TestX.test_y``), a
    name of a class or method (``TestX.test_y``), or a path to a test file.
    """
    if not given:
        return ",".join(f"/{addon}" for addon in addons)
    if given.endswith(".py"):
        return os.path.abspath(given)
    if given.startswith(("/", "+", "-")) or "," in given:
        return given
    selector = f":{given}" if given[0].isupper() else f".{given}"
    return ",".join(f"/{addon}{selector}" for addon in addons)


def fresh(name, addons, tags):
    """Run tests of addons on a fresh copy of a template; drop it afterwards."""
    template = databases.template_for(addons).ensure()
    database = f"test_{name}_{os.getpid()}"
    databases.copy(template, database)
    try:
        return run_odoo(name, database, "-i", addons, tags)
    finally:
        databases.drop(database)


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def drop_leftovers():
    """Drop the databases of runs that were killed, on our private server only."""
    if not postgres.private():
        return
    for prefix in ("test_", "e2e_", "i18n_"):
        for name in databases.names(prefix):
            pid = re.search(r"_(\d+)(?:_|$)", name)
            if pid and not _alive(int(pid[1])):
                databases.drop(name)


@contextlib.contextmanager
def _slot(addon):
    """Yield a number so that two people can test the same addon at once."""
    folder = paths.VAR / "lock"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 20):
        with open(folder / f"fast_{addon}_{number}", "w", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    raise steps.Failure(f"too many runs of {addon} at once")


def _sources(addons):
    """Return a hash of all sources of addons, tests apart."""
    facts = []
    for addon in addons:
        for path in sorted((paths.ADDONS / addon).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                facts.append((str(path), path.stat().st_mtime_ns))
    return steps.digest(*facts)


def fast(addon, tags):
    """Run an addon's tests on a database that is kept, updating what changed."""
    template = databases.template_for([addon]).ensure()
    others = [name for name in manifests.read(addon)["depends"] if name in
              manifests.ours()]  # fmt: skip
    with _slot(addon) as number:
        database = f"fast_{addon}_{number}"
        stamp = steps.Stamp(database)
        sources = _sources(others)
        ready = stamp.matches(f"{template} {sources}")
        usable = databases.exists(database) and databases.installed(database, addon)
        same_base = stamp.read().startswith(template)
        if usable and same_base:
            update = [addon] if ready else [*others, addon]
            mode = "-u"
        else:
            databases.copy(template, database)
            update, mode = [addon], "-i"
        stamp.clear()
        steps.say(f"{'updating' if mode == '-u' else 'installing'} {', '.join(update)}")
        outcome = run_odoo(f"{addon}-fast{number}", database, mode, update, tags)
        if databases.installed(database, addon):
            stamp.write(f"{template} {sources}")
        return outcome
