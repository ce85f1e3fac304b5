"""What the books say of the jobs, asked over JSON-2."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia",
    "września", "października", "listopada", "grudnia",
)  # fmt: skip
COLUMNS = ("accepted", "ordered", "invoiced", "paid")


class Office:
    """Questions to the server, asked as the administrator."""

    def __init__(self, admin):
        self.admin = admin

    def knows(self, model, **values):
        """Say whether a model has a record with these values."""
        domain = [(name, "=", value) for name, value in values.items()]
        return bool(self.admin.find(model, domain, limit=1))

    def client_of(self, email):
        """Return the commercial partner of the person with this address."""
        person = self.admin.one(
            "res.partner",
            [("email", "=", email), ("is_company", "=", False)],
            ["commercial_partner_id"],
        )
        return person["commercial_partner_id"][0]

    def foreign_job(self):
        """Return a job of another client, from the demo data."""
        domain = [("partner_id.name", "like", "Saldo")]
        return self.admin.find("service.job", domain, ["barcode"], limit=1)[0]

    def state(self, job_id):
        """Return the state of a job."""
        return self.admin.read("service.job", job_id, "state")["state"]

    def request(self, request_id, field):
        """Return a field of a request."""
        return self.admin.read("service.request", request_id, field)[field]

    def day(self, request_id, field):
        """Return the day of a moment of a request, as clients in Poland read it."""
        moment = datetime.fromisoformat(self.request(request_id, field))
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Warsaw"))
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def id_of(self, name):
        """Return the id of the record with this external name."""
        return self.admin.one("ir.model.data", [("name", "=", name)], ["res_id"])[
            "res_id"
        ]

    def technician(self, job):
        """Return the name of a job's technician."""
        job = self.admin.read("service.job", job.id, "technician_id")
        return job["technician_id"][1]

    def notes(self, job):
        """Return what staff wrote in the history of a job."""
        events = self.admin.find("service.event", [("job_id", "=", job.id)], ["note"])
        return [event["note"] or "" for event in events]

    def quote(self, job):
        """Return (necessary, recommended, number of tax rates) of a job's quote."""
        quote = self.admin.one(
            "service.quote",
            [("job_id", "=", job.id)],
            ["necessary_total", "recommended_total"],
        )
        lines = self.admin.find(
            "service.quote.line", [("quote_id", "=", quote["id"])], ["tax_ids"]
        )
        rates = {tuple(line["tax_ids"]) for line in lines}
        return quote["necessary_total"], quote["recommended_total"], len(rates)

    def quote_id(self, job):
        """Return the id of a job's quote."""
        return self.admin.one("service.quote", [("job_id", "=", job.id)])["id"]

    def orders(self, jobs):
        """Return (state, gross) of the sale orders of jobs."""
        domain = [("service_job_id", "in", [job.id for job in jobs])]
        found = self.admin.find("sale.order", domain, ["state", "amount_total"])
        return [(order["state"], order["amount_total"]) for order in found]

    def return_is_prepared(self, job):
        """Say whether the device lies reserved on a delivery to the client."""
        domain = [("service_job_id", "=", job.id), ("state", "=", "assigned")]
        found = self.admin.find("stock.move", domain, ["picking_code"])
        return [move["picking_code"] for move in found] == ["outgoing"]

    def board(self, job):
        """Return (accepted, ordered, invoiced, paid) and the status of a job."""
        row = self.admin.one(
            "service.money.report", [("job_id", "=", job.id)], [*COLUMNS, "status"]
        )
        return [row[name] for name in COLUMNS], row["status"]

    def shipments(self, number):
        """Return the ids of the shipments with a parcel number."""
        domain = [("tracking_number", "=", number)]
        return [row["id"] for row in self.admin.find("service.shipment", domain)]

    def history(self, job):
        """Return the names of those who acted on a job, and the codes of events."""
        events = self.admin.find(
            "service.event", [("job_id", "=", job.id)], ["partner_id", "code"]
        )
        people = {event["partner_id"][1].split(", ")[-1] for event in events}
        return people, {event["code"] for event in events}
