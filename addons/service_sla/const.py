"""Vocabulary of clocks and dispatch."""

METRICS = [("first_response", "First answer"), ("resolution", "Device ready")]

CLOCK_STATES = [
    ("running", "Running"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("breached", "Breached"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]

# A request in one of these states has been answered.
ANSWERED_STATES = ("needs_info", "accepted", "rejected", "closed")
# A job in one of these states has nothing more to wait for in the workshop.
RESOLVED_STATES = ("ready", "shipped", "closed")
# Open work on a technician's bench; what is checked, ready or lost is not.
BENCH_STATES = ("received", "diagnosing", "quoted", "accepted", "repairing")

# How far ahead a calendar is read for a deadline, in days; the last one is the limit.
HORIZONS = (14, 60, 400)
# The list calls a first answer "due soon" this many hours before its time.
SOON_HOURS = 2
# Breaches are noticed every five minutes; older ones mean that the cron stands.
CRON_LATE_MINUTES = 20
