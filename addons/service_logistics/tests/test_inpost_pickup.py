import socket
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import test_inpost
from .shipx_stub import ORGANIZATION

DISPATCH = f"/v1/organizations/{ORGANIZATION}/dispatch_orders"


@tagged("post_install", "-at_install")
class TestInPostPickup(test_inpost.TestInPost):
    """Dispatch orders of ShipX, against the stub that is written from facts alone."""

    def setUp(self):
        super().setUp()
        self.env.company.partner_id.write(
            {
                "street": "ul. Serwisowa 7a",
                "city": "Łódź",
                "zip": "90-001",
                "phone": "+48 42 600 70 80",
                "email": "serwis@example.com",
            }
        )

    def on_manifest(self):
        shipment = self.ordered()
        self.confirm(shipment)
        self.assertEqual(shipment.order_state, "confirmed")
        shipment.with_user(self.logistics_user).action_make_manifest()
        return shipment.manifest_id

    def call(self, manifest):
        manifest.with_user(self.logistics_user).action_call_courier()
        self.run_outbox()

    def again(self, manifest):
        self.outbox_row(manifest, "courier.pickup").next_try = manifest.create_date
        self.run_outbox()

    def doubtful(self):
        manifest = self.on_manifest()
        self.stub.oddities = [("POST", "/dispatch_orders", "500 after")]
        self.call(manifest)
        return manifest

    def test_a_dispatch_order_names_parcels_and_our_address(self):
        manifest = self.on_manifest()
        self.call(manifest)
        self.assertEqual(manifest.pickup_error, False)
        [order] = self.stub.dispatched
        self.assertEqual(order["shipments"], [manifest.shipment_ids.courier_ref])
        self.assertEqual(
            order["address"],
            {
                "street": "ul. Serwisowa",
                "building_number": "7a",
                "city": "Łódź",
                "post_code": "90-001",
                "country_code": "PL",
            },
        )
        self.assertEqual(order["phone"], "426007080")
        self.assertEqual(order["comment"], manifest.name)
        self.assertEqual(manifest.pickup_ref, str(order["id"]))

    def test_who_perhaps_comes_is_not_ordered_again_by_itself(self):
        """Whatever the answer that we did not get, the order may have been taken."""
        for number, odd in enumerate(("500 after", "garbled after", "timeout"), 1):
            with self.subTest(odd=odd):
                manifest = self.on_manifest()
                self.stub.oddities = [("POST", "/dispatch_orders", odd)]
                self.call(manifest)
                self.assertEqual(manifest.pickup_state, "unsure")
                self.assertIn("Perhaps he comes", manifest.pickup_error)
                self.assertFalse(manifest.can_call)
                self.call(manifest)
                self.again(manifest)
                self.env["service.outbox"].search([]).action_retry()
                self.run_outbox()
                asked = [
                    call for call in self.stub.calls if call[:2] == ("POST", DISPATCH)
                ]
                self.assertEqual(len(asked), number)

    def test_a_person_says_that_the_courier_is_booked(self):
        manifest = self.doubtful().with_user(self.logistics_user)
        with self.assertRaisesRegex(UserError, "Enter the pickup number"):
            manifest.action_courier_booked()
        manifest.pickup_ref = " 901 "
        manifest.action_courier_booked()
        self.assertEqual(
            (manifest.pickup_state, manifest.pickup_ref), ("confirmed", "901")
        )
        self.assertFalse(manifest.pickup_error)
        self.assertTrue(manifest.pickup_at)
        for late in (manifest.action_courier_booked, manifest.action_call_again):
            with self.assertRaisesRegex(UserError, "settled"):
                late()
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            manifest.pickup_ref = "902"
        self.run_outbox()
        self.assertEqual(len(self.stub.dispatched), 1)

    def test_a_person_orders_again_once(self):
        manifest = self.doubtful()
        self.stub.dispatched.clear()
        manifest.with_user(self.logistics_user).action_call_again()
        with self.assertRaisesRegex(UserError, "settled"):
            manifest.with_user(self.logistics_user).action_call_again()
        self.run_outbox()
        self.assertEqual(manifest.pickup_state, "confirmed")
        self.assertEqual(len(self.stub.dispatched), 1)

    def test_only_logistics_settles_it(self):
        manifest = self.doubtful()
        for user in (self.care_user, self.technician_user, self.client_user):
            for button in ("action_courier_booked", "action_call_again"):
                with self.assertRaises(AccessError):
                    getattr(manifest.with_user(user), button)()

    def test_what_was_surely_not_done_is_tried_again(self):
        """Refused before it was sent, or told to come later."""
        manifest = self.on_manifest()
        with patch.object(self, "stub") as down:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                down.url = f"http://127.0.0.1:{free.getsockname()[1]}"
            self.call(manifest)
            self.assertIn("ConnectionError", manifest.pickup_error)
            self.assertEqual(manifest.pickup_state, "waiting")
        self.stub.oddities = [("POST", "/dispatch_orders", "429")]
        self.again(manifest)
        self.assertEqual(manifest.pickup_state, "waiting")
        self.again(manifest)
        self.assertEqual(manifest.pickup_state, "confirmed")
        self.assertEqual(len(self.stub.dispatched), 1)

    def test_what_is_refused_is_named(self):
        manifest = self.on_manifest()
        self.env.company.partner_id.phone = False
        self.call(manifest)
        self.assertEqual(manifest.pickup_state, "failed")
        self.assertIn("phone", manifest.pickup_error)
        self.assertFalse(self.stub.dispatched)
        self.env.company.partner_id.phone = "426007080"
        self.call(manifest)
        self.assertEqual(manifest.pickup_state, "confirmed")

    def test_an_order_that_shipx_rejected_is_no_courier(self):
        manifest = self.on_manifest()
        self.stub.dispatch_status = "rejected"
        self.call(manifest)
        self.assertEqual(manifest.pickup_state, "failed")
        self.stub.dispatch_status = "new"
        self.call(manifest)
        self.assertEqual(manifest.pickup_state, "confirmed")
        self.assertEqual(manifest.pickup_ref, str(self.stub.dispatched[1]["id"]))
