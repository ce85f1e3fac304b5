"""10,000 scans, each sent four times by parallel clients, the server killed five times.

    var/venv/bin/python -m tests.faults.scans [--scans 10000] [--kills 5]

Takes an hour or more on two cores. tests/e2e/test_scan_storm.py is the short version.
"""

import argparse
import os
import sys
import time

from tests.e2e.conftest import Http
from tests.e2e.support import rpc, storm
from tools import databases, demo, postgres, setup
from tools.service import Service


def api(url, login):
    """Return JSON-2 as a person of the demo company."""
    session = Http(url).login(login)
    return rpc.Json2(url, rpc.make_key(session, login))


def run(served, scans, kills):
    """Return what was lost or doubled."""
    barcodes = storm.announce(api(served.url, storm.CARE), scans)
    print(f"{len(barcodes)} devices announced", flush=True)
    clients = storm.Storm(api(served.url, storm.LOGISTICS), barcodes)
    clients.start()
    for number in range(1, kills + 1):
        clients.wait_for(number / (kills + 1))
        served.crash()
        print(f"killed after {clients.answered} answers", flush=True)
        served.revive()
    clients.join()
    return storm.faults(clients, lambda query: databases.sql(query, served.database))


def main():
    """Serve a copy of the demo database and let the storm loose on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=5)
    given = parser.parse_args()
    setup.ensure()
    os.environ.update(postgres.environment())
    name = f"scans_{os.getpid()}"
    databases.copy(demo.DemoTemplate().ensure(), name)
    served = Service(name)
    started = time.monotonic()
    try:
        found = run(served.start(), given.scans, given.kills)
    finally:
        served.stop()
        databases.drop(name)
    seconds = time.monotonic() - started
    print(
        f"{given.scans} scans x {storm.CLIENTS}, {given.kills} kills, {seconds:.0f} s"
    )
    print("\n".join(found) or "nothing lost, nothing doubled")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
