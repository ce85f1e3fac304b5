from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsCommon


class InboundCommon(LogisticsCommon):
    def enter(self, request, number="620000111122", user=None, **values):
        """Enter a parcel as a client does on the request's page."""
        user = user or self.client_user
        values = {"carrier": "InPost", "number": number} | values
        return request.with_user(user)._service_client_send_parcel(values, user=user)


@tagged("post_install", "-at_install")
class TestInbound(InboundCommon):
    def test_the_client_enters_a_parcel_and_the_carriers_turn_begins(self):
        request = self.make_request(jobs=2)
        self.assertEqual(set(request.job_ids.mapped("next_step_code")), {"send"})
        parcel = self.enter(request, " 6200 0011-a1 ", carrier="kurier TESTOWY").sudo()
        self.assertEqual(parcel.direction, "in")
        self.assertEqual(parcel.tracking_number, "62000011-A1")
        self.assertEqual(parcel.carrier_id, self.carrier)
        self.assertEqual(parcel.tracking_url, "https://kurier.example/62000011-A1")
        jobs = request.job_ids
        self.assertEqual(parcel.job_ids, jobs)
        self.assertEqual(set(jobs.mapped("next_step_code")), {"receive"})
        self.assertEqual(set(jobs.mapped("next_actor")), {"carrier"})
        self.assertEqual(
            jobs[0]._service_waiting_for(), {("carrier", parcel.state_since)}
        )
        self.assertEqual(jobs[0].tracking_display, "Kurier testowy 62000011-A1")
        event = jobs[0].event_ids.filtered(lambda e: e.code == "job.parcel_entered")
        self.assertEqual(event.user_id, self.client_user)
        self.assertIn(jobs[0], jobs.search([("search_text", "ilike", "62000011-A1")]))

    def test_a_carrier_that_we_do_not_know_is_kept_as_entered(self):
        parcel = self.enter(self.make_request(), carrier="Paczka w Ruchu").sudo()
        self.assertFalse(parcel.carrier_id)
        self.assertEqual(parcel.carrier_name, "Paczka w Ruchu")

    def test_entering_twice_is_once(self):
        request = self.make_request(jobs=2)
        first = self.enter(request)
        again = self.enter(request)
        self.assertEqual(first, again)
        codes = request.job_ids.event_ids.mapped("code")
        self.assertEqual(codes.count("job.parcel_entered"), 2)

    def test_a_part_of_the_devices_leaves_the_others_to_be_sent(self):
        request = self.make_request(jobs=3)
        first, *others = request.job_ids
        self.enter(request, "A10001", jobs=[str(first.id)])
        self.assertEqual(first.next_step_code, "receive")
        self.assertEqual({job.next_step_code for job in others}, {"send"})
        self.enter(request, "A10002")
        self.assertEqual(len(request.job_ids.inbound_shipment_id), 2)
        self.assertFalse(request._service_jobs_to_send())

    def test_the_number_can_be_corrected_until_receipt(self):
        request = self.make_request(jobs=2)
        parcel = self.enter(request, "A10001")
        corrected = self.enter(request, "A10002", carrier="DPD", parcel=str(parcel.id))
        self.assertEqual(corrected, parcel)
        self.assertEqual(parcel.sudo().carrier_name, "DPD")
        self.assertEqual(request.job_ids[0].tracking_display, "DPD A10002")
        request.job_ids.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        with self.assertRaisesRegex(UserError, "no device left"):
            self.enter(request, "A10003", parcel=str(parcel.id))
        self.assertEqual(parcel.sudo().tracking_number, "A10002")

    def test_one_box_may_bring_two_requests_of_a_client(self):
        one, two = self.make_request(jobs=1), self.make_request(jobs=1)
        self.assertEqual(self.enter(one), self.enter(two))
        parcel = one.job_ids.inbound_shipment_id
        self.assertEqual(parcel.job_ids, one.job_ids | two.job_ids)
        # A number that was of the other parcel is corrected for one request only.
        other = self.enter(two, "B20001", parcel=str(parcel.id)).sudo()
        self.assertNotEqual(other, parcel)
        self.assertEqual(parcel.job_ids, one.job_ids)
        self.assertEqual(other.job_ids, two.job_ids)

    def test_a_parcel_without_devices_is_cancelled(self):
        one, two = self.make_request(jobs=1), self.make_request(jobs=1)
        first, second = self.enter(one, "A10001"), self.enter(two, "A10002")
        self.enter(two, "A10001", parcel=str(second.id))
        self.assertEqual(second.sudo().state, "cancelled")
        self.assertEqual(first.sudo().job_ids, one.job_ids | two.job_ids)

    def test_another_client_may_enter_the_same_number(self):
        mine = self.enter(self.make_request())
        other = self.make_request(partner=self.other_contact)
        theirs = self.enter(other, user=self.other_user)
        self.assertNotEqual(mine, theirs)

    def test_a_clients_number_does_not_keep_ours_from_being_used(self):
        self.enter(self.make_request(), "620000111122")
        job = self.make_ready()
        self.assertEqual(self.send(job, number="620000111122")["result"], "sent")

    def test_an_inbound_number_is_unique_for_its_client_in_sql_too(self):
        one = self.enter(self.make_request(), "A10001").sudo()
        self.enter(self.make_request(), "A10002")
        with (
            self.assertRaisesRegex(Exception, "inbound_number"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            one.tracking_number = "A10002"
            self.env.flush_all()

    def test_what_is_no_parcel_number_is_refused_in_words(self):
        request = self.make_request(jobs=1)
        for number in (
            "",
            "  ",
            "abcde",
            "12",
            "https://x.pl/123456",
            "A" * 39 + "123",
        ):
            with self.subTest(number=number), self.assertRaises(UserError):
                self.enter(request, number)
        for code in (request.barcode, request.job_ids.barcode):
            with self.subTest(code=code), self.assertRaisesRegex(UserError, "our own"):
                self.enter(request, code)
        with self.assertRaisesRegex(UserError, "which carrier"):
            self.enter(request, carrier=" ")
        self.assertFalse(request.job_ids.inbound_shipment_id)

    def test_nothing_is_sent_before_acceptance(self):
        request = self.make_request(accept=False)
        with self.assertRaisesRegex(UserError, "do not expect"):
            self.enter(request)

    def test_only_who_may_change_the_matter_enters_a_number(self):
        request = self.make_request()
        for user in (self.colleague_user, self.other_user, self.care_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.enter(request, user=user)

    def test_jobs_of_another_request_are_never_put_into_the_parcel(self):
        request, other = self.make_request(jobs=1), self.make_foreign()
        with self.assertRaisesRegex(UserError, "no device left"):
            self.enter(request, jobs=[str(other.id)])
        self.assertFalse(other.inbound_shipment_id)

    def test_the_last_device_received_delivers_the_parcel(self):
        request = self.make_request(jobs=2)
        parcel = self.enter(request).sudo()
        one, two = request.job_ids.with_user(self.logistics_user)
        one._service_transition("received", source="scan")
        self.assertEqual(parcel.state, "label")
        two._service_transition("received", source="scan")
        self.assertEqual(parcel.state, "delivered")
        self.assertFalse(one.sudo().tracking_display)

    def test_a_parcel_that_came_back_is_to_be_sent_again(self):
        request = self.make_request(jobs=1)
        self.enter(request).sudo()._service_set_state("returned", source="carrier")
        self.assertEqual(request.job_ids.next_step_code, "send")

    def test_a_label_that_we_ordered_waits_for_its_first_scan(self):
        request = self.make_request(jobs=1)
        parcel = self.enter(request).sudo()
        parcel.by_client = False
        request.job_ids._service_refresh_next_step()
        self.assertEqual(request.job_ids.next_step_code, "send")
        parcel._service_set_state("collected", source="carrier")
        self.assertEqual(request.job_ids.next_step_code, "receive")
        self.assertEqual(request.job_ids.next_actor, "carrier")

    # --- Station --------------------------------------------------------------

    def test_the_scanned_number_opens_the_request(self):
        request = self.make_request(jobs=2)
        self.enter(request, "A10001")
        answer = self.scan("a10001")
        self.assertEqual(answer["result"], "request")
        self.assertEqual(answer["request"]["id"], request.id)

    def test_a_box_of_two_requests_opens_the_one_that_still_waits(self):
        one, two = self.make_request(jobs=1), self.make_request(jobs=1)
        self.enter(one), self.enter(two)
        self.assertEqual(self.scan("620000111122")["request"]["id"], one.id)
        self.scan(one.job_ids.barcode)
        self.assertEqual(self.scan("620000111122")["request"]["id"], two.id)

    def test_a_number_that_two_clients_entered_opens_nobodys_request(self):
        self.enter(self.make_request())
        other = self.make_request(partner=self.other_contact)
        self.enter(other, user=self.other_user)
        self.assertEqual(self.scan("620000111122")["result"], "unknown")

    def test_a_clients_number_means_nothing_at_the_other_stations(self):
        self.enter(self.make_request(), "REGAL-77")
        answer = self.scan("REGAL-77", mode="send")
        self.assertEqual(answer["result"], "unknown")
        self.assertFalse(answer["request"])

    def test_a_number_that_a_client_typed_takes_no_news_of_our_parcel(self):
        job = self.make_ready()
        self.send(job, number="A10001", carrier_id=self.carrier.id)
        self.enter(self.make_request(), "A10001", carrier=self.carrier.name)
        found = self.carrier._service_find_shipment(
            {"reference": None, "number": "A10001"}
        )
        self.assertEqual(found, job.shipment_id)
