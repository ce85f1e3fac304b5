"""Helpers for the tests of couriers; no test in here."""

from datetime import timedelta

from odoo import fields

from .common import LogisticsCommon


class CourierCommon(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = cls.carrier.copy(
            {
                "name": "Kurier ćwiczebny",
                "delivery_type": "service_simulator",
                "service_pace": 10,
            }
        )

    def setUp(self):
        super().setUp()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)

    def patch_courier(self, **hooks):
        """Replace hooks of the contract: name without `_service_courier_`."""
        for name, hook in hooks.items():
            self.patch(
                self.registry["delivery.carrier"], f"_service_courier_{name}", hook
            )

    def order(self, jobs=None, **kwargs):
        """Return the shipment of `jobs` that logistics orders at the station."""
        jobs = jobs or self.make_ready()
        answer = self.send(jobs, number="", carrier_id=self.simulator.id, **kwargs)
        self.assertEqual(answer["result"], "ordered", answer)
        return jobs.shipment_id

    def run_outbox(self):
        """Send what is due, as the cron does."""
        self.env["service.outbox"]._cron_work()

    def run_tracking(self):
        """Ask for the parcels that are due, as the cron does."""
        self.env["service.shipment"]._cron_track()

    def outbox_row(self, shipment, kind="courier.create"):
        return self.env["service.outbox"].search(
            [("res_id", "=", shipment.id), ("kind", "=", kind)]
        )

    @staticmethod
    def news(state, minutes, word=None):
        """Return one news, `minutes` after a fixed hour."""
        at = fields.Datetime.to_datetime("2026-11-20 08:00:00")
        at += timedelta(minutes=minutes)
        return {
            "key": f"{word or state} {at}",
            "state": state,
            "at": at,
            "note": word or state,
        }
