"""Drives every route of an addon as everybody; the tables are in access_table.py.

No test in here. An addon above has a table of its own and a class like
`TestAccessMatrix`; a route without a row is red.
"""

import re
from functools import partial

from odoo import http
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .portal_common import PortalCommon

MISSING = 2**31 - 7
TARGETS = ("own", "colleague", "foreign", "missing")
CLIENTS = ("admin", "view", "nothing", "limit", "other")
STAFF = ("care", "logistics", "technician", "quality", "manager", "accountant")
ACTORS = (*CLIENTS, "visitor", *STAFF, "abroad")


class AccessMatrix(PortalCommon):
    """People: of company A an administrator, one who sees all, one with no right, one
    who orders up to a limit, and a colleague of theirs; company B; a visitor; each
    role of staff; a care desk of another company of the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client = cls.make_client_user
        cls.people = {
            "admin": client("m_admin", cls.client_company, "admin"),
            "view": client("m_view", cls.client_company, "company_view"),
            "nothing": client("m_nothing", cls.client_company),
            "limit": client("m_limit", cls.client_company, "approve"),
            "other": cls.other_user,
            "visitor": None,
        }
        cls.people["limit"].partner_id.service_approve_limit = 500
        for role in STAFF:
            cls.people[role] = getattr(cls, f"{role}_user")
        company = cls.env["res.company"].create({"name": "Inna firma"})
        cls.people["abroad"] = new_test_user(
            cls.env,
            "m_abroad",
            groups="service_portal.group_service_care",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.requests = {
            name: cls.make_request(1, contact=user.partner_id)
            for name, user in cls.people.items()
            if name in CLIENTS
        }
        cls.requests["colleague"] = cls.make_request(1, contact=cls.colleague_contact)

    def subject(self, kind, actor, target):
        """Return the id that stands for a target, None when there is none."""
        if target == "missing":
            # For staff it is the same way as for the care desk; it is not driven.
            return MISSING if actor in (*CLIENTS, "visitor", "care") else None
        return getattr(self, f"subject_{kind}")(actor, target)

    def subject_request(self, actor, target):
        record = self.request_of(actor, target)
        return record.id if record else None

    def request_of(self, actor, target):
        """Return the request that is own, a colleague's or foreign to an actor."""
        if target == "foreign":
            return self.requests["colleague" if actor == "other" else "other"]
        if actor not in CLIENTS or (target, actor) == ("colleague", "other"):
            return None
        return self.requests[actor if target == "own" else "colleague"]

    def subject_job(self, actor, target):
        record = self.request_of(actor, target)
        return record.job_ids.id if record else None

    def subject_device(self, actor, target):
        record = self.request_of(actor, target)
        return record.job_ids.device_id.id if record else None

    # --- Driving ------------------------------------------------------------------

    def outcome(self, actor, rule, method, number):
        """Return + (answered), ! (told why not), - (not there), L (to the login)."""
        path = rule.rule
        for part in re.findall(r"<[^>]+>", path):
            kind, _colon, name = part.strip("<>").rpartition(":")
            value = number if name in self.subject_names and number else 1
            path = path.replace(part, str(value) if kind == "int" else "x")
        if rule.endpoint.routing["type"] == "jsonrpc":
            body = {"params": {"partner_id": MISSING}}
            answer = self.url_open(path, json=body, method="POST").json()
            return "-" if "error" in answer else "+"
        form = None
        if method == "POST" and rule.endpoint.routing.get("csrf", True):
            form = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(path, data=form, method=method, allow_redirects=False)
        return self.read_outcome(answer)

    def read_outcome(self, answer):
        if "/web/login" in answer.headers.get("Location", ""):
            return "L"
        if answer.status_code in (403, 404):
            return "-"
        self.assertLess(answer.status_code, 504)
        self.assertNotEqual(answer.status_code, 500)
        return "!" if "alert-danger" in answer.text else "+"

    def undone(self, act):
        """Return what `act()` returns and take back what it did."""
        savepoint = self.env.cr.savepoint(flush=False)
        done = ""
        try:
            done = act()
        finally:
            savepoint.close(rollback=True)
            if done == "+":  # only then something was written and cached
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()
        return done

    def rules_of(self, addon):
        """Return `{"METHOD route": rule}` of what an addon answers."""
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            if rule.endpoint.func.__module__.startswith(f"odoo.addons.{addon}."):
                methods = rule.endpoint.routing.get("methods") or ["GET", "POST"]
                for method in {"GET", "POST"} & set(methods):
                    found[f"{method} {rule.rule}"] = rule
        return found

    def drive(self, actor, rule, method, subject):
        """Return the outcomes of an actor at all targets, like "+-.-".

        A dot stands for a target that there is not; without a subject there is one.
        """
        self.subject_names = [n for n in rule.arguments if n.endswith("_id")][:1]
        letters = ""
        for target in TARGETS if subject else TARGETS[:1]:
            number = self.subject(subject, actor, target) if subject else None
            if subject and number is None:
                letters += "."
            elif method == "POST":
                act = partial(self.outcome, actor, rule, method, number)
                letters += self.undone(act)
            else:
                letters += self.outcome(actor, rule, method, number)
        return letters

    def actors(self, subject):
        """Return who is driven: pages without a record know no roles of staff."""
        return ACTORS if subject else (*CLIENTS, "visitor", "care")

    def check(self, addon, rows, who):
        """Drive all routes of an addon and compare them with its table.

        :param dict rows: "METHOD route" -> (kind of record or None, name in `who`)
        :param dict who: name -> outcomes in the order of `actors()`
        """
        rules = self.rules_of(addon)
        self.assertEqual(
            sorted(rules.keys() - rows.keys()), [], "routes without a row in the table"
        )
        self.assertEqual(
            sorted(rows.keys() - rules.keys()), [], "rows of routes that are gone"
        )
        seen = {key: [] for key in rows}
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            for actor in ACTORS:
                self.enter(self.people[actor])
                for key, (subject, _name) in rows.items():
                    if actor in self.actors(subject):
                        method = key.partition(" ")[0]
                        seen[key].append(self.drive(actor, rules[key], method, subject))
        for key, (_subject, name) in rows.items():
            with self.subTest(route=key):
                self.assertEqual(" ".join(seen[key]), " ".join(who[name].split()))
