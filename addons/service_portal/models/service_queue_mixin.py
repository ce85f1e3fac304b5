import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

MAX_TRIES = 8
_GC_LIMIT = 5000


class ServiceQueueMixin(models.AbstractModel):
    """Rows worked off by a cron: backoff, and quarantine for a poison row."""

    _name = "service.queue.mixin"
    _description = "Service Queue"
    _inherit = "service.lock.mixin"
    _order = "id"
    # Days that a row is kept after it was done; 0: for ever, as evidence.
    _service_keep_days = 0

    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Done"), ("failed", "Quarantined")],
        required=True,
        default="waiting",
        readonly=True,
    )
    tries = fields.Integer(readonly=True)
    next_try = fields.Datetime(
        readonly=True, required=True, default=lambda self: fields.Datetime.now()
    )
    error = fields.Text(readonly=True)
    done_at = fields.Datetime(readonly=True)

    def _service_work(self):
        """Do the work of one row; an exception means try again later."""
        raise NotImplementedError(self._name)

    @api.model
    def _cron_work(self, limit=200):
        """Work off what is due, one transaction a row; two crons at once share it."""
        due = [("state", "=", "waiting"), ("next_try", "<=", fields.Datetime.now())]
        rows = self.search(due, limit=limit)
        remaining = self.search_count(due) if len(rows) == limit else None
        for row_locked in rows._service_each_locked(
            [("state", "=", "waiting")], remaining
        ):
            row_locked._service_work_safely()

    def _service_work_safely(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._service_work()
                self.write(
                    {"state": "done", "done_at": fields.Datetime.now(), "error": False}
                )
        except Exception as error:  # noqa: BLE001 - whatever it is, the next row must run
            tries = self.tries + 1
            _logger.info("%s %s failed (try %s): %s", self._name, self.id, tries, error)
            self.write(
                {
                    "tries": tries,
                    "error": str(error)[:2000],
                    "state": "failed" if tries >= MAX_TRIES else "waiting",
                    "next_try": fields.Datetime.now() + timedelta(minutes=2**tries),
                }
            )

    def action_retry(self):
        """Take rows out of quarantine and try them again; what is done stays done."""
        self.check_access("write")
        # guard: a label or a mail that went out does not go out twice
        self.filtered(lambda row: row.state == "failed").write(
            {"state": "waiting", "tries": 0, "next_try": fields.Datetime.now()}
        )

    @api.autovacuum
    def _gc_done(self):
        """Delete what was done long ago; what is quarantined waits for somebody.

        :return: `(deleted, whether there is more)`, core's contract
        """
        if self._abstract or not self._service_keep_days:
            return 0, 0
        old = fields.Datetime.now() - timedelta(days=self._service_keep_days)
        rows = self.search(
            [("state", "=", "done"), ("done_at", "<", old)], limit=_GC_LIMIT
        )
        rows.unlink()
        return len(rows), int(len(rows) == _GC_LIMIT)
