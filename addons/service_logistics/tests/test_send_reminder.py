from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .test_inbound import InboundCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestSendReminder(InboundCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Requests of the demo data have their own days.
        cls.env["service.request"].search([]).send_remind_on = False
        cls.requests = cls.env["service.request"]

    def setUp(self):
        super().setUp()
        # Tests cannot commit.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)

    def remind(self, request, day):
        """Let the cron run at noon of `day`; return the mails to the client."""
        mails = self.env["mail.mail"]
        before = mails.search([])
        with freeze_time(f"{day} 11:00:00"):
            self.requests._cron_remind_sending()
        return (mails.search([]) - before).filtered(
            lambda mail: request.contact_id in mail.recipient_ids
        )

    def add_device(self, request):
        device = self.make_device(request.partner_id)
        self.env["service.job"].with_user(self.care_user).create(
            {"request_id": request.id, "device_id": device.id, "fault": "Nie działa"}
        )

    def asked(self, request):
        """Return the care desk's activities about devices that do not come."""
        return request._service_send_activities()

    def test_two_reminders_then_the_care_desk_decides(self):
        request = self.make_request(jobs=2)
        request.user_id = self.care_user
        day = request.send_remind_on
        accepted = request._service_company_day(request.accepted_at)
        self.assertEqual(day, accepted + 14 * DAY)
        self.assertFalse(self.remind(request, day - DAY))
        mail = self.remind(request, day)
        self.assertEqual(len(mail), 1)
        for job in request.job_ids:
            self.assertIn(job.reference, mail.body_html)
        self.assertIn(f"/my/service/{request.id}", mail.body_html)
        self.assertFalse(self.remind(request, day + 6 * DAY))
        last = self.remind(request, day + 7 * DAY)
        self.assertEqual(len(last), 1)
        self.assertNotEqual(last.subject, mail.subject)
        self.assertFalse(self.asked(request))
        self.assertFalse(self.remind(request, day + 14 * DAY))
        self.assertEqual(self.asked(request).user_id, self.care_user)
        self.assertEqual(request.state, "accepted")
        self.assertFalse(self.remind(request, day + 40 * DAY))
        self.assertEqual(len(self.asked(request)), 1)

    def test_the_same_day_reminds_once(self):
        request = self.make_request()
        day = request.send_remind_on
        self.assertEqual(len(self.remind(request, day)), 1)
        self.assertFalse(self.remind(request, day))
        self.assertEqual(request.send_reminders, 1)

    def test_an_entered_number_stops_it(self):
        request = self.make_request()
        self.enter(request)
        self.assertFalse(self.remind(request, request.send_remind_on))
        self.assertFalse(request.send_reminders)

    def test_the_first_scan_of_our_label_stops_it(self):
        request = self.make_request()
        parcel = self.enter(request).sudo()
        parcel.by_client = False
        request.job_ids._service_refresh_next_step()
        self.assertEqual(len(self.remind(request, request.send_remind_on)), 1)
        parcel._service_set_state("collected", source="carrier")
        self.assertFalse(self.remind(request, request.send_remind_on))

    def test_a_receipt_stops_it(self):
        request = self.make_request(jobs=1)
        day = request.send_remind_on
        request.job_ids.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertFalse(self.remind(request, day))

    def test_a_cancellation_stops_it(self):
        request = self.make_request()
        day = request.send_remind_on
        request.job_ids.with_user(self.care_user)._service_transition(
            "cancelled", source="backoffice"
        )
        self.assertFalse(self.remind(request, day))

    def test_no_day_stays_when_all_devices_came(self):
        request = self.make_request(jobs=2)
        first, second = request.job_ids
        first.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertTrue(request.send_remind_on, "the other one is still to come")
        self.enter(request)
        self.assertTrue(request.send_remind_on, "its parcel may get lost")
        second.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertFalse(request.send_remind_on)

    def test_no_day_stays_when_the_rest_is_cancelled(self):
        request = self.make_request(jobs=2)
        first, second = request.job_ids
        first.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        second.with_user(self.care_user).action_cancel()
        self.assertFalse(request.send_remind_on)
        rejected = self.make_request()
        rejected.reject_reason = "Nie naprawiamy"
        rejected.with_user(self.care_user)._service_transition(
            "rejected", source="backoffice"
        )
        self.assertFalse(rejected.send_remind_on)

    def test_no_day_where_nothing_is_sent(self):
        request = self.make_request(accept=False)
        request.type_id = request.type_id.copy(
            {"needs_shipping": False, "code": "stays_here"}
        )
        request.with_user(self.care_user).action_accept()
        self.assertEqual(request.state, "accepted")
        self.assertFalse(request.send_remind_on)

    def test_what_is_expected_again_is_reminded_of_again(self):
        jobs = self.make_received()
        request = jobs.request_id
        request.send_reminders = 2
        self.assertFalse(request.send_remind_on)
        jobs.with_user(self.logistics_user)._service_undo_receipt(source="scan")
        today = request._service_company_day(fields.Datetime.now())
        self.assertEqual(request.send_remind_on, today + 14 * DAY)
        self.assertFalse(request.send_reminders)

    def test_a_device_that_is_added_later_is_reminded_of(self):
        request = self.make_received().request_id
        self.add_device(request)
        self.assertTrue(request.send_remind_on)
        later = request.send_remind_on + 5 * DAY
        request.send_remind_on = later
        self.add_device(request)
        self.assertEqual(request.send_remind_on, later, "one day for all of them")

    def test_the_day_goes_with_devices_that_are_split_off(self):
        request = self.make_request(jobs=2)
        first, second = request.job_ids
        first.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        other = self.make_received().request_id
        second._service_move_to(other)
        self.assertFalse(request.send_remind_on)
        self.assertTrue(other.send_remind_on)

    def test_what_is_left_of_a_partial_parcel_is_reminded_of(self):
        request = self.make_request(jobs=2)
        first, second = request.job_ids
        first.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        mail = self.remind(request, request.send_remind_on)
        self.assertIn(second.reference, mail.body_html)
        self.assertNotIn(first.reference, mail.body_html)

    def test_no_reminder_before_acceptance_or_when_switched_off(self):
        waiting = self.make_request(accept=False)
        self.assertFalse(waiting.send_remind_on)
        request = self.make_request()
        day = request.send_remind_on
        self.env.company.service_send_days = 0
        self.assertFalse(self.remind(request, day))
        self.assertFalse(self.make_request().send_remind_on)

    def test_a_later_day_of_the_care_desk_counts(self):
        request = self.make_request()
        day = request.send_remind_on
        request.with_user(self.care_user).send_remind_on = day + 30 * DAY
        self.assertFalse(self.remind(request, day + 29 * DAY))
        self.assertEqual(len(self.remind(request, day + 30 * DAY)), 1)

    def test_who_cannot_be_reached_by_mail_is_put_before_the_care_desk(self):
        request = self.make_request()
        request.contact_id.email = False
        self.assertFalse(self.remind(request, request.send_remind_on))
        self.assertEqual(len(self.asked(request)), 1)

    def test_a_broken_mail_stops_nobody_else(self):
        broken, request = self.make_request(), self.make_request()
        broken.send_remind_on -= DAY
        send = type(broken)._service_send_mail

        def fail_once(records, code, jobs):
            if records == broken:
                message = "no template"
                raise ValueError(message)
            return send(records, code, jobs)

        self.patch(type(broken), "_service_send_mail", fail_once)
        self.assertEqual(len(self.remind(request, request.send_remind_on)), 1)
        self.assertIn("no template", self.asked(broken).note)
        self.assertFalse(broken.send_remind_on)

    def test_a_later_question_is_not_put_twice(self):
        request = self.make_request()
        request._service_ask_about_sending("Nothing came.")
        request._service_ask_about_sending("Nothing came, again.")
        self.assertEqual(len(self.asked(request)), 1)

    def test_the_question_goes_when_the_device_comes(self):
        request = self.make_request(jobs=1)
        request._service_ask_about_sending("Nothing came.")
        self.assertTrue(self.asked(request))
        request.job_ids.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertFalse(self.asked(request))

    def test_the_question_keeps_no_cancelled_matter_open(self):
        request = self.make_request(jobs=1)
        request._service_ask_about_sending("Nothing came.")
        request.job_ids.with_user(self.care_user)._service_transition(
            "cancelled", source="backoffice"
        )
        self.assertEqual(request.state, "closed")

    def test_the_days_are_those_of_the_companys_calendar(self):
        self.env.company.resource_calendar_id.tz = "Europe/Warsaw"
        with freeze_time("2026-03-14 23:30:00"):  # the 15th in Warsaw, winter time
            request = self.make_request()
        self.assertEqual(request.send_remind_on, fields.Date.to_date("2026-03-29"))
        with freeze_time("2026-03-28 22:30:00"):  # still the 28th there
            self.requests._cron_remind_sending()
        self.assertFalse(request.send_reminders)
        with freeze_time("2026-03-28 23:30:00"):  # the 29th, summer time begins
            self.requests._cron_remind_sending()
        self.assertEqual(request.send_reminders, 1)
