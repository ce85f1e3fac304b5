"""A person who talks to the chat bot, by the routes of the chat; no test in here."""

import json

from odoo.tests import HttpCase
from odoo.tools import html2plaintext

from .common import ServiceCommon

GUEST_COOKIE = "dgid"


class ChatCommon(ServiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = cls.env.ref("service_portal.chatbot_script")
        cls.livechat = cls.env.ref("service_portal.livechat_channel")

    def enter(self, user=None):
        """Log in as `user`, or come as a visitor whom nobody knows yet."""
        self.authenticate(user.login if user else None, user.login if user else None)
        self.opener.cookies.pop(GUEST_COOKIE, None)

    def open_chat(self, user=None):
        """Open a chat with the bot and return it."""
        self.enter(user)
        answer = self.make_jsonrpc_request(
            "/im_livechat/get_session",
            {
                "channel_id": self.livechat.id,
                "chatbot_script_id": self.script.id,
                "persisted": True,
            },
        )
        return self.env["discuss.channel"].browse(answer["channel_id"])

    def say(self, chat, text, answer=None):
        """Write into the chat, or press the button of `answer`, and let the bot act."""
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": chat.id,
                "post_data": {
                    "body": text,
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                "selected_answer_id": answer.id if answer else False,
            },
        )
        return self.go_on(chat)

    def choose(self, chat, name):
        """Press a button of the bot's menu; return what it says then."""
        answer = self.env.ref(f"service_portal.chatbot_answer_{name}")
        return self.say(chat, answer.name, answer)

    def go_on(self, chat):
        """Let the bot take its next step; return what it says, None when nothing."""
        before = self.messages(chat)
        self.make_jsonrpc_request("/chatbot/step/trigger", {"channel_id": chat.id})
        said = (self.messages(chat) - before).sorted("id")
        return "".join(said.mapped("body")) or None

    def messages(self, chat):
        chat.invalidate_recordset()
        return self.env["mail.message"].search(
            [("model", "=", "discuss.channel"), ("res_id", "=", chat.id)]
        )

    def words(self, body):
        """Return the words of a message with single spaces."""
        return " ".join(html2plaintext(body, include_references=False).split())

    def refused(self, route, **params):
        """Return the name of the error that a route answers with, None when none."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        answer = self.url_open(
            route, data=body, headers={"Content-Type": "application/json"}
        ).json()
        return answer.get("error", {}).get("data", {}).get("name")
