"""Who and what the main job is about; filled in on the way."""

import re
from dataclasses import dataclass, field

from tests.e2e.support import nip
from tools import mailsink

LINK = re.compile(r'href="(http[^"]*token=[^"]*)"')


@dataclass
class Client:
    """A visitor who becomes a client."""

    name: str = "Halina Czajka"
    email: str = "halina@palarnia.example.com"
    company: str = "Palarnia Czajka Sp. z o.o."
    nip: str = nip.make(113285551)
    password: str = "Kawa-z-mlekiem-7"

    def form(self, **changes):
        """Return the values of the registration form."""
        values = {
            "name": self.name,
            "login": self.email,
            "phone": "600 200 300",
            "company_name": self.company,
            "nip": self.nip,
            "street": "ul. Ziarnista 4",
            "zip": "00-950",
            "city": "Warszawa",
        }
        return values | changes


# Somebody else who claims to be of the same company.
STRANGER = Client(name="Zenon Kruk", email="zenon@obcy.example.com")


@dataclass
class Job:
    """One device on its way."""

    id: int
    reference: str
    barcode: str
    title: str


@dataclass
class Story:
    """What the tests of one module hand on."""

    client: Client = field(default_factory=Client)
    shop: object = None
    partner_id: int = 0
    request_id: int = 0
    number: str = ""
    barcode: str = ""
    jobs: list = field(default_factory=list)

    @property
    def terminal(self):
        """The device that gets repaired."""
        return self.jobs[0]

    @property
    def printer(self):
        """The device whose repair the client declines."""
        return self.jobs[1]

    def filed(self, admin, number):
        """Remember the request that was filed."""
        request = admin.one(
            "service.request", [("name", "=", number)], ["name", "barcode"]
        )
        self.request_id, self.number = request["id"], number
        self.barcode = request["barcode"]
        rows = admin.find(
            "service.job",
            [("request_id", "=", self.request_id)],
            ["reference", "barcode", "title"],
            order="number",
        )
        self.jobs = [Job(**row) for row in rows]


def link(message):
    """Return the link with a token that a mail holds."""
    _kind, text = mailsink.body(message)
    found = LINK.search(text)
    assert found, text
    return found[1].replace("&amp;", "&")


def pdf(message):
    """Return the PDF that is attached to a mail."""
    files = [
        part.get_payload(decode=True)
        for _number, name, part in mailsink.attachments(message)
        if name.endswith(".pdf")
    ]
    assert len(files) == 1, [name for _n, name, _p in mailsink.attachments(message)]
    return files[0]
