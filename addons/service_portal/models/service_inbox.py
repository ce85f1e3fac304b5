import hashlib
import json
import secrets

from odoo import api, fields, models
from odoo.tools import SQL, consteq

from ..texts import plain


class ServiceInbox(models.Model):
    """Messages from other systems: stored first, answered, worked off later."""

    _name = "service.inbox"
    _description = "Service Inbox"
    _inherit = "service.queue.mixin"
    # Longer than any other side repeats a message.
    _service_keep_days = 90
    _rec_name = "event_key"

    source = fields.Char(required=True, readonly=True, index=True)
    event_key = fields.Char(required=True, readonly=True)
    payload = fields.Json(readonly=True)

    _event_uniq = models.UniqueIndex("(source, event_key)")
    _due_idx = models.Index("(next_try) WHERE state = 'waiting'")

    @api.model
    def _service_hook_sources(self):
        """Return the webhooks' sources.

        :return: `{source: {"token": str, "event_id": callable(payload) -> str,
            "handler": callable(row)}}`; without a token the source is closed
        """
        return {}

    @api.model
    def _service_source_for(self, source, token):
        """Return the description of `source` when `token` is right, else None."""
        about = self._service_hook_sources().get(source)
        # Compared in any case, so that the time does not tell which sources exist.
        expected = (about or {}).get("token") or secrets.token_hex(16)
        # As bytes: a text that is not ASCII is an error of the comparison.
        right = consteq((token or "").encode(), expected.encode())
        return about if right and about else None

    @api.model
    def _service_store(self, source, about, payload):
        """Keep one message; a repeated one is kept once.

        :return: True when it is new
        """
        payload = plain(payload)
        event_id = (
            about["event_id"](payload)
            or hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        )
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_inbox (source, event_key, payload, state, tries,
                    next_try, create_uid, write_uid, create_date, write_date)
                VALUES (%s, %s, %s, 'waiting', 0, %s, %s, %s, %s, %s)
                ON CONFLICT (source, event_key) DO NOTHING
                RETURNING id
                """,
                source,
                str(event_id)[:200],
                json.dumps(payload),
                now,
                self.env.uid,
                self.env.uid,
                now,
                now,
            )
        )
        if rows:
            self.env.ref("service_portal.ir_cron_service_inbox")._trigger()
        return bool(rows)

    def _service_work(self):
        self._service_hook_sources()[self.source]["handler"](self)
