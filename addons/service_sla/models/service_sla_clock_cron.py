import logging

from odoo import api, fields, models
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)


class ServiceSlaClock(models.Model):
    _inherit = "service.sla.clock"

    @api.model
    def _service_cron_breaches(self, batch=500):
        """Mark what is late and tell the leads; one indexed query when nothing is.

        Marking is set-based and cheap; telling is one by one, so that a record that
        cannot be told about (quarantined with its error) keeps no other waiting.
        """
        marked = self._service_mark_breached(batch)
        pending = self.search(
            [("state", "=", "breached"), ("escalated_at", "=", False)],
            order="id",
            limit=batch,
        )
        if not pending:
            return
        cron = self.env["ir.cron"]
        full = len(marked) == batch or len(pending) == batch
        cron._commit_progress(remaining=len(pending) + full)
        for clock in pending:
            clock._service_escalate_once()
            if not cron._commit_progress(1):
                break

    @api.model
    def _service_mark_breached(self, batch):
        """Mark at most `batch` clocks that ran out; return them."""
        late = [("state", "=", "running"), ("deadline", "<", fields.Datetime.now())]
        due = self.search(late, limit=batch)._service_try_lock().filtered_domain(late)
        due.write({"state": "breached"})
        due._service_sync_due()
        return due

    def _service_escalate_once(self):
        """Tell the lead about one clock; set it aside when that fails."""
        if not self._service_try_lock() or self.escalated_at:
            return
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                self._service_escalate()
                self.escalated_at = now
        except Exception as error:  # noqa: BLE001 - a poison row, whatever its poison
            _logger.warning("SLA clock %s is set aside: %s", self.id, error)
            self.write({"escalated_at": now, "error": str(error)})

    def _service_escalate(self):
        """Give the team's lead an activity; one for each request at a time."""
        self.ensure_one()
        request = self.request_id
        activity_type = self.env.ref("service_sla.mail_activity_type_breach")
        if request.activity_ids.filtered(
            lambda activity: activity.activity_type_id == activity_type
        ):
            return
        lead = request._service_responsible(self.job_id.team_id or request.team_id)
        lang = lead.lang or self.env.lang
        self_lang = self.with_context(lang=lang)
        metric = dict(self_lang._fields["metric"]._description_selection(self_lang.env))
        request.activity_schedule(
            activity_type_id=activity_type.id,
            user_id=lead.id,
            summary=self_lang.env._(
                "%(metric)s is late: %(record)s",
                metric=metric[self.metric],
                record=self.job_id.reference or request.name,
            ),
            note=self_lang.env._(
                "It was due on %(deadline)s (policy “%(policy)s”).",
                deadline=format_datetime(
                    self_lang.env,
                    self.deadline,
                    tz=lead.tz or self.calendar_id.tz,
                    dt_format="d MMMM y, HH:mm",
                    lang_code=lang,
                ),
                policy=self.policy_id.name,
            ),
        )
