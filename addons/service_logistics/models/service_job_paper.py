from odoo import models

from ..report import device_labels


class ServiceJob(models.Model):
    """Labels of devices, and the code that a client shows at the counter."""

    _inherit = "service.job"

    def _service_labels(self):
        """Return `device_labels.Label` of each device, in the order of the jobs."""
        return [
            device_labels.Label(
                head=job.reference or "",
                barcode=job.barcode or "",
                lines=(
                    job.title or "",
                    " · ".join(
                        filter(None, [job.serial_number, job.partner_id.display_name])
                    ),
                ),
            )
            for job in self.filtered("device_id")
        ]

    def _service_at_counter(self):
        """Return those whose device may be brought or collected."""
        return self.filtered(lambda job: job.is_open and job.state != "shipped")

    def _service_portal_sections(self):
        """Override of `service_portal` to show the code until the device has left."""
        sections = super()._service_portal_sections()
        if self.barcode and self.device_id and self._service_at_counter():
            sections.append(self.request_id._service_code_section(self.barcode))
        return sections
