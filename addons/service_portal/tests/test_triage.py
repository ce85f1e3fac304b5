from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon


class TriageCommon(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_care = new_test_user(
            cls.env,
            "svc_care2",
            groups="service_portal.group_service_care",
            name="Svc Care2",
            email="svc_care2@service.example.com",
        )

    def file(self, jobs=2, user=None, **vals):
        """Return a new request as the care desk sees it."""
        request = self.make_request(jobs, accept=False, **vals)
        return request.with_user(user or self.care_user)

    def mails(self, request):
        return self.env["mail.mail"].search(
            [("model", "=", "service.request"), ("res_id", "=", request.id)]
        )


@tagged("post_install", "-at_install")
class TestClaim(TriageCommon):
    def test_first_to_open_has_it_and_the_second_does_not(self):
        request = self.file()
        self.assertTrue(request._service_claim())
        self.assertFalse(request.with_user(self.second_care)._service_claim())
        self.assertEqual(request.user_id, self.care_user)

    def test_only_the_care_desk_claims(self):
        request = self.file(user=self.technician_user)
        with self.assertRaises(AccessError):
            request._service_claim()

    def test_looking_only_frees_it_again(self):
        request = self.file()
        request._service_claim()
        request._service_leave()
        self.assertFalse(request.user_id)

    def test_leaving_keeps_what_was_assigned_by_hand(self):
        request = self.file()
        request.user_id = self.care_user
        request._service_leave()
        self.assertEqual(request.user_id, self.care_user)

    def test_release_is_for_who_has_it(self):
        request = self.file()
        request._service_claim()
        with self.assertRaises(UserError):
            request.with_user(self.second_care)._service_release()
        request._service_release()
        self.assertFalse(request.user_id)

    def test_undecided_request_is_free_after_the_time(self):
        old, fresh, decided = self.file(), self.file(), self.file()
        for request in (old, fresh, decided):
            request._service_claim()
        decided.action_accept()
        (old | decided).sudo().claimed_at = "2026-01-01 00:00:00"
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        self.env["service.request"]._cron_release_claims()
        self.assertFalse(old.user_id)
        self.assertEqual(fresh.user_id, self.care_user)
        self.assertEqual(decided.user_id, self.care_user)
        self.assertIn("request.released", old.event_ids.mapped("code"))

    def test_time_zero_frees_nothing(self):
        request = self.file()
        request._service_claim()
        request.sudo().claimed_at = "2026-01-01 00:00:00"
        request.sudo().company_id.service_claim_minutes = 0
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        self.env["service.request"]._cron_release_claims()
        self.assertEqual(request.user_id, self.care_user)

    def test_handing_over_tells_the_next_one_and_keeps_the_conversation(self):
        request = self.file()
        request.message_post(body="Rozmowa z klientem", subtype_xmlid="mail.mt_comment")
        request._service_claim()
        request._service_pass_on(user=self.second_care, note="Zna klienta")
        self.assertEqual(request.user_id, self.second_care)
        note = request.message_ids[:1]
        self.assertTrue(note.subtype_id.internal)
        self.assertIn("Zna klienta", note.body)
        self.assertIn(self.second_care.partner_id, note.partner_ids)
        self.assertIn("Rozmowa z klientem", request.message_ids.mapped("preview"))

    def test_handing_over_to_a_team_frees_it_for_the_team(self):
        team = self.env["service.team"].create({"name": "Zespół B"})
        request = self.file()
        request._service_claim()
        request._service_pass_on(team=team, note="Do was")
        self.assertFalse(request.user_id)
        self.assertEqual(request.team_id, team)

    def test_handing_over_needs_a_note(self):
        request = self.file()
        with self.assertRaises(UserError):
            request._service_pass_on(user=self.second_care, note=" ")

    def test_taking_over_is_logged(self):
        request = self.file()
        request._service_claim()
        request.with_user(self.second_care)._service_take_from()
        self.assertEqual(request.user_id, self.second_care)
        event = request.event_ids.filtered(lambda e: e.code == "request.taken_over")
        self.assertIn(self.care_user.name, event.note)


@tagged("post_install", "-at_install")
class TestTriage(TriageCommon):
    # --- Path -------------------------------------------------------------------

    def test_path_takes_the_team_of_the_type_and_jobs_follow(self):
        team = self.env["service.team"].create({"name": "Gwarancje"})
        self.type_warranty.team_id = team
        request = self.file()
        request._service_set_path(kind=self.type_warranty)
        self.assertEqual(request.type_id, self.type_warranty)
        self.assertEqual(request.team_id, team)
        self.assertEqual(request.job_ids.team_id, team)

    def test_path_to_a_complaint_and_back_sets_and_drops_the_legal_term(self):
        request = self.file()
        request._service_set_path(kind=self.type_complaint)
        self.assertTrue(request.legal_due_date)
        request._service_set_path(kind=self.type_repair)
        self.assertFalse(request.legal_due_date)

    # --- Reject -------------------------------------------------------------------

    def test_spam_is_not_answered_and_other_reasons_are(self):
        spam, foreign = self.file(), self.file()
        before = self.mails(spam)
        spam._service_reject_as("spam", "Reklama")
        self.assertEqual(self.mails(spam), before)
        foreign._service_reject_as("not_ours", "Nie naprawiamy tej marki")
        self.assertIn("Nie naprawiamy", self.mails(foreign).sorted("id")[-1].body_html)
        self.assertEqual(foreign.state, "rejected")

    def test_reopened_request_has_its_jobs_back(self):
        request = self.file()
        request._service_reject_as("mistake", "Pomyłka")
        self.assertEqual(set(request.job_ids.mapped("state")), {"cancelled"})
        request.action_reopen()
        self.assertEqual(set(request.job_ids.mapped("state")), {"announced"})
        self.assertFalse(request.reject_kind)

    def test_what_was_cancelled_before_the_rejection_stays_cancelled(self):
        request = self.file(2)
        gone, other = request.job_ids
        gone._service_transition("cancelled", source="backoffice")
        request._service_reject_as("mistake", "Pomyłka")
        request.action_reopen()
        self.assertEqual((gone.state, other.state), ("cancelled", "announced"))

    def test_request_that_the_client_withdrew_has_its_jobs_back(self):
        request = self.file(1)
        job = request.job_ids
        job.with_user(self.client_user)._service_client_cancel(user=self.client_user)
        self.assertEqual(request.state, "rejected")
        request.action_reopen()
        self.assertEqual(job.state, "announced")

    def test_reopening_leaves_the_device_that_is_in_another_job(self):
        request = self.file(1)
        device = request.job_ids.device_id
        request._service_reject_as("mistake", "Pomyłka")
        other = self.file(0)
        self.env["service.job"].create(
            {"request_id": other.id, "device_id": device.id, "fault": "x"}
        )
        request.action_reopen()
        self.assertEqual(request.job_ids.state, "cancelled")

    def test_cancelled_job_of_an_accepted_request_stays_cancelled(self):
        request = self.make_request(2)
        job = request.job_ids[:1]
        job._service_transition("cancelled", source="backoffice")
        with self.assertRaises(UserError):
            job._service_transition("announced", source="backoffice")

    def test_spam_and_archived_matters_are_forgotten_in_their_time(self):
        spam, other = self.file(1), self.file(1)
        spam._service_reject_as("spam", "Reklama")
        other._service_reject_as("not_ours", "Nie nasze")
        with freeze_time(fields.Datetime.now() + timedelta(days=40)):
            requests = self.env["service.request"]
            domain = requests._service_privacy_domain(spam.sudo().company_id)
            self.assertIn(spam, requests.search(domain))
            self.assertNotIn(other, requests.search(domain))
            spam.action_archive()
            self.assertIn(spam, requests.search(domain))

    # --- Split --------------------------------------------------------------------

    def test_split_moves_jobs_with_barcode_photos_and_history(self):
        request = self.file(3)
        job = request.job_ids.sorted("number")[1]
        job.sudo().partner_shipping_id = self.other_contact
        photo = (
            self.env["service.photo"]
            .with_user(self.care_user)
            ._service_add(
                job, "request", [("a.jpg", self.make_jpeg())], source="backoffice"
            )
        )
        barcode, old_reference = job.barcode, job.reference
        new = request._service_split(job)
        self.assertEqual(job.request_id, new)
        self.assertEqual(job.reference, f"{new.name}-01")
        self.assertEqual(job.barcode, barcode)
        self.assertIn(old_reference, job.search_text)
        self.assertEqual(job.partner_shipping_id, self.other_contact)
        self.assertEqual(job.photo_ids, photo)
        self.assertIn("job.announced", job.event_ids.mapped("code"))
        self.assertEqual(new.split_from_id, request)
        self.assertEqual(new.contact_id, request.contact_id)
        self.assertEqual((request.open_job_count, new.open_job_count), (2, 1))
        self.assertFalse(
            self.mails(new).filtered(lambda mail: "We have" in (mail.subject or ""))
        )

    def test_legal_term_of_what_is_split_off_runs_since_the_client_wrote(self):
        with freeze_time("2026-03-02 10:00:00"):
            request = self.file(2, type_id=self.type_complaint.id)
            request.complaint_demand = "refund"
        with freeze_time("2026-03-12 10:00:00"):
            new = request._service_split(request.job_ids[:1])
        self.assertEqual(new.legal_due_date, request.legal_due_date)
        self.assertEqual(new.submitted_at, request.submitted_at)
        self.assertEqual(new.complaint_demand, "refund")

    def test_split_takes_some_jobs_but_not_all_and_none_of_another(self):
        request, other = self.file(), self.file()
        for jobs in (request.job_ids, other.job_ids[:1], request.job_ids[:0]):
            with self.assertRaises(UserError):
                request._service_split(jobs)

    def test_decided_request_is_not_split(self):
        request = self.make_request(2).with_user(self.care_user)
        with self.assertRaises(UserError):
            request._service_split(request.job_ids[:1])

    def test_job_changes_its_request_by_split_and_merge_only(self):
        request, other = self.file(), self.file()
        with self.assertRaises(UserError):
            request.job_ids[:1].write({"request_id": other.id})
        with self.assertRaises(UserError):
            request.write({"merged_into_id": other.id})

    # --- Merge --------------------------------------------------------------------

    def test_merge_moves_jobs_messages_files_and_activities(self):
        target, request = self.make_request(1), self.file(1)
        job = request.job_ids
        request.message_post(body="INTERNAL NOTE", subtype_xmlid="mail.mt_note")
        said = request.message_post(
            body="Od klienta",
            subtype_xmlid="mail.mt_comment",
            attachments=[("paragon.pdf", b"%PDF-1.4")],
        )
        activity = request.activity_schedule(
            "mail.mail_activity_data_todo", summary="Oddzwonić"
        )
        request._service_merge_into(target)
        self.assertEqual(request.state, "closed")
        self.assertEqual(request.merged_into_id, target)
        self.assertIn(job, target.job_ids)
        self.assertEqual(said.res_id, target.id)
        self.assertEqual(said.attachment_ids.res_id, target.id)
        self.assertEqual(activity.res_id, target.id)
        internal = target.message_ids.filtered(lambda m: "INTERNAL NOTE" in m.body)
        self.assertTrue(internal.subtype_id.internal)
        self.assertFalse(
            self.mails(request).filtered(lambda m: "finished" in (m.subject or ""))
        )

    def test_merge_is_for_open_requests_of_the_same_person(self):
        request = self.file(1)
        done = self.make_request(1)
        done.job_ids._service_transition("cancelled", source="backoffice")
        for target in (
            self.make_request(1, partner=self.other_contact),
            self.make_request(1, partner=self.colleague_contact),
            done,
            request,
        ):
            with self.assertRaises(UserError):
                request._service_merge_into(target.with_user(self.care_user))
        self.assertEqual(request.state, "new")

    def test_merge_takes_an_old_request_of_a_client_with_many(self):
        target = self.make_request(0, type_id=self.type_question.id)
        for _number in range(21):
            self.make_request(0, type_id=self.type_question.id, accept=False)
        request = self.file(1)
        self.assertNotIn(target, request._service_merge_candidates())
        request._service_merge_into(target.with_user(self.care_user))
        self.assertEqual(request.merged_into_id.id, target.id)

    def test_merged_request_is_not_reopened(self):
        target, request = self.make_request(1), self.file(1)
        request._service_merge_into(target)
        with self.assertRaises(UserError):
            request.action_reopen()

    def test_new_request_is_not_closed_without_a_decision(self):
        request = self.file(0, type_id=self.type_question.id)
        with self.assertRaises(UserError):
            request.write({"state": "closed"})
