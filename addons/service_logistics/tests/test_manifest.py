import uuid

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .manifest_common import ManifestCommon


@tagged("post_install", "-at_install")
class TestManifest(ManifestCommon):
    # --- Making -------------------------------------------------------------------

    def test_one_press_makes_the_manifest_of_each_carrier(self):
        own, other = self.sent("M1", "M2"), self.sent("M3", carrier=self.simulator)
        shipments = self.env["service.shipment"].with_user(self.logistics_user)
        action = shipments.action_make_manifest()
        manifests = (own | other).manifest_id
        self.assertEqual(manifests.carrier_id, self.carrier | self.simulator)
        self.assertEqual(own.manifest_id.shipment_ids, own)
        self.assertEqual(set(action["domain"][0][2]), set(manifests.ids))
        with self.assertRaisesRegex(UserError, "No parcel waits"):
            shipments.action_make_manifest()

    def test_a_parcel_is_on_one_manifest(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        with self.assertRaisesRegex(UserError, manifest.name):
            parcel.with_user(self.logistics_user).action_make_manifest()
        self.assertEqual(manifest.shipment_ids, parcel)
        self.assertEqual(self.env["service.manifest"].search([]), manifest)

    def test_only_what_is_packed_and_numbered_is_put_on_a_manifest(self):
        waiting = self.sent("M1")
        ordered = self.order()
        self.assertEqual(ordered.order_state, "waiting")
        gone = self.sent("M2")
        gone._service_set_state("in_transit", source="carrier")
        counter = self.make_ready()
        self.env["service.shipment"].with_user(self.logistics_user)._service_dispatch(
            counter, method="counter", source="counter"
        )
        domain = [("waits_for_courier", "=", True)]
        self.assertEqual(self.env["service.shipment"].search(domain), waiting)
        for parcel in (ordered, gone, counter.shipment_id):
            self.assertFalse(parcel.waits_for_courier)
            with self.assertRaisesRegex(UserError, "does not wait"):
                self.manifest(waiting | parcel)
        self.assertFalse(waiting.manifest_id)

    def test_a_parcel_whose_devices_may_not_leave_does_not_wait(self):
        job = self.make_ready()
        parcel = self.order(job)

        def objection(jobs):
            message = "Not paid."
            raise UserError(message)

        self.patch(type(job), "_service_check_can_ship", objection)
        self.run_outbox()
        self.assertEqual((parcel.order_state, job.state), ("confirmed", "ready"))
        self.assertFalse(parcel.waits_for_courier)

    def test_a_parcel_that_is_taken_off_waits_again(self):
        first, second = self.sent("M1", "M2")
        manifest = self.manifest(first | second)
        first.with_user(self.logistics_user).action_take_off_manifest()
        self.assertTrue(first.waits_for_courier)
        self.assertEqual(manifest.parcel_count, 1)
        self.pickup(manifest.barcode)
        self.assertEqual((first.state, second.state), ("label", "collected"))
        with self.assertRaisesRegex(UserError, "Handed over"):
            second.with_user(self.logistics_user).action_take_off_manifest()

    def test_what_waits_later_is_added_to_an_open_manifest(self):
        first = self.sent("M1")
        manifest = self.manifest(first).with_user(self.logistics_user)
        second, other = self.sent("M2"), self.sent("M3", carrier=self.simulator)
        manifest.action_add_waiting()
        self.assertEqual(manifest.shipment_ids, first | second)
        self.assertFalse(other.manifest_id)
        with self.assertRaisesRegex(UserError, "No further parcel"):
            manifest.action_add_waiting()

    def test_the_parcels_of_a_cancelled_manifest_wait_again(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        manifest.with_user(self.logistics_user).action_cancel()
        self.assertEqual(manifest.state, "cancelled")
        self.assertTrue(parcel.waits_for_courier)
        self.assertEqual(self.pickup(manifest.barcode)["result"], "refused")
        self.assertEqual(parcel.state, "label")

    def test_a_manifest_of_which_something_is_taken_is_not_cancelled(self):
        first, second = self.sent("M1", "M2")
        manifest = self.manifest(first | second)
        self.pickup("M1")
        with self.assertRaisesRegex(UserError, "already"):
            manifest.with_user(self.logistics_user).action_cancel()
        self.assertEqual(second.manifest_id, manifest)

    # --- Taken --------------------------------------------------------------------

    def test_one_scan_of_the_manifest_collects_its_parcels(self):
        parcels = self.sent("M1", "M2", "M3")
        manifest = self.manifest(parcels)
        answer = self.pickup(manifest.barcode)
        self.assertEqual((answer["result"], answer["level"]), ("handed", "success"))
        self.assertIn("3 parcel", answer["message"])
        self.assertEqual(set(parcels.mapped("state")), {"collected"})
        self.assertEqual(manifest.state, "handed_over")
        self.assertEqual(manifest.handed_over_by_id, self.logistics_user)
        for job in parcels.job_ids:
            self.assertIn("shipment.collected", job.event_ids.mapped("code"))
            [entry] = [
                entry
                for entry in job._service_timeline_entries()
                if entry["icon"] == "fa-truck"
            ]
            self.assertIn("Collected by the carrier", entry["label"])

    def test_the_sending_station_takes_the_same_scan(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        waiting = self.make_ready()
        answer = self.scan(manifest.barcode.lower(), mode="send", job_ids=waiting.ids)
        self.assertEqual(answer["result"], "handed")
        self.assertEqual([row["id"] for row in answer["basket"]], waiting.ids)
        self.assertEqual(parcel.state, "collected")

    def test_a_manifest_scanned_twice_changes_nothing(self):
        parcels = self.sent("M1", "M2")
        manifest, token = self.manifest(parcels), str(uuid.uuid4())
        first = self.pickup(manifest.barcode, token=token)
        events, at = parcels.event_ids, manifest.handed_over_at
        again = self.pickup(manifest.barcode, token=token)
        self.assertEqual(again, first | {"replayed": True})
        answer = self.pickup(manifest.barcode)
        self.assertEqual(answer["result"], "repeated")
        self.assertEqual((parcels.event_ids, manifest.handed_over_at), (events, at))

    def test_what_the_carrier_said_counts_more_than_the_scan(self):
        first, second, third = parcels = self.sent("M1", "M2", "M3")
        manifest = self.manifest(parcels)
        first._service_set_state("cancelled", source="carrier")
        # Earlier than the scan: the greater time alone would take it back.
        second._service_news([self.news("in_transit", 1)])
        answer = self.pickup(manifest.barcode)
        self.assertEqual((answer["result"], answer["level"]), ("handed", "warning"))
        self.assertIn("M1", answer["message"])
        self.assertEqual(
            (first.state, second.state, third.state),
            ("cancelled", "in_transit", "collected"),
        )
        self.assertEqual(manifest.parcel_count, 2)

    def test_the_carriers_events_close_the_manifest_too(self):
        first, second = parcels = self.sent("M1", "M2")
        manifest = self.manifest(parcels)
        first._service_news([self.news("collected", 1)])
        self.assertEqual((manifest.state, manifest.left_count), ("open", 1))
        second._service_news([self.news("in_transit", 2)])
        self.assertEqual((manifest.state, manifest.left_count), ("handed_over", 0))
        self.assertFalse(manifest.handed_over_by_id)

    def test_a_manifest_of_cancelled_parcels_is_not_handed_over(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        parcel._service_set_state("cancelled", source="carrier")
        self.assertEqual(manifest.state, "open")
        answer = self.pickup(manifest.barcode)
        self.assertEqual((answer["result"], manifest.state), ("refused", "open"))

    def test_the_number_of_a_parcel_marks_that_one(self):
        first, second = parcels = self.sent("M1", "M2")
        manifest = self.manifest(parcels)
        answer = self.pickup("M1")
        self.assertEqual(answer["result"], "handed")
        self.assertEqual((first.state, second.state), ("collected", "label"))
        self.assertEqual(self.pickup("M1")["result"], "repeated")
        self.pickup(second.name)
        self.assertEqual(manifest.state, "handed_over")
        self.assertEqual(manifest.handed_over_by_id, self.logistics_user)
        self.assertEqual(self.pickup("M1 NO")["result"], "unknown")

    def test_a_parcel_that_is_not_sent_is_not_handed_over(self):
        job = self.make_ready()
        parcel = self.order(job)
        answer = self.pickup(parcel.name)
        self.assertEqual((answer["result"], parcel.state), ("refused", "label"))

    def test_a_parcel_alone_counts_at_the_door_only(self):
        parcel = self.sent("M1")
        self.assertEqual(self.scan("M1", mode="send")["result"], "labelled")
        self.assertEqual(parcel.state, "label")

    # --- Who ----------------------------------------------------------------------

    def test_only_logistics_hands_over(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        waiting = self.sent("M2")
        for user in (
            self.technician_user,
            self.quality_user,
            self.care_user,
            self.client_user,
        ):
            with self.assertRaises(AccessError):
                self.pickup(manifest.barcode, user=user)
            for button in ("action_hand_over", "action_add_waiting", "action_cancel"):
                with self.assertRaises(AccessError):
                    getattr(manifest.with_user(user), button)()
            with self.assertRaises(AccessError):
                waiting.with_user(user).action_make_manifest()
            with self.assertRaises(AccessError):
                parcel.with_user(user).action_take_off_manifest()
        self.assertEqual((manifest.state, parcel.state), ("open", "label"))

    def test_manifests_of_another_company_are_hidden(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel)
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreigner = self.logistics_user.copy(
            {
                "login": "obcy",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        manifests = self.env["service.manifest"].with_user(foreigner)
        self.assertFalse(manifests.search([]))
        self.assertEqual(
            self.pickup(manifest.barcode, user=foreigner)["result"], "unknown"
        )
        self.assertEqual(self.pickup("M1", user=foreigner)["result"], "unknown")
        with self.assertRaises(AccessError):
            manifest.with_user(foreigner).action_hand_over()
        self.assertEqual(parcel.state, "label")

    def test_only_its_steps_write_a_manifest(self):
        parcel = self.sent("M1")
        manifest = self.manifest(parcel).with_user(self.logistics_user)
        manifest.courier_name = "Pan Zbyszek"
        for vals in ({"state": "handed_over"}, {"pickup_ref": "1"}):
            with self.assertRaisesRegex(UserError, "buttons"):
                manifest.write(vals)
        with self.assertRaisesRegex(UserError, "buttons"):
            parcel.with_user(self.logistics_user).write({"manifest_id": False})
        manifest.action_hand_over()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            manifest.courier_name = "Pan Wiesław"
