from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MONDAY_9, SlaCommon

LATE = MONDAY_9 + timedelta(days=1)


@tagged("post_install", "-at_install")
class TestSlaCron(SlaCommon):
    def file(self, count=1):
        with freeze_time(MONDAY_9):
            requests = self.env["service.request"]
            for _index in range(count):
                requests += self.make_request(jobs=1, accept=False)
        requests.team_id = self.team
        return requests

    def run_cron(self, at=LATE, **kwargs):
        with (
            freeze_time(at),
            patch.object(
                self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9
            ),
        ):
            self.env["service.sla.clock"]._service_cron_breaches(**kwargs)
        self.env.invalidate_all()

    def told(self, requests):
        activity_type = self.env.ref("service_sla.mail_activity_type_breach")
        return requests.activity_ids.filtered(
            lambda activity: activity.activity_type_id == activity_type
        )

    def test_what_ran_out_is_marked_and_the_lead_told(self):
        request = self.file()
        self.run_cron()
        self.assertEqual(self.clock_of(request).state, "breached")
        self.assertEqual(self.told(request).user_id, self.team.user_id)
        with freeze_time(LATE):
            self.assertEqual(request.response_status, "late")

    def test_what_is_in_time_is_left_alone(self):
        request = self.file()
        self.run_cron(MONDAY_9 + timedelta(hours=4))
        self.assertEqual(self.clock_of(request).state, "running")
        self.assertFalse(self.told(request))

    def test_twice_tells_once(self):
        request = self.file()
        self.run_cron()
        self.run_cron(LATE + timedelta(days=1))
        self.assertEqual(len(self.told(request)), 1)

    def test_the_lead_who_dismissed_it_is_not_told_again(self):
        request = self.file()
        self.run_cron()
        self.told(request).action_feedback()
        self.run_cron(LATE + timedelta(days=1))
        self.assertFalse(self.told(request))

    def test_the_answer_clears_the_activity(self):
        request = self.file()
        self.run_cron()
        with freeze_time(LATE):
            request.with_user(self.care_user).action_accept()
        self.assertFalse(self.told(request))
        self.assertEqual(self.clock_of(request).state, "breached")
        self.assertEqual(self.clock_of(request).met_at, LATE)

    def test_answered_late_before_the_cron_tells_nobody(self):
        request = self.file()
        with freeze_time(LATE):
            request.with_user(self.care_user).action_accept()
        self.run_cron(LATE + timedelta(minutes=5))
        self.assertFalse(self.told(request))

    def test_poison_row_is_set_aside_and_the_next_is_told(self):
        poison, healthy = self.file(2)
        clock_class = self.registry["service.sla.clock"]
        escalate = clock_class._service_escalate

        def fail_on_poison(clock):
            if clock.request_id == poison:
                raise ValueError("poison")
            return escalate(clock)

        with (
            patch.object(clock_class, "_service_escalate", fail_on_poison),
            self.assertLogs("odoo.addons.service_sla", "WARNING"),
        ):
            self.run_cron()
        self.assertEqual(self.clock_of(poison).error, "poison")
        self.assertTrue(self.told(healthy))
        self.run_cron(LATE + timedelta(minutes=5))
        self.assertFalse(self.told(poison))

    def test_a_run_is_bounded(self):
        requests = self.file(3)
        self.run_cron(batch=2)
        states = requests.sla_clock_ids.mapped("state")
        self.assertEqual(sorted(states), ["breached", "breached", "running"])

    def test_nothing_due_costs_two_queries(self):
        self.file(2)
        self.env.flush_all()
        with freeze_time(MONDAY_9), self.assertQueryCount(2):
            self.env["service.sla.clock"]._service_cron_breaches()

    def test_unnoticed_breach_fails_the_health_check(self):
        self.file()
        for at, healthy in ((MONDAY_9, True), (LATE, False)):
            with freeze_time(at):
                checks = self.env["service.health"]._service_health_checks()
            found = {code: ok for code, ok, _detail in checks}
            self.assertIs(found["sla_breaches_noticed"], healthy)

    def test_the_cron_itself_runs(self):
        request = self.file()
        self.env.flush_all()
        with self.enter_registry_test_mode(), freeze_time(LATE):
            self.env.ref("service_sla.ir_cron_breaches").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.clock_of(request).state, "breached")
