"""InPost ShipX over HTTP. No Odoo import.

Shapes, states and errors: shared facts of November 2026, collected from the vendor's
pages. Two points are not sure and built so that they do no harm: the list of shipments
may ignore its filter (the reference is compared here again), and nothing is read from a
webhook but which parcel to ask about.
"""

import re

import requests
from urllib3.exceptions import NewConnectionError

PRODUCTION = "https://api-shipx-pl.easypack24.net"
SANDBOX = "https://sandbox-api-shipx-pl.easypack24.net"
LOCKER = "inpost_locker_standard"
COURIER = "inpost_courier_standard"
# The compartments of a locker in cm, and what they carry in kg.
COMPARTMENTS = {
    "small": (8, 38, 64),
    "medium": (19, 38, 64),
    "large": (41, 38, 64),
}
LOCKER_KG = 25
# Seconds to wait for the connection, and for an answer.
TIMEOUT = 20
MAX_REFERENCE = 100

STATES = {
    "label": ("created", "offers_prepared", "offer_selected", "confirmed"),
    "collected": (
        "dispatched_by_sender",
        "collected_from_sender",
        "taken_by_courier",
        "adopted_at_source_branch",
    ),
    "in_transit": (
        "sent_from_source_branch",
        "adopted_at_sorting_center",
        "sent_from_sorting_center",
        "out_for_delivery",
    ),
    "waiting": (
        "ready_to_pickup",
        "pickup_reminder_sent",
        "avizo",
        "stack_in_box_machine",
        "stack_in_customer_service_point",
    ),
    "delivered": ("delivered",),
    "problem": (
        "undelivered",
        "oversized",
        "missing",
        "rejected_by_receiver",
        "claim_created",
    ),
    "returned": ("returned_to_sender",),
    "cancelled": ("canceled",),
}
_OURS = {word: state for state, words in STATES.items() for word in words}


# A number with its letter and flat at the end: 12, 12a, 12/3, 12A m. 3, 7-9.
_BUILDING = re.compile(
    r"^(?P<street>.*\D)\s+"
    r"(?P<building>\d+[a-z]?(?:\s*[-/]\s*\d+[a-z]?)*(?:\s*(?:m\.?|lok\.?)\s*\d+[a-z]?)?)$",
    re.IGNORECASE,
)


def split_street(text):
    """Return `(street, building)`; the building is empty when it is not found.

    >>> split_street("ul. Długa 12/3")
    ('ul. Długa', '12/3')
    >>> split_street("al. 3 Maja 7a m. 5")
    ('al. 3 Maja', '7a m. 5')
    >>> split_street("Rynek")
    ('Rynek', '')
    """
    words = " ".join((text or "").replace(",", " ").split())
    match = _BUILDING.match(words)
    return (match["street"].strip(), match["building"]) if match else (words, "")


def smallest(sides):
    """Return the smallest compartment that three sides in cm fit into, or None.

    >>> smallest((60, 8, 30)), smallest((38, 41, 64)), smallest((20, 8, 70))
    ('small', 'large', None)
    """
    for size, box in COMPARTMENTS.items():
        pairs = zip(sorted(sides), sorted(box), strict=True)
        if all(side <= room for side, room in pairs):
            return size
    return None


class Unavailable(Exception):
    """ShipX did not do it, and may do it later: ask again."""


class Unanswered(Unavailable):
    """No answer, or one that nobody can read: perhaps it is done."""


class Refused(Exception):
    """ShipX said no.

    :param int status: of HTTP
    :param str error: ShipX's code, as validation_failed or invalid_action
    :param str message: ShipX's words
    :param dict details: field -> codes
    """

    def __init__(self, status, error, message, details=None):
        super().__init__(message or error or str(status))
        self.status = status
        self.error = error
        self.details = details or {}


def _never_sent(error):
    """Tell whether a failed request surely did not reach the other side."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    # Of urllib3's error the reason says whether there was a connection at all.
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)


def state_of(word):
    """Return our state of a ShipX status, None for one that we do not know."""
    return _OURS.get(word)


class ShipX:
    """One organization of ShipX.

    Every method raises `Unavailable`, `Unanswered` or `Refused`; `shipment` answers are
    the vendor's dicts with `id`, `status`, `tracking_number`, `offers`.
    """

    def __init__(self, url, organization, token):
        self.url = url.rstrip("/")
        self.organization = organization
        self.token = token

    def find(self, reference):
        """Return the shipment of our reference that is not cancelled, or None."""
        answer = self._json(
            "GET",
            f"/v1/organizations/{self.organization}/shipments",
            params={"reference": reference},
        )
        for shipment in answer.get("items", []):
            if (
                shipment.get("reference") == reference
                and shipment.get("status") != "canceled"
            ):
                return shipment
        return None

    def make(self, payload):
        """Return the new shipment; it is confirmed later."""
        path = f"/v1/organizations/{self.organization}/shipments"
        return self._json("POST", path, json=payload)

    def get(self, shipment_id):
        """Return a shipment as it is now."""
        return self._json("GET", f"/v1/shipments/{shipment_id}")

    def buy(self, shipment_id, offer_id):
        """Buy the offer, for prepaid accounts; return the shipment."""
        path = f"/v1/shipments/{shipment_id}/buy"
        return self._json("POST", path, json={"offer_id": offer_id})

    def cancel(self, shipment_id):
        """Cancel a shipment that is not confirmed; a later one is refused."""
        self._call("DELETE", f"/v1/shipments/{shipment_id}")

    def label(self, shipment_id, form="pdf", size="A6"):
        """Return the label as bytes, `form` being pdf, zpl or epl."""
        path = f"/v1/shipments/{shipment_id}/label"
        return self._call("GET", path, params={"format": form, "type": size}).content

    def dispatch(self, order):
        """Order a courier to collect shipments; return the dispatch order."""
        path = f"/v1/organizations/{self.organization}/dispatch_orders"
        return self._json("POST", path, json=order)

    def track(self, number):
        """Return the vendor's tracking details, a list of dicts."""
        return self._json("GET", f"/v1/tracking/{number}").get("tracking_details", [])

    # --- HTTP ---------------------------------------------------------------------

    def _json(self, method, path, **kwargs):
        response = self._call(method, path, **kwargs)
        try:
            answer = response.json()
        except ValueError as error:
            raise Unanswered(f"{path}: no JSON") from error
        if not isinstance(answer, dict):
            raise Unanswered(f"{path}: no JSON object")
        return answer

    def _call(self, method, path, **kwargs):
        try:
            response = requests.request(
                method,
                self.url + path,
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=TIMEOUT,
                allow_redirects=False,
                **kwargs,
            )
        except requests.RequestException as error:
            kind = Unavailable if _never_sent(error) else Unanswered
            # Its words may carry the address, never the token.
            raise kind(type(error).__name__) from error
        if response.status_code == 429:
            raise Unavailable(f"HTTP {response.status_code}")
        if response.status_code >= 500:
            raise Unanswered(f"HTTP {response.status_code}")
        if response.status_code >= 300:
            raise self._refusal(response)
        return response

    @staticmethod
    def _refusal(response):
        try:
            body = response.json()
        except ValueError:
            body = {}
        if not isinstance(body, dict):
            body = {}
        details = body.get("details")
        return Refused(
            response.status_code,
            body.get("error") or "",
            body.get("message") or body.get("description") or "",
            details if isinstance(details, dict) else {},
        )
