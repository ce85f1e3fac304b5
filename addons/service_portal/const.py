"""Vocabulary shared by the models, the portal and the addons on top."""

REQUEST_STATES = [
    ("draft", "Draft"),
    ("new", "New"),
    ("needs_info", "Needs information"),
    ("accepted", "Accepted"),
    ("in_progress", "In progress"),
    ("closed", "Closed"),
    ("rejected", "Rejected"),
]
REQUEST_FINISHED = ("closed", "rejected")

# The order is the order of the status bar.
JOB_STATES = [
    ("announced", "Announced"),
    ("received", "Received"),
    ("diagnosing", "Diagnosis"),
    ("quoted", "Quote sent"),
    ("accepted", "Repair accepted"),
    ("declined", "Repair declined"),
    ("repairing", "Repair"),
    ("quality", "Quality check"),
    ("ready", "Ready"),
    ("shipped", "Shipped"),
    ("closed", "Closed"),
    ("missing", "Missing"),
    ("cancelled", "Cancelled"),
]
JOB_FINISHED = ("closed", "cancelled")

SOURCES = [
    ("portal", "Portal"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("counter", "Counter"),
    ("backoffice", "Back office"),
    ("scan", "Scanner"),
    ("carrier", "Carrier"),
    ("chat", "Chat"),
    ("api", "API"),
    ("system", "System"),
]

CHANNELS = [
    ("portal", "Portal"),
    ("email", "E-mail"),
    ("phone", "Phone"),
    ("counter", "Counter"),
    ("website", "Website"),
    ("chat", "Chat"),
    ("api", "API"),
    ("monitoring", "Monitoring"),
]

ACTORS = [
    ("client", "Client"),
    ("care", "Care desk"),
    ("logistics", "Logistics"),
    ("technician", "Technician"),
    ("quality", "Quality"),
    ("carrier", "Carrier"),
    ("accountant", "Accounting"),
    ("nobody", "Nobody"),
]

NEXT_STEPS = [
    ("submit", "Submit the request"),
    ("triage", "Verify the request"),
    ("supply", "Supply the missing data"),
    ("task", "Do the task"),
    ("send", "Send the device"),
    ("receive", "Receive the device"),
    ("diagnose", "Diagnose the device"),
    ("decide", "Choose the repair"),
    ("repair", "Repair the device"),
    ("check", "Check the quality"),
    ("ship", "Send the device back"),
    ("deliver", "Deliver the device"),
    ("invoice", "Issue the invoice"),
    ("close", "Close the job"),
    ("search", "Find the device"),
    ("none", "Nothing more to do"),
]

PRIORITIES = [("0", "Normal"), ("1", "Raised"), ("2", "High"), ("3", "Urgent")]

# Characters that one text of a client may have.
MAX_TEXT = 5000

CLIENT_RIGHTS = ("view", "edit", "approve", "invoices")

# right -> external id of the access group; "admin" manages colleagues, sees no more
CLIENT_GROUPS = {
    "view": "service_portal.group_client_company_view",
    "edit": "service_portal.group_client_company_edit",
    "approve": "service_portal.group_client_approve",
    "invoices": "service_portal.group_client_invoices",
    "admin": "service_portal.group_client_admin",
}

# What the care desk may ask a client for; the ones of a device come first.
ASK_DEVICE_FIELDS = [
    ("serial_number", "Serial number"),
    ("model", "Brand and model"),
    ("fault", "Description of the fault"),
    ("photo", "Photo"),
    ("accessories", "Accessories"),
    ("condition", "Visible condition"),
]
ASK_REQUEST_FIELDS = [
    ("proof", "Proof of purchase"),
    ("address", "Return address"),
    ("phone", "Phone number"),
    ("other", "Another question"),
]
ASK_FIELDS = [*ASK_DEVICE_FIELDS, *ASK_REQUEST_FIELDS]

REJECT_KINDS = [
    ("spam", "Spam"),
    ("mistake", "Mistake"),
    ("not_ours", "Not ours"),
    ("other", "Other reason"),
]
# Says to answering machines that nobody reads their answer.
AUTO_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
