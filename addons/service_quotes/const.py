"""Vocabulary of the quotes."""

KINDS = [("necessary", "Necessary"), ("recommended", "Recommended")]
VARIANTS = [("necessary", "Necessary"), ("recommended", "Recommended")]
DECLINE = "decline"

QUOTE_STATES = [
    ("draft", "Draft"),
    ("sent", "Waiting for the client"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("expired", "Expired"),
    ("superseded", "Superseded"),
]

CHECK_RESULTS = [("ok", "OK"), ("failed", "Failed"), ("na", "Not applicable")]
