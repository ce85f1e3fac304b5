from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestEntered(CourierCommon):
    """What logistics may write of a parcel over RPC."""

    def mine(self, shipment):
        return shipment.with_user(self.logistics_user)

    def assertFixed(self, shipment, *names):
        for name in names:
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "stay as"):
                value = shipment[name]
                self.mine(shipment).write({name: getattr(value, "id", value)})

    def test_only_what_a_person_enters_is_written(self):
        """Every other field, also one that is added later, is for steps."""
        job = self.make_ready()
        self.send(job)
        shipment = self.mine(job.shipment_id)
        entered = shipment._service_entered_fields() | {"collect_ref"}
        steps = [
            name
            for name, field in shipment._fields.items()
            if field.store and name not in entered
        ]
        self.assertLessEqual(
            {"cod_amount", "cod_invoice_ids", "partner_shipping_id", "given_up_at"},
            set(steps),
        )
        for name in steps:
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "buttons"):
                shipment.write({name: False})

    def test_money_of_a_parcel_is_no_entry(self):
        job = self.make_ready()
        self.send(job)
        shipment = job.shipment_id
        for vals in (
            {"cod_amount": 1},
            {"cod_invoice_ids": [Command.clear()]},
            {"carrier_id": self.carrier.id, "partner_shipping_id": job.contact_id.id},
        ):
            with self.assertRaisesRegex(UserError, "buttons"):
                self.mine(shipment).write(vals)

    def test_what_the_carrier_was_told_stays(self):
        job = self.make_ready()
        shipment = self.order(job)
        for state in ("waiting", "confirmed", "cancelling"):
            shipment.order_state = state
            self.assertTrue(shipment.is_fixed)
            self.assertFixed(
                shipment, "carrier_id", "insurance", "parcel_weight", "target_point"
            )

    def test_what_is_on_its_way_keeps_its_carrier(self):
        job = self.make_ready()
        self.send(job)
        self.mine(job.shipment_id).action_in_transit()
        self.assertFixed(job.shipment_id, "carrier_id")

    def test_a_failed_order_is_corrected(self):
        job = self.make_ready()
        shipment = self.order(job)
        shipment.order_state = "failed"
        self.mine(shipment).write(
            {"carrier_id": self.carrier.id, "parcel_weight": 2, "receiver_phone": "1"}
        )
        self.assertEqual(shipment.carrier_id, self.carrier)

    def test_another_carrier_of_a_packed_parcel_is_named_and_asked(self):
        job = self.make_ready()
        self.send(job, number="620000999000", carrier_id=self.carrier.id)
        shipment = job.shipment_id
        self.assertFalse(shipment.next_poll)
        self.mine(shipment).carrier_id = self.simulator
        self.assertIn(self.simulator.name, job.tracking_display)
        self.assertTrue(shipment.next_poll)

    def test_what_is_on_a_manifest_keeps_its_carrier(self):
        job = self.make_ready()
        self.send(job, carrier_id=self.carrier.id)
        self.mine(job.shipment_id).action_make_manifest()
        with self.assertRaisesRegex(UserError, "manifest"):
            self.mine(job.shipment_id).carrier_id = self.simulator

    def test_what_is_to_be_collected_gets_no_carrier_that_does_not(self):
        job = self.make_ready()
        self.send(job, carrier_id=self.carrier.id)
        shipment = job.shipment_id
        shipment.cod_amount = 10
        origin = self.registry["delivery.carrier"]._service_courier_offers
        self.patch_courier(offers=lambda carrier: origin(carrier) - {"cod"})
        with self.assertRaisesRegex(UserError, "collects no money"):
            self.mine(shipment).carrier_id = self.simulator
