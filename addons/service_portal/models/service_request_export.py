"""What the export of personal data says of a matter and of a job."""

from odoo import models


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_personal_row(self):
        """Return what the export says of one matter."""
        _ = self.env._
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            _("Number"): self.name,
            _("Type"): self.type_id.name or "",
            _("Subject"): self.subject or "",
            _("Description"): self.description or "",
            _("Your own number"): self.customer_reference or "",
            _("Sent"): str(self.submitted_at or ""),
            _("Closed"): str(self.closed_at or ""),
            _("State"): states[self.state],
            _("Answer"): self.answer_text or "",
        }


class ServiceJob(models.Model):
    _inherit = "service.job"

    def _service_personal_row(self):
        """Return what the export says of one job."""
        _ = self.env._
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            _("Number"): self.reference or "",
            _("Device"): self.title or "",
            _("Serial Number"): self.serial_number or "",
            _("Fault Description"): self.fault or "",
            _("Accessories"): self.accessories or "",
            _("Visible Condition"): self.condition or "",
            _("State"): states[self.state],
            _("Amount"): self.amount_display or "",
            _("Parcel"): self.tracking_display or "",
        }
