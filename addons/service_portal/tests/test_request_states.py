from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestRequestStates(ServiceCommon):
    def test_filed_request_has_number_barcode_and_numbered_jobs(self):
        request = self.make_request(2, accept=False)
        self.assertRegex(request.name, r"^ZS/\d{4}/\d{5}$")
        self.assertRegex(request.barcode, r"^SR\d{8}$")
        self.assertEqual(
            request.job_ids.sorted("number").mapped("reference"),
            [f"{request.name}-01", f"{request.name}-02"],
        )
        self.assertTrue(all(b.isalnum() for b in request.job_ids.mapped("barcode")))

    def test_client_company_is_stored_and_survives_change_of_employer(self):
        request = self.make_request(1)
        as_client = self.env["service.request"].with_user(self.client_user)
        # Asked before, too: core keeps evaluated rules in a cache.
        self.assertIn(request, as_client.search([]))
        self.client_contact.parent_id = self.other_company
        self.assertEqual(request.partner_id, self.client_company)
        self.assertFalse(as_client.search([]))

    def test_state_is_not_written_around_the_writer(self):
        request = self.make_request(1, accept=False).with_user(self.care_user)
        with self.assertRaises(UserError):
            request.write({"state": "closed"})
        with self.assertRaises(UserError):
            request.with_context(service_state_writer=True).write({"state": "closed"})
        self.assertEqual(request.state, "new")
        request.write({"state": "accepted"})
        self.assertEqual(request.event_ids[:1].code, "request.accepted")

    def test_record_starts_at_the_beginning(self):
        with self.assertRaises(UserError):
            self.env["service.request"].create(
                {"contact_id": self.client_contact.id, "state": "accepted"}
            )

    def test_closing_is_refused_while_a_job_is_open_and_names_it(self):
        request = self.make_request(2)
        with self.assertRaises(UserError) as caught:
            request.with_user(self.care_user).action_close()
        for job in request.job_ids:
            self.assertIn(job.reference, str(caught.exception))

    def test_closing_is_refused_while_an_activity_is_open(self):
        request = self.make_request(1)
        request.activity_schedule("mail.mail_activity_data_todo", summary="Oddzwonić")
        request.job_ids._service_transition("cancelled", source="backoffice")
        self.assertEqual(request.state, "accepted")
        with self.assertRaises(UserError) as caught:
            request.with_user(self.care_user).action_close()
        self.assertIn("Oddzwonić", str(caught.exception))

    def test_request_is_in_progress_with_the_first_job_received(self):
        request = self.make_request(2)
        first, second = request.job_ids
        first._service_transition("received", source="scan")
        self.assertEqual(request.state, "in_progress")
        second._service_transition("cancelled", source="backoffice")
        self.assertEqual(request.state, "in_progress")
        self.assertEqual(request.open_job_count, 1)

    def test_request_closes_with_its_last_job(self):
        request = self.make_request(2)
        first, second = request.job_ids
        first._service_transition("cancelled", source="backoffice")
        self.assertEqual(request.state, "accepted")
        second._service_transition("cancelled", source="backoffice")
        self.assertEqual(request.state, "closed")
        self.assertTrue(request.closed_at)
        self.assertEqual(request.open_job_count, 0)

    def test_request_without_device_is_not_accepted(self):
        request = self.make_request(0, accept=False)
        with self.assertRaises(UserError):
            request.with_user(self.care_user).action_accept()

    def test_asking_for_data_needs_the_question(self):
        request = self.make_request(1, accept=False).with_user(self.care_user)
        with self.assertRaises(UserError):
            request.action_ask_for_info()
        request.missing_info = "Podaj numer seryjny"
        request.action_ask_for_info()
        self.assertEqual(request.state, "needs_info")
        self.assertEqual(request.job_ids.next_step_code, "supply")
        self.assertEqual(request.job_ids.next_actor, "client")

    def test_rejecting_needs_a_reason_and_cancels_the_jobs(self):
        request = self.make_request(1, accept=False).with_user(self.care_user)
        with self.assertRaises(UserError):
            request.action_reject()
        request.reject_reason = "Nie naprawiamy tej marki"
        request.action_reject()
        self.assertEqual(request.job_ids.state, "cancelled")

    def test_technician_does_not_triage(self):
        request = self.make_request(1, accept=False)
        with self.assertRaises(AccessError):
            request.with_user(self.technician_user).action_accept()

    def test_history_is_append_only(self):
        event = self.make_request(1).event_ids[:1]
        for change in (
            lambda: event.sudo().write({"note": "x"}),
            lambda: event.sudo().unlink(),
            lambda: (
                event.sudo()
                .with_context(service_event_writer=True)
                .write({"note": "x"})
            ),
        ):
            with self.assertRaises(UserError):
                change()

    def test_same_state_again_writes_nothing(self):
        request = self.make_request(1)
        count = len(request.event_ids)
        self.assertFalse(request._service_transition("accepted", source="backoffice"))
        self.assertEqual(len(request.event_ids), count)

    def test_complaint_has_a_legal_term(self):
        request = self.make_request(1, type_id=self.type_complaint.id, accept=False)
        self.assertGreaterEqual(
            (request.legal_due_date - request.submitted_at.date()).days, 14
        )

    def test_filed_request_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.make_request(1).with_user(self.care_user).unlink()

    def test_draft_is_seen_by_its_author_only(self):
        draft = (
            self.env["service.request"]
            .with_user(self.care_user)
            .create({"contact_id": self.client_contact.id, "state": "draft"})
        )
        everybody = self.env["service.request"].with_user(self.manager_user)
        self.assertFalse(everybody.search([("id", "=", draft.id)]))
        self.assertTrue(draft.search([("id", "=", draft.id)]))
