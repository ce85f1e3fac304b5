"""The client API as everybody: it gives what the page gives; no test in here."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from .access_matrix import rows
from .access_people import CLIENTS, PEOPLE

_PAGE = "/my/service/<int:request_id>"
# method -> what it is tried on, further arguments, the route that does the same
_METHODS = {
    "service_client_read": ("request_id", [], ("GET", _PAGE)),
    "service_client_supply": ("asked", ["Tak"], ("POST", f"{_PAGE}/supply")),
}


class ClientApi:
    """Mixin to AccessPeople."""

    def check_client_api(self, table):
        """A method of the API does for clients what the route does, or refuses."""
        answers = {row[:3]: row[3] for row in rows(table)}
        for persona in PEOPLE:
            for name, (kind, arguments, route) in _METHODS.items():
                said = {}
                for whose in ("own", "colleague", "foreign", "missing"):
                    record = self.record(persona, whose, kind)
                    if not record:
                        continue
                    letter = answers.get((*route, whose), {}).get(persona, "4")
                    may = persona in CLIENTS and letter in "23"
                    with self.subTest(persona=persona, method=name, whose=whose):
                        said[whose] = self.call_api(persona, name, record, arguments)
                        self.assertEqual(said[whose] is None, may)
                self.assertEqual(said["foreign"], said["missing"], persona)

    def call_api(self, persona, name, record, arguments):
        """Return the sentence of a refusal, None when it was done; take it back."""
        user = self.people[persona] or self.env.ref("base.public_user")
        requests = self.env["service.request"].with_user(user)
        number = getattr(record, "id", record)
        try:
            with (
                mute_logger("odoo.addons.base.models.ir_rule"),
                self.taken_back(),
            ):
                call_kw(requests, name, [[number], *arguments], {})
        except AccessError as error:
            return str(error)
        return None
