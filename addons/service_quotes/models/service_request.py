from odoo import api, models

from .service_job_portal import DECIDE_DOMAIN, QUOTES_URL


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_home_cards(self, user):
        jobs = self.env["service.job"].with_user(user)
        return [
            *super()._service_home_cards(user),
            {
                "code": "decide",
                "title": self.env._("Quotes to decide"),
                "text": self.env._("Choose what we repair"),
                "count": jobs.search_count(DECIDE_DOMAIN),
                "url": QUOTES_URL,
                "icon": "fa-check-square-o",
                "sequence": 15,
            },
        ]

    @api.model
    def _service_mail_templates(self):
        return super()._service_mail_templates() | {
            "job.quoted": {
                "template": "service_quotes.mail_template_job_quoted",
                "needs_client": True,
            },
            "job.accepted": {
                "template": "service_quotes.mail_template_job_accepted",
                "needs_client": True,
            },
        }

    def _service_open_quotes(self):
        """Return the quotes of this request that wait for the client, for mails."""
        self.ensure_one()
        return self.job_ids.quote_ids.filtered(lambda quote: quote.state == "sent")
