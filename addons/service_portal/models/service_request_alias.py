"""Requests by mail: made by an alias of a team, answered by replies.

A mail never accepts, closes or approves: it brings words and files, nothing else.
"""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import email_normalize, html2plaintext, plaintext2html
from odoo.tools.mail import parse_contact_from_email

from .. import photo as photo_tools
from ..const import AUTO_HEADERS, MAX_TEXT

MAX_BODY = 200_000  # characters of HTML in the conversation
MAX_FILES = 20
MAX_FILES_BYTES = 20 * 1024 * 1024
_IMAGES = (".jpg", ".jpeg", ".png", ".webp")
# What the alias of a team may set; everything else of `alias_defaults` is dropped.
_ALIAS_FIELDS = ("team_id", "type_id", "priority")


class ServiceRequest(models.Model):
    _inherit = "service.request"
    _primary_email = "email_from"  # guard: without it core counts no mails a sender

    email_from = fields.Char(string="Sender's E-mail", readonly=True, copy=False)

    # --- A new request ------------------------------------------------------------

    @api.private  # guard: by RPC anybody would file as anybody
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Override of `mail`: a letter becomes a request.

        A known sender files for the own company; an unknown one becomes a private
        person without any right. The acknowledgement goes with the state `new`.
        """
        # A sender's address is no proof: the system files, not the person's user.
        requests = self.with_user(SUPERUSER_ID).with_context(service_source="email")
        vals = {
            name: value
            for name, value in (custom_values or {}).items()
            if name in _ALIAS_FIELDS
        }
        team = self.env["service.team"].browse(vals.get("team_id"))
        if team.company_id:
            vals["company_id"] = team.company_id.id
            requests = requests.with_company(team.company_id)
        contact = requests._service_mail_contact(msg_dict["email_from"])
        text = html2plaintext(msg_dict.get("body") or "")
        subject = " ".join((msg_dict.get("subject") or "").split())
        request = requests.create(
            vals
            | {
                "subject": subject[:200] or False,
                "description": self._service_clean_text(text),
                "channel": "email",
                "contact_id": contact.id,
                "email_from": email_normalize(msg_dict["email_from"]),
            }
        )
        request.message_subscribe(contact.ids)
        msg_dict["author_id"] = contact.id
        return request.with_env(self.env)

    @api.model
    def _service_mail_contact(self, email_from):
        """Return the person who writes; an unknown one is made."""
        name, address = parse_contact_from_email(email_from)
        address = email_normalize(address) or email_normalize(email_from)
        found = self._service_mail_known(address)
        if found:
            return found
        contact = self.env["res.partner"].create(
            {
                "name": (name or address.partition("@")[0])[:200],
                "email": address,
                "lang": self.env.company.partner_id.lang,
                "company_id": False,
            }
        )
        contact._service_assign_caretaker()
        return contact

    @api.model
    def _service_mail_known(self, address):
        """Return the one person with this address: with an account before without."""
        partners = self.env["res.partner"].search(
            [("email_normalized", "=", address)], order="is_company, id"
        )
        return partners.filtered("user_ids")[:1] or partners[:1]

    # --- An answer ------------------------------------------------------------------

    def _service_mail_is_strange(self, author_id):
        """Tell whether a mail is from nobody of the client and nobody of ours."""
        self.ensure_one()
        author = self.env["res.partner"].browse(author_id or 0)
        if not author or any(not user.share for user in author.user_ids):
            return not author
        return author.commercial_partner_id != self.partner_id

    def _service_mail_arrived(self, stranger):
        """Let staff see an answer that would wait unseen.

        The client's answer to our question brings the request back to the desk; a
        finished request stays finished, but somebody has to look.
        """
        self.ensure_one()
        if stranger:
            self._service_mail_activity(self.env._("A mail of somebody else came"))
        elif self.state == "needs_info":
            self._service_transition("new", source="email")
        elif self.state in ("closed", "rejected"):
            self._service_mail_activity(self.env._("The client answered by mail"))

    def _service_mail_activity(self, summary):
        """Leave one open activity of this kind for who looks after the matter."""
        if summary in self.activity_ids.mapped("summary"):
            return
        person = self.user_id or self.caretaker_id or self.team_id.user_id
        self.activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, user_id=person.id or False
        )

    # --- Files and texts --------------------------------------------------------------

    @api.model
    def _service_mail_clean(self, request, message_dict):
        """Clean the mail in place: its text within limits, photos without EXIF.

        :param request: the known request, or none
        :return: names of the files that were left out because they are too large
        """
        body = message_dict.get("body") or ""
        if len(body) > MAX_BODY:
            text = html2plaintext(body)[:MAX_TEXT]
            message_dict["body"] = plaintext2html(text)
        kept, left_out, total = [], [], 0
        for attachment in message_dict.get("attachments") or []:
            name, content = attachment[0], attachment[1]
            raw = content.encode() if isinstance(content, str) else content
            size = len(raw) if isinstance(raw, bytes) else 0
            if len(kept) >= MAX_FILES or total + size > MAX_FILES_BYTES:
                left_out.append((name or "?")[:120])
                continue
            total += size
            kept.append(self._service_mail_file(request, attachment, raw))
        message_dict["attachments"] = kept
        return left_out

    @api.model
    def _service_mail_file(self, request, attachment, raw):
        """Return the attachment; a photo is cleaned, and kept at an only job."""
        name = attachment[0] or ""
        if not isinstance(raw, bytes) or not name.lower().endswith(_IMAGES):
            return attachment
        try:
            photo = photo_tools.clean(raw, max_bytes=MAX_FILES_BYTES)
        except photo_tools.PhotoError:
            return attachment
        if len(request.job_ids) == 1:
            self.env["service.photo"]._service_keep(
                request.job_ids, "request", [(name, photo)], source="email"
            )
        # The cleaned file is a JPEG, whatever came.
        jpeg = f"{name.rpartition('.')[0]}.jpg"
        return type(attachment)(jpeg, photo.content, *attachment[2:])

    def _service_tell_left_out(self, email_from, names):
        """Tell the sender which files were too large, and how to send them."""
        self.ensure_one()
        template_sudo = self.env.ref("service_portal.mail_template_files_too_large")
        template_sudo.with_context(service_files=names).send_mail(
            self.id,
            email_layout_xmlid="service_portal.mail_layout",
            email_values={
                "email_to": email_from,
                "recipient_ids": [],
                "headers": repr(AUTO_HEADERS),
            },
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    # --- Where answers go -----------------------------------------------------------

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Override of `mail`: answers go to the address of the team."""
        request_sudo = self.sudo()  # the team's address, no secret
        replies = request_sudo.team_id._notify_get_reply_to(
            default=default, author_id=author_id
        )
        with_team = request_sudo.filtered("team_id")
        found = {request.id: replies[request.team_id.id] for request in with_team}
        rest = self - with_team.with_env(self.env)
        if rest:
            found |= super(ServiceRequest, rest)._notify_get_reply_to(
                default=default, author_id=author_id
            )
        return found
