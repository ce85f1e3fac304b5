"""bin/test counts from Odoo's log: these are the lines it must get right."""

from pathlib import Path

import pytest

from tools import odoolog

HEAD = "2026-11-21 22:09:33,504 9986"
REPEATED = (
    "Module x: 1 failures, 0 errors of 2 tests",
    "At least one test failed when loading the modules.",
)
NOTHING_KNOWN = odoolog.KnownLines([])


def line(level, logger, message, database="db"):
    return f"{HEAD} {level} {database} {logger}: {message}"


def total(failed=0, errors=0, tests=0):
    level = "ERROR" if failed or errors else "INFO"
    text = f"{failed} failed, {errors} error(s) of {tests} tests"
    return line(level, "odoo.tests.result", f"{text} when loading database 'db'")


def summarize(*lines, known=NOTHING_KNOWN):
    return odoolog.summarize([f"{text}\n" for text in lines], known)


def test_good_run_counts_all_tests_as_passed():
    summary = summarize(line("INFO", "odoo", "Starting"), total(tests=6))
    assert (summary.passed, summary.failed, summary.complaints) == (6, 0, [])


def test_failures_and_errors_both_count_as_failed():
    summary = summarize(total(failed=1, errors=2, tests=10))
    assert (summary.passed, summary.failed) == (7, 3)


def test_skipped_tests_are_not_passed():
    skip = line("INFO", "odoo.addons.x.tests.test_x", "skipped TestA.test_b : why")
    summary = summarize(skip, total(tests=3))
    assert (summary.passed, summary.skipped) == (2, 1)


def test_failed_test_is_shown_with_its_traceback_and_counted_once():
    summary = summarize(
        line("ERROR", "odoo.addons.x.tests.test_x", "FAIL: TestA.test_b"),
        "Traceback (most recent call last):",
        "AssertionError: 1 != 2",
        line("ERROR", "odoo.modules.loading", REPEATED[0]),
        line("ERROR", "odoo.modules.loading", REPEATED[1]),
        total(failed=1, tests=2),
    )
    assert (summary.passed, summary.failed, summary.complaints) == (1, 1, [])
    assert "1 != 2" in summary.failures[0].text


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_complaint_in_the_log_is_told(level):
    summary = summarize(line(level, "odoo.x", "careful"), "more", total(tests=1))
    assert [record.text for record in summary.complaints] == [
        f"{level} odoo.x: careful\nmore"
    ]


def test_message_of_a_warning_that_looks_like_a_level_is_no_complaint():
    assert not summarize(line("INFO", "odoo.x", "WARNING: no"), total()).complaints


def test_log_without_database_name_is_read():
    record = line("WARNING", "odoo.tools.config", "old option", database="?")
    assert len(summarize(record).complaints) == 1


def test_crash_before_the_log_starts_is_a_complaint():
    summary = summarize("Traceback (most recent call last):", "ImportError: odoo")
    assert "ImportError" in summary.complaints[0].text
    assert summary.totals == 0


def test_known_line_is_excused_and_remembered():
    known = odoolog.KnownLines(
        [{"line": r"library \w+ is missing", "reason": "Debian"}]
    )
    text = line("ERROR", "odoo.assets", "library foo is missing")
    summary = summarize(text, total(tests=1), known=known)
    assert not summary.complaints
    assert known.unused(summary.known) == []


def test_known_line_that_no_longer_occurs_is_told():
    known = odoolog.KnownLines([{"line": "gone", "reason": "Debian"}])
    assert known.unused(summarize(total(tests=1), known=known).known) == ["gone"]


def test_known_line_needs_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        odoolog.KnownLines([{"line": "x", "reason": " "}])


def test_at_most_ten_known_lines():
    entries = [{"line": f"x{n}", "reason": "y"} for n in range(11)]
    with pytest.raises(ValueError, match="at most 10"):
        odoolog.KnownLines(entries)


def test_known_lines_of_the_repository_are_valid():
    path = Path(odoolog.__file__).with_name("known_log_lines.toml")
    assert odoolog.KnownLines.load(path)
