import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

# mode of the booth -> kind of its photos
PHOTO_KINDS = {"receive": "in", "send": "out", "damage": "damage"}


class ServiceScan(models.Model):
    """The photo booth of the stations."""

    _inherit = "service.scan"

    @api.model
    def photo_job(self, job_id, mode):
        """Return what the booth shows of one device.

        :param str mode: "receive", "send" or "damage"
        :return: dict: job_id, photo_count, positions (id, name, taken), photos
            (id, position) of this kind, the oldest first
        """
        self.env["service.job"]._service_check_logistics()
        job = self._service_photo_job(job_id)
        photos = self.env["service.photo"].search(
            [
                ("job_id", "=", job.id),
                ("kind", "=", self._service_photo_kind(mode)),
                ("removed_at", "=", False),
            ]
        )
        taken = {(photo.position or "").casefold() for photo in photos}
        positions = self.env["service.photo.position"]._service_for_mode(mode)
        return {
            "job_id": job.id,
            "photo_count": job.photo_count,
            "positions": [
                {
                    "id": position.id,
                    "name": position.name,
                    "taken": position._service_name_for(job).casefold() in taken,
                }
                for position in positions
            ],
            "photos": [
                {"id": photo.id, "position": photo.position or ""} for photo in photos
            ],
        }

    @api.model
    def add_photo(
        self, job_id, name, data, mode="receive", station=None, position_id=None
    ):
        """Keep a photo that was taken at a station.

        The same picture sent again is the same photo: the booth repeats what got no
        answer.

        :param str data: the file in base64
        :param str mode: "receive", "send" or "damage"
        :param int position_id: the view, a `service.photo.position`
        :return: dict: job_id, photo_count, photo_id
        """
        self.env["service.job"]._service_check_logistics()
        self._service_check_sender()
        job = self._service_photo_job(job_id)
        kind = self._service_photo_kind(mode)
        try:
            content = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("The photo did not arrive whole. Take it again.")
            ) from error
        positions = self.env["service.photo.position"].with_context(active_test=False)
        position = positions.search([("id", "=", position_id)])
        photo = self.env["service.photo"]._service_add(
            job,
            kind,
            [(name, content)],
            station=(station or "")[:64] or None,
            position=position._service_name_for(job) if position else None,
            source="scan",
        )
        job.invalidate_recordset(["photo_count"])
        return {
            "job_id": job.id,
            "photo_count": job.photo_count,
            "photo_id": photo.id,
        }

    @api.model
    def _service_photo_job(self, job_id):
        job = self.env["service.job"].search([("id", "=", job_id)])
        if not job:
            raise UserError(self.env._("Scan the device first, then take the photo."))
        return job

    @api.model
    def _service_photo_kind(self, mode):
        if mode not in PHOTO_KINDS:
            raise UserError(self.env._("Scan the device first, then take the photo."))
        return PHOTO_KINDS[mode]
