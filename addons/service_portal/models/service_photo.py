from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import photo as photo_tools
from ..const import SOURCES

KINDS = [
    ("request", "Sent with the Request"),
    ("in", "At Receipt"),
    ("out", "Before Sending"),
    ("contents", "Contents of the Parcel"),
    ("checklist", "Checklist"),
    ("quality", "Quality Check"),
    ("damage", "Damage"),
]
MAX_FILES = 10
# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()


class ServicePhoto(models.Model):
    """A write-once photo of a job; a removal leaves its trace."""

    _name = "service.photo"
    _description = "Service Photo"
    _inherit = "service.lock.mixin"
    _order = "taken_at, id"

    name = fields.Char(required=True)
    job_id = fields.Many2one(
        "service.job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True)
    position = fields.Char()
    image = fields.Binary(attachment=True)
    sha256 = fields.Char(required=True, index=True)
    width = fields.Integer()
    height = fields.Integer()
    taken_at = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", required=True)
    station = fields.Char()
    source = fields.Selection(SOURCES, required=True)
    removed_at = fields.Datetime(readonly=True)
    removed_by_id = fields.Many2one("res.users", readonly=True)
    removed_reason = fields.Char(readonly=True)

    _job_photo_uniq = models.UniqueIndex(
        "(job_id, kind, sha256)", "This photo is at the job already."
    )

    # --- Write once -------------------------------------------------------------

    def write(self, vals):
        # guard: also for the manager; a removal goes with who, when and why
        if self.env.context.get("service_photo_writer") is not _WRITER:
            raise UserError(self.env._("A photo is evidence and is never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A photo is not deleted. Remove it with a reason instead.")
        )

    def _service_remove(self, reason):
        """Take the picture away and keep who, when, why and the hash."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the photo is removed."))
        self.with_context(service_photo_writer=_WRITER).write(
            {
                "image": False,
                "removed_at": fields.Datetime.now(),
                "removed_by_id": self.env.uid,
                "removed_reason": reason,
            }
        )

    # --- Adding -------------------------------------------------------------------

    @api.model
    def _service_add(self, job, kind, files, *, station=None, position=None, source):
        """Check, clean and keep photos of a job; all of them or none.

        :param job: `service.job` record
        :param str kind: one of `KINDS`
        :param list files: `(file name, bytes)`, at most MAX_FILES
        :return: the photos; one that the job has already is returned, not doubled
        :raise UserError: which file is wrong and what to do
        """
        if len(files) > MAX_FILES:
            raise UserError(
                self.env._("Add at most %(count)s photos at a time.", count=MAX_FILES)
            )
        cleaned = [(name, self._service_clean(name, raw)) for name, raw in files]
        return self._service_keep(
            job, kind, cleaned, station=station, position=position, source=source
        )

    @api.model
    def _service_keep(self, job, kind, cleaned, *, station=None, position=None, source):
        """Keep photos that are cleaned already; see `_service_add`.

        :param list cleaned: `(file name, photo.Photo)`
        """
        known = {
            photo.sha256: photo
            for photo in self.search([("job_id", "=", job.id), ("kind", "=", kind)])
        }
        fresh = {p.sha256: (n, p) for n, p in cleaned if p.sha256 not in known}
        now = fields.Datetime.now()
        vals_list = [
            {
                "name": (name or "photo")[:120],
                "job_id": job.id,
                "kind": kind,
                "position": position,
                "sha256": photo.sha256,
                "width": photo.width,
                "height": photo.height,
                "taken_at": now,
                "user_id": self.env.uid,
                "station": station,
                "source": source,
            }
            for name, photo in fresh.values()
        ]
        # guard: sent twice at once it is kept once, and both are told so
        with self._service_replay_on(self._job_photo_uniq):
            photos = self.create(vals_list)
        photos._service_store([photo.content for _name, photo in fresh.values()])
        known |= {photo.sha256: photo for photo in photos}
        return self.browse(dict.fromkeys(known[p.sha256].id for _name, p in cleaned))

    def _service_store(self, contents):
        """Keep the bytes of new photos as the field `image` itself would.

        The field takes base64 only, and then decodes it: a third of the time that a
        photo takes.

        :param list contents: bytes, one for each photo
        """
        attachments_sudo = self.env["ir.attachment"].sudo()  # as the field does
        attachments_sudo.create(
            [
                {
                    "name": "image",
                    "res_model": self._name,
                    "res_field": "image",
                    "res_id": photo.id,
                    "type": "binary",
                    "raw": content,
                }
                for photo, content in zip(self, contents, strict=True)
            ]
        )
        self.invalidate_recordset(["image"])

    @api.model
    def _service_clean(self, name, raw):
        """Return the `photo.Photo` of one file.

        :raise UserError: too large, or no photo
        """
        limit = self.env.company.sudo().service_photo_max_mb  # a limit, no secret
        try:
            return photo_tools.clean(raw, max_bytes=limit * 1024 * 1024)
        except photo_tools.PhotoError as error:
            if error.args[0] == "format":
                message = self.env._(
                    "“%(name)s” is not a photo we can read. Please send a JPG, PNG or "
                    "WebP file.",
                    name=name,
                )
            else:
                message = self.env._(
                    "The photo “%(name)s” is too large (limit: %(limit)s MB). Please "
                    "choose a smaller one.",
                    name=name,
                    limit=limit,
                )
            raise UserError(message) from error
