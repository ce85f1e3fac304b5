"""Scans sent four times each while the server is killed: nothing lost or doubled.

The long run with 10,000 scans and five kills is in tests/faults.
"""

from tests.e2e.support import storm
from tools import databases

DEVICES = 50


def test_scans_are_received_once_though_the_server_is_killed(service, api):
    barcodes = storm.announce(api(storm.CARE), DEVICES)
    assert len(barcodes) == DEVICES
    clients = storm.Storm(api(storm.LOGISTICS), barcodes)
    clients.start()
    clients.wait_for(0.4)
    service.crash()
    service.revive()
    clients.join()
    assert not storm.faults(clients, lambda q: databases.sql(q, service.database))
