from datetime import timedelta

from odoo import api, fields, models


class ServiceHealth(models.AbstractModel):
    """What `/service/health` looks at; addons add their checks."""

    _name = "service.health"
    _description = "Service Health"

    @api.model
    def _service_health_checks(self):
        """Return `[(code, ok, detail)]`; detail carries no personal data."""
        return [
            self._service_check_crons(),
            self._service_check_mails(),
            self._service_check_outbox(),
            self._service_check_inbox(),
            self._service_check_notices(),
            self._service_check_imports(),
        ]

    @api.model
    def _service_check_crons(self):
        crons_sudo = self.env["ir.cron"].sudo()  # nobody is logged in there
        late = crons_sudo.search_count(
            [
                ("nextcall", "<", fields.Datetime.now() - timedelta(hours=2)),
                ("cron_name", "like", "Service:"),
            ]
        )
        return "crons", not late, f"{late} late"

    @api.model
    def _service_check_mails(self):
        mails_sudo = self.env["mail.mail"].sudo()  # nobody is logged in there
        stuck = mails_sudo.search_count(
            [
                ("state", "in", ("outgoing", "exception")),
                ("create_date", "<", fields.Datetime.now() - timedelta(hours=2)),
                # What is to leave later is not stuck.
                "|",
                ("scheduled_date", "=", False),
                ("scheduled_date", "<", fields.Datetime.now() - timedelta(hours=2)),
            ],
            limit=1000,
        )
        return "mails", not stuck, f"{stuck} stuck"

    @api.model
    def _service_check_outbox(self):
        outbox = self.env["service.outbox"].sudo()  # nobody is logged in there
        old = outbox.search_count(
            [
                ("state", "=", "waiting"),
                ("create_date", "<", fields.Datetime.now() - timedelta(hours=2)),
            ]
        )
        failed = outbox.search_count([("state", "=", "failed")])
        return "outbox", not (old or failed), f"{old} old, {failed} failed"

    @api.model
    def _service_check_inbox(self):
        inbox_sudo = self.env["service.inbox"].sudo()  # nobody is logged in there
        failed = inbox_sudo.search_count([("state", "=", "failed")])
        return "inbox", not failed, f"{failed} quarantined"

    @api.model
    def _service_check_notices(self):
        notices_sudo = self.env["service.mail.notice"].sudo()  # nobody is logged in
        failed = notices_sudo.search_count([("state", "=", "failed")])
        return "notices", not failed, f"{failed} quarantined"

    @api.model
    def _service_check_imports(self):
        imports_sudo = self.env["service.import"].sudo()  # nobody is logged in there
        limit = fields.Datetime.now() - timedelta(minutes=15)
        old = imports_sudo.search_count(
            [("state", "=", "queued"), ("confirmed_at", "<", limit)]
        )
        return "imports", not old, f"{old} old"
