"""Failed mails: what may pass is tried again, what never will is shown."""

import re
from datetime import timedelta

from odoo import api, fields, models

MAX_TRIES = 8
FIRST_WAIT = 5  # minutes, doubled with each try: the last one is about a day later
# Core keeps the words of the exception only. Replies 4xx of SMTP, and broken lines.
_TRANSIENT = re.compile(
    r"\(4[0-9]{2}, |(Connection\w*|Timeout|OS|BrokenPipe|SSL\w*|gai)Error|timed out"
    r"|SMTPServerDisconnected|SMTPConnectError|Error without exception"
)


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "service.lock.mixin"]

    service_tries = fields.Integer(string="Tries Again", readonly=True, copy=False)
    service_next_try = fields.Datetime(
        string="Next Try", readonly=True, copy=False, index="btree_not_null"
    )
    service_gave_up = fields.Boolean(
        string="Failed for Good", readonly=True, copy=False
    )

    @api.model
    def _cron_service_retry(self, limit=200):
        """Try failed mails again; core leaves them failed for ever."""
        now = fields.Datetime.now()
        failed = self.search(
            [
                ("state", "=", "exception"),
                ("service_gave_up", "=", False),
                # A failure from long ago, or from before this addon, is history.
                ("create_date", ">", now - timedelta(days=3)),
                "|",
                ("service_next_try", "=", False),
                ("service_next_try", "<=", now),
            ],
            order="id",
            limit=limit,
        )
        for mail_locked in failed._service_each_locked([("state", "=", "exception")]):
            mail_locked._service_retry()

    def _service_retry(self):
        """Send again what is due; otherwise say when, or that it failed for good."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.service_next_try:
            self.write(
                {
                    "state": "outgoing",
                    "failure_type": False,
                    "failure_reason": False,
                    "service_tries": self.service_tries + 1,
                    "service_next_try": False,
                }
            )
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        elif self.service_tries >= MAX_TRIES or not self._service_may_pass():
            self.service_gave_up = True
        else:
            wait = timedelta(minutes=FIRST_WAIT * 2**self.service_tries)
            self.service_next_try = now + wait
            self.env.ref("service_portal.ir_cron_service_mail_retry")._trigger(
                self.service_next_try
            )

    def _service_may_pass(self):
        """Tell whether the failure is one of the line or of the hour."""
        self.ensure_one()
        # Core writes no type when it could not connect at all.
        if not self.failure_type or self.failure_type == "mail_smtp":
            return True
        return self.failure_type == "unknown" and bool(
            _TRANSIENT.search(self.failure_reason or "")
        )
