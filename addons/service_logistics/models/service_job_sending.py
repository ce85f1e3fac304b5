from odoo import models
from odoo.exceptions import UserError

SENDING_KINDS = ("out", "contents")


class ServiceJob(models.Model):
    """What has to be done before a parcel leaves."""

    _inherit = "service.job"

    def _service_check_sending_photo(self):
        """Raise UserError when the company wants a photo and none was taken.

        One photo of a parcel is enough; one of an earlier parcel is none.
        """
        if not self.company_id[:1].service_sending_photo:
            return
        photos_sudo = self.sudo().photo_ids  # whoever finishes the transfer
        # guard: no parcel without its photo
        if any(
            photo.kind in SENDING_KINDS
            and not photo.removed_at
            and photo.taken_at >= photo.job_id.state_since
            for photo in photos_sudo
        ):
            return
        raise UserError(
            self.env._(
                "Take a photo of what is in the parcel first (%(jobs)s), then send it.",
                jobs=", ".join(self.mapped("reference")),
            )
        )
