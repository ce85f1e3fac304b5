"""Two transactions at once, on records that are really committed."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    def test_record_that_is_being_moved_is_not_moved_by_another(self):
        job = self.env["service.job"]
        sequence = self.env.ref("service_portal.ir_sequence_service_device")
        with self.registry.cursor() as first, self.registry.cursor() as second:
            holder = api.Environment(first, SUPERUSER_ID, {})[sequence._name]
            holder.browse(sequence.id).lock_for_update()
            waiting = api.Environment(second, SUPERUSER_ID, {})[sequence._name]
            lock = type(job)._service_lock
            with self.assertRaises(ConcurrencyError):
                lock(waiting.browse(sequence.id))
