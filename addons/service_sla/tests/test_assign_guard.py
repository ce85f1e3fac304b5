from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SlaCommon


@tagged("post_install", "-at_install")
class TestAssignGuard(SlaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env, "sla_colleague", "service_portal.group_service_technician"
        )
        cls.team.queue_policy = "first"

    def setUp(self):
        super().setUp()
        self.job = self.make_request(jobs=1).job_ids
        self.job.team_id = self.team

    def wizard(self, user, **values):
        action = (
            self.env["service.job.assign"]
            .with_user(user)
            .with_context(active_model="service.job", active_ids=self.job.ids)
        )
        return action.create({"technician_id": self.technician_user.id, **values})

    def last_event(self):
        return self.job.sudo().event_ids.sorted("id")[-1]

    def test_plain_write_is_refused_to_all_but_managers(self):
        for user in (self.care_user, self.logistics_user, self.technician_user):
            for technician in (self.colleague, self.care_user):
                with self.assertRaises(AccessError):
                    self.job.with_user(user).technician_id = technician
                    self.job.flush_recordset()
        self.assertFalse(self.job.technician_id)

    def test_context_does_not_open_the_guard(self):
        forged = self.job.with_user(self.care_user).with_context(service_assigner=True)
        with self.assertRaises(AccessError):
            forged.technician_id = self.colleague

    def test_job_made_with_a_technician_is_refused(self):
        vals = {
            "request_id": self.job.request_id.id,
            "device_id": self.make_device(self.job.partner_id).id,
            "technician_id": self.colleague.id,
        }
        with self.assertRaises(AccessError):
            self.env["service.job"].with_user(self.care_user).create(vals)

    def test_care_desk_gives_a_task_without_device_to_a_person(self):
        task = (
            self.env["service.job"]
            .with_user(self.care_user)
            .create(
                {
                    "request_id": self.job.request_id.id,
                    "subject": "Call the maker",
                    "technician_id": self.colleague.id,
                }
            )
        )
        self.assertEqual(task.technician_id, self.colleague)

    def test_write_by_a_manager_is_logged(self):
        self.job.with_user(self.manager_user).technician_id = self.colleague
        self.assertEqual(self.last_event().code, "job.assigned")
        self.assertEqual(self.last_event().user_id, self.manager_user)

    def test_manager_overrides_with_a_reason(self):
        self.wizard(self.manager_user, reason="Knows the client").action_assign()
        self.assertEqual(self.job.technician_id, self.technician_user)
        event = self.last_event()
        self.assertEqual(
            (event.code, event.user_id), ("job.assigned", self.manager_user)
        )
        self.assertIn("Knows the client", event.note)

    def test_override_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.wizard(self.manager_user, reason="  ").action_assign()
        self.assertFalse(self.job.technician_id)

    def test_wizard_is_closed_to_everybody_else(self):
        wizard = self.wizard(self.manager_user, reason="Because")
        for user in (self.care_user, self.logistics_user, self.technician_user):
            with self.assertRaises(AccessError):
                self.wizard(user, reason="Because")
            # The button asks for the group itself, beside the access list.
            with self.assertRaisesRegex(UserError, "Only a manager"):
                wizard.with_user(user).sudo().action_assign()
        self.assertFalse(self.job.technician_id)

    def test_technician_takes_a_free_job_of_the_own_team(self):
        self.job.with_user(self.technician_user).action_take()
        self.assertEqual(self.job.technician_id, self.technician_user)
        self.assertEqual(self.last_event().user_id, self.technician_user)

    def test_who_opens_it_first_has_it(self):
        self.job._service_transition("received", source="scan")
        self.job.with_user(self.colleague).action_start_diagnosis()
        self.assertFalse(self.job.technician_id)
        other = self.make_request(jobs=1).job_ids
        other.team_id = self.team
        other._service_transition("received", source="scan")
        other.with_user(self.technician_user).action_start_diagnosis()
        self.assertEqual(other.technician_id, self.technician_user)

    def test_technician_of_another_team_cannot_take_it(self):
        with self.assertRaises(AccessError):
            self.job.with_user(self.colleague).action_take()

    def test_taken_job_cannot_be_taken_again(self):
        self.team.member_ids = [Command.link(self.colleague.id)]
        self.job.with_user(self.technician_user).action_take()
        with self.assertRaises(AccessError):
            self.job.with_user(self.colleague).action_take()
        with self.assertRaises(AccessError):
            self.job.with_user(self.colleague).technician_id = self.colleague
        self.assertEqual(self.job.technician_id, self.technician_user)

    def test_nothing_is_taken_where_jobs_are_assigned(self):
        for policy in ("manual", "dispatch"):
            self.team.queue_policy = policy
            with self.assertRaises(AccessError):
                self.job.with_user(self.technician_user).action_take()

    def test_others_fields_are_written_as_before(self):
        self.job.with_user(self.care_user).accessories = "Charger"
        self.assertEqual(self.job.accessories, "Charger")
