"""A request with something open is closed on no path, and the answer names it."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_triage import TriageCommon


@tagged("post_install", "-at_install")
class TestClosing(TriageCommon):
    def setUp(self):
        super().setUp()
        self.request = self.make_request(1)
        self.request._service_transition("in_progress", source="system")
        self.job = self.request.job_ids

    def as_care(self):
        return self.request.with_user(self.care_user)

    def refused(self, close, *named):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            close()
        for words in named:
            self.assertIn(words, str(caught.exception))
        self.request.invalidate_recordset()
        self.assertEqual(self.request.state, "in_progress")
        self.assertFalse(self.request.closed_at)

    def test_button_names_every_open_job_task_and_activity(self):
        task = self.env["service.job"].create(
            {"request_id": self.request.id, "subject": "Zamówić matrycę"}
        )
        self.request.activity_schedule(
            "mail.mail_activity_data_todo", summary="Oddzwonić"
        )
        self.refused(
            self.as_care().action_close,
            self.job.reference,
            task.reference,
            "Zamówić matrycę",
            "Oddzwonić",
        )

    def test_activity_on_a_job_counts_as_open(self):
        self.job.activity_schedule(
            "mail.mail_activity_data_todo", summary="Sprawdzić część"
        )
        self.job._service_transition("cancelled", source="backoffice")
        self.assertEqual(self.request.state, "in_progress")
        self.refused(self.as_care().action_close, "Sprawdzić część")

    def test_kanban_drag_and_rpc_write(self):
        self.refused(lambda: self.as_care().write({"state": "closed"}), "-01")
        self.refused(lambda: self.as_care().web_save({"state": "closed"}, {}), "-01")

    def test_mass_edit_closes_none_of_them_when_one_is_open(self):
        closable = self.make_request(0, type_id=self.type_question.id)
        both = self.as_care() | closable.with_user(self.care_user)
        self.refused(lambda: both.write({"state": "closed"}), self.job.reference)
        closable.invalidate_recordset()
        self.assertEqual(closable.state, "accepted")

    def test_import(self):
        self.env["ir.model.data"].create(
            {
                "name": "closing_probe",
                "module": "__import__",
                "model": "service.request",
                "res_id": self.request.id,
            }
        )
        result = (
            self.env["service.request"]
            .with_user(self.care_user)
            .load(["id", "state"], [["__import__.closing_probe", "closed"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn(self.job.reference, result["messages"][0]["message"])
        self.assertEqual(self.request.state, "in_progress")

    def test_mail(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.request.message_update(
                {"email_from": "x@example.com"}, {"state": "closed"}
            )
        self.request.message_post(body="Proszę zamknąć", message_type="email")
        self.assertEqual(self.request.state, "in_progress")

    def test_portal(self):
        as_client = self.request.with_user(self.client_user)
        for close in (
            lambda: as_client.write({"state": "closed"}),
            as_client.action_close,
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                close()
        self.assertEqual(self.request.state, "in_progress")

    def test_roll_up_and_cron_leave_it_open(self):
        self.env["service.job"].create(
            {"request_id": self.request.id, "subject": "Faktura"}
        )
        self.job._service_transition("cancelled", source="backoffice")
        self.request._service_roll_up()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        self.env["service.request"]._cron_release_claims()
        self.assertEqual(self.request.state, "in_progress")

    def test_superuser(self):
        self.refused(lambda: self.request.sudo().write({"state": "closed"}), "-01")

    def test_merge_with_something_left_behind(self):
        request = self.file(1)
        model = type(self.env["service.job"])
        with (
            patch.object(model, "_service_move_to", lambda jobs, target: None),
            self.assertRaises(UserError) as caught,
        ):
            request._service_merge_into(self.as_care())
        self.assertIn(request.job_ids.reference, str(caught.exception))

    def test_nothing_is_opened_in_a_closed_request(self):
        self.job._service_transition("cancelled", source="backoffice")
        self.assertEqual(self.request.state, "closed")
        with self.assertRaises(UserError):
            self.env["service.job"].with_user(self.care_user).create(
                {"request_id": self.request.id, "subject": "Jeszcze coś"}
            )
