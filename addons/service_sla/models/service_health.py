from datetime import timedelta

from odoo import api, fields, models

from ..const import CRON_LATE_MINUTES


class ServiceHealth(models.AbstractModel):
    _inherit = "service.health"

    @api.model
    def _service_health_checks(self):
        """Override: clocks that ran out unnoticed, and clocks set aside."""
        clocks_sudo = self.env["service.sla.clock"].sudo()  # the probe is nobody
        limit = fields.Datetime.now() - timedelta(minutes=CRON_LATE_MINUTES)
        unnoticed = clocks_sudo.search_count(
            [("state", "=", "running"), ("deadline", "<", limit)], limit=1000
        )
        aside = clocks_sudo.search_count([("error", "!=", False)], limit=1000)
        return [
            *super()._service_health_checks(),
            (
                "sla_breaches_noticed",
                not unnoticed,
                f"{unnoticed} clocks ran out more than {CRON_LATE_MINUTES} min ago",
            ),
            ("sla_clocks_set_aside", not aside, f"{aside} clocks with an error"),
        ]
