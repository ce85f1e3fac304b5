from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_triage import TriageCommon


@tagged("post_install", "-at_install")
class TestTeams(TriageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["service.team"].create(
            {
                "name": "Tylko swoi",
                "member_ids": [Command.set(cls.other_technician_user.ids)],
            }
        )

    def seen(self, user, records):
        found = self.env[records._name].with_user(user).search([])
        return bool(records & found.with_env(records.env))

    def test_team_for_members_only_is_hidden_from_other_technicians(self):
        request = self.make_request(1, team_id=self.team.id)
        photo = self.env["service.photo"]._service_add(
            request.job_ids, "in", [("a.jpg", self.make_jpeg())], source="scan"
        )
        everything = (request, request.job_ids, request.event_ids, photo)
        for records in everything:
            self.assertTrue(self.seen(self.technician_user, records), records)
        self.team.members_only = True
        for records in everything:
            self.assertFalse(self.seen(self.technician_user, records), records)
            for user in (
                self.other_technician_user,
                self.care_user,
                self.manager_user,
                self.logistics_user,
                self.quality_user,
            ):
                self.assertTrue(self.seen(user, records), (user.login, records))
        with self.assertRaises(AccessError):
            request.job_ids.with_user(self.technician_user).read(["fault"])

    def test_own_job_in_a_team_for_members_only_is_seen(self):
        request = self.make_request(2, team_id=self.team.id)
        job, other = request.job_ids
        job.technician_id = self.technician_user
        self.team.members_only = True
        self.assertTrue(self.seen(self.technician_user, job))
        self.assertTrue(self.seen(self.technician_user, request))
        self.assertFalse(self.seen(self.technician_user, other))

    def test_new_member_sees_the_team_at_once(self):
        request = self.make_request(1, team_id=self.team.id)
        self.team.members_only = True
        self.assertFalse(self.seen(self.technician_user, request))
        self.team.member_ids += self.technician_user
        self.assertTrue(self.seen(self.technician_user, request))

    def test_clients_see_their_matter_whatever_the_team_says(self):
        request = self.make_request(1, team_id=self.team.id)
        self.team.members_only = True
        self.assertTrue(self.seen(self.client_user, request))
        self.assertTrue(self.seen(self.client_user, request.job_ids))

    def test_board_of_teams_counts(self):
        self.make_request(2, team_id=self.team.id)
        self.make_request(1, team_id=self.team.id, accept=False)
        team = self.team.with_user(self.care_user)
        self.assertEqual(
            (team.new_request_count, team.open_request_count, team.open_job_count),
            (1, 2, 3),
        )
        for action in (
            team.action_view_new_requests(),
            team.action_view_requests(),
            team.action_view_jobs(),
            team.action_view_late_jobs(),
        ):
            self.assertEqual(action["domain"], [("team_id", "=", team.id)])


@tagged("post_install", "-at_install")
class TestQueues(TriageCommon):
    # --- Search and archive --------------------------------------------------------

    def find(self, words, model="service.request"):
        """Search as the box of the list does."""
        name = model.replace(".", "_")
        view = self.env.ref(f"service_portal.{name}_view_search")
        [node] = etree.fromstring(view.arch).xpath("//field[@name='search_any']")
        domain = safe_eval(node.get("filter_domain"), {"self": words})
        return self.env[model].with_user(self.care_user).search(domain)

    def test_digits_of_a_phone_are_found_in_their_order_and_side_by_side(self):
        self.client_contact.phone = "+48 612 345 678"
        request = self.make_request(1)
        for model, found in (
            ("service.request", request),
            ("service.job", request.job_ids),
        ):
            self.assertIn(found, self.find("612-345", model))
            self.assertNotIn(found, self.find("61 24 67", model))

    def test_everything_is_found_by_whatever_the_client_says(self):
        self.client_company.vat = "PL5260001246"
        self.client_contact.phone = "+48 600 123 987"
        request = self.make_request(1, customer_reference="ZAM-77")
        job = request.job_ids
        job.device_id.serial_number = "AB-12/34"
        job._service_refresh_search_text()
        job.tracking_display = "620099887766"
        for words in (
            request.name,
            job.reference,
            job.barcode,
            "AB-12/34",
            "ab1234",
            "600123987",
            "600 123 987",
            self.client_contact.email,
            "Klient A",
            "526-000-12-46",
            "5260001246",
            "620099887766",
        ):
            self.assertIn(request, self.find(words), words)
            self.assertIn(job, self.find(words, "service.job"), words)
        self.assertIn(request, self.find("ZAM-77"))
        self.assertNotIn(request, self.find("600123988"))

    def test_open_request_is_not_archived(self):
        request = self.make_request(1).with_user(self.care_user)
        for archive in (
            request.action_archive,
            lambda: request.write({"active": False}),
        ):
            with self.assertRaises(UserError):
                archive()
        self.assertTrue(request.active)

    def test_archived_request_is_found_by_search_and_by_its_client(self):
        request = self.make_request(1)
        request.job_ids._service_transition("cancelled", source="backoffice")
        request.with_user(self.care_user).action_archive()
        self.assertFalse(self.env["service.request"].search([("id", "=", request.id)]))
        self.assertIn(request, self.find(request.name))
        jobs = self.env["service.job"].with_user(self.client_user)
        self.assertIn(request.job_ids, jobs.search([]))
        request.with_user(self.client_user).check_access("read")
        partner = self.client_company.with_user(self.care_user)
        self.assertEqual(partner.service_request_count, 1)

    # --- Tasks --------------------------------------------------------------------

    def task(self, request, **vals):
        return (
            self.env["service.job"]
            .with_user(self.care_user)
            .create({"request_id": request.id, "subject": "Zamówić część"} | vals)
        )

    def test_task_is_internal_unless_it_is_shown(self):
        request = self.make_request(1)
        task = self.task(request)
        jobs = self.env["service.job"].with_user(self.client_user)
        self.assertNotIn(task, jobs.search([]))
        self.assertNotIn(task, request._service_client_jobs())
        task.is_internal = False
        self.assertIn(task, jobs.search([]))
        self.assertIn(task, request._service_client_jobs())

    def test_task_waits_for_people_and_is_done_by_one_button(self):
        request = self.make_request(1)
        task = self.task(request, date_deadline="2030-01-01")
        self.assertEqual((task.next_step_code, task.next_actor), ("task", "care"))
        request.job_ids[:1]._service_try_close()
        task._service_try_close()
        self.assertEqual(task.state, "announced")
        task.action_task_done()
        self.assertEqual(task.state, "closed")

    def test_device_is_not_done_like_a_task(self):
        job = self.make_request(1).job_ids.with_user(self.care_user)
        with self.assertRaises(UserError):
            job.action_task_done()

    def test_request_with_a_task_only_is_not_accepted_without_its_device(self):
        request = self.file(0)
        self.task(request)
        with self.assertRaises(UserError):
            request.action_accept()

    # --- Caretakers -----------------------------------------------------------------

    def test_caretaker_of_many_clients_is_set_at_once_and_logged(self):
        request = self.make_request(1)
        done = self.make_request(1)
        done.job_ids._service_transition("cancelled", source="backoffice")
        clients = self.client_contact | self.other_company
        wizard = (
            self.env["service.caretaker.assign"]
            .with_user(self.care_user)
            .with_context(active_model="res.partner", active_ids=clients.ids)
            .create({"user_id": self.second_care.id})
        )
        wizard.action_assign()
        for client in self.client_company | self.other_company:
            self.assertEqual(client.service_caretaker_id, self.second_care)
        self.assertEqual(request.caretaker_id, self.second_care)
        self.assertNotEqual(done.caretaker_id, self.second_care)
        self.assertIn("request.caretaker", request.event_ids.mapped("code"))

    def test_only_the_care_desk_assigns_caretakers(self):
        with self.assertRaises(AccessError):
            self.env["service.caretaker.assign"].with_user(self.technician_user).create(
                {"user_id": self.care_user.id}
            )
