"""The damage protocol as PDF, with photos and their hashes."""

import base64

from odoo import models
from odoo.tools.misc import file_path

from odoo.addons.service_portal.report.paper import Paper

from .service_request import FALLBACK_FONTS


class ServiceDamage(models.Model):
    _inherit = "service.damage"

    def _service_paper_name(self):
        title = self.env._("Damage protocol")
        return f"{title} {self.name.replace('/', '-')}.pdf"

    def _service_paper(self):
        """Return one PDF with the protocols of `self`."""
        title = self.env._("Damage protocol")
        title = f"{title} {', '.join(self.mapped('name'))}"
        paper = Paper(
            title, title, fallback_fonts=[file_path(path) for path in FALLBACK_FONTS]
        )
        for damage in self:
            damage._service_write(paper)
        return paper.done()

    def _service_write(self, paper):
        _ = self.env._
        title = _("Damage protocol")
        paper.title(f"{title} {self.name}", label=self.company_id.name)
        paper.rows(self._service_paper_facts())
        for label, text in (
            (_("What is damaged or missing"), self.description),
            (_("Packaging"), self.packaging),
        ):
            if text:
                paper.heading(label)
                paper.text(text)
        paper.heading(_("Devices"))
        paper.rows(self._service_paper_devices())
        photos = self.photo_ids.sorted("id")
        if photos:
            paper.heading(_("Photos"))
            paper.photos(photo_parts(photos))
            paper.heading(_("Photos: SHA-256 of the originals"))
            paper.hashes([(photo.name, photo.sha256) for photo in photos])
        paper.heading(_("Signature"))
        paper.text("\n\n" + "." * 60)

    def _service_paper_facts(self):
        _ = self.env._
        local = self.env["service.job"]._service_local
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = [
            (_("Kind"), kinds[self.kind]),
            (_("Client"), self.partner_id.name),
            (_("Found"), f"{local(self.found_at):%d.%m.%Y %H:%M}"),
            (_("Found by"), self.found_by_id.name),
            (_("Carrier"), self.carrier_id.name),
            (_("Parcel number"), self.tracking_number),
            (_("Shipment"), self.shipment_id.name),
            (_("Claim by"), self.claim_due and f"{self.claim_due:%d.%m.%Y}"),
        ]
        return [(label, value) for label, value in rows if value]

    def _service_paper_devices(self):
        return [
            (
                job.reference,
                ", ".join(
                    filter(None, [job.title, job.serial_number, job.accessories])
                ),
            )
            for job in self.job_ids.sorted("reference")
        ]


def photo_parts(photos):
    """Yield `(jpeg, caption)` of the photos, one in the memory at a time."""
    local = photos.env["service.job"]._service_local
    for photo in photos:
        content = photo.image
        if content:
            caption = ", ".join(
                filter(
                    None, [photo.position, f"{local(photo.taken_at):%d.%m.%Y %H:%M}"]
                )
            )
            yield base64.b64decode(content), f"{caption} – {photo.name}"
        photo.invalidate_recordset(["image"])
