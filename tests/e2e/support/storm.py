"""Scans sent by several clients at once, each again and again until it is answered."""

import threading
import time
import uuid

import requests

from tests.e2e.support import rpc

CLIENTS = 4
LOGISTICS, CARE = "logistyka", "opieka"
# The server is down, or core gave up replaying: the scan is sent again.
AGAIN = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


def announce(care, devices, each=25):
    """File and accept requests; return the barcodes of their devices."""
    kinds = care("service.intake", "intake_choices")
    [repair] = [kind for kind in kinds["types"] if kind["needs_device"]][:1]
    [contact] = care.find(
        "res.partner", [("user_ids.share", "=", True), ("email", "!=", False)], limit=1
    )
    requests_made = []
    for first in range(0, devices, each):
        filed = care(
            "service.intake",
            "intake_file",
            values={
                "token": str(uuid.uuid4()),
                "channel": "counter",
                "contact_id": contact["id"],
                "type_id": repair["id"],
                "accept": True,
                "devices": [
                    {
                        "category_id": str(kinds["categories"][0]["id"]),
                        "brand": "Bosch",
                        "model": "Sztorm",
                        "serial_number": f"ST-{uuid.uuid4().hex[:10]}-{number}",
                        "fault": "Nie działa",
                    }
                    for number in range(first, min(first + each, devices))
                ],
            },
        )
        requests_made.append(filed["id"])
    jobs = care.find(
        "service.job", [("request_id", "in", requests_made)], ["barcode"], order="id"
    )
    return [job["barcode"] for job in jobs]


class Storm:
    """Sends every barcode once from each client, under the same token."""

    def __init__(self, api, barcodes):
        self.api = api
        self.scans = [(str(uuid.uuid4()), barcode) for barcode in barcodes]
        self.answers = {token: [] for token, _barcode in self.scans}
        self.answered = 0
        self.errors = []
        self.lock = threading.Lock()

    def start(self):
        """Start the clients: two by two at once the same scan, at two places."""
        half = len(self.scans) // 2
        orders = (self.scans, self.scans[half:] + self.scans[:half])
        self.threads = [
            threading.Thread(target=self.client, args=(orders[number % 2],))
            for number in range(CLIENTS)
        ]
        for thread in self.threads:
            thread.start()

    def client(self, scans):
        """Send scans in order; stop at what is no matter of the connection."""
        api = rpc.Json2(self.api.url, "")
        api.session.headers.update(self.api.session.headers)
        try:
            for token, barcode in scans:
                self.send(api, token, barcode)
        except (requests.RequestException, rpc.Refused) as error:
            self.errors.append(error)

    def send(self, api, token, barcode, seconds=120):
        """Send one scan until it is answered."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = api(
                    "service.scan", "scan", token=token, raw=barcode, mode="receive"
                )
                break
            except (*AGAIN, rpc.Refused) as error:
                # Two clients with one token at the same moment: core replays five
                # times, then says so. Anything else than a conflict is a fault.
                if isinstance(error, rpc.Refused) and error.status < 500:
                    raise
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        with self.lock:
            self.answers[token].append(answer)
            self.answered += 1

    def wait_for(self, share):
        """Return when so many of all scans are answered; 0 to 1."""
        wanted = share * CLIENTS * len(self.scans)
        while self.answered < wanted and any(t.is_alive() for t in self.threads):
            time.sleep(0.05)

    def join(self):
        """Wait for the clients."""
        for thread in self.threads:
            thread.join()


def faults(storm, sql):
    """Return what was lost or doubled, as sentences; none is good.

    :param sql: callable(query) -> rows
    """
    found = [f"client stopped: {error!r}" for error in storm.errors]
    for token, answers in storm.answers.items():
        plain = [{**a, "replayed": None} for a in answers]
        if len(answers) != CLIENTS or any(answer != plain[0] for answer in plain):
            found.append(f"{token}: {len(answers)} answers, or different ones")
    tokens = ", ".join(f"'{token}'" for token, _barcode in storm.scans)
    codes = ", ".join(f"'{barcode}'" for _token, barcode in storm.scans)
    count = len(storm.scans)
    jobs = f"select id from service_job where barcode in ({codes})"
    checks = {
        "scans kept": f"select count(*) from service_scan where token in ({tokens})",
        "scans received": f"select count(*) from service_scan where token in ({tokens})"
        " and result = 'received'",
        "jobs received": "select count(*) from service_job where state = 'received'"
        f" and in_house and id in ({jobs})",
        "receipts logged": "select count(*) from service_event where"
        f" code = 'job.received' and job_id in ({jobs})",
        "moves done": "select count(*) from stock_move where state = 'done'"
        f" and service_job_id in ({jobs})",
        "devices in stock": "select coalesce(sum(q.quantity), 0)::int"
        " from stock_quant q"
        " join stock_location l on l.id = q.location_id and l.usage = 'internal'"
        " join service_device d on d.lot_id = q.lot_id"
        f" join service_job j on j.device_id = d.id where j.id in ({jobs})",
    }
    for what, query in checks.items():
        [[number]] = sql(query)
        if int(number) != count:
            found.append(f"{what}: {number}, not {count}")
    return found
