from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MONDAY_9, SlaCommon

WAY = [("received", 5), ("diagnosing", 7), ("ready", 10), ("closed", 11)]


@tagged("post_install", "-at_install")
class TestFlowReport(SlaCommon):
    def walk(self, steps):
        with freeze_time(MONDAY_9):
            job = self.make_request(jobs=1).job_ids
        # Written as facts: which ways a job may go is the business of other addons.
        for state, hours in steps:
            self.env["service.event"]._service_append(
                job,
                code=f"job.{state}",
                state_to=state,
                source="backoffice",
                actor=self.env.user,
                at=MONDAY_9 + timedelta(hours=hours),
            )
        self.env.flush_all()
        return job

    def stays(self, job):
        report = self.env["service.flow.report"].with_user(self.manager_user)
        return report.search([("job_id", "=", job.id)], order="entered_at, id")

    def test_each_stay_has_its_hours(self):
        rows = self.stays(self.walk(WAY))
        found = [(row.state, round(row.hours, 4)) for row in rows]
        self.assertEqual(
            found,
            [
                ("announced", 5),
                ("received", 2),
                ("diagnosing", 3),
                ("ready", 1),
                ("closed", 0),
            ],
        )

    def test_finished_job_does_not_grow_older(self):
        last = self.stays(self.walk(WAY))[-1]
        self.assertFalse(last.hours)

    def test_job_that_stands_grows_older(self):
        last = self.stays(self.walk(WAY[:1]))[-1]
        self.assertTrue(last.is_current)
        self.assertTrue(last.hours)

    def test_a_state_reached_twice_counts_twice(self):
        job = self.walk(
            [("received", 1), ("missing", 2), ("received", 4), ("missing", 7)]
        )
        rows = self.stays(job).filtered(lambda row: row.state == "received")
        self.assertEqual([round(row.hours) for row in rows], [1, 3])

    def test_average_leaves_out_what_has_no_hours(self):
        job = self.walk(WAY)
        [(average, total)] = self.env["service.flow.report"]._read_group(
            [("job_id", "=", job.id)], [], ["hours:avg", "hours_total:sum"]
        )
        self.assertAlmostEqual(average, 11 / 4)
        self.assertAlmostEqual(total, 11)

    def test_only_managers_read_it(self):
        report = self.env["service.flow.report"]
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(AccessError):
                report.with_user(user).search([])

    def test_another_company_is_not_seen(self):
        job = self.walk(WAY)
        company = self.env["res.company"].create({"name": "Another"})
        self.manager_user.write({"company_ids": company.ids, "company_id": company.id})
        self.assertFalse(self.stays(job))
