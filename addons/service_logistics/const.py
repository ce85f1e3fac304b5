"""Vocabulary of logistics."""

# A parcel's way; carriers' own words are translated into these.
SHIPMENT_STATES = [
    ("label", "Prepared"),
    ("collected", "Collected by the carrier"),
    ("in_transit", "On its way"),
    ("waiting", "Waiting for pickup"),
    ("delivered", "Delivered"),
    ("problem", "Problem"),
    ("returned", "Returned to sender"),
    ("cancelled", "Cancelled"),
]
SHIPMENT_FINAL = ("delivered", "returned", "cancelled")
# The carrier's last word on a parcel whose devices have not arrived.
SHIPMENT_BACK = ("returned", "cancelled")

# Parcels that are ordered from a carrier by program, see service_shipment_order.py.
ORDER_STATES = [
    ("waiting", "Being ordered"),
    ("confirmed", "Ordered"),
    ("failed", "Not ordered"),
    ("cancelling", "Being cancelled"),
]

# The carrier has given no label for these.
ORDER_OPEN = ("waiting", "failed", "cancelling")

# The list of parcels that a courier takes along, see service_manifest.py.
MANIFEST_STATES = [
    ("open", "Waits for the courier"),
    ("handed_over", "Handed over"),
    ("cancelled", "Cancelled"),
]

PICKUP_STATES = [
    ("waiting", "Being called"),
    ("confirmed", "Called"),
    ("failed", "Not called"),
    ("unsure", "Perhaps called"),
]

# How a parcel that we order leaves the client.
INBOUND_WAYS = [
    ("point", "Dropped off by the client"),
    ("pickup", "Collected by the courier"),
]

SCAN_RESULTS = [
    ("request", "Request opened"),
    ("received", "Device received"),
    ("repeated", "Received already"),
    ("collected", "Ready to be sent"),
    ("tracking", "Parcel number"),
    ("sent", "Sent"),
    ("ordered", "Label ordered"),
    ("labelled", "Label is on the box"),
    ("shelf", "Shelf opened"),
    ("waiting", "Waits for its shelf"),
    ("shelved", "Put on the shelf"),
    ("foreign", "Device of another request"),
    ("refused", "Refused"),
    ("unknown", "Unknown barcode"),
    ("incomplete", "Devices missing"),
    ("partial", "Parcel finished, something missing"),
    ("finished", "Parcel finished"),
    ("undone", "Taken back"),
    ("extra", "Device that was not announced"),
    ("checked", "Accessories checked"),
    ("problem", "Damaged parcel"),
    ("parcel", "Unknown parcel kept"),
    ("back", "Perhaps came back"),
    ("returned", "Parcel came back"),
    ("handed", "Handed to the courier"),
    ("count", "Count opened"),
    ("counted", "Count finished"),
    ("seen", "Counted"),
    ("misplaced", "Counted, not in its place"),
]

# What a station does at a barcode. No sequence of ours begins with SC, and core's
# barcode service owns the prefixes OCD and OBT.
COMMANDS = {
    "SCPHOTO": "photo",
    "SCNEXT": "next",
    "SCPROBLEM": "problem",
    "SCUNDO": "undo",
    "SCORDER": "order",
}
# At the station "Shelves".
COUNT_COMMANDS = {
    "SCCOUNT": "start",
    "SCAREA": "area",
    "SCDONE": "finish",
}
COUNT_STATES = [
    ("open", "Counting"),
    ("done", "Finished"),
    ("cancelled", "Given up"),
]
# In the order in which somebody deals with them.
COUNT_RESULTS = [
    ("missing", "Not seen"),
    ("elsewhere", "Lies elsewhere"),
    ("found", "Was missing, found"),
    ("unexpected", "Not expected here"),
    ("moved", "Moved meanwhile"),
    ("present", "In its place"),
]

DAMAGE_KINDS = [
    ("in", "Damaged on the way to us"),
    ("out", "Damaged on the way to the client"),
    ("lost", "Lost by the carrier"),
    ("missing", "Missing after receipt"),
]
DAMAGE_STATES = [
    ("open", "Open"),
    ("claimed", "Claimed from the carrier"),
    ("settled", "Settled"),
    ("refused", "Refused"),
]
# Calendar days in which a carrier takes a claim, unless the delivery method says
# otherwise (hidden damage; shared practice, not law).
CLAIM_DAYS = 7
