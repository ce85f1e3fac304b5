import io
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..legal_term import legal_due_date
from .common import ServiceCommon
from .finished import finish


@tagged("post_install", "-at_install")
class TestComplaint(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls.make_request(1, type_id=cls.type_complaint.id)
        cls.complaint.user_id = cls.care_user

    def answer(self, complaint=None, **values):
        complaint = (complaint or self.complaint).with_user(self.care_user)
        wizard = self.env["service.answer.wizard"].with_user(self.care_user)
        wizard = wizard.create(
            {
                "request_id": complaint.id,
                "decision": "accepted",
                "text": "Wymienimy zawór na nasz koszt.",
            }
            | values
        )
        wizard.action_answer()
        return complaint

    # --- Term -------------------------------------------------------------------

    def test_each_company_is_reminded_in_its_own_time(self):
        self.env.company.service_legal_reminder_days = 2
        self.env["res.company"].create(
            {"name": "Druga", "service_legal_reminder_days": 30}
        )
        requests = self.env["service.request"]
        for days, found in ((3, requests), (2, self.complaint)):
            self.complaint.legal_due_date = requests._service_today() + timedelta(days)
            due = requests.search(requests._service_legal_open_domain())
            self.assertEqual(due & self.complaint, found)

    def test_last_day_moves_past_easter_and_other_holidays(self):
        for start, due in (
            (date(2026, 3, 22), date(2026, 4, 7)),  # Easter Sunday 5 April 2026
            (date(2026, 3, 23), date(2026, 4, 7)),  # Easter Monday
            (date(2026, 5, 21), date(2026, 6, 5)),  # Corpus Christi, a Thursday
            (date(2026, 12, 11), date(2026, 12, 28)),  # Christmas, then a weekend
            (date(2026, 4, 17), date(2026, 5, 4)),  # 1 May, a Friday
            (date(2026, 11, 2), date(2026, 11, 16)),
        ):
            with self.subTest(start=start):
                self.assertEqual(legal_due_date(start, 14), due)

    def test_day_of_receipt_is_the_day_in_poland(self):
        self.env.company.resource_calendar_id.tz = "Europe/Warsaw"
        abroad = self.env["service.request"].with_context(tz="America/New_York")
        with freeze_time("2026-11-02 23:30:00"):  # 3 November, 00:30 in Warsaw
            filed = abroad.create(
                {
                    "contact_id": self.client_contact.id,
                    "type_id": self.type_complaint.id,
                }
            )
        self.assertEqual(filed.legal_due_date, date(2026, 11, 17))

    def test_handler_is_reminded_once_before_the_term_ends(self):
        # Tests cannot commit.
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        model = self.env["service.request"]
        due = self.complaint.legal_due_date
        early = datetime.combine(due, datetime.min.time())
        with freeze_time(early.replace(hour=10) - timedelta(days=6)):
            model._cron_remind_legal_terms()
        self.assertFalse(self.complaint.activity_ids)
        with freeze_time(early.replace(hour=10) - timedelta(days=3)):
            model._cron_remind_legal_terms()
            model._cron_remind_legal_terms()
            self.assertEqual(self.complaint.legal_urgency, "soon")
        self.assertEqual(self.complaint.activity_ids.user_id, self.care_user)
        self.assertEqual(self.complaint.activity_ids.date_deadline, due)
        self.complaint.invalidate_recordset(["legal_urgency"])
        with freeze_time(early.replace(hour=10) + timedelta(days=1)):
            self.assertEqual(self.complaint.legal_urgency, "late")

    # --- Answer -----------------------------------------------------------------

    def test_answer_reaches_the_client_with_its_document_and_is_recorded(self):
        self.complaint._service_remind_legal_term()
        self.answer()
        self.assertEqual(self.complaint.answer_by_id, self.care_user)
        self.assertFalse(self.complaint.activity_ids)
        self.assertFalse(self.complaint.legal_urgency)
        message = self.complaint.message_ids[0]
        self.assertIn("Wymienimy", message.body)
        self.assertEqual(message.notified_partner_ids, self.client_contact)
        [document] = message.attachment_ids
        text = PdfReader(io.BytesIO(document.raw)).pages[0].extract_text()
        self.assertIn("Wymienimy zawór na nasz koszt.", text)
        self.assertIn("request.answered", self.complaint.event_ids.mapped("code"))

    def test_answer_is_given_once(self):
        self.answer()
        with self.assertRaises(UserError):
            self.answer(decision="rejected")
        self.assertEqual(self.complaint.answer_decision, "accepted")

    def test_mail_needs_an_address_and_a_letter_does_not(self):
        self.client_contact.email = False
        with self.assertRaises(UserError):
            self.answer()
        self.assertFalse(self.complaint.answered_at)
        self.answer(medium="letter")
        self.assertEqual(self.complaint.answer_medium, "letter")

    def test_only_the_care_desk_answers(self):
        wizard = self.env["service.answer.wizard"].with_user(self.technician_user)
        with self.assertRaises(AccessError):
            wizard.create(
                {"request_id": self.complaint.id, "decision": "accepted", "text": "x"}
            )

    def test_unanswered_complaint_stays_open(self):
        finish(self.complaint.job_ids, with_request=False)
        self.complaint._service_roll_up()
        self.assertEqual(self.complaint.state, "in_progress")
        with self.assertRaises(UserError):
            self.complaint.with_user(self.care_user).action_close()
        self.answer()
        self.complaint.with_user(self.care_user).action_close()
        self.assertEqual(self.complaint.state, "closed")
