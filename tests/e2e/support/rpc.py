"""Odoo's JSON-2 interface, used with an API key as another program uses it."""

from datetime import UTC, datetime, timedelta

import requests


class Refused(Exception):
    """The server refused a call; the message is what its user reads."""

    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


class Json2:
    """Calls as one user, in Polish: ``api("res.partner", "read", ids=3)``."""

    def __init__(self, url, key, lang="pl_PL"):
        self.url = url
        self.lang = lang
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"bearer {key}"

    def __call__(self, model, method, *, ids=None, context=None, **arguments):
        body = {"context": {"lang": self.lang, **(context or {})}, **arguments}
        if ids is not None:
            body["ids"] = [ids] if isinstance(ids, int) else list(ids)
        answer = self.session.post(
            f"{self.url}/json/2/{model}/{method}", json=body, timeout=60
        )
        if not answer.ok:
            raise Refused(answer.status_code, answer.json().get("message", ""))
        return answer.json()

    def find(self, model, domain, fields=("display_name",), **options):
        """Return the records of a domain as dicts."""
        return self(model, "search_read", domain=domain, fields=list(fields), **options)

    def one(self, model, domain, fields=("display_name",)):
        """Return the only record of a domain."""
        found = self.find(model, domain, fields)
        assert len(found) == 1, f"{model} {domain}: {found}"
        return found[0]

    def read(self, model, record_id, *fields):
        """Return fields of one record."""
        return self(model, "read", ids=record_id, fields=list(fields))[0]

    def create(self, model, **values):
        """Create a record and return its id."""
        return self(model, "create", vals_list=[values])[0]

    def write(self, model, record_id, **values):
        """Write values of a record."""
        self(model, "write", ids=record_id, vals=values)


def make_key(session, password):
    """Make an API key the way a person does: preferences, password, new key.

    ``session`` is a logged-in conftest.Http.
    """

    def call(model, method, *args, **kwargs):
        answer = session.post(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        ).json()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    # Named to the hour: a key for "one day" ends at midnight.
    until = datetime.now(UTC) + timedelta(hours=23)
    facts = {
        "name": "e2e",
        "duration": "-1",
        "expiration_date": f"{until:%Y-%m-%d %H:%M:%S}",
    }
    [key] = call("res.users.apikeys.description", "create", [facts])
    action = call("res.users.apikeys.description", "make_key", [key])
    if action["res_model"] == "res.users.identitycheck":
        context = {"password": password}
        action = call(
            "res.users.identitycheck", "run_check", [action["res_id"]], context=context
        )
    return action["context"]["default_key"]
