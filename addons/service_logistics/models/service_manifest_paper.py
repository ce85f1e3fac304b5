"""The manifest as PDF: what the courier signs, with codes for his scanner and ours."""

from odoo import models
from odoo.tools.misc import file_path

from ..report import manifest_document
from .service_request import FALLBACK_FONTS


class ServiceManifest(models.Model):
    _inherit = "service.manifest"

    def _service_paper_name(self):
        title = self.env._("Courier manifest")
        return f"{title} {self.name.replace('/', '-')}.pdf"

    def _service_paper(self):
        """Return one PDF with the manifests of `self`."""
        return manifest_document.draw(
            *(manifest._service_paper_content() for manifest in self),
            fallback_fonts=[file_path(path) for path in FALLBACK_FONTS],
        )

    def _service_paper_content(self):
        """Return `manifest_document.Content` of one manifest."""
        self.ensure_one()
        _ = self.env._
        company = self.company_id.partner_id
        title = _("Courier manifest")
        return manifest_document.Content(
            title=f"{title} {self.name}",
            barcode=self.barcode,
            sender=self.env["service.request"]._service_address_lines(company),
            facts=self._service_paper_facts(),
            labels={
                "place": _("No."),
                "number": _("Our number"),
                "town": _("To"),
                "devices": _("Devices"),
                "cod": _("COD"),
                "tracking_number": _("Parcel number"),
                "page": _("Page"),
            },
            rows=[parcel._service_manifest_row() for parcel in self._service_parcels()],
            total=_(
                "Parcels: %(parcels)s, devices: %(devices)s",
                parcels=self.parcel_count,
                devices=self.device_count,
            ),
            signatures=[
                _("Courier: name, vehicle"),
                _("Date and time"),
                _("Courier's signature"),
            ],
        )

    def _service_paper_facts(self):
        _ = self.env._
        local = self.env["service.job"]._service_local
        rows = [
            (_("Carrier"), self.carrier_id.name or "–"),
            (_("Day"), f"{self.day:%d.%m.%Y}"),
            (_("Pickup number"), self.pickup_ref),
            (_("Courier"), self.courier_name),
            (
                _("Handed over"),
                self.handed_over_at and f"{local(self.handed_over_at):%d.%m.%Y %H:%M}",
            ),
        ]
        return [(label, value) for label, value in rows if value]
