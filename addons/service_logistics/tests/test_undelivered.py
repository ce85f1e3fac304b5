from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .courier_common import CourierCommon

NUMBER = "620000123456"


class UndeliveredCommon(CourierCommon):
    def make_sent(self, jobs=1, **kwargs):
        """Return jobs that a worker sent by a courier who tells nothing."""
        sent = self.make_ready(jobs)
        self.send(sent, number=NUMBER, carrier_id=self.carrier.id, **kwargs)
        return sent

    def hear(self, parcel, state, minutes=60):
        """Let the carrier tell something, as polls and webhooks do."""
        parcel.sudo()._service_news([self.news(state, minutes)])

    @staticmethod
    def objection(jobs):
        message = "Nothing is invoiced yet."
        raise UserError(message)

    def questions(self, job):
        kind = self.env.ref("service_logistics.mail_activity_type_courier")
        return job.request_id.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def assert_here_again(self, job):
        self.assertEqual((job.state, job.in_house), ("ready", True))
        self.assertFalse(job.shipment_id)
        self.assertDeviceIn(job, self.warehouse.service_location_id)
        self.assertEqual((job.next_step_code, job.next_actor), ("ship", "logistics"))


@tagged("post_install", "-at_install")
class TestUndelivered(UndeliveredCommon):
    """A parcel that the client did not get: its devices do not stay on their way."""

    def test_what_the_carrier_brings_back_is_logistics_turn_and_the_desk_asks(self):
        job = self.make_sent()
        self.hear(job.shipment_id, "returned")
        self.assertEqual((job.next_step_code, job.next_actor), ("receive", "logistics"))
        self.assertFalse(job._service_waiting_for())
        [question] = self.questions(job)
        self.assertIn(job.shipment_id.name, question.summary)
        self.hear(job.shipment_id, "returned", 90)
        self.assertEqual(len(self.questions(job)), 1)

    def test_one_scan_receives_what_the_carrier_said_comes_back(self):
        job = self.make_sent()
        parcel = job.shipment_id
        self.hear(parcel, "returned")
        answer = self.scan(job.barcode)
        self.assertEqual((answer["result"], answer["level"]), ("returned", "success"))
        self.assert_here_again(job)
        self.assertEqual(parcel.state, "returned")
        self.assertEqual(self.send(job, number="620000999999")["result"], "sent")
        self.assertEqual(job.state, "shipped")
        self.assertNotEqual(job.shipment_id, parcel)

    def test_without_a_word_of_the_carrier_a_person_is_asked_first(self):
        job = self.make_sent()
        parcel = job.shipment_id
        for raw in (job.barcode, NUMBER):
            answer = self.scan(raw)
            self.assertEqual((answer["result"], answer["confirm"]), ("back", "back"))
            self.assertEqual((job.state, job.in_house), ("shipped", False))
        answer = self.scan(NUMBER, confirm="back")
        self.assertEqual(answer["result"], "returned", answer)
        self.assert_here_again(job)
        self.assertEqual(parcel.state, "returned")
        self.assertTrue(self.questions(job))

    def test_all_devices_of_the_parcel_come_back_and_no_other(self):
        one, two = self.make_sent(2)
        other = self.make_ready()
        self.send(other)
        self.hear(one.shipment_id, "returned")
        self.scan(one.barcode)
        self.assert_here_again(one)
        self.assert_here_again(two)
        self.assertEqual(other.state, "shipped")

    def test_replayed_scan_takes_nothing_back_twice(self):
        job = self.make_sent()
        self.hear(job.shipment_id, "returned")
        token = "0b5ce0a5-6fd4-4c4a-a3a5-0e8f0c9b7d11"
        self.scan(job.barcode, token=token)
        self.assertTrue(self.scan(job.barcode, token=token)["replayed"])
        self.assertEqual(len(self.receipt_moves(job).filtered("quantity")), 2)
        self.assertEqual(self.scan(job.barcode)["result"], "repeated")

    def test_undo_takes_back_no_earlier_receipt_instead(self):
        job = self.make_sent()
        self.hear(job.shipment_id, "returned")
        request = self.make_request(1)
        self.assertEqual(self.scan(request.job_ids.barcode)["result"], "received")
        self.scan(job.barcode)
        self.assertEqual(self.scan("SCUNDO")["result"], "refused")
        self.assertEqual(request.job_ids.state, "received")

    def test_a_cancelled_jobs_device_comes_back_and_goes_again(self):
        job = self.make_received()
        job.with_user(self.care_user).action_cancel()
        self.send(job, number=NUMBER, carrier_id=self.carrier.id)
        self.hear(job.shipment_id, "returned")
        self.assertEqual((job.next_step_code, job.next_actor), ("receive", "logistics"))
        self.assertEqual(self.scan(job.barcode)["result"], "returned")
        self.assertEqual((job.state, job.in_house), ("cancelled", True))
        self.assertEqual(self.send(job, number="620000999999")["result"], "sent")

    def test_what_the_client_has_does_not_come_back(self):
        job = self.make_sent()
        parcel = job.shipment_id.with_user(self.logistics_user)
        # It waits for its invoice, as long as another addon says so.
        self.patch(type(job), "_service_check_can_close", self.objection)
        parcel.action_delivered()
        self.assertEqual(job.state, "shipped")
        self.assertFalse(parcel.can_come_back)
        self.assertEqual(self.scan(job.barcode, confirm="back")["result"], "repeated")
        with self.assertRaisesRegex(UserError, "on its way"):
            parcel.action_came_back()
        self.assertFalse(job.in_house)

    def test_what_waits_on_a_manifest_is_taken_off_first(self):
        job = self.make_sent()
        self.env["service.manifest"]._service_make(job.shipment_id)
        answer = self.scan(job.barcode, confirm="back")
        self.assertEqual(answer["result"], "refused")
        self.assertIn(job.shipment_id.manifest_id.name, answer["message"])
        self.assertEqual((job.state, job.shipment_id.state), ("shipped", "label"))

    def test_only_logistics_says_by_the_button_that_it_is_here(self):
        job = self.make_sent()
        parcel = job.shipment_id
        self.assertTrue(parcel.can_come_back)
        for user in (self.care_user, self.technician_user):
            with self.assertRaises(AccessError):
                parcel.with_user(user).action_came_back()
        parcel.with_user(self.logistics_user).action_came_back()
        self.assert_here_again(job)
        self.assertFalse(parcel.can_come_back)


@tagged("post_install", "-at_install")
class TestNeverLeft(UndeliveredCommon):
    """An order that the carrier, or a person, gives up before the parcel left."""

    def test_undo_frees_what_the_carrier_has_cancelled(self):
        parcel = self.order()
        job = parcel.job_ids
        self.run_outbox()
        self.assertEqual(job.state, "shipped")
        answer = self.scan("SCUNDO", mode="send")
        self.assertEqual(answer["result"], "refused", "the carrier has confirmed it")
        self.hear(parcel, "cancelled")
        self.assertTrue(self.questions(job))
        answer = self.scan("SCUNDO", mode="send")
        self.assertEqual(answer["result"], "undone", answer)
        self.assert_here_again(job)
        self.assertFalse(self.questions(job), "settled")

    def test_what_is_missing_is_in_no_order(self):
        parcel = self.order()
        job = parcel.job_ids
        job.with_user(self.logistics_user).action_missing()
        self.assertFalse(job.shipment_id)
        self.assertTrue(parcel.given_up_at)
        self.run_outbox()
        self.assertEqual(parcel.state, "cancelled")
        job.with_user(self.logistics_user)._service_transition("ready", source="scan")
        self.assertEqual(self.send(job)["result"], "sent")

    def test_the_others_of_the_parcel_go_without_the_missing_one(self):
        parcel = self.order(self.make_ready(2))
        gone, there = parcel.job_ids
        gone.with_user(self.logistics_user).action_missing()
        self.run_outbox()
        self.assertEqual((gone.state, there.state), ("missing", "shipped"))
        self.assertEqual(parcel.job_ids, there)

    def test_no_device_joins_a_parcel_that_has_left(self):
        parcel = self.order(self.make_ready(2))
        late, _first = parcel.job_ids
        self.run_outbox()
        late._service_come_back(source="scan")
        late.sudo().shipment_id = parcel
        self.hear(parcel, "in_transit")
        parcel.with_user(self.logistics_user).action_courier_retry()
        self.assertEqual((late.state, late.in_house), ("ready", True))

    def test_nobody_says_of_an_order_that_it_is_on_its_way(self):
        parcel = self.order().with_user(self.logistics_user)
        for step in ("action_delivered", "action_in_transit", "action_problem"):
            with self.assertRaisesRegex(UserError, "not ordered yet"):
                getattr(parcel, step)()
        self.assertEqual(parcel.state, "label")
        self.run_outbox()
        parcel.action_delivered()
        self.assertEqual(parcel.state, "delivered")


@tagged("post_install", "-at_install")
class TestLost(UndeliveredCommon):
    """A parcel that the carrier lost: the matter ends without a false delivery."""

    def lose(self, job):
        return (
            self.env["service.damage"]
            .with_user(self.logistics_user)
            .create(
                {
                    "kind": "lost",
                    "job_ids": job.ids,
                    "shipment_id": job.shipment_id.id,
                    "carrier_id": self.carrier.id,
                    "description": "Nie dotarła",
                }
            )
        )

    def test_the_desk_closes_it_when_the_carrier_has_decided(self):
        for decide, vals in (
            ("action_settled", {"amount_settled": 300}),
            ("action_refused", {}),
        ):
            job = self.make_ready()
            self.send(job, number=f"62{decide[7:]}1", carrier_id=self.carrier.id)
            damage = self.lose(job)
            damage.action_claimed()
            self.assertFalse(job.can_close, "the carrier still looks for it")
            damage.write(vals)
            getattr(damage, decide)()
            self.assertTrue(job.lost_at)
            self.assertEqual((job.next_step_code, job.next_actor), ("close", "care"))
            self.assertFalse(job._service_waiting_for())
            job.with_user(self.care_user).action_close()
            self.assertEqual(job.state, "closed")
            self.assertFalse(job.handed_over_at)

    def test_what_is_found_after_all_is_received(self):
        job = self.make_sent()
        damage = self.lose(job)
        damage.action_claimed()
        damage.action_refused()
        self.assertEqual(self.scan(job.barcode, confirm="back")["result"], "returned")
        self.assert_here_again(job)
        self.assertFalse(job.lost_at)

    def test_damage_on_the_way_loses_nothing(self):
        job = self.make_sent()
        damage = self.lose(job)
        damage.action_claimed()
        job.shipment_id.with_user(self.logistics_user).action_delivered()
        damage.action_refused()
        self.assertFalse(job.lost_at)
