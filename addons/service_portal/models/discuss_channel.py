"""What the chat bot answers a client or a visitor, and how a chat becomes a request.

A step speaks for the person who talks and asks now: everything is read with that
person's own rights, never with those of the chat.
"""

import secrets
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import email_normalize, html2plaintext

from ..const import MAX_TEXT

_MAX_JOBS = 8
_MAX_COUNT = 1000
_MAX_MESSAGES = 200
_REQUESTS_PER_HOUR = 5
_PROMISES_PER_DAY = 3  # to one address that nobody has proved
_REPORT_LINK_HOURS = 24
_FREE_INPUT = ("free_input_single", "free_input_multi")
_LINE = Markup("<p>%s</p>")
_LINK = Markup('<p><a href="%s">%s</a></p>')


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    service_report_token = fields.Char(copy=False, groups="base.group_system")
    service_report_until = fields.Datetime(copy=False, groups="base.group_system")

    _service_report_token_uniq = models.UniqueIndex(
        "(service_report_token) WHERE service_report_token IS NOT NULL"
    )

    # --- Who talks ------------------------------------------------------------

    def _service_chat_client(self):
        """Return the logged-in client who talks here and acts now, or no user.

        An operator who opens the chat may drive the bot, too; the bot must not
        answer into the chat with what the operator may read.
        """
        self.ensure_one()
        user = self.env.user
        members_sudo = self.sudo().channel_member_ids  # only compared
        visitors = members_sudo.filtered(
            lambda member: member.livechat_member_type == "visitor"
        )
        talks = user._is_portal() and user.partner_id in visitors.partner_id
        return user if talks else self.env["res.users"]

    # --- Where is my device ---------------------------------------------------

    def _service_chat_where(self, step):
        """Return the answer to “Where is my device?” as HTML of escaped texts."""
        client = self._service_chat_client()
        if not client:
            # Says nothing of any number, so that nobody learns which exist.
            return _LINE % self.env._(
                "Where a device is, only its owner may read. Log in, and I tell you at "
                "once; it also stands on your page, with every step."
            ) + _LINK % ("/web/login?redirect=/my/service", self.env._("Log in"))
        is_open = [("is_open", "=", True)]
        # The rules of this very client decide what is found.
        jobs = self.env["service.job"].with_user(client)
        found = jobs.search(is_open, limit=_MAX_JOBS)
        count = jobs.search_count(is_open, limit=_MAX_COUNT)
        if not found:
            text = self.env._("No device of yours is in service at the moment.")
        elif count == 1:
            text = self.env._("One device of yours is in service:")
        else:
            text = self.env._("Devices of yours in service: %(count)s.", count=count)
        body = _LINE % text + Markup().join(job._service_chat_row() for job in found)
        if count > _MAX_JOBS:
            body += _LINE % self.env._("The others are in your list.")
        return body + _LINK % ("/my/service", self.env._("My devices"))

    # --- Make a request -------------------------------------------------------

    def _service_chat_request(self, step):
        """Make a request of the chat, or lead a visitor to the public form."""
        client = self._service_chat_client()
        if not client:
            return self._service_chat_report_link()
        try:
            with self.env.cr.savepoint():
                filed = self._service_chat_file(client, step)
        except UserError as error:
            return _LINE % str(error)
        return _LINE % self.env._(
            "Your request has the number %(number)s. Our conversation is in it. We "
            "answer on its page and by e-mail.",
            number=filed.name,
        ) + _LINK % (filed.access_url, self.env._("Open the request"))

    def _service_chat_report_link(self):
        """Lead a visitor to the public form, which takes the conversation along."""
        channel_sudo = self.sudo()  # the visitor's own chat, reached by membership
        channel_sudo.service_report_token = secrets.token_urlsafe(24)
        channel_sudo.service_report_until = fields.Datetime.now() + timedelta(
            hours=_REPORT_LINK_HOURS
        )
        return _LINE % self.env._(
            "This form takes your request, with or without an account. What you wrote "
            "here goes along with it."
        ) + _LINK % (
            f"/service/report?chat={channel_sudo.service_report_token}",
            self.env._("Make a request"),
        )

    def _service_chat_file(self, client, step):
        """File the request of a logged-in client; the same words make it once.

        :raise UserError: too many requests, or what the form would refuse
        """
        limit = self.env["service.rate.limit"].sudo()  # counting is for everybody
        if not limit._service_hit(f"chat:{client.id}", _REQUESTS_PER_HOUR, 3600):
            raise UserError(
                self.env._(
                    "That is a lot of requests in one hour. Please wait a while, or "
                    "call your caretaker."
                )
            )
        filed = self.env["service.request"]._service_client_create(
            self._service_chat_values(step), user=client, source="chat"
        )
        filed_sudo = filed.sudo()  # just filed by this client
        filed_sudo.chat_id = self.id
        return filed_sudo

    def _service_chat_values(self, step):
        words = self._service_chat_words()
        text = self._service_chat_said()
        return {
            "type_id": (step.service_type_id or self._service_chat_type()).id,
            "subject": self._service_chat_subject(text),
            "description": self._service_chat_description(text),
            # The random name of the chat makes the token nobody else's.
            "submission_token": f"chat-{self.sudo().uuid}-{words.id or 0}",  # as above
        }

    @api.model
    def _service_chat_type(self):
        kinds_sudo = self.env["service.request.type"].sudo()  # a public list
        return kinds_sudo.search(
            [("on_portal", "=", True), ("needs_device", "=", False)], limit=1
        )

    @api.model
    def _service_chat_subject(self, text):
        line = " ".join(text.split())
        short = line if len(line) <= 80 else f"{line[:79]}…"
        return short or self.env._("Question in the chat")

    # --- Promise an answer ----------------------------------------------------

    def _service_chat_promise(self, step):
        """Nobody is online: make a request for the care desk and promise an answer."""
        client = self._service_chat_client()
        if not client and not self.env.user._is_public():
            return _LINE % self.env._("A colleague is needed here.")
        try:
            with self.env.cr.savepoint():
                if client:
                    return self._service_chat_promise_client(client, step)
                return self._service_chat_promise_visitor(step)
        except UserError as error:
            return _LINE % str(error)

    def _service_chat_promise_client(self, client, step):
        filed_sudo = self._service_chat_file(client, step)
        return _LINE % self.env._(
            "Thank you. Your question has the number %(number)s; we answer by e-mail "
            "to %(email)s.",
            number=filed_sudo.name,
            email=client.email,
        ) + _LINK % (filed_sudo.access_url, self.env._("Open the request"))

    def _service_chat_promise_visitor(self, step):
        """File the question of a person whom nobody knows yet.

        The address is not proved, so the request never belongs to a client who has
        this address, and nothing is mailed there until a person answers.
        """
        found = self.sudo()._chatbot_find_customer_values_in_messages(  # own answers
            {"question_email": "email"}
        )
        address = email_normalize(found.get("email") or "")
        if not address:
            raise UserError(
                self.env._("Without an e-mail address we cannot answer you.")
            )
        self._service_check_promises(address)
        # The visitor has no account; the system files, as with letters.
        desk = self.with_user(SUPERUSER_ID)
        desk._service_chat_file_visitor(address, step)
        return _LINE % self.env._(
            "Thank you. We answer by e-mail to %(email)s.", email=address
        )

    def _service_check_promises(self, address):
        limit = self.env["service.rate.limit"].sudo()  # counting is for everybody
        where = request.httprequest.remote_addr if request else "script"
        if not (
            limit._service_hit(f"chat:{where}", _REQUESTS_PER_HOUR, 3600)
            and limit._service_hit(f"chat:{address}", _PROMISES_PER_DAY, 86400)
        ):
            raise UserError(
                self.env._(
                    "We have many questions from you already. Please wait for our "
                    "answer, or call us."
                )
            )

    def _service_chat_file_visitor(self, address, step):
        requests = self.env["service.request"].with_context(service_source="chat")
        values = self._service_chat_values(step)
        filed = requests._service_submitted(values["submission_token"], self.env.user)
        if filed:
            return filed
        contact = self.env["res.partner"].create(
            {
                "name": address.partition("@")[0][:200],
                "email": address,
                "lang": self.livechat_lang_id.code or self.env.company.partner_id.lang,
                "service_mail_preference": "needs_me",
            }
        )
        contact._service_assign_caretaker()
        return requests._service_create_once(
            values | {"channel": "chat", "contact_id": contact.id, "chat_id": self.id}
        )

    # --- What was said --------------------------------------------------------

    def _service_chat_words(self):
        """Return the message with the visitor's newest answer in own words, sudo'd."""
        self.ensure_one()
        said_sudo = self.sudo().chatbot_message_ids.filtered(  # the visitor's own chat
            lambda said: (
                said.script_step_id.step_type in _FREE_INPUT
                and said.mail_message_id.author_id
                != said.script_step_id.chatbot_script_id.operator_partner_id
            )
        )
        return said_sudo.sorted("id")[-1:].mail_message_id

    def _service_chat_description(self, words):
        """Return own words and below them the conversation, within the limit."""
        heading = self.env._("Conversation in the chat:")
        room = MAX_TEXT - len(words) - len(heading) - 10
        lines = []
        for line in reversed(self._service_chat_transcript()):
            room -= len(line) + 1
            if room < 0:
                lines.append("…")
                break
            lines.append(line)
        parts = [words] if words else []
        return "\n\n".join([*parts, "\n".join([heading, *reversed(lines)])])

    def _service_chat_transcript(self):
        """Return what was said as plain lines, the oldest first."""
        self.ensure_one()
        messages_sudo = self.env["mail.message"].sudo()  # the visitor's own chat
        found = messages_sudo.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "=", "comment"),
            ],
            order="id desc",
            limit=_MAX_MESSAGES,
        )
        return [self._service_chat_line(message) for message in reversed(found)]

    def _service_chat_line(self, message_sudo):
        author = message_sudo.author_id or message_sudo.author_guest_id
        text = html2plaintext(message_sudo.body or "", include_references=False)
        files = ", ".join(message_sudo.attachment_ids.mapped("name"))
        said = " / ".join(part for part in (" ".join(text.split()), files) if part)
        return f"{author.name}: {said}"

    # --- The public form takes a chat along -----------------------------------

    @api.model
    def _service_chat_of_report(self, token):
        """Return the chat that leads to the public form by `token`, sudo'd, or none.

        :param str token: parameter `chat` of `/service/report`; good once, for a day
        """
        channels_sudo = self.sudo()  # who has the token came from this chat
        if not isinstance(token, str) or not token:
            return channels_sudo.browse()
        return channels_sudo.search(
            [
                ("service_report_token", "=", token[:64]),
                ("service_report_until", ">=", fields.Datetime.now()),
            ],
            limit=1,
        )

    def _service_chat_said(self):
        """Return what the visitor wrote in own words, '' without a chat."""
        if not self:
            return ""
        return html2plaintext(self._service_chat_words().body or "").strip()

    def _service_chat_keep(self, filed):
        """Put the conversation into the request that the public form made.

        :param filed: the `service.request`
        """
        self.ensure_one()
        request_sudo = filed.sudo()  # just filed by this visitor
        request_sudo.write(
            {
                "chat_id": self.id,
                "description": self._service_chat_description(
                    (request_sudo.description or "").strip()
                ),
            }
        )

    def _service_chat_used(self):
        """The link to the public form was used; it is good once."""
        channel_sudo = self.sudo()  # reached by the token
        channel_sudo.service_report_token = False

    def _service_chat_forget(self):
        """Empty what names a person beside the messages (with sudo)."""
        self.chatbot_message_ids.unlink()
        self.write(
            {
                "name": self.env._("Anonymised"),
                "livechat_note": False,
                "service_report_token": False,
            }
        )
