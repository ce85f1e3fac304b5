"""A ShipX for tests, written from shared facts alone; it never imports the adapter.

A server of http.server on a free port. What it does wrong is set by the test:
`oddities` is a list of (method, path part, what): "timeout", "500" (nothing done), "500
after" (done, answered by an error), "garbled after" (done, the answer is no JSON),
"429" (nothing done), "422:field,field". A list of dispatch orders is in no fact, so
there is none.
"""

import contextlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ORGANIZATION = "4711"
TOKEN = "stub-token"
LABEL = b"%PDF-1.4 stub label"


class ShipXStub:
    def __init__(self):
        self.shipments = {}
        self.tracking = {}
        self.dispatched = []
        self.dispatch_status = "new"
        self.calls = []
        self.oddities = []
        self.asynchronous = True
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.serve(self)

            do_POST = do_DELETE = do_GET

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    # --- HTTP ---------------------------------------------------------------------

    def serve(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length)) if length else {}
        method, path = handler.command, handler.path
        self.calls.append((method, path, body))
        odd = self.take_oddity(method, path)
        if odd == "timeout":
            time.sleep(1.5)
        if handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            answer = (401, {"status": 401, "error": "token_invalid", "message": "no"})
        elif odd in ("429", "500"):
            answer = (int(odd), {"status": int(odd), "error": "no", "message": "sorry"})
        elif odd.startswith("422:"):
            answer = self.invalid(odd[4:].split(","))
        else:
            answer = self.route(method, path.partition("?")[0], body)
            if odd == "500 after":
                answer = (500, {"status": 500, "error": "internal", "message": "x"})
            elif odd == "garbled after":
                answer = (200, b"<html>proxy</html>")
        self.send(handler, *answer)

    @staticmethod
    def send(handler, status, body):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        with contextlib.suppress(OSError):  # who asked did not wait
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content)

    def take_oddity(self, method, path):
        for odd in self.oddities:
            if odd[0] == method and odd[1] in path:
                self.oddities.remove(odd)
                return odd[2]
        return ""

    @staticmethod
    def invalid(names):
        details = {}
        for name in names:
            inner = details
            *path, last = name.split(".")
            for part in path:
                inner = inner.setdefault(part, [{}])[0]
            inner[last] = ["required"]
        return 422, {
            "status": 422,
            "error": "validation_failed",
            "message": "There are some validation errors.",
            "details": details,
        }

    # --- ShipX --------------------------------------------------------------------

    def route(self, method, path, body):
        organization = f"/v1/organizations/{ORGANIZATION}"
        if path == f"{organization}/shipments":
            if method == "POST":
                return self.make(body)
            # Oddity: the filter is ignored.
            return 200, {"items": list(self.shipments.values())}
        if path == f"{organization}/dispatch_orders":
            return self.dispatch(method, body)
        found = re.fullmatch(r"/v1/tracking/(\w+)", path)
        if found:
            return 200, {"tracking_details": self.tracking.get(found[1], [])}
        found = re.fullmatch(r"/v1/shipments/(\d+)(/buy|/label)?", path)
        shipment = self.shipments.get(int(found[1])) if found else None
        if not shipment:
            message = "The requested resource could not be found."
            body = {"status": 404, "error": "resource_not_found", "message": message}
            return 404, body
        return self.one(method, shipment, found[2])

    def dispatch(self, method, body):
        if method != "POST":
            return 404, {"status": 404, "error": "routing_not_found", "message": "x"}
        missing = [
            name
            for name in ("shipments", "address", "name", "phone", "email")
            if not body.get(name)
        ]
        unknown = [n for n in body.get("shipments", []) if not self.is_confirmed(n)]
        if missing or unknown:
            return self.invalid(missing or ["shipments"])
        order = body | {
            "id": 901 + len(self.dispatched),
            "status": self.dispatch_status,
        }
        self.dispatched.append(order)
        return 201, order

    def is_confirmed(self, number):
        shipment = self.shipments.get(int(number))
        return bool(shipment) and shipment["status"] == "confirmed"

    def make(self, body):
        number = 1001 + len(self.shipments)
        shipment = {
            "id": number,
            "status": "created",
            "reference": body.get("reference"),
            "tracking_number": None,
            "offers": [],
        }
        self.shipments[number] = shipment
        # Answered as it is now, whatever becomes of it a moment later.
        answer = dict(shipment)
        shipment["status"] = "offers_prepared"
        shipment["offers"] = [{"id": number + 7000, "status": "available"}]
        return 201, answer

    def one(self, method, shipment, what):
        if what == "/label":
            return 200, LABEL
        if what == "/buy":
            shipment["status"] = "confirmed"
            shipment["tracking_number"] = f"62{shipment['id']:022d}"
            return 200, shipment
        if method == "DELETE":
            if shipment["status"] == "confirmed":
                body = {"status": 400, "error": "invalid_action", "message": "late"}
                return 400, body
            shipment["status"] = "canceled"
            return 204, b""
        return 200, shipment
