"""The rating of a finished request; core's rating pages do the asking."""

from odoo import models


class ServiceRequest(models.Model):
    _name = "service.request"
    _inherit = ["service.request", "rating.mixin"]

    def _rating_get_partner(self):
        """Override of `rating`: the person who got the mail rates, not the company."""
        return self.contact_id or super()._rating_get_partner()

    def _rating_get_operator(self):
        """Override of `rating` to name who handled the matter."""
        user = self.user_id or self.caretaker_id
        return user.partner_id or super()._rating_get_operator()

    def _rating_get_parent_field_name(self):
        """Override of `rating` to group ratings by team."""
        return "team_id"

    def _service_rating_choices(self):
        """Return `[(url, picture, words)]` of the one-click rating for the mail.

        The link opens core's page, which asks to confirm: programs that open links
        of mails do not vote.
        """
        self.ensure_one()
        token = self._rating_get_access_token()
        base = self.get_base_url()
        return [
            (
                f"{base}/rate/{token}/{value}",
                f"{base}/rating/static/src/img/rating_{value}.png",
                words,
            )
            for value, words in (
                (5, self.env._("Good")),
                (3, self.env._("Fair")),
                (1, self.env._("Bad")),
            )
        ]

    def action_view_service_ratings(self):
        """Open the ratings of this request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_portal.rating_rating_action"
        )
        return action | {
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)]
        }
