"""Reading Odoo's log: how many tests ran, what failed, what was complained about."""

import re
import tomllib
from dataclasses import dataclass, field

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL|RUNBOT) "
    r"(?P<database>\S+) (?P<logger>\S+?): (?P<message>.*)$"
)
TOTAL = re.compile(
    r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<tests>\d+) tests"
    r" when loading database"
)
TEST_FAILURE = re.compile(r"^(?:FAIL|ERROR): (?P<test>\S.*)$")
# Odoo sums up failed tests again: they are counted already.
REPEATED = re.compile(
    r"^Module \S+: \d+ failures, \d+ errors of \d+ tests"
    r"|^At least one test failed when loading the modules"
)
SKIPPED = re.compile(r"^skipped (?P<test>\S+)")
BAD = ("WARNING", "ERROR", "CRITICAL")
LIMIT = 10


@dataclass
class Record:
    """One entry of the log with its continuation lines (a traceback, say)."""

    level: str
    logger: str
    message: str
    more: list = field(default_factory=list)

    @property
    def text(self):
        """The whole entry, without time, process and database."""
        return "\n".join([f"{self.level} {self.logger}: {self.message}", *self.more])


@dataclass
class Summary:
    """What a run of Odoo amounts to."""

    tests: int = 0
    failed: int = 0
    skipped: int = 0
    totals: int = 0
    failures: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    known: set = field(default_factory=set)

    @property
    def passed(self):
        """Tests that ran and did not fail."""
        return max(self.tests - self.failed - self.skipped, 0)


def records(lines):
    """Yield the entries of a log; text before the first entry is an ERROR of its own
    when it looks like a traceback."""
    current = None
    for line in lines:
        line = line.rstrip("\n")
        match = RECORD.match(line)
        if match:
            if current:
                yield current
            current = Record(match["level"], match["logger"], match["message"])
        elif current:
            current.more.append(line)
        elif line.startswith("Traceback "):
            current = Record("ERROR", "start", line)
    if current:
        yield current


class KnownLines:
    """Lines that may appear, each with its reason (tools/known_log_lines.toml)."""

    def __init__(self, entries):
        if len(entries) > LIMIT:
            raise ValueError(f"at most {LIMIT} known lines, there are {len(entries)}")
        self.patterns = {}
        for entry in entries:
            if not entry.get("reason", "").strip():
                raise ValueError(f"a known line without a reason: {entry['line']}")
            self.patterns[entry["line"]] = re.compile(entry["line"])

    @classmethod
    def load(cls, path):
        """Read the file."""
        return cls(tomllib.loads(path.read_text("utf-8")).get("known", []))

    def find(self, record):
        """Return the entry that excuses a record, or None."""
        for line, pattern in self.patterns.items():
            if pattern.search(record.text):
                return line
        return None

    def unused(self, used):
        """Return the entries that no log contained."""
        return [line for line in self.patterns if line not in used]


def summarize(lines, known):
    """Count the tests of one run and gather what is to be told of it."""
    summary = Summary()
    for record in records(lines):
        total = TOTAL.search(record.message)
        if total:
            summary.totals += 1
            summary.tests += int(total["tests"])
            summary.failed += int(total["failed"]) + int(total["errors"])
        elif TEST_FAILURE.match(record.message) and record.level == "ERROR":
            summary.failures.append(record)
        elif SKIPPED.match(record.message):
            summary.skipped += 1
        elif record.level in BAD and not REPEATED.match(record.message):
            excuse = known.find(record)
            if excuse:
                summary.known.add(excuse)
            else:
                summary.complaints.append(record)
    return summary
