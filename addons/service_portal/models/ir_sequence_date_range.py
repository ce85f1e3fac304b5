from odoo import models


class IrSequenceDateRange(models.Model):
    _name = "ir.sequence.date_range"
    _inherit = ["ir.sequence.date_range", "service.lock.mixin"]


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _create_date_range_seq(self, date):
        """Override: the first number of a year is drawn by several at once.

        Core tells all but one of them that such a range exists already.

        :raise ConcurrencyError: the range was made meanwhile; the replay draws from it
        """
        ranges = self.env["ir.sequence.date_range"]
        with ranges._service_replay_on(ranges._unique_range_per_sequence):
            return super()._create_date_range_seq(date)
