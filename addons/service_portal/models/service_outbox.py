import json

from odoo import api, fields, models
from odoo.tools import SQL


class ServiceOutbox(models.Model):
    """Messages to other systems, sent after the transaction that wanted them."""

    _name = "service.outbox"
    _description = "Service Outbox"
    _inherit = "service.queue.mixin"
    _service_keep_days = 90
    _rec_name = "key"

    kind = fields.Char(required=True, readonly=True)
    key = fields.Char(
        string="Idempotency Key",
        required=True,
        readonly=True,
        help="Our own reference; the other side knows a repetition by it.",
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    payload = fields.Json(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)

    _key_uniq = models.UniqueIndex("(kind, key)")
    _due_idx = models.Index("(next_try) WHERE state = 'waiting'")

    @api.model
    def _service_outbox_handlers(self):
        """Return `{kind: method(row)}`; the method raises to be tried again."""
        return {}

    @api.model
    def _service_enqueue(self, kind, record, payload, key):
        """Queue one message; the same kind and key twice is one message.

        :param record: what it is about, of a model with `company_id`
        :param dict payload: JSON values, no secrets
        :param str key: our own reference
        """
        self.flush_model()
        company = record.company_id or self.env.company
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO service_outbox (kind, key, res_model, res_id, payload,
                    company_id, state, tries, next_try, create_uid, write_uid,
                    create_date, write_date)
                VALUES (%s, %s, %s, %s, %s, %s, 'waiting', 0, %s, %s, %s, %s, %s)
                ON CONFLICT (kind, key) DO NOTHING
                RETURNING id
                """,
                kind,
                key,
                record._name,
                record.id,
                json.dumps(payload),
                company.id,
                now,
                self.env.uid,
                self.env.uid,
                now,
                now,
            )
        )
        self.env.ref("service_portal.ir_cron_service_outbox")._trigger()

    def _service_work(self):
        self._service_outbox_handlers()[self.kind](self)
