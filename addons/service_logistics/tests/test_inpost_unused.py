from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .inpost_common import InPostCommon
from .ticket_common import TicketCommon

OUTBOX = "odoo.addons.service_logistics.models.service_outbox"


@tagged("post_install", "-at_install")
class TestInPostLate(InPostCommon):
    """InPost confirms an order later than it is made, or does not."""

    def questions(self, shipment):
        return shipment.job_ids.request_id.activity_ids.filtered(
            lambda activity: shipment.name in activity.summary
        )

    def hang(self, shipment, hours):
        """Leave the order unconfirmed for so long, and ask about it."""
        self.stub.shipments[1001].update(status="created", offers=[])
        shipment.order_since = fields.Datetime.now() - timedelta(hours=hours)
        self.confirm(shipment)

    def test_what_inpost_cancels_later_is_told_and_frees_the_devices(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.stub.shipments[1001]["status"] = "canceled"
        self.confirm(shipment)
        self.assertEqual(shipment.order_state, "failed")
        self.assertEqual(len(self.questions(shipment)), 1)
        self.assertEqual(self.send(job, number="INNY123")["result"], "sent")
        self.run_outbox()
        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(self.questions(shipment))
        self.assertEqual(job.shipment_id.tracking_number, "INNY123")
        self.assertEqual(job.state, "shipped")

    def test_an_order_that_hangs_is_told_once_and_asked_about(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.hang(shipment, 0)
        self.assertFalse(shipment.order_error)
        self.hang(shipment, 2)
        self.assertIn("has not confirmed", shipment.order_error)
        self.assertGreater(
            shipment.next_poll, fields.Datetime.now() + timedelta(minutes=5)
        )
        [question] = self.questions(shipment)
        question.action_feedback()
        self.hang(shipment, 3)
        self.assertFalse(self.questions(shipment))
        self.stub.one("POST", self.stub.shipments[1001], "/buy")
        self.confirm(shipment)
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))
        self.assertFalse(shipment.order_error)

    def test_an_order_that_inpost_never_answers_to_is_told_and_asked_about(self):
        shipment = self.ordered()
        shipment.write(
            {
                "order_since": fields.Datetime.now() - timedelta(hours=2),
                "poll_tries": 7,
            }
        )
        self.stub.oddities = [("GET", "/shipments", "500")]
        self.confirm(shipment)
        self.assertEqual(len(self.questions(shipment)), 1)
        self.assertTrue(shipment.next_poll)

    def test_an_order_that_hangs_is_cancelled_and_sent_otherwise(self):
        job = self.make_ready()
        shipment = self.ordered(job)
        self.hang(shipment, 2)
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertEqual(self.stub.shipments[1001]["status"], "canceled")
        self.assertFalse(self.questions(shipment))
        self.assertEqual(self.send(job, number="INNY123")["result"], "sent")

    def test_a_refusal_that_comes_later_is_told_and_asked_about(self):
        shipment = self.ordered()
        self.stub.oddities.append(("POST", "/buy", "422:parcels"))
        self.confirm(shipment)
        self.assertIn("parcel size", shipment.order_error)
        self.assertEqual(len(self.questions(shipment)), 1)
        self.assertFalse(shipment.tracking_error)
        self.assertTrue(shipment.next_poll)
        self.confirm(shipment)
        self.assertEqual(shipment.order_state, "confirmed")
        self.assertFalse(self.questions(shipment))


class LabelCommon(InPostCommon, TicketCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inpost.service_inbound_offered = True

    def label(self):
        """Return a parcel that a client wants collected; InPost was asked for it."""
        request = self.make_request(jobs=1)
        parcel = self.order_label(request, carrier=self.inpost, way="pickup")
        self.run_outbox()
        return parcel


@tagged("post_install", "-at_install")
class TestInPostUnused(LabelCommon):
    """A label that was ordered for a client who sends otherwise."""

    def send_otherwise(self, parcel, number="DPD12345"):
        request = parcel.job_ids.request_id
        return request.with_user(self.client_user)._service_client_send_parcel(
            {"carrier": "DPD", "number": number, "parcel": str(parcel.id)},
            user=self.client_user,
        )

    def deletes(self):
        return [call for call in self.stub.calls if call[0] == "DELETE"]

    def unused(self, job):
        return job.event_ids.filtered(lambda event: event.code == "job.label_unused")

    def test_a_confirmed_label_that_nobody_uses_is_told_to_the_desk(self):
        parcel = self.label()
        self.confirm(parcel)
        self.run_outbox()
        job = parcel.job_ids
        other = self.send_otherwise(parcel)
        self.run_outbox()
        self.assertEqual(len(self.deletes()), 1)
        self.assertEqual((parcel.order_state, parcel.state), ("confirmed", "label"))
        self.assertEqual(job.inbound_shipment_id.id, other.id)
        [event] = self.unused(job)
        self.assertIn(parcel.tracking_number, event.note)
        self.assertIn("perhaps it has to be paid", parcel.order_error)
        [activity] = job.request_id.activity_ids
        self.assertIn("Cancel the courier", activity.summary)
        self.assertIn(parcel.collect_ref, activity.note)

    def test_a_label_that_was_used_all_the_same_is_tracked(self):
        parcel = self.label()
        self.confirm(parcel)
        self.send_otherwise(parcel)
        self.run_outbox()
        self.stub.tracking[parcel.tracking_number] = [
            {"status": "taken_by_courier", "datetime": "2026-11-20T10:00:00.000+01:00"}
        ]
        self.confirm(parcel)
        self.assertEqual(parcel.state, "collected")
        answer = self.scan(parcel.tracking_number)
        self.assertEqual(answer["request"]["id"], parcel.job_ids.request_id.id)

    def test_what_was_confirmed_behind_our_back_sends_no_courier(self):
        """Given up after errors, replaced, and bought at InPost meanwhile."""
        self.stub.oddities.append(("POST", "/shipments", "500 after"))
        parcel = self.label()
        row = self.outbox_row(parcel)
        row.tries = 7
        self.stub.oddities.append(("GET", "/shipments", "500"))
        self.again(parcel)
        self.assertEqual(parcel.order_state, "failed")
        job = parcel.job_ids
        again = self.order_label(job.request_id, carrier=self.simulator)
        self.stub.one("POST", self.stub.shipments[1001], "/buy")
        self.run_outbox()
        self.confirm(parcel)
        self.wake(parcel)
        self.assertEqual(parcel.order_state, "confirmed")
        self.assertTrue(self.unused(job))
        self.assertFalse(self.stub.dispatched)
        self.assertEqual(job.inbound_shipment_id, again)
        self.assertEqual(len(self.stub.shipments), 1)

    def test_a_label_that_inpost_has_not_confirmed_is_cancelled_there(self):
        self.stub.oddities.append(("POST", "/shipments", "500 after"))
        parcel = self.label()
        row = self.outbox_row(parcel)
        row.tries = 7
        self.stub.oddities.append(("GET", "/shipments", "500"))
        self.again(parcel)
        self.send_otherwise_new(parcel)
        self.run_outbox()
        self.assertEqual(self.stub.shipments[1001]["status"], "canceled")
        self.assertEqual(parcel.state, "cancelled")

    def send_otherwise_new(self, parcel):
        request = parcel.job_ids.request_id
        request.with_user(self.client_user)._service_client_send_parcel(
            {"carrier": "DPD", "number": "DPD12345"}, user=self.client_user
        )

    def test_the_label_of_a_cancelled_job_is_taken_back(self):
        parcel = self.label()
        parcel.job_ids._service_transition("cancelled", source="backoffice")
        self.run_outbox()
        self.assertEqual(self.stub.shipments[1001]["status"], "canceled")
        self.assertEqual(parcel.state, "cancelled")

    def test_what_inpost_cancels_later_is_told_to_client_and_desk(self):
        parcel = self.label()
        request = parcel.job_ids.request_id
        self.stub.shipments[1001]["status"] = "canceled"
        self.confirm(parcel)
        self.assertEqual(parcel.order_state, "failed")
        self.assertTrue(request.needs_label)
        self.assertEqual(len(self.mails(request, "not ordered")), 1)
        self.assertIn(parcel.name, request.activity_ids.summary)


@tagged("post_install", "-at_install")
class TestInPostCollect(LabelCommon):
    """The courier who fetches a parcel at the client comes once, or not at all."""

    def wait_for_courier(self):
        """Return a confirmed label whose courier InPost was too busy to call."""
        parcel = self.label()
        self.confirm(parcel)
        self.stub.oddities = [("POST", "/dispatch_orders", "429")]
        self.run_outbox()
        self.assertEqual(parcel.collect_state, "waiting")
        self.assertFalse(self.stub.dispatched)
        return parcel

    def call_without_a_desk(self, method):
        """Return a parcel whose courier was called while the desk cannot be told."""
        parcel = self.label()
        self.confirm(parcel)
        with (
            patch.object(type(parcel), method, side_effect=ValueError),
            self.assertLogs(OUTBOX, "ERROR"),
        ):
            self.run_outbox()
        return parcel

    def test_a_desk_that_cannot_be_told_calls_no_second_courier(self):
        parcel = self.call_without_a_desk("_service_settle_desk")
        self.assertEqual(parcel.collect_ref, "901")
        self.wake(parcel)
        self.assertEqual(len(self.stub.dispatched), 1)

    def test_a_doubt_that_the_desk_cannot_be_told_is_kept(self):
        self.stub.oddities = [("POST", "/dispatch_orders", "500 after")]
        parcel = self.call_without_a_desk("_service_ask_desk")
        self.assertEqual(parcel.collect_state, "unsure")
        self.wake(parcel)
        self.assertEqual(len(self.stub.dispatched), 1)

    def test_a_call_that_was_broken_off_and_cannot_be_written_down_is_not_made(self):
        parcel = self.label()
        self.confirm(parcel)
        row = self.outbox_row(parcel, "courier.collect")
        row.asked_at = parcel.create_date
        with patch.object(type(parcel), "_service_doubt_pickup", side_effect=OSError):
            self.run_outbox()
        self.assertTrue(row.asked_at)
        self.wake(parcel)
        self.assertEqual(parcel.collect_state, "unsure")
        self.assertFalse(row.asked_at)
        self.assertFalse(self.stub.dispatched)

    def test_no_courier_comes_for_what_went_otherwise_meanwhile(self):
        parcel = self.wait_for_courier()
        request = parcel.job_ids.request_id
        request.with_user(self.client_user)._service_client_send_parcel(
            {"carrier": "DPD", "number": "DPD12345", "parcel": str(parcel.id)},
            user=self.client_user,
        )
        self.run_outbox()
        self.wake(parcel)
        self.assertTrue(parcel.given_up_at)
        self.assertFalse(self.stub.dispatched)
        self.assertFalse(parcel.collect_state)

    def test_no_courier_comes_for_a_parcel_that_is_on_its_way(self):
        parcel = self.wait_for_courier()
        parcel._service_set_state("collected", source="system")
        self.wake(parcel)
        self.assertFalse(self.stub.dispatched)
        self.assertFalse(parcel.collect_state)

    def test_a_label_that_inpost_did_not_take_back_sends_no_courier(self):
        """InPost has confirmed it behind our back and refuses."""
        parcel = self.label()
        self.stub.one("POST", self.stub.shipments[1001], "/buy")
        parcel._service_client_take_back()
        self.run_outbox()
        self.assertEqual(parcel.order_state, "waiting")
        self.confirm(parcel)
        self.wake(parcel)
        self.assertEqual(parcel.order_state, "confirmed")
        self.assertFalse(self.stub.dispatched)

    def test_a_job_cancelled_while_its_label_is_taken_back_sends_no_courier(self):
        parcel = self.label()
        self.stub.one("POST", self.stub.shipments[1001], "/buy")
        job = parcel.job_ids
        parcel._service_client_take_back()
        job._service_transition("cancelled", source="backoffice")
        self.run_outbox()
        self.confirm(parcel)
        self.wake(parcel)
        self.assertFalse(self.stub.dispatched)
        self.assertIn("job.label_unused", job.event_ids.mapped("code"))
        self.assertIn("does not take it back", parcel.order_error)
