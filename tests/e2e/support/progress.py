"""The status bar that a client sees, against what staff know."""

import re

from tests.e2e.support import polish

DAY = re.compile(r"\d\d\.\d\d\.\d{4}")


class Progress:
    """Checks status bars; takes the steps' Polish names from the server."""

    def __init__(self, admin):
        self.admin = admin
        fields = admin(
            "service.job", "fields_get", allfields=["state"], attributes=["selection"]
        )
        self.labels = dict(fields["state"]["selection"])

    def check(self, page, job, state, actor):
        """Check that the page of ``job`` shows ``state``, with all steps and dates, and
        that it and staff say that it is the turn of ``actor``; return the page."""
        known = self.admin.read("service.job", job.id, "state", "next_actor")
        assert (known["state"], known["next_actor"]) == (state, actor)
        assert page.is_clients_turn == (actor == "client")
        polish.sentence(page.sentence)
        steps = page.steps
        kinds = [kind for _label, kind, _date in steps]
        here = kinds.index("current")
        todo = len(kinds) - here - 1
        assert kinds == ["done"] * here + ["current"] + ["todo"] * todo
        assert steps[here][0] == self.labels[state], steps
        for label, kind, date in steps:
            assert label in self.labels.values(), steps
            assert bool(DAY.fullmatch(date)) == (kind != "todo"), (label, kind, date)
        return page
