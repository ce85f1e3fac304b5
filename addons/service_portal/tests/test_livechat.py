from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .chat_common import ChatCommon

WORDS = "Ekran w telefonie pękł, Samsung A52."


@tagged("post_install", "-at_install")
class TestLivechat(ChatCommon):
    def file(self, user=None, words=WORDS):
        """Let `user` make a request in a new chat; return both."""
        chat = self.open_chat(user)
        self.choose(chat, "request")
        answer = self.say(chat, words)
        requests = self.env["service.request"].search([("chat_id", "=", chat.id)])
        return chat, requests, answer

    # --- Where is my device ---------------------------------------------------

    def test_client_reads_own_open_jobs_with_state_and_next_step(self):
        job = self.make_request(1).job_ids
        said = self.words(self.choose(self.open_chat(self.client_user), "where"))
        self.assertIn(job.reference, said)
        self.assertIn(job.title, said)
        self.assertIn("Announced", said)
        self.assertIn(job.with_user(self.client_user)._service_next_sentence(), said)

    def test_finished_job_is_not_told(self):
        job = self.make_request(1).job_ids
        job._service_transition("cancelled", source="backoffice")
        said = self.choose(self.open_chat(self.client_user), "where")
        self.assertNotIn(job.reference, said)

    def test_colleague_without_right_and_other_client_read_nothing_of_it(self):
        job = self.make_request(1).job_ids
        for user in (self.colleague_user, self.other_user, self.private_user):
            with self.subTest(user=user.login):
                said = self.choose(self.open_chat(user), "where")
                self.assertNotIn(job.reference, said)
                self.assertIn("No device of yours", said)

    def test_colleague_with_the_right_reads_the_jobs_of_the_company(self):
        job = self.make_request(1, contact=self.colleague_contact).job_ids
        said = self.choose(self.open_chat(self.client_user), "where")
        self.assertIn(job.reference, said)

    def test_visitor_gets_the_same_answer_whatever_exists(self):
        before = self.choose(self.open_chat(), "where")
        job = self.make_request(1).job_ids
        chat = self.open_chat()
        self.assertEqual(self.choose(chat, "where"), before)
        self.assertIn("/web/login", before)
        self.assertNotIn(job.reference, before)

    def test_operator_who_drives_the_bot_puts_nothing_of_others_into_the_chat(self):
        job = self.make_request(1).job_ids
        chat = self.open_chat(self.other_user)
        chat.chatbot_current_step_id = self.env.ref("service_portal.chatbot_step_menu")
        self.enter(self.care_user)
        with self.answered(chat, "where"):
            said = self.go_on(chat)
        self.assertIn("only its owner", said)
        self.assertNotIn(job.reference, said)

    def answered(self, chat, name):
        answer = self.env.ref(f"service_portal.chatbot_answer_{name}")
        menu = self.env.ref("service_portal.chatbot_step_menu")
        chat.chatbot_message_ids.filtered(
            lambda said: said.script_step_id == menu
        ).user_script_answer_id = answer
        return self.env.cr.savepoint()

    def test_what_the_client_typed_is_text_in_the_answer(self):
        request = self.make_request(1)
        request.job_ids.device_id.brand = "<img src=x onerror=alert(1)>"
        said = self.choose(self.open_chat(self.client_user), "where")
        self.assertNotIn("<img", said)
        self.assertIn("&lt;img", said)

    # --- The way through the script -------------------------------------------

    def test_bot_comes_back_to_the_menu_and_the_next_choice_counts(self):
        chat = self.open_chat(self.client_user)
        self.choose(chat, "cost")
        self.assertIn("What can I help you with", self.go_on(chat))
        self.assertIn("number of the request", self.choose(chat, "ship"))
        self.go_on(chat)
        self.assertIn("quote", self.choose(chat, "cost"))

    def test_way_back_that_asks_nothing_is_refused(self):
        cost = self.env.ref("service_portal.chatbot_step_cost")
        for name in ("welcome", "person_email"):
            target = self.env.ref(f"service_portal.chatbot_step_{name}")
            with self.subTest(step=name), self.assertRaises(ValidationError):
                cost.service_next_step_id = target

    def test_step_that_others_come_back_to_goes_on_asking(self):
        menu = self.env.ref("service_portal.chatbot_step_menu")
        with self.assertRaises(ValidationError):
            menu.service_audience = "client"

    def test_copied_script_goes_back_within_itself(self):
        copied = self.script.copy()
        targets = copied.script_step_ids.service_next_step_id
        self.assertEqual(targets.chatbot_script_id, copied)

    # --- Make a request -------------------------------------------------------

    def test_client_makes_a_request_that_keeps_the_conversation(self):
        job = self.make_request(1).job_ids
        chat = self.open_chat(self.client_user)
        self.choose(chat, "where")
        self.go_on(chat)
        self.choose(chat, "request")
        said = self.say(chat, WORDS)
        request = self.env["service.request"].search([("chat_id", "=", chat.id)])
        self.assertIn(request.name, said)
        self.assertEqual(request.channel, "chat")
        self.assertEqual(request.state, "new")
        self.assertEqual(request.contact_id, self.client_contact)
        self.assertEqual(request.partner_id, self.client_company)
        self.assertEqual(request.subject, WORDS)
        self.assertEqual(set(request.event_ids.mapped("source")), {"chat"})
        self.assertTrue(request.description.startswith(WORDS))
        self.assertIn(job.reference, request.description)
        self.assertIn(
            "Asystent serwisu: What can I help you with?", request.description
        )

    def test_same_words_twice_make_one_request(self):
        chat, request, _answer = self.file(self.client_user)
        words_step = self.env.ref("service_portal.chatbot_step_request_words")
        chat.chatbot_current_step_id = words_step  # a second, parallel trigger
        self.assertIn(request.name, self.go_on(chat))
        found = self.env["service.request"].search([("chat_id", "=", chat.id)])
        self.assertEqual(found, request)

    def test_too_many_requests_in_one_hour_are_refused_in_plain_words(self):
        limit = self.env["service.rate.limit"]
        for _number in range(5):
            limit._service_hit(f"chat:{self.client_user.id}", 5, 3600)
        _chat, requests, answer = self.file(self.client_user)
        self.assertFalse(requests)
        self.assertIn("a lot of requests", answer)

    def test_long_conversation_is_cut_at_its_beginning(self):
        chat = self.open_chat(self.client_user)
        lines = [f"Klient: zdanie numer {number}" for number in range(500)]
        with patch.object(
            type(chat), "_service_chat_transcript", lambda self: list(lines)
        ):
            text = chat._service_chat_description(WORDS)
        self.assertLessEqual(len(text), 5000)
        self.assertTrue(text.startswith(WORDS))
        self.assertIn("\n…\n", text)
        self.assertTrue(text.endswith("numer 499"))

    def test_care_desk_opens_the_chat_and_colleagues_do_not(self):
        chat, request, _answer = self.file(self.private_user)
        action = request.with_user(self.care_user).action_open_chat()
        self.assertEqual(action["res_id"], chat.id)
        self.assertTrue(chat.with_user(self.care_user).has_access("read"))
        self.assertEqual(self.colleague_chat_fields(request), {})
        self.assertFalse(chat.with_user(self.colleague_user).has_access("read"))
        self.assertFalse(request.with_user(self.colleague_user).has_access("read"))

    def colleague_chat_fields(self, request):
        """Return what a client may ask of the link to the chat."""
        return request.with_user(self.client_user).fields_get(["chat_id"])

    def test_transcript_is_read_by_rule_of_the_request(self):
        chat, request, _answer = self.file(self.colleague_user)
        self.assertTrue(request.with_user(self.client_user).has_access("read"))
        self.assertFalse(request.with_user(self.other_user).has_access("read"))
        self.assertFalse(chat.with_user(self.client_user).has_access("read"))

    def test_anonymised_request_takes_the_conversation_along(self):
        chat, request, _answer = self.file(self.private_user)
        request.reject_reason = "Nie naprawiamy"
        request.with_user(self.care_user).action_reject()
        # What is not written yet would come after this and win.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE service_request SET state_since = '2020-01-01' WHERE id = %s",
                request.id,
            )
        )
        request.invalidate_recordset()
        request._service_anonymise()
        self.assertFalse(self.messages(chat))
        self.assertFalse(chat.chatbot_message_ids)
        self.assertFalse(request.description)

    # --- Other people's chats -------------------------------------------------

    def test_nobody_drives_reads_or_prints_the_chat_of_another(self):
        chat = self.open_chat(self.client_user)
        said = self.messages(chat)
        for user in (None, self.colleague_user, self.other_user):
            self.enter(user)
            with self.subTest(user=user and user.login):
                self.assertIsNone(self.go_on(chat))
                self.assertTrue(
                    self.refused(
                        "/discuss/channel/messages", channel_id=chat.id, fetch_params={}
                    )
                )
                path = f"/im_livechat/download_transcript/{chat.id}"
                self.assertEqual(self.url_open(path).status_code, 404)
                self.assertEqual(self.messages(chat), said)

    # --- Pages ----------------------------------------------------------------

    def test_button_is_on_client_pages_and_off_by_the_setting(self):
        self.enter(self.client_user)
        button = f'data-channel-id="{self.livechat.id}"'
        self.assertIn(button, self.url_open("/my/service").text)
        self.env.company.service_livechat = False
        self.assertNotIn(button, self.url_open("/my/service").text)

    def test_employee_sees_no_chat_button(self):
        self.enter(self.care_user)
        self.assertNotIn("o_service_chat", self.url_open("/my").text)
