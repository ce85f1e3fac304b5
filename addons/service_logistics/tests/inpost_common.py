"""Helpers for the tests of InPost, against the stub; no test in here."""

from unittest.mock import patch

from odoo.tests import common

from .. import inpost
from .courier_common import CourierCommon
from .shipx_stub import ORGANIZATION, TOKEN, ShipXStub


class InPostCommon(CourierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inpost = cls.carrier.copy(
            {
                "name": "InPost Kurier",
                "delivery_type": "service_inpost_courier",
                "service_inpost_organization": ORGANIZATION,
                "service_inpost_token": TOKEN,
            }
        )
        address = {
            "street": "ul. Długa 12/3",
            "city": "Kraków",
            "zip": "31-147",
            "phone": "+48 600 700 800",
            "email": "klient@example.com",
        }
        cls.client_contact.write(address)
        cls.client_company.write(address)

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Override of core, which waits ten seconds at least."""
        return common._super_send(session, request, **kwargs)

    def setUp(self):
        super().setUp()
        self.stub = ShipXStub()
        self.addCleanup(self.stub.close)
        self.patch(
            self.registry["delivery.carrier"],
            "_service_inpost_url",
            lambda carrier: self.stub.url,
        )
        self.startPatcher(patch.object(inpost, "TIMEOUT", 1))

    def ordered(self, jobs=None, rounds=1):
        """Return the shipment of an order that the outbox worked off."""
        jobs = jobs or self.make_ready()
        # The station would ask for what is missing before.
        wizards = self.env["service.send.wizard"].with_user(self.logistics_user)
        wizards.create(
            {"job_ids": jobs.ids, "carrier_id": self.inpost.id}
        ).action_send()
        self.run_outbox()
        return jobs.shipment_id

    def confirm(self, shipment):
        shipment.next_poll = shipment.create_date
        self.run_tracking()

    def posts(self):
        return [
            call
            for call in self.stub.calls
            if call[0] == "POST" and call[1].endswith("/shipments")
        ]

    def again(self, shipment):
        self.outbox_row(shipment).next_try = shipment.create_date
        self.run_outbox()

    def wake(self, shipment):
        """Send all that waits for its next try."""
        rows = self.env["service.outbox"].search([("res_id", "=", shipment.id)])
        rows.next_try = shipment.create_date
        self.run_outbox()
