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
