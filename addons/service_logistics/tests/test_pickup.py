import contextlib
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..courier import CourierError, CourierRefused
from .manifest_common import ManifestCommon


@tagged("post_install", "-at_install")
class TestPickup(ManifestCommon):
    def setUp(self):
        super().setUp()
        self.called = []

        def pickup(carrier, shipments):
            self.called.append(shipments)
            return f"ODB-{len(self.called)}"

        self.patch_courier(pickup=pickup)

    def call(self, manifest):
        manifest.with_user(self.logistics_user).action_call_courier()

    def again(self, manifest):
        """Let the outbox work off the call once more."""
        row = self.outbox_row(manifest, "courier.pickup")
        row.write({"state": "waiting", "next_try": fields.Datetime.now()})
        self.run_outbox()

    def test_the_courier_is_called_by_the_outbox(self):
        manifest = self.manifest(self.ordered(2))
        self.assertTrue(manifest.can_call)
        self.call(manifest)
        self.assertEqual((manifest.pickup_state, self.called), ("waiting", []))
        self.run_outbox()
        self.assertEqual(self.called, [manifest.shipment_ids.sorted("id")])
        self.assertEqual(manifest.pickup_state, "confirmed")
        self.assertEqual(manifest.pickup_ref, "ODB-1")
        self.assertTrue(manifest.pickup_at)

    def test_a_courier_is_called_once(self):
        manifest = self.manifest(self.ordered())
        for _press in range(2):
            self.call(manifest)
        self.assertEqual(len(self.outbox_row(manifest, "courier.pickup")), 1)
        self.run_outbox()
        self.call(manifest)
        self.again(manifest)
        self.assertEqual(len(self.called), 1)
        self.assertEqual(manifest.pickup_ref, "ODB-1")

    def test_a_carrier_that_does_not_answer_is_asked_again(self):
        manifest = self.manifest(self.ordered())

        def broken(carrier, shipments):
            message = "No answer"
            raise CourierError(message)

        with self.subTest("down"):
            self.patch_courier(pickup=broken)
            self.call(manifest)
            self.run_outbox()
            self.assertEqual(manifest.pickup_state, "waiting")
            self.assertEqual(manifest.pickup_error, "No answer")
            row = self.outbox_row(manifest, "courier.pickup")
            self.assertGreater(
                row.next_try, fields.Datetime.now() + timedelta(seconds=30)
            )
        self.patch_courier(pickup=lambda carrier, shipments: "ODB")
        self.again(manifest)
        self.assertEqual(manifest.pickup_ref, "ODB")
        self.assertFalse(manifest.pickup_error)

    def test_a_call_that_is_given_up_is_shown_and_tried_again(self):
        manifest = self.manifest(self.ordered())

        def broken(carrier, shipments):
            message = "No answer"
            raise CourierError(message)

        self.patch_courier(pickup=broken)
        self.call(manifest)
        for _try in range(8):
            self.again(manifest)
        self.assertEqual(manifest.pickup_state, "failed")
        self.assertTrue(manifest.pickup_error)
        self.assertTrue(manifest.can_call)
        self.patch_courier(pickup=lambda carrier, shipments: "ODB")
        self.call(manifest)
        self.run_outbox()
        self.assertEqual(manifest.pickup_state, "confirmed")

    def test_a_call_that_was_broken_off_is_not_repeated(self):
        """The server is killed between the carrier's answer and its own commit."""

        class KilledError(BaseException):
            pass

        def killed(carrier, shipments):
            self.called.append(shipments)
            raise KilledError

        manifest = self.manifest(self.ordered())
        self.patch_courier(pickup=killed)
        self.call(manifest)
        # Not assertRaises, which would roll back what is kept.
        with contextlib.suppress(KilledError):
            self.run_outbox()
        self.assertTrue(self.outbox_row(manifest, "courier.pickup").asked_at)
        self.run_outbox()
        self.assertEqual(len(self.called), 1)
        self.assertEqual(manifest.pickup_state, "unsure")
        self.assertIn("broken off", manifest.pickup_error)
        self.patch_courier(pickup=lambda carrier, shipments: "ODB")
        manifest.with_user(self.logistics_user).action_call_again()
        self.run_outbox()
        self.assertEqual(manifest.pickup_ref, "ODB")

    def test_an_answer_that_cannot_be_read_may_be_a_yes(self):
        manifest = self.manifest(self.ordered())
        self.patch_courier(pickup=lambda carrier, shipments: {}["id"])
        self.call(manifest)
        self.run_outbox()
        self.assertEqual(manifest.pickup_state, "unsure")

    def test_nothing_is_added_while_the_courier_perhaps_comes(self):
        manifest = self.manifest(self.ordered())
        self.patch_courier(pickup=lambda carrier, shipments: {}["id"])
        self.call(manifest)
        self.run_outbox()
        self.ordered()
        with self.assertRaisesRegex(UserError, "The courier is called"):
            manifest.with_user(self.logistics_user).action_add_waiting()

    def test_a_refusal_is_shown_and_not_repeated_by_itself(self):
        manifest = self.manifest(self.ordered())

        def refuse(carrier, shipments):
            self.called.append(shipments)
            message = "Too late for today"
            raise CourierRefused(message)

        self.patch_courier(pickup=refuse)
        self.call(manifest)
        self.run_outbox()
        self.assertEqual(manifest.pickup_state, "failed")
        self.assertEqual(manifest.pickup_error, "Too late for today")
        self.again(manifest)
        self.assertEqual(len(self.called), 1)

    def test_nobody_is_called_for_what_was_taken_meanwhile(self):
        manifest = self.manifest(self.ordered())
        self.call(manifest)
        self.pickup(manifest.barcode)
        self.run_outbox()
        self.assertFalse(self.called)
        self.assertFalse(manifest.pickup_state)

    def test_only_parcels_that_the_carrier_knows_are_named(self):
        known = self.ordered()
        typed = self.sent("M1", carrier=self.simulator)
        manifest = self.manifest(known | typed)
        self.call(manifest)
        self.run_outbox()
        self.assertEqual(self.called, [known])
        manifest = self.manifest(self.sent("M2", carrier=self.simulator))
        with self.assertRaisesRegex(UserError, "No parcel on this manifest"):
            self.call(manifest)

    def test_a_carrier_without_an_adapter_is_not_called(self):
        manifest = self.manifest(self.sent("M1"))
        self.assertFalse(manifest.can_call)
        with self.assertRaisesRegex(UserError, "cannot be called from here"):
            self.call(manifest)

    def test_nothing_is_added_once_the_courier_is_called(self):
        manifest = self.manifest(self.ordered())
        self.call(manifest)
        later = self.ordered()
        with self.assertRaisesRegex(UserError, "The courier is called"):
            manifest.with_user(self.logistics_user).action_add_waiting()
        self.assertFalse(later.manifest_id)

    def test_only_logistics_calls_the_courier(self):
        manifest = self.manifest(self.ordered())
        for user in (self.technician_user, self.care_user, self.client_user):
            with self.assertRaises(AccessError):
                manifest.with_user(user).action_call_courier()
        self.assertFalse(manifest.pickup_state)

    def test_the_station_shows_what_waits_and_who_is_called(self):
        waiting = self.sent("M1", "M2")
        manifest = self.manifest(self.ordered())
        station = self.env["service.manifest"].with_user(self.logistics_user)
        data = station.pickup_data()
        self.assertEqual(
            [(row["carrier"], row["ids"]) for row in data["waiting"]],
            [(self.carrier.name, waiting.ids)],
        )
        [row] = data["manifests"]
        self.assertEqual((row["name"], row["can_call"]), (manifest.name, True))
        self.call(manifest)
        self.run_outbox()
        [row] = station.pickup_data()["manifests"]
        self.assertEqual((row["pickup_ref"], row["can_call"]), ("ODB-1", False))


@tagged("post_install", "-at_install")
class TestPickupSimulator(ManifestCommon):
    def test_the_simulator_names_our_manifest(self):
        manifest = self.manifest(self.ordered())
        manifest.with_user(self.logistics_user).action_call_courier()
        self.run_outbox()
        self.assertEqual(manifest.pickup_ref, f"SYM-{manifest.name}")
