from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.mail_mail import MAX_TRIES
from .common import ServiceCommon
from .finished import finish
from .portal_common import PortalCommon

utc = fields.Datetime.to_datetime
NOON = utc("2026-07-01 10:00:00")  # 12:00 in Warsaw
RATE = "/rate/"


class MailCommon(ServiceCommon):
    request_mails = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_contact.lang = "en_US"
        cls.client_contact.tz = "Europe/Warsaw"
        cls.notices = cls.env["service.mail.notice"]

    def mails(self, *subjects):
        """Return the mails to the client, of these first words."""
        found = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.client_contact.ids)], order="id"
        )
        if not subjects:
            return found
        return found.filtered(lambda mail: (mail.subject or "").startswith(subjects))

    def receive(self, jobs):
        jobs.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )

    def run_cron(self):
        """Run the cron of the waiting mails without its commits."""
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
        ):
            self.notices._cron_work()


@tagged("post_install", "-at_install")
class TestMailNotice(MailCommon):
    def test_devices_scanned_one_by_one_are_one_mail(self):
        jobs = self.make_request(3).job_ids
        with freeze_time(NOON) as clock:
            for job in jobs:
                self.receive(job)
                self.run_cron()
                clock.tick(timedelta(seconds=90))
            self.assertFalse(self.mails("Your device is with us"))
            clock.tick(timedelta(seconds=40))
            self.run_cron()
            self.run_cron()
        mail = self.mails("Your device is with us")
        self.assertEqual(len(mail), 1)
        for job in jobs:
            self.assertIn(f"/my/service/job/{job.id}", mail.body_html)

    def test_a_mail_about_devices_names_no_internal_task(self):
        request = self.make_request(1)
        job = request.job_ids
        task = self.env["service.job"].create(
            {"request_id": request.id, "subject": "Nieufny klient"}
        )
        self.receive(job | task)
        self.assertEqual(self.notices.search([("state", "=", "waiting")]).job_ids, job)
        self.send_waiting_mails()
        mail = self.mails("Your device is with us")
        self.assertIn(f"/my/service/job/{job.id}", mail.body_html)
        self.assertNotIn("Nieufny", mail.body_html)

    def test_mail_never_waits_longer_than_the_longest(self):
        jobs = self.make_request(9).job_ids
        with freeze_time(NOON) as clock:
            for job in jobs:
                self.receive(job)
                clock.tick(timedelta(seconds=80))
            self.run_cron()
        # 9 scans took 12 minutes, never two without one of them.
        self.assertEqual(len(self.mails("Your device is with us")), 1)

    def test_what_needs_the_client_goes_at_once(self):
        request = self.make_request(1, accept=False)
        care = request.with_user(self.care_user)
        care.missing_info = "Serial number?"
        care.action_ask_for_info()
        self.assertEqual(len(self.mails("A question about")), 1)
        self.assertFalse(self.notices.search([("request_id", "=", request.id)]))

    def test_preference_is_asked_again_when_the_mail_goes(self):
        self.receive(self.make_request(1).job_ids)
        self.client_contact.service_mail_preference = "needs_me"
        self.send_waiting_mails()
        self.assertFalse(self.mails("Your device is with us"))

    def test_only_what_needs_me_is_kept_for_every_event(self):
        self.client_contact.service_mail_preference = "needs_me"
        self.receive(self.make_request(1).job_ids)
        self.assertFalse(self.notices.search([]))
        self.assertEqual(self.mails().mapped("subject")[0].split(" ")[-1], "now")

    def test_failed_mail_goes_with_the_one_that_waits(self):
        one, two = self.make_request(2).job_ids
        self.receive(one)
        notices = self.env["service.mail.notice"]
        failed = notices.search([("state", "=", "waiting")])
        failed.state = "failed"
        self.env.flush_all()
        self.receive(two)
        waiting = notices.search([("state", "=", "waiting")])
        failed.with_user(self.manager_user).action_retry()
        self.assertEqual(notices.search([("state", "=", "waiting")]), waiting)
        self.assertEqual(waiting.job_ids, one | two)
        self.assertEqual(failed.state, "done")

    def test_a_mail_that_cannot_be_rendered_is_quarantined(self):
        self.receive(self.make_request(1).job_ids)
        notice = self.notices.search([])
        with patch.object(
            type(self.env["service.request"]),
            "_service_queue_mail",
            side_effect=ValueError("broken"),
        ):
            for _try in range(8):
                notice._service_work_safely()
        self.assertEqual(notice.state, "failed")
        checks = self.env["service.health"]._service_health_checks()
        health = {code: ok for code, ok, _detail in checks}
        self.assertFalse(health["notices"])


@tagged("post_install", "-at_install")
class TestMailDigest(MailCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_contact.service_mail_preference = "daily"

    def test_changes_of_the_day_are_one_mail_in_the_afternoon(self):
        with freeze_time(NOON) as clock:
            first, second = self.make_request(1).job_ids, self.make_request(1).job_ids
            self.receive(first)
            self.receive(second)
            first.with_user(self.technician_user)._service_transition(
                "diagnosing", source="backoffice"
            )
            self.run_cron()
            self.assertFalse(self.mails("What changed"))
            clock.move_to(utc("2026-07-01 14:00:05"))  # 16:00 in summer
            self.run_cron()
            self.run_cron()
        mail = self.mails("What changed")
        self.assertEqual(len(mail), 1)
        for job in first | second:
            self.assertIn(job.reference, mail.body_html)
        self.assertFalse(self.mails("Your device is with us"))

    def test_first_step_is_told_though_the_second_turned_before_the_row(self):
        job = self.make_request(1).job_ids
        self.receive(job)
        digest = self.env["service.mail.notice"].search(
            [("state", "=", "waiting"), ("request_id", "=", False)]
        )
        digest.first_at = job.event_ids[:1].at + timedelta(seconds=1)
        self.assertIn("Received", digest._service_steps(job))

    def test_nothing_changed_is_no_mail(self):
        with freeze_time(NOON) as clock:
            self.receive(self.make_request(1).job_ids)
            clock.move_to(utc("2026-07-01 14:01:00"))
            self.run_cron()
            clock.move_to(utc("2026-07-02 14:01:00"))
            self.run_cron()
        self.assertEqual(len(self.mails("What changed")), 1)

    def test_what_needs_me_goes_at_once_beside_the_digest(self):
        self.make_request(1)
        self.assertEqual(len(self.mails("We have your request")), 1)
        self.assertEqual(len(self.mails("ZS/")), 1, "accepted: what to do now")

    def test_time_is_the_clock_of_the_person_on_both_days_of_the_year(self):
        company = self.env.company
        for now, due in (
            (utc("2026-03-28 16:00:00"), utc("2026-03-29 14:00:00")),
            (utc("2026-10-24 15:00:00"), utc("2026-10-25 15:00:00")),
            (utc("2026-07-01 13:59:00"), utc("2026-07-01 14:00:00")),
            (utc("2026-07-01 14:00:00"), utc("2026-07-02 14:00:00")),
        ):
            with self.subTest(now=now):
                self.assertEqual(
                    self.notices._service_digest_time(
                        self.client_contact, company, now
                    ),
                    due,
                )


@tagged("post_install", "-at_install")
class TestMailRetry(MailCommon):
    def failed(self, reason, failure_type="unknown"):
        self.make_request(1, accept=False)
        mail = self.mails()[-1]
        mail.write(
            {
                "state": "exception",
                "failure_reason": reason,
                "failure_type": failure_type,
            }
        )
        return mail

    def run_retry(self):
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1.0
        ):
            self.env["mail.mail"]._cron_service_retry()

    def test_what_may_pass_is_tried_again_after_a_while_and_once(self):
        for reason, kind in (
            ("[Errno 111] Connection refused", False),
            ("SMTPDataError: (451, b'4.3.0 try again')", "unknown"),
            ("SMTPRecipientsRefused: {'a@b.pl': (450, b'greylisted')}", "unknown"),
            ("ConnectionResetError: [Errno 104]", "unknown"),
        ):
            with self.subTest(reason=reason), freeze_time(NOON) as clock:
                mail = self.failed(reason, kind)
                self.run_retry()
                self.assertEqual(mail.state, "exception")
                clock.tick(timedelta(minutes=6))
                self.run_retry()
                self.assertEqual((mail.state, mail.service_tries), ("outgoing", 1))
                self.run_retry()
                self.assertEqual(mail.service_tries, 1)

    def test_what_never_passes_is_shown_at_once(self):
        for reason, kind in (
            ("SMTPRecipientsRefused: {'a@b.pl': (550, b'no such user')}", "unknown"),
            ("No valid recipient", "mail_email_invalid"),
        ):
            with self.subTest(reason=reason):
                mail = self.failed(reason, kind)
                self.run_retry()
                self.assertTrue(mail.service_gave_up)
                row = self.env["service.mail.failure"].with_user(self.care_user)
                self.assertTrue(row.browse(mail.id).gave_up)

    def test_retries_end(self):
        with freeze_time(NOON) as clock:
            mail = self.failed("(451, b'later')")
            for _try in range(2 * MAX_TRIES + 2):
                self.run_retry()
                if mail.state == "outgoing":
                    mail.write(
                        {
                            "state": "exception",
                            "failure_type": "unknown",
                            "failure_reason": "(451, b'later')",
                        }
                    )
                clock.tick(timedelta(hours=11))
                mail.create_date = fields.Datetime.now()
        self.assertEqual(mail.service_tries, MAX_TRIES)
        self.assertTrue(mail.service_gave_up)

    def test_care_desk_sends_again_and_nobody_else(self):
        mail = self.failed("(550, b'no')")
        self.run_retry()
        failure = self.env["service.mail.failure"].browse(mail.id)
        with self.assertRaises(AccessError):
            failure.with_user(self.technician_user).action_retry()
        with self.assertRaises(AccessError):
            failure.with_user(self.client_user).action_retry()
        failure.with_user(self.care_user).action_retry()
        self.assertEqual((mail.state, mail.service_gave_up), ("outgoing", False))

    def test_mails_about_other_documents_are_not_the_care_desks(self):
        mail = self.failed("(550, b'no')")
        failures = self.env["service.mail.failure"].with_user(self.care_user)
        self.assertIn(mail.id, failures.search([]).ids)
        for model, seen in (("res.users", True), ("res.company", False)):
            mail.mail_message_id.model = model
            self.env.flush_all()
            self.assertEqual(mail.id in failures.search([]).ids, seen, model)


@tagged("post_install", "-at_install")
class TestRating(MailCommon):
    def closed(self):
        request = self.make_request(1)
        finish(request.job_ids, with_request=False)
        request.with_user(self.care_user).action_close()
        return request

    def test_closing_mail_asks_for_one_click(self):
        request = self.closed()
        mail = self.mails().filtered(lambda m: m.subject.endswith("is finished"))
        rating = self.env["rating.rating"].search(
            [("res_id", "=", request.id), ("res_model", "=", "service.request")]
        )
        self.assertEqual(len(rating), 1)
        self.assertEqual(rating.partner_id, self.client_contact)
        for value in (5, 3, 1):
            self.assertIn(f"{RATE}{rating.access_token}/{value}", mail.body_html)


@tagged("post_install", "-at_install")
class TestRatingPage(PortalCommon):
    def test_opening_the_link_is_no_vote_and_sending_is_one(self):
        request = self.make_request(1)
        self.enter()
        token = request._rating_get_access_token()
        rating = request.rating_ids
        for link in (f"/rate/{token}/5", f"/rate/{token}/submit_feedback?rate=5"):
            self.assertEqual(self.get(link).status_code, 200)
            self.assertFalse(rating.consumed)
        self.post(f"/rate/{token}/submit_feedback", {"rate": "1", "feedback": "x"})
        rating.invalidate_recordset()
        self.assertEqual((rating.consumed, rating.rating), (True, 1))
        self.assertEqual(request.rating_count, 1)
