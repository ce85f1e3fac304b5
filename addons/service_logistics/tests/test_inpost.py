import base64
import json
from itertools import product

from odoo.tests import tagged

from .inpost_common import InPostCommon
from .shipx_stub import LABEL, ORGANIZATION


@tagged("post_install", "-at_install")
class TestInPost(InPostCommon):
    # --- Ordering -------------------------------------------------------------------

    def test_a_parcel_is_ordered_bought_and_labelled(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.assertEqual((shipment.order_state, job.state), ("waiting", "ready"))
        [(_method, _path, body)] = self.posts()
        self.assertEqual(body["reference"], shipment.name)
        self.assertEqual(body["service"], "inpost_courier_standard")
        self.assertEqual(
            body["receiver"]["address"],
            {
                "street": "ul. Długa",
                "building_number": "12/3",
                "city": "Kraków",
                "post_code": "31-147",
                "country_code": "PL",
            },
        )
        self.assertEqual(body["receiver"]["phone"], "600700800")
        self.assertNotIn("cod", body)
        self.confirm(shipment)
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))
        self.run_outbox()
        self.assertEqual(base64.b64decode(shipment.label_file), LABEL)

    def test_a_shipment_made_behind_an_error_is_found_and_not_made_again(self):
        self.stub.oddities.append(("POST", "/shipments", "500 after"))
        shipment = self.ordered()
        self.assertIn("InPost does not answer", shipment.order_error)
        self.again(shipment)
        self.assertEqual(len(self.stub.shipments), 1)
        self.assertEqual(shipment.courier_ref, "1001")
        self.assertFalse(shipment.order_error)

    def test_the_shipment_of_another_reference_is_not_taken(self):
        """The list of shipments may ignore its filter."""
        first, second = self.ordered(), self.ordered()
        self.assertNotEqual(first.courier_ref, second.courier_ref)
        self.assertEqual(len(self.stub.shipments), 2)

    def test_a_time_out_is_tried_again_later(self):
        self.stub.oddities.append(("POST", "/shipments", "timeout"))
        shipment = self.ordered()
        row = self.outbox_row(shipment)
        self.assertEqual((row.state, row.tries), ("waiting", 1))
        self.assertIn("ReadTimeout", shipment.order_error)
        self.again(shipment)
        self.assertTrue(shipment.courier_ref)
        self.assertEqual(len(self.stub.shipments), 1)

    def test_an_error_at_any_step_ends_with_one_parcel(self):
        """Each call fails once, with and without having done what was asked."""
        steps = [
            ("GET", "/shipments?"),
            ("POST", "/shipments"),
            ("GET", "/v1/shipments/"),
            ("POST", "/buy"),
            ("GET", "/label"),
        ]
        for step, odd in product(steps, ("500", "500 after")):
            with self.subTest(step=step, odd=odd):
                self.stub.oddities.append((*step, odd))
                job = self.make_ready()
                shipment = self.ordered(job)
                for _round in range(2):
                    self.wake(shipment)
                    if shipment.order_state == "waiting":
                        self.confirm(shipment)
                self.wake(shipment)
                self.assertFalse(self.stub.oddities)
                made = [
                    found
                    for found in self.stub.shipments.values()
                    if found["reference"] == shipment.name
                ]
                self.assertEqual([found["status"] for found in made], ["confirmed"])
                self.assertEqual(job.state, "shipped")
                self.assertTrue(shipment.label_file)
                self.assertFalse(shipment.order_error)

    def test_an_order_that_inpost_cancelled_is_told_and_made_anew(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.stub.shipments[1001]["status"] = "canceled"
        self.confirm(shipment)
        self.assertEqual((shipment.order_state, job.state), ("failed", "ready"))
        self.assertIn("InPost cancelled", shipment.order_error)
        self.assertFalse(shipment.next_poll)
        shipment.with_user(self.logistics_user).action_courier_retry()
        self.run_outbox()
        self.assertEqual(shipment.courier_ref, "1002")
        self.confirm(shipment)
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))

    def test_a_refused_field_is_named_to_staff(self):
        self.stub.oddities.append(
            ("POST", "/shipments", "422:receiver.phone,receiver.address.post_code")
        )
        shipment = self.ordered()
        self.assertEqual(shipment.order_state, "failed")
        self.assertIn("phone (receiver)", shipment.order_error)
        self.assertIn("postal code (receiver)", shipment.order_error)
        self.assertFalse(self.stub.shipments)

    def test_the_refused_field_is_named_in_the_language_of_who_ordered(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.logistics_user.lang = "pl_PL"
        shipment = self.ordered()
        self.assertEqual(shipment._service_in_language().env.lang, "pl_PL")

    def test_a_building_number_that_is_missing_is_asked_for_and_corrected(self):
        self.client_contact.street = "Rynek"
        shipment = self.ordered()
        self.assertEqual(shipment.order_state, "failed")
        self.assertIn("building number", shipment.order_error)
        self.assertFalse(self.posts())
        logistics = shipment.with_user(self.logistics_user)
        logistics.address_building = "7"
        logistics.action_courier_retry()
        self.run_outbox()
        [(_method, _path, body)] = self.posts()
        self.assertEqual(body["receiver"]["address"]["building_number"], "7")

    def test_a_locker_needs_its_name(self):
        self.inpost.delivery_type = "service_inpost_locker"
        shipment = self.ordered()
        self.assertIn("parcel locker", shipment.order_error)
        logistics = shipment.with_user(self.logistics_user)
        logistics.target_point = "kra012"
        logistics.action_courier_retry()
        self.run_outbox()
        [(_method, _path, body)] = self.posts()
        self.assertEqual(body["service"], "inpost_locker_standard")
        self.assertEqual(body["custom_attributes"]["target_point"], "KRA012")

    def test_a_wrong_token_is_a_sentence(self):
        self.inpost.service_inpost_token = "wrong"
        shipment = self.ordered()
        self.assertEqual(shipment.order_state, "failed")
        self.assertIn("access token", shipment.order_error)
        self.assertNotIn("wrong", shipment.order_error)

    # --- Cancelling -------------------------------------------------------------------

    def test_what_is_not_confirmed_is_cancelled_at_inpost(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertEqual(self.stub.shipments[1001]["status"], "canceled")
        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(job.shipment_id)

    def test_a_cancellation_that_is_too_late_leaves_the_parcel(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.stub.one("POST", self.stub.shipments[1001], "/buy")
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertIn("too late", shipment.order_error)
        self.confirm(shipment)
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))

    # --- Tracking ---------------------------------------------------------------------

    def test_the_way_is_read_in_utc_and_unknown_words_are_kept(self):
        shipment = self.ordered()
        self.confirm(shipment)
        self.stub.tracking[shipment.tracking_number] = [
            {"status": "out_for_delivery", "datetime": "2026-11-20T10:00:00.000+01:00"},
            {"status": "confirmed", "datetime": "2026-11-19T10:00:00.000+01:00"},
            {"status": "kosmos", "datetime": "2026-11-20T11:00:00.000+01:00"},
        ]
        for _round in range(2):
            self.confirm(shipment)
        self.assertEqual(shipment.state, "in_transit")
        self.assertEqual(str(shipment.state_since), "2026-11-20 09:00:00")
        self.assertEqual(
            shipment.event_ids.sorted("at").mapped("state"),
            ["label", "in_transit", False],
        )

    def test_a_webhook_is_not_believed_but_asked_about(self):
        shipment = self.ordered()
        self.confirm(shipment)
        shipment.next_poll = False
        payload = {
            "event_ts": "2026-11-20 12:00:00 +0100",
            "event": "shipment_status_changed",
            "organization_id": int(ORGANIZATION),
            "payload": {
                "shipment_id": int(shipment.courier_ref),
                "status": "delivered",
                "tracking_number": shipment.tracking_number,
            },
        }
        inbox = self.env["service.inbox"]
        source = f"courier-{self.inpost.id}"
        about = inbox._service_hook_sources()[source]
        self.assertTrue(inbox._service_store(source, about, payload))
        self.assertFalse(
            inbox._service_store(source, about, json.loads(json.dumps(payload)))
        )
        inbox._cron_work()
        self.assertEqual(shipment.state, "label")
        self.assertTrue(shipment.next_poll)

    # --- Secrets ----------------------------------------------------------------------

    def test_the_token_is_for_administrators(self):
        carrier = self.inpost.with_user(self.logistics_user)
        with self.assertRaisesRegex(Exception, "service_inpost_token"):
            carrier.read(["service_inpost_token"])
