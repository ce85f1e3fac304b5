"""Drives every route of an addon as everybody; no test in here.

An addon above has a table of its own and a class like `TestAccessMatrix`; a route
without a row is red.
"""

import re

from odoo.tools import mute_logger

from .access_people import MISSING, PEOPLE, STAFF, AccessPeople

# Who asks for what is not there: each kind of person.
_ASKS_MISSING = (
    *("admin", "viewer", "own_only", "private", "company_b", "visitor"),
    *("care", "other_odoo_company"),
)
_STATUS = {200: "2", 400: "B", 403: "F", 404: "4"}


def rows(text):
    """Yield `(method, path, whose, {persona: answer})` of a table."""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        method, path, whose, *cells = line.replace("~", "/my/service").split()
        answers = "".join(cells)
        if len(answers) != len(PEOPLE):
            raise ValueError(f"{len(answers)} answers, not {len(PEOPLE)}: {line}")
        yield method, path, whose, dict(zip(PEOPLE, answers, strict=True))


class AccessMatrix(AccessPeople):
    # route -> kind of record, when it is not the one that the address names
    kinds = {
        ("POST", "/my/service/<int:request_id>/supply"): "asked",
        ("POST", "/my/service/job/<int:job_id>/return"): "received",
        ("GET", "/my/service/job/<int:job_id>/complain"): "closed",
        ("POST", "/my/service/job/<int:job_id>/complain"): "closed",
        ("POST", "/my/service/team"): "user_id",
    }

    # --- Asking -----------------------------------------------------------------

    def posted(self, persona, path, record):
        """Return what a person would send, so that it succeeds with the right."""
        place = {"street": "Prosta 3", "zip": "00-850", "city": "Warszawa"}
        return {
            "/my/service/<int:request_id>/supply": {"answer": "Tak"},
            "/my/service/job/<int:job_id>/complain": {
                "fault": "Dalej nie działa",
                "submission_token": f"mx-{persona}",
            },
            "/my/service/new": {
                "type_id": self.type_question.id,
                "description": "Ile to kosztuje?",
                "submission_token": f"mx-{persona}",
            },
            "/my/service/team": {"user_id": getattr(record, "id", record)},
            "/my/service/team/invite": {
                "name": "Nowa Osoba",
                "email": "nowa@client.example.com",
            },
            "/my/service/team/join/<int:join_id>": {"decision": "approve"},
            "/my/service/account": {"name": "Jan", **place},
            "/my/service/account/company": {
                "phone": "221234567",
                "email": "biuro@client.example.com",
                **place,
            },
            "/my/service/account/address": {
                "type": "delivery",
                "name": "Magazyn",
                **place,
            },
        }.get(path, {})

    @staticmethod
    def parameter(path):
        """Return the name of the id in an address, or None."""
        names = re.findall(r"<int:([a-z]+_id)>", path)
        return names[0] if names else None

    def address(self, path, record):
        """Return the address with its places filled in."""
        number = str(getattr(record, "id", record))
        path = re.sub(r"<int:[a-z]+_id>", number, path)
        return re.sub(r"<[^>]+>", lambda m: "1" if ":page" in m[0] else "x", path)

    def ask(self, persona, method, path, record):
        url = self.address(path, record)
        if path in self.json_routes:
            params = {"partner_id": getattr(record, "id", MISSING)}
            return self.url_open(url, json={"params": params}, method="POST")
        if method == "POST":
            return self.post(url, self.posted(persona, path, record), follow=False)
        return self.url_open(url, allow_redirects=False)

    def letter(self, answer):
        """Return what an answer is, in the letters of the tables."""
        if answer.status_code in (302, 303):
            return "L" if "/web/login" in answer.headers["Location"] else "3"
        if answer.status_code != 200:
            return _STATUS.get(answer.status_code, str(answer.status_code))
        if answer.headers["Content-Type"].startswith("application/json"):
            return "F" if "error" in answer.json() else "2"
        return "!" if "alert-danger" in answer.text else "2"

    # --- Checks -----------------------------------------------------------------

    def check_routes(self, addon, table):
        """Drive all routes of an addon and compare them with its table."""
        found = self.suite_rules(addon)
        self.json_routes = {
            rule.rule
            for rule in found.values()
            if rule.endpoint.routing["type"] == "jsonrpc"
        }
        listed = list(rows(table))
        self.check_table(found, listed)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            for persona in PEOPLE:
                self.check_persona(persona, listed)

    def suite_rules(self, addon):
        """Return `{(method, path): rule}` of what an addon answers."""
        module = f"odoo.addons.{addon}."
        return {
            (method, rule.rule): rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith(module)
            for method in rule.endpoint.routing.get("methods") or ("GET", "POST")
            if method != "OPTIONS"
        }

    def check_table(self, found, listed):
        """A new route is red until somebody has thought about who gets what."""
        whose = {}
        for method, path, who, _answers in listed:
            whose.setdefault((method, path), set()).add(who)
        self.assertEqual(sorted(found), sorted(whose), "routes without rows, or gone")
        for key, kinds in whose.items():
            if self.kind(*key):
                self.assertIn("foreign", kinds, key)

    def kind(self, method, path):
        """Return which record a route is about, None when it is about none."""
        return self.kinds.get((method, path), self.parameter(path))

    def check_persona(self, persona, listed):
        """Ask everything as one persona; refusals and pages write nothing."""
        self.enter(self.people[persona])
        calm, writing = [], []
        for row in listed:
            answer = row[3][persona]
            if answer == ".":
                continue
            writes = row[0] == "POST" and answer in "23"
            (writing if writes else calm).append(row)
        refused = {}
        with self.nothing_written(persona):
            for row in calm:
                self.check_row(persona, row, refused)
            self.check_missing(persona, calm, refused)
        for row in writing:
            with self.taken_back():
                self.check_row(persona, row, refused)

    def check_row(self, persona, row, refused):
        method, path, whose, answers = row
        with self.subTest(persona=persona, route=f"{method} {path}", whose=whose):
            kind = self.kind(method, path)
            record = self.record(persona, whose, kind) if whose != "-" else None
            self.assertTrue(record or whose == "-", "there is no such record")
            answer = self.ask(persona, method, path, record)
            self.assertEqual(self.letter(answer), answers[persona])
            told = "4" if persona in STAFF else "4!"  # staff may read what is foreign
            if whose in ("colleague", "foreign") and answers[persona] in told:
                refused.setdefault((method, path), {})[whose] = self.comparable(
                    answer, record.id
                )

    def check_missing(self, persona, listed, refused):
        """A missing record is not there for anybody, and reads as a foreign one."""
        if persona not in _ASKS_MISSING:
            return
        for method, path in sorted({row[:2] for row in listed if row[2] != "-"}):
            with self.subTest(persona=persona, route=f"{method} {path} missing"):
                answer = self.ask(persona, method, path, MISSING)
                expected = "L" if persona == "visitor" else "4!"
                self.assertIn(self.letter(answer), expected)
                missing = self.comparable(answer, MISSING)
                for whose, refusal in refused.get((method, path), {}).items():
                    # A colleague's matter that one sees is told about as such.
                    if refusal[0] == missing[0] or whose == "foreign":
                        self.assertEqual(refusal, missing, whose)
