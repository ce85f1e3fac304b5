from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _service_draw(self, code, count):
        """Return the next `count` numbers of the sequence `code`, in one query.

        Core asks the database once a number. Sequences without gaps or with date
        ranges are drawn core's way.
        """
        if not count:
            return []
        company = self.env.company
        sequences_sudo = self.sudo()  # numbers are drawn for clients, too
        sequence = sequences_sudo.search(
            [("code", "=", code), ("company_id", "in", [company.id, False])],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _number in range(count)]
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        prefix, suffix = sequence._get_prefix_suffix()
        padding = sequence.padding
        return [f"{prefix}{number:0{padding}d}{suffix}" for [number] in numbers]
