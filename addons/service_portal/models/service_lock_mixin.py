from contextlib import contextmanager

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import models
from odoo.exceptions import ConcurrencyError, LockError


class ServiceLockMixin(models.AbstractModel):
    _name = "service.lock.mixin"
    _description = "Lock before Change"

    def _service_lock(self):
        """Lock the rows until the end of the transaction.

        :raise ConcurrencyError: core replays the request then
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise ConcurrencyError(str(error)) from error

    @contextmanager
    def _service_replay_on(self, index):
        """Let core replay what another transaction made meanwhile, too.

        Its row was committed after the snapshot of this one, so a search does not show
        it, only the index does. Core replays a conflict, but no unique violation.

        :param index: `models.UniqueIndex` of this model
        :raise ConcurrencyError: instead of the violation of that index
        """
        try:
            with self.env.cr.savepoint():
                yield
        except UniqueViolation as error:
            # guard: the replay sees what was made, and answers as to the second click
            if error.diag.constraint_name != index.full_name(self):
                raise
            raise ConcurrencyError(str(error)) from error

    def _service_try_lock(self):
        """Lock the rows that nobody else works on, at the begin of a transaction.

        :return: the locked ones; what they are now is for the caller to see
        """
        try:
            return self.try_lock_for_update(allow_referencing=True)
        except SerializationFailure:
            # Changed in the moment before; core replays requests, but no crons. Nothing
            # is done yet in this transaction, and the next one sees the change.
            self.env.cr.rollback()
            return self.try_lock_for_update(allow_referencing=True)

    def _service_each_locked(self, still, remaining=None):
        """Yield the records of a cron one by one, locked, each in a transaction.

        Passed over is what somebody else works on, and what is not as in the domain
        `still` any more. The cron ends when its time is over.

        :param int remaining: how many are due, when these are only some of them; core
            begins the cron again at once then
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(self) if remaining is None else remaining)
        for record in self:
            locked = record._service_try_lock().filtered_domain(still)
            if locked:
                yield locked
            if not cron._commit_progress(1):
                break
