"""What comes in by mail for requests and jobs: what is ignored, what is whose word."""

import hashlib
import logging

from odoo import api, models
from odoo.tools import email_normalize

_logger = logging.getLogger(__name__)

_OURS = ("service.request", "service.job")
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.private
    @api.model
    def message_parse(self, message, save_original=False):
        """Override of core: a mail without Message-Id gets one made of its content.

        Fetched twice it is known by it; core would draw a new number each time.
        """
        if not message.get("Message-Id"):
            digest = hashlib.sha256(message.as_bytes()).hexdigest()
            message["Message-Id"] = f"<{digest}@no-message-id>"
        return super().message_parse(message, save_original=save_original)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Override of core to guard the threads of the service."""
        ours = [route for route in routes or () if route[0] in _OURS]
        if not ours:
            return super()._message_route_process(message, message_dict, routes)
        reason = self._service_ignore_reason(message, message_dict)
        if reason:
            _logger.info(
                "Ignored mail from %s with Message-Id %s: %s",
                message_dict.get("email_from"),
                message_dict.get("message_id"),
                reason,
            )
            routes = [route for route in routes if route not in ours]
            if not routes:
                return False
            return super()._message_route_process(message, message_dict, routes)
        return self._service_route_process(message, message_dict, routes, ours[0])

    def _service_route_process(self, message, message_dict, routes, route):
        """Take the mail into the request of `route`, a new or a known one."""
        requests = self.env["service.request"]
        known = self.env[route[0]].browse(route[1] or 0)
        request = known.request_id if route[0] == "service.job" else known
        left_out = requests._service_mail_clean(request, message_dict)
        if request:
            stranger = request._service_mail_is_strange(message_dict.get("author_id"))
            if stranger:
                # A note for staff; nobody of the client is told.
                message_dict |= {"is_internal": True, "parent_id": False}
        thread_id = super()._message_route_process(message, message_dict, routes)
        if request:
            request._service_mail_arrived(stranger)
        else:
            request = requests.browse(thread_id)
        if left_out:
            request._service_tell_left_out(message_dict["email_from"], left_out)
        return thread_id

    @api.model
    def _service_ignore_reason(self, message, message_dict):
        """Return why a mail is not a person's letter, or False.

        :param message: `email.message.EmailMessage`
        """
        submitted = (message.get("Auto-Submitted") or "no").strip().lower()
        if not submitted.startswith("no"):
            return "sent by a program (Auto-Submitted)"
        if (message.get("Precedence") or "").strip().lower() in _BULK:
            return "bulk mail (Precedence)"
        if any(message.get(name) for name in _AUTO_HEADERS):
            return "automatic answer"
        if (message.get("Return-Path") or "x").strip() == "<>":
            return "empty return path"
        sender = email_normalize(message_dict.get("email_from") or "")
        if not sender:
            return "no sender"
        if sender in self._service_own_addresses():
            return "sent by an address of our own"
        return False

    @api.model
    def _service_own_addresses(self):
        """Return the addresses that lead back to us."""
        domains_sudo = self.env["mail.alias.domain"].sudo().search([])  # only compared
        aliases_sudo = self.env["mail.alias"].sudo()  # as above
        names = aliases_sudo.search([("alias_full_name", "!=", False)])
        own = set(names.mapped("alias_full_name"))
        for name in ("catchall_email", "bounce_email", "default_from_email"):
            own |= set(domains_sudo.mapped(name))
        return {address.lower() for address in own if address}
