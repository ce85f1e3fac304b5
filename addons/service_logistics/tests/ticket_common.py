"""Helpers for the tests of labels that we order for clients; no test in here."""

from .courier_common import CourierCommon


class TicketCommon(CourierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.service_ticket_for = "everybody"
        cls.simulator.service_inbound_offered = True
        address = {
            "street": "ul. Długa 12/3",
            "city": "Kraków",
            "zip": "31-147",
            "phone": "+48 600 700 800",
        }
        cls.client_contact.write(address)
        cls.client_company.write(address)

    def order_label(self, request, user=None, way="point", carrier=None, **values):
        """Order a label as a client does on the request's page."""
        user = user or self.client_user
        carrier = carrier or self.simulator
        values = {"choice": f"{carrier.id}-{way}"} | values
        if way == "pickup":
            values.setdefault("day", str(request._service_pickup_days()[0]))
        matter = request.with_user(user)
        return matter._service_client_order_label(values, user=user).sudo()

    def work_off(self):
        """Send what is due and what follows from it: label and pickup."""
        self.run_outbox()
        self.run_outbox()

    def mails(self, request, words):
        """Return the mails of `request` with `words` in the subject."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", "service.request"),
                ("res_id", "=", request.id),
                ("subject", "ilike", words),
            ]
        )
