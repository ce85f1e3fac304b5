from odoo import api, models


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_home_cards(self, user):
        card = {
            "code": "seam",
            "title": "Seam card",
            "text": "",
            "count": 3,
            "url": "/seam",
            "icon": "fa-bolt",
            "sequence": 50,
        }
        return [*super()._service_home_cards(user), card]

    def _service_portal_sections(self):
        section = {
            "code": "seam",
            "title": "Seam section",
            "sequence": 50,
            "template": "service_seam_test.portal_section",
            "values": {"word": "seam-of-request"},
        }
        return [*super()._service_portal_sections(), section]

    def _service_portal_actions(self, user):
        action = {
            "code": "seam",
            "label": "Seam on request",
            "url": "/seam",
            "method": "get",
            "kind": "secondary",
            "confirm": False,
            "sequence": 50,
        }
        return [*super()._service_portal_actions(user), action]

    @api.model
    def _service_mail_templates(self):
        about = {
            "template": "service_portal.mail_template_job_received",
            "needs_client": True,
        }
        return super()._service_mail_templates() | {"job.quality": about}

    def _service_mail_attachments(self, code, jobs):
        found = super()._service_mail_attachments(code, jobs)
        if code == "job.quality":
            found = [*found, ("seam.txt", jobs.reference.encode())]
        return found
