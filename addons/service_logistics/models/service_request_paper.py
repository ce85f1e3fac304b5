from odoo import models

from ..code_svg import code_uri


class ServiceRequest(models.Model):
    """Labels of the request's devices, and its code on the client's page."""

    _inherit = "service.request"

    def _service_labels(self):
        """Return `device_labels.Label` of each device of the requests."""
        jobs = self.job_ids.filtered(lambda job: job.state != "cancelled")
        return jobs.sorted(
            lambda job: (job.request_id.id, job.number)
        )._service_labels()

    def _service_portal_sections(self):
        """Override of `service_portal` to show the code of the request."""
        sections = super()._service_portal_sections()
        if self._service_has_document() and self.job_ids._service_at_counter():
            sections.append(self._service_code_section(self.barcode))
        return sections

    def _service_code_section(self, barcode):
        return {
            "code": "barcode",
            "title": self.env._("Code for our counter"),
            "template": "service_logistics.portal_code",
            "values": {"barcode": barcode, "image": code_uri(barcode)},
            "sequence": 90,
        }
