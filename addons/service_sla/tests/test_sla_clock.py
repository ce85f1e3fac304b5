from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FRIDAY_15, MONDAY_9, SlaCommon


@tagged("post_install", "-at_install")
class TestSlaClock(SlaCommon):
    def file(self, at=MONDAY_9, **values):
        with freeze_time(at):
            return self.make_request(jobs=1, accept=False, **values)

    def test_filing_sets_the_deadline(self):
        request = self.file()
        clock = self.clock_of(request)
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.deadline, MONDAY_9 + timedelta(hours=4))
        self.assertEqual(request.response_due, clock.deadline)
        self.assertEqual(request.job_ids.next_due, clock.deadline)

    def test_only_working_hours_count(self):
        request = self.file(FRIDAY_15)
        self.assertEqual(
            request.response_due, datetime.fromisoformat("2026-11-30 10:00")
        )

    def test_summer_time_begins_between_filing_and_deadline(self):
        request = self.file(
            datetime.fromisoformat("2026-03-27 14:00")
        )  # Friday 15 o'clock
        self.assertEqual(
            request.response_due, datetime.fromisoformat("2026-03-30 09:00")
        )

    def test_summer_time_ends_inside_working_hours(self):
        nights = self.make_calendar(days=range(7), first=0, last=24)
        self.policy.calendar_id = nights
        request = self.file(
            datetime.fromisoformat("2026-10-24 23:00")
        )  # 1 o'clock, before the change
        self.assertEqual(
            request.response_due, datetime.fromisoformat("2026-10-25 03:00")
        )

    def test_midnights_add_nothing(self):
        self.policy.calendar_id = self.make_calendar(days=range(7), first=0, last=24)
        self.policy.target_hours = 24 * 10
        request = self.file()
        self.assertEqual(request.response_due, MONDAY_9 + timedelta(days=10))

    def test_holiday_of_our_company_counts_of_another_does_not(self):
        other = self.env["res.company"].create({"name": "Another"})
        for company, day in ((other, 27), (self.env.company, 30)):
            self.env["resource.calendar.leaves"].with_company(company).create(
                {
                    "name": "Closed",
                    "calendar_id": False,
                    "date_from": datetime.fromisoformat(f"2026-11-{day} 00:00"),
                    "date_to": datetime.fromisoformat(f"2026-11-{day} 23:00"),
                }
            )
        request = self.file(FRIDAY_15)
        self.assertEqual(
            request.response_due, datetime.fromisoformat("2026-12-01 10:00")
        )

    def test_without_a_policy_there_is_no_clock(self):
        self.policy.active = False
        request = self.file()
        self.assertFalse(self.clock_of(request))
        self.assertFalse(request.response_status)

    def test_draft_has_no_clock_until_it_is_filed(self):
        request = self.make_request(jobs=1, state="draft", accept=False)
        self.assertFalse(self.clock_of(request))
        with freeze_time(MONDAY_9):
            request._service_transition("new", source="portal")
        self.assertEqual(self.clock_of(request).started_at, MONDAY_9)

    # --- The first answer -------------------------------------------------------

    def assert_answered(self, request, answered=True):
        self.assertEqual(self.clock_of(request).state, "met" if answered else "running")
        self.assertEqual(bool(request.response_due), not answered)

    def test_acceptance_is_an_answer(self):
        request = self.file()
        with freeze_time(MONDAY_9 + timedelta(hours=1)):
            request.with_user(self.care_user).action_accept()
        self.assert_answered(request)
        self.assertEqual(request.response_status, "met")

    def test_asking_for_data_is_an_answer(self):
        request = self.file()
        with freeze_time(MONDAY_9 + timedelta(hours=1)):
            request.with_user(self.care_user).missing_info = "Serial number?"
            request.with_user(self.care_user).action_ask_for_info()
        self.assert_answered(request)

    def test_client_who_supplies_does_not_start_a_second_clock(self):
        request = self.file()
        with freeze_time(MONDAY_9 + timedelta(hours=1)):
            request.missing_info = "Serial number?"
            request.action_ask_for_info()
            request._service_transition("new", source="portal")
        self.assertEqual(len(self.clock_of(request)), 1)
        self.assert_answered(request)

    def post(self, record, user, at=MONDAY_9, **values):
        values = {
            "body": "Dzień dobry",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "author_id": user.partner_id.id,
        } | values
        with freeze_time(at):
            record.with_user(user).message_post(**values)

    def test_comment_of_staff_is_an_answer(self):
        request = self.file()
        self.post(request, self.care_user)
        self.assert_answered(request)

    def test_comment_of_a_technician_on_the_job_is_an_answer(self):
        request = self.file()
        self.post(request.job_ids, self.technician_user)
        self.assert_answered(request)

    def test_internal_note_is_no_answer(self):
        request = self.file()
        self.post(request, self.care_user, subtype_xmlid="mail.mt_note")
        self.assert_answered(request, False)

    def test_comment_of_the_client_is_no_answer(self):
        request = self.file()
        self.post(request, self.client_user)
        self.assert_answered(request, False)

    def test_automatic_message_is_no_answer(self):
        request = self.file()
        self.post(request, self.care_user, message_type="auto_comment")
        self.post(request, self.env.ref("base.user_root"))
        self.assert_answered(request, False)

    def test_the_second_of_the_deadline_is_in_time(self):
        in_time, late = self.file(), self.file()
        due = self.clock_of(late).deadline
        self.post(in_time, self.care_user, due)
        self.post(late, self.care_user, due + timedelta(seconds=1))
        self.assertEqual(self.clock_of(in_time).state, "met")
        self.assertEqual(self.clock_of(late).state, "breached")
        self.assertEqual(late.response_status, "met_late")

    # --- What changes on the way --------------------------------------------------

    def test_raised_priority_shortens_the_deadline(self):
        request = self.file()
        self.make_policy(hours=1, priority="3", sequence=1)
        request.with_user(self.care_user).priority = "3"
        self.assertEqual(request.response_due, MONDAY_9 + timedelta(hours=1))
        self.assertEqual(self.clock_of(request).target_seconds, 3600)

    def test_emptied_calendar_keeps_nobody_from_filing(self):
        self.calendar.attendance_ids.unlink()
        request = self.file()
        clock = self.clock_of(request)
        self.assertEqual(clock.state, "failed")
        self.assertIn("no working time", clock.error)
        self.assertIn("sla_clocks_set_aside", self.failing_checks())
        self.post(request, self.care_user, MONDAY_9 + timedelta(hours=1))
        self.policy.calendar_id = self.make_calendar()
        clock.with_user(self.manager_user).action_recalculate()
        self.assertEqual((clock.state, clock.error), ("met", False))
        self.assertEqual(clock.deadline, MONDAY_9 + timedelta(hours=4))
        self.assertNotIn("sla_clocks_set_aside", self.failing_checks())

    def failing_checks(self):
        checks = self.env["service.health"]._service_health_checks()
        return [code for code, ok, _detail in checks if not ok]

    def test_running_clock_always_has_a_deadline(self):
        clock = self.clock_of(self.file())
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            clock.deadline = False
            clock.flush_recordset()

    def test_nobody_writes_clocks_by_hand(self):
        clock = self.clock_of(self.file())
        for user in (self.care_user, self.technician_user, self.manager_user):
            with self.assertRaises(AccessError):
                clock.with_user(user).write({"state": "met"})
            with self.assertRaises(AccessError):
                clock.with_user(user).unlink()
        with self.assertRaises(AccessError):
            clock.with_user(self.care_user).action_recalculate()

    def test_client_reads_no_clocks(self):
        clock = self.clock_of(self.file())
        with self.assertRaises(AccessError):
            clock.with_user(self.client_user).read(["deadline"])
        with self.assertRaises(AccessError):
            self.env["service.sla.policy"].with_user(self.client_user).search([])

    def test_clocks_of_another_company_are_not_seen(self):
        clock = self.clock_of(self.file())
        company = self.env["res.company"].create({"name": "Another"})
        self.care_user.write({"company_ids": company.ids, "company_id": company.id})
        found = self.env["service.sla.clock"].with_user(self.care_user).search([])
        self.assertNotIn(clock, found)
