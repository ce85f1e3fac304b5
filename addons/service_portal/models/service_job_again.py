"""Reporting a known device again: two clicks, what was said before is there."""

from odoo import api, models
from odoo.fields import Domain

_SAID_BEFORE = ("fault", "accessories", "condition")


class ServiceJob(models.Model):
    _inherit = "service.job"

    @api.model
    def _service_client_again(self, device_id, *, user):
        """Return what the client said of a device before: `(form values, open job)`.

        :param int device_id: of a device that `user` may read, or of none
        :return: the values of one device of the form with `type_id` beside them, empty
            for a foreign device; and its open job, as `user`, or none
        """
        devices = self.env["service.device"].with_user(user)
        device = devices.search([("id", "=", device_id)])
        jobs = self.with_user(user)
        if not device:
            return {}, jobs
        last = jobs.search([("device_id", "=", device.id)], limit=1)
        values = {name: last[name] or "" for name in _SAID_BEFORE}
        for name in ("fault_type_id", "type_id"):
            values[name] = str(last.sudo()[name].id or "")  # lists open to clients
        values["device_id"] = str(device.id)
        return values, last.filtered_domain(self._service_keeping_domain())

    # --- One job a device -----------------------------------------------------------

    @api.model
    def _service_keeping_domain(self):
        """Hook: the domain of jobs that keep their device from a new job."""
        return Domain("is_open", "=", True)

    def _service_keeping_sentence(self):
        """Hook: why the device of this job cannot be reported again, and what to do."""
        return self.env._(
            "%(device)s has an open job already: %(job)s. Write there, or remove the "
            "device from this form.",
            device=self.device_id.display_name,
            job=self.reference,
        )
