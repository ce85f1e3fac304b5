"""The device's passport: what its present owner reads of its history."""

from odoo import models


class ServiceDevice(models.Model):
    _inherit = "service.device"

    def _service_client_owns(self, user):
        """Tell whether `user` belongs to the owner and may see the device."""
        self.ensure_one()
        client = user.partner_id.commercial_partner_id
        if self.sudo().partner_id != client:  # compared, not shown
            return False
        return bool(
            self.with_user(user).sudo(False).search_count([("id", "=", self.id)])
        )

    def _service_passport(self, user):
        """Return the device's jobs that `user` may see, newest first, with sudo.

        The search runs by the user's own rights: what happened under another owner,
        or for a colleague whose matters the user may not read, is not there at all.
        """
        self.ensure_one()
        client = user.partner_id.commercial_partner_id
        jobs = self.env["service.job"].with_user(user).sudo(False)
        # guard: never what happened under another owner
        found = jobs.search(
            [("device_id", "=", self.id), ("partner_id", "=", client.id)]
        )
        return found.sudo()  # photos and documents are only counted and named
