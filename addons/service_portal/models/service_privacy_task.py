from odoo import api, fields, models
from odoo.tools import SQL

_PLAN_LIMIT = 500


class ServicePrivacyTask(models.Model):
    """One matter or person to anonymise; a failure is quarantined and shown."""

    _name = "service.privacy.task"
    _description = "Anonymisation"
    _inherit = "service.queue.mixin"
    _rec_name = "res_id"

    kind = fields.Selection(
        [
            ("request", "Matter"),
            ("person", "Person"),
            ("buyer", "Buyer of old invoices"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)

    _target_uniq = models.UniqueIndex("(kind, res_model, res_id)")
    _due_idx = models.Index("(next_try) WHERE state = 'waiting'")

    @api.model
    def _service_due(self, company, limit=_PLAN_LIMIT):
        """Return `[(kind, records)]` whose retention is over; writes nothing."""
        requests_sudo = self.env["service.request"].sudo()  # the plan is of the firm
        people_sudo = self.env["res.partner"].sudo()  # as above
        archived = {"active_test": False}
        buyers = people_sudo._service_accounting_over_domain()
        return [
            (
                "request",
                requests_sudo.with_context(**archived).search(
                    requests_sudo._service_privacy_domain(company),
                    limit=limit,
                    order="id",
                ),
            ),
            (
                "person",
                people_sudo.with_context(**archived).search(
                    people_sudo._service_privacy_domain(), limit=limit, order="id"
                ),
            ),
            (
                "buyer",
                people_sudo.with_context(**archived).search(
                    buyers, limit=limit, order="id"
                ),
            ),
        ]

    @api.model
    def _service_plan(self, company, limit=_PLAN_LIMIT):
        """Queue what is due; what is queued already stays one."""
        for kind, records in self._service_due(company, limit):
            self._service_queue(kind, records, company)
        self.env.ref("service_portal.ir_cron_service_privacy_work")._trigger()

    @api.model
    def _service_queue(self, kind, records, company):
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO service_privacy_task (kind, res_model, res_id,
                    company_id, state, tries, next_try, create_uid, write_uid,
                    create_date, write_date)
                SELECT %s, %s, id, %s, 'waiting', 0, %s, %s, %s, %s, %s
                  FROM unnest(%s::int[]) AS id
                ON CONFLICT (kind, res_model, res_id) DO UPDATE
                    SET state = 'waiting', tries = 0, next_try = excluded.next_try
                    WHERE service_privacy_task.state = 'done'
                RETURNING id
                """,
                kind,
                records._name,
                company.id,
                now,
                self.env.uid,
                self.env.uid,
                now,
                now,
                records.ids,
            )
        )

    @api.model
    def _cron_plan(self):
        """Queue what is due in the companies that let the system do it alone."""
        for company in self.env["res.company"].search(
            [("service_privacy_auto", "=", True)]
        ):
            self._service_plan(company)

    def _service_work(self):
        record_sudo = self.env[self.res_model].sudo().browse(self.res_id)  # the plan's
        record_sudo = record_sudo.with_context(active_test=False).exists()
        if not record_sudo:
            return
        record_sudo.lock_for_update(allow_referencing=True)
        if self.kind == "buyer":
            record_sudo._service_empty()
        else:
            record_sudo._service_anonymise()
