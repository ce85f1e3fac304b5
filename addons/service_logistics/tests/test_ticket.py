from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..courier import CourierError, CourierInvalid, CourierRefused
from .ticket_common import TicketCommon


@tagged("post_install", "-at_install")
class TestTicket(TicketCommon):
    def test_the_client_gets_number_code_and_label_by_mail(self):
        request = self.make_request(jobs=2)
        parcel = self.order_label(request, point=" kra 012 ")
        self.assertEqual(
            (parcel.direction, parcel.order_state, parcel.dropoff_point),
            ("in", "waiting", "KRA012"),
        )
        self.assertFalse(parcel.by_client)
        self.assertEqual(request.job_ids.inbound_shipment_id, parcel)
        self.assertFalse(self.mails(request, "label for your parcel"))
        self.work_off()
        self.assertEqual(parcel.order_state, "confirmed")
        self.assertEqual(len(parcel.posting_code), 6)
        [mail] = self.mails(request, "label for your parcel")
        self.assertIn(parcel.tracking_number, mail.body_html)
        self.assertIn(parcel.posting_code, mail.body_html)
        self.assertEqual(mail.attachment_ids.mapped("name"), [parcel.label_name])
        job = request.job_ids[0]
        self.assertIn(parcel.tracking_number, job.tracking_display)
        event = job.event_ids.filtered(lambda e: e.code == "job.label_ordered")
        self.assertEqual(event.user_id, self.client_user)

    def test_the_client_sends_and_we_receive(self):
        parcel = self.order_label(self.make_request(jobs=1))
        sender, receiver = parcel._service_addresses()
        self.assertEqual(sender, self.client_contact)
        self.assertEqual(receiver, self.env.company.partner_id)

    def test_the_courier_is_called_once_to_the_chosen_address(self):
        called = []

        def pickup(carrier, shipments):
            called.append((shipments, shipments._service_addresses()[0]))
            return "OD-1"

        self.patch_courier(pickup=pickup)
        address = self.client_company.child_ids.create(
            {
                "parent_id": self.client_company.id,
                "type": "delivery",
                "name": "Magazyn",
                "street": "ul. Boczna 1",
                "city": "Kraków",
            }
        )
        request = self.make_request(jobs=1)
        day = request._service_pickup_days()[1]
        parcel = self.order_label(
            request, way="pickup", day=str(day), address=str(address.id)
        )
        self.work_off()
        self.assertEqual(called, [(parcel, address)])
        self.assertEqual((parcel.collect_ref, parcel.collect_date), ("OD-1", day))
        parcel.with_user(self.logistics_user).action_courier_retry()
        self.work_off()
        parcel._service_collect()
        self.assertEqual(len(called), 1)

    @freeze_time("2026-12-23 10:00:00")
    def test_couriers_come_on_working_days_only(self):
        days = self.make_request(jobs=1)._service_pickup_days()
        self.assertEqual(days[:2], [date(2026, 12, 28), date(2026, 12, 29)])

    def test_a_day_that_is_not_offered_is_refused(self):
        request = self.make_request(jobs=1)
        far = request._service_pickup_days()[-1] + timedelta(days=1)
        for day in ("", "x", "2020-01-02", str(far)):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "days"):
                self.order_label(request, way="pickup", day=day)
        self.assertFalse(request.job_ids.inbound_shipment_id)

    # --- Once -------------------------------------------------------------------

    def test_a_double_click_orders_once(self):
        request = self.make_request(jobs=2)
        first = self.order_label(request, token="t1")
        try:
            second = self.order_label(request, token="t1")
        except UserError as error:
            second = str(error)
        self.assertEqual(second, first, "the same answer to the second click")
        with self.assertRaisesRegex(UserError, "no device left"):
            self.order_label(request, token="t2")

    def test_a_token_is_one_order_in_sql_too(self):
        request = self.make_request(jobs=2)
        one, two = request.job_ids
        self.order_label(request, token="t1", jobs=[str(one.id)])
        parcel = self.order_label(request, token="t2", jobs=[str(two.id)])
        with (
            self.assertRaisesRegex(Exception, "order_token"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            parcel.order_token = "t1"
            self.env.flush_all()

    def test_a_device_is_in_one_ordered_parcel_while_it_lives(self):
        request = self.make_request(jobs=2)
        one, two = request.job_ids
        parcel = self.order_label(request, jobs=[str(one.id)])
        for _state in ("waiting", "confirmed"):
            with self.assertRaisesRegex(UserError, "no device left"):
                self.order_label(request, jobs=[str(one.id)])
            self.work_off()
        other = self.order_label(request)
        self.assertEqual((parcel.job_ids, other.job_ids), (one, two))

    def test_a_returned_parcel_lets_another_label_be_ordered(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        self.work_off()
        parcel._service_set_state("returned", source="carrier")
        self.assertNotEqual(self.order_label(request), parcel)

    # --- Who --------------------------------------------------------------------

    def test_only_who_may_change_the_matter_orders_and_takes_back(self):
        request = self.make_request(jobs=1)
        for user in (self.colleague_user, self.other_user, self.care_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.order_label(request, user=user)
        parcel = self.order_label(request)
        for user in (self.colleague_user, self.other_user, self.care_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                matter = request.with_user(user)
                matter._service_client_cancel_label(parcel.id, user=user)

    def test_the_company_says_to_whom_labels_are_offered(self):
        company = self.env.company
        private = self.client_contact.copy(
            {"name": "Jan Prywatny", "parent_id": False, "email": "jan@example.com"}
        )
        of_company, of_person = (
            self.make_request(jobs=1),
            self.make_request(jobs=1, partner=private),
        )
        offered = {
            who: (
                company.write({"service_ticket_for": who}),
                bool(of_company._service_ticket_carriers()),
                bool(of_person._service_ticket_carriers()),
            )[1:]
            for who in ("nobody", "companies", "everybody")
        }
        self.assertEqual(
            offered,
            {
                "nobody": (False, False),
                "companies": (True, False),
                "everybody": (True, True),
            },
        )

    def test_only_what_is_offered_is_ordered(self):
        request = self.make_request(jobs=1)
        hidden = self.simulator.copy({"name": "Ukryty"})
        hidden.service_inbound_offered = False
        offered = self.simulator._service_courier_offers()
        self.patch_courier(offers=lambda carrier: offered - {"pickup"})
        for carrier, way in (
            (hidden, "point"),
            (self.carrier, "point"),
            (self.simulator, "balloon"),
            (self.simulator, "pickup"),
        ):
            with (
                self.subTest(carrier=carrier.name, way=way),
                self.assertRaisesRegex(UserError, "from the list"),
            ):
                self.order_label(request, carrier=carrier, way=way)
        self.env.company.service_ticket_for = "nobody"
        with self.assertRaises(UserError):
            self.order_label(request)

    def test_a_foreign_address_is_refused(self):
        request = self.make_request(jobs=1)
        with self.assertRaisesRegex(UserError, "own addresses"):
            self.order_label(request, address=str(self.other_contact.id))
        with self.assertRaisesRegex(UserError, "of this client"):
            self.desk_order(request, address=self.other_contact)

    def test_devices_of_another_request_are_never_put_into_the_parcel(self):
        request, other = self.make_request(jobs=1), self.make_foreign()
        with self.assertRaisesRegex(UserError, "no device left"):
            self.order_label(request, jobs=[str(other.id)])

    def test_nothing_is_ordered_before_acceptance(self):
        request = self.make_request(accept=False)
        with self.assertRaisesRegex(UserError, "no device left"):
            self.order_label(request)
        self.assertFalse(request.job_ids.inbound_shipment_id)

    def test_what_is_no_point_is_refused_in_words(self):
        request = self.make_request(jobs=1)
        for point in ("A", "KRA;DROP", "K" * 21):
            with self.subTest(point=point), self.assertRaisesRegex(UserError, "locker"):
                self.order_label(request, point=point)

    # --- The desk -----------------------------------------------------------------

    def desk_order(self, request, user=None, **values):
        wizards = self.env["service.label.wizard"].with_user(user or self.care_user)
        wizard = wizards.create({"request_id": request.id})
        wizard.carrier_id = self.simulator
        if "address" in values:
            wizard.address_id = values["address"]
        if "way" in values:
            wizard.way = values["way"]
        wizard.action_order()
        return request.job_ids.inbound_shipment_id

    def test_the_desk_orders_for_any_client(self):
        self.env.company.service_ticket_for = "nobody"
        self.simulator.service_inbound_offered = False
        for user in (self.care_user, self.logistics_user):
            with self.subTest(user=user.login):
                request = self.make_request(jobs=2)
                self.assertTrue(request.needs_label)
                parcel = self.desk_order(request, user=user, way="pickup")
                self.assertFalse(request.needs_label)
                self.work_off()
                self.assertEqual(parcel.order_state, "confirmed")
                self.assertTrue(parcel.collect_ref)
                self.assertEqual(len(self.mails(request, "label for your parcel")), 1)
                event = request.job_ids[0].event_ids.filtered(
                    lambda e: e.code == "job.label_ordered"
                )
                self.assertEqual(event.user_id, user)

    def test_nobody_else_orders_at_our_carriers(self):
        request = self.make_request(jobs=1)
        with self.assertRaises(AccessError):
            request.with_user(self.technician_user)._service_desk_order_label(
                request.job_ids,
                self.simulator,
                "point",
                address=self.client_contact,
            )

    # --- When it goes wrong ---------------------------------------------------------

    def refuse(self, error):
        def ticket(carrier, shipment):
            raise error

        self.patch_courier(return_ticket=ticket)

    def test_a_refusal_is_told_and_corrected_by_another_order(self):
        request = self.make_request(jobs=1)
        self.refuse(CourierInvalid("Brak telefonu"))
        parcel = self.order_label(request)
        self.work_off()
        self.assertEqual(parcel.order_state, "failed")
        [mail] = self.mails(request, "not ordered")
        self.assertIn("Brak telefonu", mail.body_html)
        self.assertEqual(request.job_ids.next_step_code, "send")
        self.patch_courier(
            return_ticket=lambda carrier, shipment: {
                "reference": "R",
                "number": "SYM77777",
                "code": None,
            }
        )
        again = self.order_label(request)
        self.assertNotEqual(again, parcel)
        self.work_off()
        self.assertEqual((parcel.state, again.state), ("cancelled", "label"))
        self.assertEqual(request.job_ids.inbound_shipment_id, again)
        self.assertEqual(again.tracking_number, "SYM77777")

    def test_what_only_staff_can_mend_is_not_shown_to_a_client(self):
        request = self.make_request(jobs=1)
        self.refuse(CourierRefused("Zły token"))
        parcel = self.order_label(request)
        self.work_off()
        self.assertEqual(
            (parcel.order_state, parcel.order_error), ("failed", "Zły token")
        )
        self.assertNotIn("Zły token", str(parcel._service_show_client()))
        self.assertIn("Zły token", request.activity_ids.note)
        self.assertNotIn("Zły token", self.mails(request, "not ordered").body_html)

    def test_an_order_that_is_given_up_is_told_to_the_client(self):
        request = self.make_request(jobs=1)
        self.refuse(CourierError("nie odpowiada"))
        parcel = self.order_label(request)
        row = self.outbox_row(parcel)
        for _try in range(20):
            row.next_try = parcel.create_date
            self.work_off()
        self.assertEqual((row.state, parcel.order_state), ("failed", "failed"))
        self.assertEqual(len(self.mails(request, "not ordered")), 1)

    def test_an_order_that_is_not_confirmed_is_taken_back(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        request.with_user(self.client_user)._service_client_cancel_label(
            str(parcel.id), user=self.client_user
        )
        self.work_off()
        self.assertEqual(parcel.state, "cancelled")
        self.assertFalse(request.job_ids.inbound_shipment_id)
        self.assertFalse(self.mails(request, "label for your parcel"))
        self.assertTrue(self.order_label(request))

    def test_a_confirmed_label_is_not_taken_back_by_the_client(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        self.work_off()
        with self.assertRaisesRegex(UserError, "confirmed the label"):
            request.with_user(self.client_user)._service_client_cancel_label(
                parcel.id, user=self.client_user
            )
        self.assertEqual(parcel.order_state, "confirmed")

    def test_another_carrier_replaces_a_label_that_was_not_used(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        self.work_off()
        other = request.with_user(self.client_user)._service_client_send_parcel(
            {"carrier": "DPD", "number": "A10001", "parcel": str(parcel.id)},
            user=self.client_user,
        )
        self.assertEqual(request.job_ids.inbound_shipment_id.id, other.id)
        self.assertEqual(parcel.order_state, "cancelling")
        self.work_off()
        self.assertEqual(parcel.state, "cancelled")
        self.assertEqual(request.job_ids.inbound_shipment_id.id, other.id)

    def test_a_parcel_that_is_being_ordered_is_not_sent_otherwise(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        for values in ({}, {"parcel": str(parcel.id)}):
            with self.assertRaisesRegex(UserError, "no device left"):
                request.with_user(self.client_user)._service_client_send_parcel(
                    {"carrier": "DPD", "number": "A10001"} | values,
                    user=self.client_user,
                )

    # --- On its way -----------------------------------------------------------------

    def test_the_first_scan_of_the_courier_ends_the_clients_turn(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request)
        self.work_off()
        self.assertEqual(request.job_ids.next_step_code, "send")
        due = request._service_send_due_domain()
        request.send_remind_on = date(2020, 1, 1)
        self.assertTrue(request.filtered_domain(due))
        with freeze_time(parcel.ordered_at + timedelta(minutes=11)):
            parcel.next_poll = parcel.ordered_at
            self.run_tracking()
        self.assertEqual(parcel.state, "collected")
        self.assertEqual(request.job_ids.next_step_code, "receive")
        self.assertEqual(request.job_ids.next_actor, "carrier")
        self.assertFalse(request.filtered_domain(due))

    def test_the_number_of_the_label_opens_the_request_at_the_station(self):
        request = self.make_request(jobs=2)
        parcel = self.order_label(request)
        self.work_off()
        answer = self.scan(parcel.tracking_number)
        self.assertEqual(answer["result"], "request")
        self.assertEqual(answer["request"]["id"], request.id)
        for job in request.job_ids:
            self.scan(job.barcode)
        self.assertEqual(parcel.state, "delivered")

    def test_what_is_anonymised_keeps_no_code_and_no_point(self):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request, point="KRA012")
        self.work_off()
        request._service_privacy_wipe()
        self.assertFalse(parcel.dropoff_point)
        self.assertFalse(parcel.posting_code)
        self.assertFalse(parcel.label_file)
