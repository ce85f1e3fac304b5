from datetime import timedelta

from lxml import html

from odoo import fields
from odoo.tests import tagged

from .chat_common import ChatCommon

WORDS = "Czy naprawiacie ekspresy?"


@tagged("post_install", "-at_install")
class TestLivechatPromise(ChatCommon):
    def requests(self, chat):
        return self.env["service.request"].search([("chat_id", "=", chat.id)])

    def ask_for_person(self, user=None, email="nowa@example.com"):
        """Ask for a person while nobody is there; return the chat and the answer."""
        chat = self.open_chat(user)
        self.assertIsNone(self.choose(chat, "person"))
        self.go_on(chat)
        answer = self.say(chat, WORDS)
        if not user:
            answer = self.say(chat, email)
        return chat, answer

    def set_online(self, user):
        self.env["mail.presence"].search([("user_id", "=", user.id)]).unlink()
        self.env["mail.presence"].create({"user_id": user.id, "status": "online"})

    # --- A person is there ----------------------------------------------------

    def test_care_desk_that_is_online_takes_the_chat_over(self):
        self.set_online(self.care_user)
        chat = self.open_chat(self.client_user)
        self.assertIn("passing you to a person", self.choose(chat, "person"))
        self.assertEqual(chat.livechat_operator_id, self.care_user.partner_id)
        self.assertIn(self.care_user.partner_id, chat.channel_partner_ids)
        self.assertIsNone(self.go_on(chat))
        self.assertFalse(self.requests(chat))

    def test_who_left_the_care_desk_is_no_operator(self):
        self.set_online(self.care_user)
        self.assertIn(self.care_user, self.livechat.available_operator_ids)
        self.set_online(self.technician_user)
        self.care_user.group_ids -= self.env.ref("service_portal.group_service_care")
        self.livechat.invalidate_recordset()
        self.assertFalse(self.livechat.available_operator_ids)

    def test_care_desk_answers_no_other_channel(self):
        other = self.env["im_livechat.channel"].create({"name": "X", "user_ids": False})
        self.set_online(self.care_user)
        self.assertNotIn(self.care_user, other.available_operator_ids)

    # --- Nobody is there ------------------------------------------------------

    def test_client_is_promised_an_answer_by_a_request(self):
        chat, answer = self.ask_for_person(self.client_user)
        request = self.requests(chat)
        self.assertEqual(request.contact_id, self.client_contact)
        self.assertEqual(request.state, "new")
        self.assertEqual(request.type_id, self.type_question)
        self.assertIn(request.name, answer)
        self.assertIn(self.client_user.email, answer)

    def test_visitor_leaves_the_address_and_the_care_desk_gets_a_request(self):
        chat, answer = self.ask_for_person()
        request = self.requests(chat)
        self.assertEqual(request.contact_id.email, "nowa@example.com")
        self.assertFalse(request.contact_id.user_ids)
        self.assertEqual(request.channel, "chat")
        self.assertTrue(request.description.startswith(WORDS))
        self.assertIn("nowa@example.com", answer)
        self.assertTrue(request.with_user(self.care_user).has_access("read"))

    def test_typed_address_of_a_client_opens_nothing_of_that_client(self):
        chat, answer = self.ask_for_person(email=self.client_user.email)
        request = self.requests(chat)
        self.assertNotEqual(request.contact_id, self.client_contact)
        self.assertNotEqual(request.partner_id, self.client_company)
        self.assertFalse(request.with_user(self.client_user).has_access("read"))
        _chat, unknown = self.ask_for_person()
        address = self.client_user.email
        self.assertEqual(
            answer.replace(address, ""), unknown.replace("nowa@example.com", "")
        )

    def test_nothing_is_mailed_to_an_address_that_nobody_proved(self):
        before = self.env["mail.mail"].search_count([])
        self.ask_for_person()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_one_address_gets_so_many_promises_a_day(self):
        limit = self.env["service.rate.limit"]
        for _number in range(3):
            limit._service_hit("chat:nowa@example.com", 3, 86400)
        chat, answer = self.ask_for_person()
        self.assertFalse(self.requests(chat))
        self.assertIn("many questions", answer)

    def test_same_question_twice_makes_one_request(self):
        chat, _answer = self.ask_for_person()
        chat.chatbot_current_step_id = self.env.ref(
            "service_portal.chatbot_step_person_email"
        )
        self.say(chat, "nowa@example.com")
        self.assertEqual(len(self.requests(chat)), 1)

    # --- The public form takes the chat along ---------------------------------

    def report(self):
        """Let a visitor ask for a request; return the chat and the link's token."""
        chat = self.open_chat()
        self.choose(chat, "request")
        answer = self.say(chat, WORDS)
        return chat, answer.partition("/service/report?chat=")[2].partition('"')[0]

    def test_visitor_is_led_to_the_public_form_and_nothing_is_filed(self):
        chat, token = self.report()
        self.assertGreaterEqual(len(token), 32)
        self.assertFalse(self.requests(chat))
        found = chat._service_chat_of_report(token)
        self.assertEqual(found, chat)
        self.assertEqual(found._service_chat_said(), WORDS)

    def send_form(self, token, email="nowa@example.com"):
        """Open the form by the link of the chat and send it; return the report."""
        page = html.fromstring(self.url_open(f"/service/report?chat={token}").text)
        fault = page.xpath("//*[@name='device-0-fault']")[0]
        hidden = page.xpath("//input[@name='form_token' or @name='chat']")
        typed = {
            "device-0-category_id": str(self.category.id),
            "device-0-brand": "Samsung",
            "device-0-fault": fault.text.strip(),
            "name": "Nowa Osoba",
            "email": email,
            "phone": "600 700 800",
            "consent": "1",
        }
        self.url_open(
            "/service/report", data=typed | {one.name: one.value for one in hidden}
        )
        return self.env["service.report"].search([], limit=1)

    def test_form_keeps_the_conversation_and_the_link_is_good_once(self):
        chat, token = self.report()
        request = self.send_form(token).request_id
        self.assertEqual(request.chat_id, chat)
        self.assertEqual(request.job_ids.fault, WORDS)
        self.assertIn(WORDS, request.description)
        self.assertIn("What can I help you with", request.description)
        self.assertFalse(chat._service_chat_of_report(token))

    def test_conversation_waits_until_the_mailbox_is_proved(self):
        chat, token = self.report()
        report = self.send_form(token, email=self.client_user.email)
        self.assertFalse(self.requests(chat))
        report._service_confirm()
        self.assertIn(WORDS, self.requests(chat).description)

    def test_wrong_or_old_link_finds_no_chat(self):
        chat, token = self.report()
        for wrong in ("", None, False, "x" * 32, token[:-1], {"a": 1}):
            with self.subTest(token=wrong):
                self.assertFalse(chat._service_chat_of_report(wrong))
        chat.service_report_until = fields.Datetime.now() - timedelta(minutes=1)
        self.assertFalse(chat._service_chat_of_report(token))
