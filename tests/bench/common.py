"""What the measurements share: scratch databases, and requests that are counted.

A measurement asks the whole application (routing, session, rules, templates) in its
own process, so that time, CPU of both processes and queries belong to one request.
"""

import contextlib
import gc
import json
import logging
import os
import statistics
import sys
import threading
import time
from dataclasses import dataclass

from werkzeug.test import Client

import odoo.sql_db
from odoo import SUPERUSER_ID, api, http
from odoo.modules.registry import Registry
from odoo.service import security, server
from odoo.tools import config

from tools import databases, demo, paths, postgres, steps

PREFIX = "bench_"


# --- Databases ------------------------------------------------------------------


@contextlib.contextmanager
def scratch(*names):
    """Yield the names of fresh databases with all our addons, dropped at the end."""
    os.environ.update(postgres.environment())
    with contextlib.redirect_stdout(sys.stderr):  # stdout is the table's
        template = demo.DemoTemplate(demo=False).ensure()
    made = [f"{PREFIX}{name}_{os.getpid()}" for name in names]
    try:
        for name in made:
            databases.copy(template, name)
        _start(made)
        yield made
    finally:
        odoo.sql_db.close_all()
        for name in made:
            databases.drop(name)


def _start(names):
    config.parse_config(
        [
            "-c", str(paths.ROOT / "odoo.conf"),
            "-d", ",".join(names),
            "--addons-path", paths.addons_path(),
            "--max-cron-threads", "0",
        ]
    )  # fmt: skip
    logging.disable(logging.WARNING)
    server.load_server_wide_modules()
    for name in names:
        Registry(name)


@contextlib.contextmanager
def environment(database, login=None):
    """Yield an environment; commit at the end."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if login:
            env = env(user=env["res.users"].search([("login", "=", login)]).id)
        yield env


def analyze(database):
    """Give the planner its figures, as autovacuum does after a while."""
    databases.sql("vacuum analyze", database)


# --- Measuring ------------------------------------------------------------------


@dataclass
class Sample:
    """One call: seconds, seconds of CPU (Python, PostgreSQL, programs that we started),
    queries, bytes."""

    wall: float
    cpu: float
    queries: int
    size: int = 0


def _backend_cpu():
    """Return the CPU seconds of the database processes that serve us."""
    total = 0
    for connection in odoo.sql_db._Pool._connections:
        path = f"/proc/{connection.get_backend_pid()}/schedstat"
        # A server elsewhere (PGHOST) has no process here.
        with contextlib.suppress(OSError), open(path, encoding="ascii") as stat:
            total += int(stat.read().split()[0])
    return total / 1e9


def _children_cpu():
    """Return the CPU seconds of programs that we started and that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def measure(call):
    """Return the Sample of one call; what it returns is bytes, or anything else."""
    thread = threading.current_thread()
    gc.collect()
    gc.disable()
    others, cpu = _backend_cpu() + _children_cpu(), time.process_time()
    wall = time.perf_counter()
    thread.query_count, thread.query_time = 0, 0
    try:
        result = call()
    finally:
        wall = time.perf_counter() - wall
        cpu = time.process_time() - cpu + _backend_cpu() + _children_cpu() - others
        gc.enable()
    size = len(result) if isinstance(result, bytes) else 0
    return Sample(wall, cpu, thread.query_count, size)


def interleave(calls, rounds=15, warm=3):
    """Measure each of `calls` in turn, so that a busy machine is busy for all.

    :param dict calls: name -> function without arguments
    :return: name -> Summary
    """
    for _number in range(warm):
        for call in calls.values():
            call()
    samples = {name: [] for name in calls}
    for _number in range(rounds):
        for name, call in calls.items():
            samples[name].append(measure(call))
    return {name: Summary(found) for name, found in samples.items()}


class Summary:
    """The middle of some samples; the least time is what a quiet machine takes."""

    def __init__(self, samples):
        self.wall = min(sample.wall for sample in samples)
        self.cpu = statistics.median(sample.cpu for sample in samples)
        self.queries = statistics.median_high(sample.queries for sample in samples)
        self.size = samples[-1].size

    def __str__(self):
        size = f", {self.size / 1000:.0f} kB" if self.size else ""
        return f"{self.wall * 1e3:.0f} ms (CPU {self.cpu * 1e3:.0f}){size}"

    def over(self, other):
        """Return the ratio to another Summary, of CPU and of time, as text."""
        return f"{self.cpu / other.cpu:.2f} CPU, {self.wall / other.wall:.2f} time"


class Browser:
    """A person who is logged in and asks for pages."""

    def __init__(self, database, login):
        session = http.root.session_store.new()
        session.update(http.get_default_session(), db=database, _trace_disable=True)
        with environment(database, login) as env:
            session.uid, session.login = env.uid, login
            session.context = dict(env["res.users"].context_get())
            session.session_token = security.compute_session_token(session, env)
        http.root.session_store.save(session)
        self._client = Client(http.root)
        self._client.set_cookie("session_id", session.sid)

    def get(self, path):
        """Return the page's bytes; anything but an answer 200 ends the run."""
        answer = self._client.get(path)
        if answer.status_code != 200:
            raise steps.Failure(f"{path} answers {answer.status}")
        return answer.data

    def getting(self, path):
        """Return a function that asks for a page."""
        return lambda: self.get(path)


def emit(work, **columns):
    """Print one line of the table of bin/bench."""
    print(json.dumps({"work": work} | columns, ensure_ascii=False), flush=True)
