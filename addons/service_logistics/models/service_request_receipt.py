from odoo import models


class ServiceRequest(models.Model):
    """The receipt goes to the client with the mail about his devices."""

    _inherit = "service.request"

    def _service_mail_attachments(self, code, jobs):
        """Override of `service_portal` to send the receipt of a hand-over."""
        files = super()._service_mail_attachments(code, jobs)
        if code != "job.shipped":
            return files
        shipments_sudo = jobs.sudo().shipment_id  # the mail goes to their client
        signed = shipments_sudo.filtered("signature").with_context(
            lang=self.contact_id.lang or self.env.lang
        )
        return files + [
            # guard: what a colleague had repaired is not in it
            (shipment._service_receipt_name(), shipment._service_receipt(self.job_ids))
            for shipment in signed
        ]
