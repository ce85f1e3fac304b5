import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..courier import CourierError, CourierRefused
from .courier_common import CourierCommon
from .test_document import read_codes


@tagged("post_install", "-at_install")
class TestCourierOrder(CourierCommon):
    def test_devices_stay_until_the_carrier_confirmed_and_leave_with_its_number(self):
        jobs = self.make_ready(jobs=2)
        shipment = self.order(jobs)
        self.assertEqual(shipment.order_state, "waiting")
        self.assertEqual(set(jobs.mapped("state")), {"ready"})
        self.run_outbox()
        self.assertEqual(shipment.order_state, "confirmed")
        self.assertTrue(shipment.tracking_number)
        self.assertEqual(set(jobs.mapped("state")), {"shipped"})
        self.assertIn(shipment.tracking_number, jobs[0].tracking_display)
        self.send_waiting_mails()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(shipment.tracking_number, mail.body_html)

    def test_the_step_is_the_persons_who_ordered(self):
        job = self.make_ready()
        self.order(job)
        self.run_outbox()
        event = job.event_ids.filtered(lambda event: event.state_to == "shipped")
        self.assertEqual(event.user_id, self.logistics_user)

    def test_nobody_waits_for_the_carrier(self):
        def never(carrier, shipment):
            message = "The network was asked inside of a person's transaction."
            raise AssertionError(message)

        self.patch_courier(create=never, label=never, track=never)
        self.assertEqual(self.order().order_state, "waiting")

    def test_the_wizard_orders_too(self):
        jobs = self.make_ready().with_user(self.logistics_user)
        wizards = self.env["service.send.wizard"].with_user(self.logistics_user)
        wizards.create(
            {"job_ids": jobs.ids, "carrier_id": self.simulator.id}
        ).action_send()
        self.assertEqual(jobs.sudo().shipment_id.order_state, "waiting")

    def test_a_carrier_that_takes_no_orders_needs_a_number(self):
        job = self.make_ready()
        answer = self.send(job, number="", carrier_id=self.carrier.id)
        self.assertEqual(answer["result"], "refused")
        wizards = self.env["service.send.wizard"].with_user(self.logistics_user)
        wizard = wizards.create({"job_ids": job.ids, "carrier_id": self.carrier.id})
        with self.assertRaisesRegex(UserError, "number of the parcel"):
            wizard.action_send()
        self.assertFalse(job.shipment_id)

    def test_a_typed_number_is_not_ordered(self):
        job = self.make_ready()
        self.send(job, number="HAND1", carrier_id=self.simulator.id)
        self.assertEqual(job.state, "shipped")
        self.assertFalse(job.shipment_id.order_state)

    def test_an_order_that_runs_again_orders_nothing(self):
        asked = []

        def create(carrier, shipment):
            asked.append(shipment.name)
            return {"reference": "R1", "number": None}

        self.patch_courier(create=create)
        shipment = self.order()
        self.run_outbox()
        row = self.outbox_row(shipment)
        row.write({"state": "waiting"})
        self.run_outbox()
        shipment.with_user(self.logistics_user).action_courier_retry()
        self.run_outbox()
        self.assertEqual(asked, [shipment.name])

    def test_a_device_with_an_ordered_parcel_is_not_sent_again(self):
        job = self.make_ready()
        shipment = self.order(job)
        answer = self.send(job, number="OTHER1")
        self.assertEqual(answer["result"], "refused")
        self.assertIn(shipment.name, answer["message"])
        with self.assertRaisesRegex(UserError, shipment.name):
            job.with_user(self.logistics_user).action_open_send()
        with self.assertRaisesRegex(UserError, shipment.name):
            job.with_user(self.logistics_user).action_hand_over()
        self.assertEqual(job.shipment_id, shipment)

    # --- Failures -----------------------------------------------------------------

    def test_a_refused_order_is_shown_and_ordered_again_under_the_same_reference(self):
        def refuse(carrier, shipment):
            asked.append(shipment.name)
            if len(asked) == 1:
                message = "Brak numeru telefonu odbiorcy."
                raise CourierRefused(message)
            return {"reference": "R1", "number": "NR1"}

        asked = []
        self.patch_courier(create=refuse)
        job = self.make_ready()
        shipment = self.order(job)
        self.run_outbox()
        self.assertEqual(shipment.order_state, "failed")
        self.assertEqual(shipment.order_error, "Brak numeru telefonu odbiorcy.")
        self.assertEqual(job.state, "ready")
        self.run_outbox()
        self.assertEqual(len(asked), 1)
        shipment.with_user(self.logistics_user).action_courier_retry()
        self.run_outbox()
        self.assertEqual(asked, [shipment.name, shipment.name])
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))
        self.assertFalse(shipment.order_error)

    def test_a_carrier_that_does_not_answer_is_asked_again_later(self):
        def silent(carrier, shipment):
            message = "Przewoźnik nie odpowiada."
            raise CourierError(message)

        self.patch_courier(create=silent)
        shipment = self.order()
        self.run_outbox()
        row = self.outbox_row(shipment)
        self.assertEqual((row.state, row.tries), ("waiting", 1))
        self.assertEqual(shipment.order_state, "waiting")
        self.assertEqual(shipment.order_error, "Przewoźnik nie odpowiada.")
        row.tries = 7
        row._service_work_safely()
        self.assertEqual((row.state, shipment.order_state), ("failed", "failed"))

    def test_an_answer_that_makes_no_sense_is_a_sentence(self):
        def broken(carrier, shipment):
            return {}["reference"]

        self.patch_courier(create=broken)
        shipment = self.order()
        self.run_outbox()
        self.assertIn("answered something", shipment.order_error)

    def test_a_confirmed_number_is_kept_when_the_devices_may_not_leave(self):
        job = self.make_ready()
        shipment = self.order(job)

        def forbidden(jobs):
            message = "Faktura FV/1 nie jest zapłacona."
            raise UserError(message)

        with self.subTest("refused"):
            origin = type(job)._service_check_can_ship
            self.patch(type(job), "_service_check_can_ship", forbidden)
            self.run_outbox()
            self.assertEqual(shipment.order_state, "confirmed")
            self.assertTrue(shipment.tracking_number)
            self.assertEqual(job.state, "ready")
            self.assertIn("FV/1", shipment.order_error)
        self.patch(type(job), "_service_check_can_ship", origin)
        shipment.with_user(self.logistics_user).action_courier_retry()
        self.assertEqual(job.state, "shipped")
        self.assertFalse(shipment.order_error)

    # --- Confirmed later ------------------------------------------------------------

    def test_an_order_that_is_confirmed_later_is_asked_for(self):
        answers = [None, "NR7"]
        self.patch_courier(
            create=lambda carrier, shipment: {"reference": "R7", "number": None},
            confirm=lambda carrier, shipment: {
                "reference": "R7",
                "number": answers.pop(0),
            },
        )
        job = self.make_ready()
        shipment = self.order(job)
        self.run_outbox()
        self.assertEqual((shipment.courier_ref, job.state), ("R7", "ready"))
        for expected in ("ready", "shipped"):
            shipment.next_poll = shipment.create_date
            self.run_tracking()
            self.assertEqual(job.state, expected)
        self.assertEqual(shipment.tracking_number, "NR7")

    # --- Cancelling -----------------------------------------------------------------

    def test_a_cancelled_order_frees_the_devices(self):
        asked = []
        self.patch_courier(create=lambda carrier, shipment: asked.append(1))
        job = self.make_ready()
        shipment = self.order(job)
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertEqual(asked, [])
        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(job.shipment_id)
        self.assertEqual(self.send(job, number="NEXT1")["result"], "sent")

    def test_a_confirmed_order_is_not_cancelled_here(self):
        shipment = self.order()
        self.run_outbox()
        with self.assertRaisesRegex(UserError, "confirmed by the carrier"):
            shipment.with_user(self.logistics_user).action_cancel_order()
        self.assertEqual(shipment.state, "label")

    def test_a_cancellation_that_comes_too_late_leaves_the_order(self):
        def late(carrier, shipment):
            message = "Za późno."
            raise CourierRefused(message)

        self.patch_courier(
            create=lambda carrier, shipment: {"reference": "R8", "number": None},
            cancel=late,
        )
        shipment = self.order()
        self.run_outbox()
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertEqual(shipment.order_state, "waiting")
        self.assertEqual(shipment.order_error, "Za późno.")
        self.assertTrue(shipment.next_poll)

    def test_only_logistics_cancels_and_tries_again(self):
        shipment = self.order()
        for user in (self.care_user, self.technician_user):
            for button in ("action_cancel_order", "action_courier_retry"):
                with self.assertRaises(AccessError):
                    getattr(shipment.with_user(user), button)()

    # --- Label ----------------------------------------------------------------------

    def test_the_label_comes_by_itself_and_is_read_by_a_scanner(self):
        shipment = self.order()
        self.run_outbox()
        self.run_outbox()
        content = base64.b64decode(shipment.with_user(self.logistics_user).label_file)
        self.assertIn(shipment.tracking_number, read_codes(content))
        self.assertEqual(shipment.label_name, f"{shipment.tracking_number}.pdf")

    def test_a_label_that_fails_leaves_the_order(self):
        def silent(carrier, shipment):
            message = "Brak etykiety."
            raise CourierError(message)

        self.patch_courier(label=silent)
        job = self.make_ready()
        shipment = self.order(job)
        self.run_outbox()
        self.run_outbox()
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))
        self.assertEqual(shipment.order_error, "Brak etykiety.")
