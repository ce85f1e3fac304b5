"""Take guards away, one at a time, and demand a red test."""

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

from tools import (
    addon_tests,
    databases,
    manifests,
    paths,
    ports,
    postgres,
    setup,
    steps,
)

HERE = Path(__file__).parent
# Several runs at once do not meet.
COPY = paths.VAR / "faults" / str(os.getpid()) / "addons"
FAILED_TEST = re.compile(r": (FAIL|ERROR): (Subtest )?Test")


def load(words):
    """Return the guards whose name contains one of the words; all without words."""
    guards = [
        guard
        for path in sorted(HERE.glob("*.toml"))
        for guard in tomllib.loads(path.read_text("utf-8"))["guard"]
    ]
    return [g for g in guards if not words or any(word in g["name"] for word in words)]


def mutate(guard):
    """Copy the addons and take the guard out of the copy.

    :raise steps.Failure: the text is not there exactly once, so the list is stale
    """
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(paths.ADDONS, COPY, ignore=shutil.ignore_patterns("__pycache__"))
    target = COPY / guard["file"]
    text = target.read_text("utf-8")
    if text.count(guard["find"]) != 1:
        found = text.count(guard["find"])
        raise steps.Failure(f"{guard['name']}: text found {found} times, not once")
    target.write_text(text.replace(guard["find"], guard["replace"]), "utf-8")


def run(name, tests, database, addons_path, update=()):
    """Run tests on a copy of the database; return their Outcome."""
    copy = f"faults_{os.getpid()}"
    databases.copy(database, copy)
    log = paths.LOG / f"{copy}.log"
    log.unlink(missing_ok=True)
    try:
        code = databases.odoo(
            copy,
            "--addons-path", addons_path,
            "--test-tags", ",".join(tests),
            # Unlike an update it writes records that are marked noupdate, as rules are.
            *(["--reinit", ",".join(update)] if update else []),
            "--http-port", ports.free(),
            "--gevent-port", ports.free(),
            log=log, check=False,
        )  # fmt: skip
        return addon_tests.read_log(name, log, code)
    finally:
        databases.drop(copy)


def without(guard, database):
    """Run the guard's test without the guard; return its Outcome."""
    mutate(guard)
    # A guard may live in data or in the database's schema.
    update = [guard["file"].split("/")[0]] if guard.get("update") else []
    return run(guard["name"], [guard["test"]], database, COPY, update)


def failures(outcome):
    """Return the failed tests; a complaint in the log or a crash is no proof."""
    return [note for note in outcome.notes if FAILED_TEST.search(note)]


def built(addons):
    """Return a database with all addons installed, made anew."""
    database = f"faults_base_{os.getpid()}"
    with steps.step("database with all addons"):
        databases.copy(databases.template_for(addons).ensure(), database)
        log = paths.LOG / f"{database}.log"
        log.unlink(missing_ok=True)
        databases.odoo(database, "--no-http", "-i", ",".join(addons), log=log)
    return database


def main(words):
    """Run the verb; the exit code is 1 when a guard can go unnoticed."""
    setup.ensure()
    os.environ.update(postgres.environment())
    guards = load(words)
    database = built(manifests.ours())
    tests = sorted({guard["test"] for guard in guards})
    green = run("with all guards", tests, database, paths.addons_path())
    broken = failures(green)
    print(f"with all guards: {green.passed} passed, {len(broken)} failed", flush=True)
    print("\n".join(broken), flush=True)
    held = open_ = 0
    for guard in guards:
        red = without(guard, database)
        proved = bool(failures(red))
        held, open_ = held + proved, open_ + (not proved)
        told = "red without it" if proved else "NOT PROVED"
        print(f"{told:15} {guard['name']} ({guard['truth']})", flush=True)
        if not proved:
            print("\n".join(red.notes)[:2000], flush=True)
    databases.drop(database)
    shutil.rmtree(COPY.parent, ignore_errors=True)
    open_ += len(broken) or not green.passed
    print(f"\n{held} passed, {open_} failed")
    return 1 if open_ or not held else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
