"""What waits for a client: the cards of the start page."""

from odoo import api, models


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_home_cards(self, user):
        """Return `[{"code", "title", "text", "count", "url", "icon", "sequence"}]`.

        Counted as `user`; a card whose count is 0 is not shown. `urgent` (optional)
        marks a card that should stand out.
        """
        jobs = self.env["service.job"].with_user(user)
        count = jobs.search_count
        return [
            {
                "code": "supply",
                "title": self.env._("Questions to you"),
                "text": self.env._("We need your answer to go on"),
                "count": self.with_user(user).search_count(
                    [("state", "=", "needs_info")]
                ),
                "url": "/my/service?filterby=supply",
                "icon": "fa-question-circle",
                "sequence": 10,
                "urgent": True,
            },
            {
                "code": "send",
                "title": self.env._("Devices to send"),
                "text": self.env._("Pack them and send them to us"),
                "count": count(
                    [("is_open", "=", True), ("next_step_code", "=", "send")]
                ),
                "url": "/my/service?filterby=send",
                "icon": "fa-archive",
                "sequence": 20,
            },
            {
                "code": "due",
                "title": self.env._("Invoices to pay"),
                "text": self.env._("With the day by which each is due"),
                "count": self._service_due_invoice_count(user),
                "url": "/my/service/invoices?filterby=due",
                "icon": "fa-file-text-o",
                "sequence": 30,
            },
            {
                "code": "open",
                "title": self.env._("Devices in service"),
                "text": self.env._("Where each of them is now"),
                "count": count([("is_open", "=", True)]),
                "url": "/my/service?filterby=open",
                "icon": "fa-wrench",
                "sequence": 90,
            },
        ]

    @api.model
    def _service_due_invoice_count(self, user):
        """Return how many invoices `user` may see and has to pay."""
        if not user.service_invoice_partner_id:
            return 0
        moves = self.env["account.move"].with_user(user)
        return moves.search_count(moves._service_portal_filters()["due"]["domain"])
