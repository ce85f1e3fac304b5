from odoo.tests import tagged

from . import test_inpost


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

    def test_a_dispatch_order_that_answered_an_error_is_found_again(self):
        manifest = self.on_manifest()
        self.stub.oddities = [("POST", "/dispatch_orders", "500 after")]
        self.call(manifest)
        self.assertEqual(manifest.pickup_state, "waiting")
        self.assertTrue(manifest.pickup_error)
        self.again(manifest)
        [order] = self.stub.dispatched
        self.assertEqual(manifest.pickup_ref, str(order["id"]))
        self.assertFalse(manifest.pickup_error)

    def test_a_list_that_shipx_does_not_have_stops_nobody(self):
        manifest = self.on_manifest()
        self.stub.lists_dispatches = False
        self.call(manifest)
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
