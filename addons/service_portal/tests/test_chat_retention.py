from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .chat_common import ChatCommon


@tagged("post_install", "-at_install")
class TestChatRetention(ChatCommon):
    def setUp(self):
        super().setUp()
        self.env.company.service_keep_rejected_days = 90

    def old(self, user=None, days=91, words="Ile to kosztuje?"):
        """Return a chat in which somebody said something so many days ago."""
        chat = self.open_chat(user)
        if words:
            self.say(chat, words)
        chat.sudo().last_interest_dt = fields.Datetime.now() - timedelta(days=days)
        return chat.sudo()

    def run_gc(self):
        self.env.flush_all()
        result = self.env["discuss.channel"]._gc_service_unused_chats()
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def test_old_chat_that_led_to_nothing_is_gone_with_its_words_and_guest(self):
        chat = self.old()
        guest = chat.channel_member_ids.guest_id
        messages, steps = self.messages(chat), chat.chatbot_message_ids
        self.assertTrue(guest and messages and steps)
        done, _more = self.run_gc()
        self.assertEqual(done, 1)
        for records in (chat, guest, messages, steps):
            self.assertFalse(records.exists(), records)

    def test_chat_of_a_logged_in_client_is_forgotten_and_the_client_is_not(self):
        chat = self.old(self.client_user)
        self.run_gc()
        self.assertFalse(chat.exists())
        self.assertTrue(self.client_contact.exists())

    def test_chat_whose_time_is_not_over_stays(self):
        chat = self.old(days=89)
        self.run_gc()
        self.assertTrue(chat.exists())

    def test_shortest_term_of_the_companies_counts(self):
        self.env["res.company"].create(
            {"name": "Druga", "service_keep_rejected_days": 30}
        )
        chat = self.old(days=31)
        self.run_gc()
        self.assertFalse(chat.exists())

    def test_chat_of_a_request_stays_with_it(self):
        chat, archived = self.old(), self.old()
        request = self.make_request(0, type_id=self.type_question.id, accept=False)
        request.chat_id = chat
        gone = self.make_request(0, type_id=self.type_question.id, accept=False)
        gone.write({"chat_id": archived.id, "reject_reason": "x"})
        gone._service_transition("rejected", source="backoffice")
        gone.active = False
        self.run_gc()
        self.assertTrue(chat.exists())
        self.assertTrue(archived.exists())

    def test_chat_of_a_report_that_waits_stays(self):
        chat = self.old()
        self.env["service.report"].create(
            {
                "name": "Jan",
                "email": "jan@example.com",
                "company_id": self.env.company.id,
                "chat_id": chat.id,
            }
        )
        self.run_gc()
        self.assertTrue(chat.exists())

    def test_chat_of_a_client_on_hold_stays(self):
        chat = self.old(self.client_user)
        self.client_company.write(
            {"service_legal_hold": True, "service_legal_hold_reason": "Spór"}
        )
        self.run_gc()
        self.assertTrue(chat.exists())

    def test_chats_of_other_channels_are_not_ours_to_delete(self):
        chat = self.old()
        chat.livechat_channel_id = self.env["im_livechat.channel"].create({"name": "x"})
        self.run_gc()
        self.assertTrue(chat.exists())

    def test_one_run_deletes_so_many_and_says_that_there_are_more(self):
        chats = self.old() | self.old()
        module = "odoo.addons.service_portal.models.discuss_channel_retention"
        self.patch(__import__(module, fromlist=["x"]), "_GC_LIMIT", 1)
        self.assertEqual(self.run_gc(), (1, 1))
        self.assertEqual(len(chats.exists()), 1)
        self.assertEqual(self.run_gc()[0], 1)
        self.assertEqual(self.run_gc(), (0, 0))
