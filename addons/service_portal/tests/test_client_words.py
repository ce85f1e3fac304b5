"""A client says words in the own name. Core lets whoever may post choose the rest."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestClientWords(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matter = cls.make_request(1, contact=cls.client_contact)
        cls.forged = {
            "message_type": "notification",
            "subtype_xmlid": "mail.mt_note",
            "author_id": cls.care_user.partner_id.id,
            "email_from": "szef@service.example.com",
            "reply_to": "inny@example.com",
            "partner_ids": cls.other_contact.ids,
            "subject": "Dopłata do naprawy",
        }

    def assert_a_clients_comment(self, message):
        message = message.sudo()
        self.assertEqual(message.author_id, self.client_contact)
        self.assertIn(self.client_user.email, message.email_from)
        self.assertEqual(message.message_type, "comment")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertNotIn("inny@example.com", message.reply_to or "")
        self.assertNotIn(self.other_contact, message.partner_ids)
        self.assertNotIn(self.other_contact, message.notified_partner_ids)

    def test_program_of_a_client_writes_comments_only(self):
        # Core stumbles over people whom a client cannot read, and over nothing else.
        own_people = {"author_id": self.client_contact.id, "partner_ids": []}
        for record, forged in (
            (self.matter, self.forged | own_people),
            (self.matter, self.forged),
            (self.matter.job_ids, self.forged),
        ):
            own = record.with_user(self.client_user)
            message = own.message_post(body="Pytanie", **forged)
            self.assert_a_clients_comment(message)
            self.assertFalse(message.sudo().subject)

    def test_client_writes_to_nobody_past_the_thread(self):
        own = self.matter.with_user(self.client_user)
        before = self.env["mail.message"].search_count([])
        with self.assertRaises(AccessError):
            own.message_notify(
                body="Dopłata",
                subject="Dopłata",
                email_from="szef@service.example.com",
                partner_ids=self.client_contact.ids,
            )
        self.assertEqual(self.env["mail.message"].search_count([]), before)

    def test_page_of_a_client_writes_comments_only(self):
        self.enter(self.client_user)
        answer = self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "service.request",
                "thread_id": self.matter.id,
                "post_data": {"body": "Pytanie", **self.forged},
            },
        )
        message = self.env["mail.message"].browse(answer["message_id"])
        self.assert_a_clients_comment(message)

    def test_staff_still_chooses(self):
        own = self.matter.with_user(self.care_user)
        note = own.message_post(body="Notatka", subtype_xmlid="mail.mt_note")
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
