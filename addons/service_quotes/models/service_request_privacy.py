from odoo import models


class ServiceRequest(models.Model):
    """What goes with a matter that is anonymised: quotes and orders, no invoice."""

    _inherit = "service.request"

    def _service_privacy_records(self):
        """Override of `service_portal` to add the orders' conversations."""
        orders = self.env["sale.order"].search(
            [("service_job_id", "in", self.job_ids.ids)]
        )
        return [*super()._service_privacy_records(), orders]

    def _service_privacy_wipe(self):
        """Override of `service_portal`: amounts and lines stay, words go."""
        super()._service_privacy_wipe()
        quotes = self.job_ids.quote_ids
        # The digest stays: it proves that a copy elsewhere is what was shown.
        quotes._service_write(
            {
                "diagnosis": False,
                "snapshot": False,
                "decision_note": False,
                "decision_address": False,
            }
        )
        self.job_ids.check_ids.write({"note": False})
