from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MONDAY_9, SlaCommon


@tagged("post_install", "-at_install")
class TestSlaPause(SlaCommon):
    """The workshop's clock: from the device's arrival until it is ready."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy("resolution", hours=16)

    def receive(self, jobs=1):
        with freeze_time(MONDAY_9):
            request = self.make_request(jobs=jobs)
            request.job_ids._service_transition("received", source="scan")
        return request.job_ids

    @contextmanager
    def waiting(self, job, who, since):
        """Let `job` wait for `who`, as another addon would say."""
        with (
            patch.object(
                type(job), "_service_waiting_for", lambda _self: {(who, since)}
            ),
            freeze_time(since),
        ):
            job._service_refresh_next_step()
            yield

    def test_receipt_starts_and_ready_stops(self):
        job = self.receive()
        clock = self.clock_of(job, "resolution")
        self.assertEqual(clock.deadline, MONDAY_9 + timedelta(days=2))
        self.assertEqual(job.next_due, clock.deadline)
        with freeze_time(MONDAY_9 + timedelta(hours=5)):
            for state in ("diagnosing", "ready"):
                job._service_transition(state, source="backoffice")
        self.assertEqual(clock.state, "met")
        self.assertFalse(job.next_due)

    def test_clock_stands_while_the_client_decides(self):
        job = self.receive()
        clock = self.clock_of(job, "resolution")
        with self.waiting(job, "client", MONDAY_9 + timedelta(hours=2)):
            self.assertEqual(clock.state, "paused")
            self.assertFalse(job.next_due)
        with freeze_time(MONDAY_9 + timedelta(hours=5)):
            job._service_refresh_next_step()
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.paused_seconds, 3 * 3600)
        self.assertEqual(clock.deadline, MONDAY_9 + timedelta(days=2, hours=3))

    def test_a_pause_over_night_costs_working_time_only(self):
        job = self.receive()
        clock = self.clock_of(job, "resolution")
        with self.waiting(job, "client", MONDAY_9 + timedelta(hours=2)):
            pass
        with freeze_time(MONDAY_9 + timedelta(days=1)):
            job._service_refresh_next_step()
        # Five hours of Monday and one of Tuesday.
        self.assertEqual(clock.paused_seconds, 6 * 3600)

    def test_waiting_for_parts_or_the_carrier_does_not_stop_the_clock(self):
        job = self.receive()
        clock = self.clock_of(job, "resolution")
        for who in ("parts", "carrier"):
            with self.waiting(job, who, MONDAY_9 + timedelta(hours=2)):
                self.assertEqual(clock.state, "running")

    def test_a_pause_does_not_heal_what_is_late(self):
        job = self.receive()
        clock = self.clock_of(job, "resolution")
        with self.waiting(job, "client", MONDAY_9 + timedelta(days=3)):
            self.assertEqual(clock.state, "breached")

    def test_one_waiting_job_does_not_stop_the_clock_of_the_other(self):
        first, second = self.receive(jobs=2)
        since = MONDAY_9 + timedelta(hours=2)
        with (
            patch.object(
                type(first),
                "_service_waiting_for",
                lambda job: {("client", since)} if job == first else set(),
            ),
            freeze_time(since),
        ):
            (first + second)._service_refresh_next_step()
        self.assertEqual(self.clock_of(first, "resolution").state, "paused")
        self.assertEqual(self.clock_of(second, "resolution").state, "running")

    def test_cancelled_job_has_nothing_due(self):
        with freeze_time(MONDAY_9):
            job = self.make_request(jobs=1, type_id=self.type_question.id).job_ids
        self.assertTrue(job.next_due)
        job._service_transition("cancelled", source="backoffice")
        self.assertEqual(self.clock_of(job, "resolution").state, "cancelled")
        self.assertFalse(job.next_due)

    def test_work_without_a_parcel_starts_with_acceptance(self):
        with freeze_time(MONDAY_9):
            request = self.make_request(jobs=1, accept=False)
            request.type_id.needs_shipping = False
            request._service_transition("accepted", source="backoffice")
        clock = self.clock_of(request.job_ids, "resolution")
        self.assertEqual(clock.started_at, MONDAY_9)
