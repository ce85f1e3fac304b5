from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SlaCommon


@tagged("post_install", "-at_install")
class TestDispatch(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skill_type = cls.env["hr.skill.type"].create(
            {
                "name": "Repairs",
                "skill_ids": [
                    Command.create({"name": "Phones"}),
                    Command.create({"name": "Soldering"}),
                ],
                "skill_level_ids": [
                    Command.create({"name": "Can", "level_progress": 100})
                ],
            }
        )
        cls.phones, cls.soldering = cls.skill_type.skill_ids.sorted("name")
        cls.anna = cls.make_technician("anna", cls.phones)
        cls.jan = cls.make_technician("jan", cls.phones + cls.soldering)
        cls.team.write(
            {
                "queue_policy": "dispatch",
                "member_ids": [Command.set((cls.anna + cls.jan).ids)],
            }
        )

    @classmethod
    def make_technician(cls, login, skills):
        user = new_test_user(
            cls.env,
            login=f"sla_{login}",
            name=login.title(),
            groups="service_portal.group_service_technician",
        )
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "employee_skill_ids": [
                    Command.create(
                        {
                            "skill_type_id": cls.skill_type.id,
                            "skill_id": skill.id,
                            "skill_level_id": cls.skill_type.skill_level_ids.id,
                            "valid_from": "2020-01-01",
                        }
                    )
                    for skill in skills
                ],
            }
        )
        return user

    def make_jobs(self, count=1, hours=1.0):
        request = self.make_request(jobs=count)
        request.job_ids.team_id = self.team
        request.job_ids.planned_hours = hours
        return request.job_ids

    def receive(self, jobs):
        jobs.with_user(self.logistics_user).sudo()._service_transition(
            "received", source="scan", actor=self.logistics_user
        )

    def need(self, jobs, skills):
        jobs.device_id.category_id.skill_ids = skills

    def assigned_notes(self, jobs, code="job.assigned"):
        events = jobs.sudo().event_ids
        return events.filtered(lambda event: event.code == code).mapped("note")

    def test_received_job_goes_to_the_least_loaded(self):
        load = self.make_jobs(hours=3)
        load.sudo()._service_transition("received", source="scan")
        load.technician_id = self.anna
        job = self.make_jobs()
        self.receive(job)
        self.assertEqual(job.technician_id, self.jan)
        self.assertTrue(job.assigned_at)
        self.assertEqual(self.assigned_notes(job), ["Jan: least loaded: 0.0 h"])

    def test_load_counts_planned_hours_and_not_jobs(self):
        for technician, hours in ((self.anna, [3]), (self.jan, [1, 1])):
            for hour in hours:
                load = self.make_jobs(hours=hour)
                load.sudo()._service_transition("received", source="scan")
                load.technician_id = technician
        job = self.make_jobs()
        self.receive(job)
        self.assertEqual(job.technician_id, self.jan)
        self.assertIn("2.0 h", job.assigned_reason)

    def test_skill_of_category_and_fault_are_both_needed(self):
        job = self.make_jobs()
        self.need(job, self.phones)
        job.fault_type_id = self.env["service.fault.type"].create(
            {"name": "Broken socket", "skill_ids": self.soldering.ids}
        )
        self.receive(job)
        self.assertEqual(job.technician_id, self.jan)
        self.assertIn("Phones", job.assigned_reason)
        self.assertIn("Soldering", job.assigned_reason)

    def test_expired_skill_does_not_count(self):
        job = self.make_jobs()
        self.need(job, self.soldering)
        lines = self.jan.employee_ids.employee_skill_ids
        yesterday = fields.Date.today() - timedelta(days=1)
        lines.filtered(
            lambda line: line.skill_id == self.soldering
        ).valid_to = yesterday
        self.receive(job)
        self.assertFalse(job.technician_id)

    def test_nobody_with_the_skill_leaves_the_job_and_tells_the_lead(self):
        job = self.make_jobs()
        self.need(
            job,
            self.env["hr.skill"].create(
                {"name": "Clocks", "skill_type_id": self.skill_type.id}
            ),
        )
        self.receive(job)
        self.assertEqual(job.state, "received")
        self.assertFalse(job.technician_id)
        self.assertEqual(job.activity_ids.user_id, self.team.user_id)
        [note] = self.assigned_notes(job, "job.unassigned")
        self.assertIn("Clocks", note)
        # Whoever is given the job then, the activity is done.
        job.with_user(self.manager_user).technician_id = self.anna
        self.assertFalse(job.activity_ids)

    def test_who_is_on_leave_today_gets_nothing(self):
        self.give_leave(self.jan)
        job = self.make_jobs()
        self.need(job, self.soldering)
        self.receive(job)
        self.assertFalse(job.technician_id)
        self.assertIn("away today", job.assigned_reason)
        other = self.make_jobs()
        self.need(other, self.phones)
        self.receive(other)
        self.assertEqual(other.technician_id, self.anna)

    def give_leave(self, user):
        kind = self.env["hr.leave.type"].create(
            {"name": "Holiday", "requires_allocation": False}
        )
        today = fields.Date.today()
        leave = self.env["hr.leave"].create(
            {
                "holiday_status_id": kind.id,
                "employee_id": user.employee_ids.id,
                "request_date_from": today - timedelta(days=3),
                "request_date_to": today + timedelta(days=4),
            }
        )
        if leave.state != "validate":
            leave.sudo().action_approve()
        self.assertEqual(leave.state, "validate")

    def test_parcel_of_four_is_spread(self):
        jobs = self.make_jobs(4)
        self.receive(jobs)
        found = jobs.mapped(lambda job: job.technician_id.id)
        self.assertEqual(found.count(self.anna.id), 2)
        self.assertEqual(found.count(self.jan.id), 2)

    def test_tie_goes_to_who_waited_longest(self):
        first, second = self.make_jobs(hours=0), self.make_jobs(hours=0)
        self.receive(first)
        self.receive(second)
        self.assertNotEqual(first.technician_id, second.technician_id)

    def test_given_technician_stays(self):
        job = self.make_jobs()
        job.technician_id = self.jan
        self.receive(job)
        self.assertEqual(job.technician_id, self.jan)

    def test_manual_team_assigns_nobody(self):
        self.team.queue_policy = "manual"
        job = self.make_jobs()
        self.receive(job)
        self.assertFalse(job.technician_id)
        self.assertFalse(job.activity_ids)

    def test_member_who_is_no_technician_gets_nothing(self):
        self.team.member_ids = self.care_user
        job = self.make_jobs()
        self.receive(job)
        self.assertFalse(job.technician_id)
        self.assertIn("no technician", job.assigned_reason)

    def test_repair_follows_the_technician(self):
        job = self.make_jobs()
        job.sudo()._service_ensure_repair()
        self.receive(job)
        self.assertEqual(job.sudo().repair_id.user_id, job.technician_id)
