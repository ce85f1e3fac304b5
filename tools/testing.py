"""bin/test: set-up, lint, repository tests, addons alone and together, e2e."""

import argparse
import concurrent.futures
import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree

from tools import addon_tests, manifests, paths, postgres, setup, steps
from tools.addon_tests import Outcome


def options(arguments=None):
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Run lint and all tests. Ends with 'N passed, N failed'.",
    )
    add = parser.add_argument
    add("--addon", action="append", help="only this addon (may be given again)")
    add("--test", help="Odoo test tag, TestClass.test_method, or a test file")
    add("--fast", action="store_true", help="keep the addon's database and update it")
    add("--lint", action="store_true", help="only lint and tests/repo")
    add("--e2e", action="store_true", help="only tests/e2e")
    add("--together", action="store_true", help="only all addons together")
    add("--no-e2e", action="store_true", help="all but tests/e2e")
    add("--jobs", type=int, default=2, help="jobs at once (2)")
    return parser.parse_args(arguments)


def pytest(name, *arguments, env=None):
    """Run pytest and count from its own report."""
    report = paths.LOG / f"test-{name}.xml"
    log = paths.LOG / f"test-{name}.log"
    report.unlink(missing_ok=True)
    begin = time.monotonic()
    command = [paths.PYTHON, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    with open(log, "w", encoding="utf-8") as output:
        done = subprocess.run(
            [str(part) for part in command],
            check=False, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, cwd=paths.ROOT,
            env={**postgres.environment(), **(env or {})},
        )  # fmt: skip
    outcome = Outcome(name, log=str(log.relative_to(paths.ROOT)))
    outcome.seconds = time.monotonic() - begin
    if report.is_file():
        suite = ElementTree.parse(report).getroot().find("testsuite")
        count = {
            k: int(suite.get(k)) for k in ("tests", "failures", "errors", "skipped")
        }
        outcome.failed = count["failures"] + count["errors"]
        outcome.skipped = count["skipped"]
        outcome.passed = max(count["tests"] - outcome.failed - outcome.skipped, 0)
    if done.returncode:
        outcome.failed = outcome.failed or 1
        outcome.notes.append(log.read_text("utf-8", "replace")[-6000:])
    elif not outcome.passed:
        outcome.failed += 1
        outcome.notes.append("no test ran")
    return outcome


def lint():
    """Run bin/lint as one check."""
    log = paths.LOG / "test-lint.log"
    begin = time.monotonic()
    with open(log, "w", encoding="utf-8") as output:
        done = subprocess.run(
            [str(paths.ROOT / "bin" / "lint")],
            check=False, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, cwd=paths.ROOT,
        )  # fmt: skip
    outcome = Outcome("lint", log=str(log.relative_to(paths.ROOT)))
    outcome.seconds = time.monotonic() - begin
    outcome.passed, outcome.failed = (0, 1) if done.returncode else (1, 0)
    if done.returncode:
        outcome.notes.append(log.read_text("utf-8", "replace")[-6000:])
    return outcome


def repo():
    """Run the tests that need no Odoo."""
    return pytest("repo", "tests/repo")


def e2e(test=None):
    """Run the tests that drive a served demo database from outside."""
    if not any((paths.ROOT / "tests" / "e2e").glob("**/test_*.py")):
        return Outcome("e2e", failed=1, notes=["tests/e2e has no test"])
    database = f"e2e_{os.getpid()}"
    outcome = pytest("e2e", test or "tests/e2e", env={"E2E_DATABASE": database})
    for pattern in ("tpl_*demo_build.log", f"serve-{database}_*.log"):
        for log in sorted(paths.LOG.glob(pattern)):
            addon_tests.add_complaints(outcome, log)
    return outcome


def alone(addon, test=None):
    """Run one addon's tests on a database of its own."""
    if not (paths.ADDONS / addon / "__manifest__.py").is_file():
        return Outcome(addon, failed=1, notes=[f"addons/{addon} is missing"])
    return addon_tests.fresh(addon, [addon], addon_tests.tags_for([addon], test))


def together(test=None):
    """Run all addons' tests in one database.

    Left out: tests tagged `service_alone`, which walk a way that another addon
    closes (a declined job without a quote, say).
    """
    addons = manifests.ours()
    tags = addon_tests.tags_for(addons, test)
    return addon_tests.fresh("together", addons, f"{tags},-service_alone")


def seams():
    """Run the addon that overrides each seam, on service_portal alone."""
    addons = manifests.test_addons()
    return addon_tests.fresh(
        "seams", ["service_portal", *addons], addon_tests.tags_for(addons)
    )


def plan(chosen):
    """Return the jobs as (name, function), the longest first."""
    test = chosen.test
    if chosen.addon and chosen.fast:
        run = addon_tests.fast
        tags = addon_tests.tags_for
        return [(a, lambda a=a: run(a, tags([a], test))) for a in chosen.addon]
    if chosen.addon:
        return [(a, lambda a=a: alone(a, test)) for a in chosen.addon]
    if chosen.lint:
        return [("lint", lint), ("repo", repo)]
    if chosen.e2e or (test and "tests/e2e" in test):
        return [("e2e", lambda: e2e(test))]
    if chosen.together or test:
        return [("together", lambda: together(test))]
    names = [*dict.fromkeys([*paths.ADDON_NAMES, *manifests.ours()])]
    # Lint and the repository tests run while the first template is built.
    jobs = [("repo", repo), (names[0], lambda: alone(names[0])), ("lint", lint)]
    if not chosen.no_e2e:
        jobs.append(("e2e", e2e))
    jobs += [("together", together), ("seams", seams)]
    return [*jobs, *((name, lambda name=name: alone(name)) for name in names[1:])]


def _guarded(name, function):
    steps.say(f"{name}: started")
    try:
        outcome = function()
    except (steps.Failure, OSError, ValueError, subprocess.SubprocessError) as error:
        outcome = Outcome(name, failed=1, notes=[f"{type(error).__name__}: {error}"])
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    steps.say(
        f"{name}: {outcome.passed} passed, {outcome.failed} failed{skipped}"
        f" in {outcome.seconds:.0f} s ({outcome.log})"
    )
    return outcome


def _run_all(jobs, at_once):
    """Run the jobs; Ctrl-C ends those that run and starts no other."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(_guarded, name, function) for name, function in jobs]
        try:
            return [future.result() for future in running]
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _report(outcomes, complete):
    for outcome in outcomes:
        for note in outcome.notes:
            print(f"\n--- {outcome.name}\n{note}")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    if complete:
        used = set().union(*(outcome.known for outcome in outcomes))
        for line in addon_tests.known_lines().unused(used):
            failed += 1
            print(f"\n--- tools/known_log_lines.toml\nno log contained: {line}")
    if not passed + failed:
        failed = 1
        print("\nno test ran")
    skipped = sum(outcome.skipped for outcome in outcomes)
    if skipped:
        print(f"\nskipped: {skipped}")
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


def run(arguments=None):
    """Run the verb."""
    chosen = options(arguments)
    setup.ensure()
    os.environ.update(postgres.environment())
    jobs = plan(chosen)
    addon_tests.drop_leftovers()
    outcomes = _run_all(jobs, max(chosen.jobs, 1))
    narrow = (chosen.addon, chosen.test, chosen.lint, chosen.e2e, chosen.together)
    return _report(outcomes, complete=not any(narrow) and not chosen.no_e2e)
