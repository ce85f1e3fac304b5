"""Everything that we keep of one person, as a ZIP: JSON, XLSX, photos."""

import base64
import io
import json
import zipfile

import xlsxwriter

from odoo import models
from odoo.tools import html2plaintext

_PHOTO_KINDS = ("request", "in", "contents", "damage", "quality", "out")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_service_export(self):
        """Download everything that we keep of this person; the route checks who asks.

        By POST: it is written down at the person that somebody took the data out.
        """
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "service_portal.download",
            "params": {"url": f"/service/privacy/export/{self.id}"},
        }

    def _service_export(self, target):
        """Write the personal data of one person into a file (with sudo).

        :param target: binary file object; gets a ZIP
        """
        self.ensure_one()
        data = self._service_personal_data()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                "data.json", json.dumps(data, ensure_ascii=False, indent=2)
            )
            archive.writestr("data.xlsx", self._service_personal_sheets(data))
            for photo in self._service_personal_jobs().photo_ids:
                if photo.kind in _PHOTO_KINDS and not photo.removed_at:
                    name = f"photos/{photo.job_id.barcode}-{photo.id}.jpg"
                    archive.writestr(name, base64.b64decode(photo.image or b""))
                    photo.invalidate_recordset(["image"])  # one in the memory at a time

    def _service_personal_requests(self):
        """Return the matters of this person, not those of the colleagues.

        The person gets those of all companies, an employee (context key
        `service_export_company_ids`) those of the own ones.
        """
        requests_sudo = self.env["service.request"].sudo()  # of all companies
        domain = ["|", ("contact_id", "=", self.id), ("partner_id", "=", self.id)]
        companies = self.env.context.get("service_export_company_ids")
        if companies is not None:
            domain = [("company_id", "in", companies), *domain]
        return requests_sudo.with_context(active_test=False).search(domain)

    def _service_personal_jobs(self):
        return self._service_personal_requests().job_ids

    def _service_personal_data(self):
        """Return `{section: [dict of texts]}`."""
        requests = self._service_personal_requests()
        _ = self.env._
        return {
            _("Person"): [
                self._service_personal_row(partner)
                for partner in self
                | self.child_ids.filtered(lambda child: not child.user_ids)
            ],
            _("Consents"): self._service_personal_consents(),
            _("Requests"): [request._service_personal_row() for request in requests],
            _("Devices"): [job._service_personal_row() for job in requests.job_ids],
            _("Messages"): [
                {
                    _("When"): str(message.date),
                    _("Author"): message.author_id.name or message.email_from or "",
                    _("Text"): html2plaintext(message.body or "").strip(),
                }
                for message in requests._service_evidence_messages(internal=False)
            ],
        }

    def _service_personal_row(self, partner):
        _ = self.env._
        return {
            _("Name"): partner.name or "",
            _("E-mail"): partner.email or "",
            _("Phone"): partner.phone or "",
            _("Street"): ", ".join(filter(None, [partner.street, partner.street2])),
            _("Postcode"): partner.zip or "",
            _("Town"): partner.city or "",
            _("NIP"): partner.vat or "",
            _("Language"): partner.lang or "",
        }

    def _service_personal_consents(self):
        _ = self.env._
        preferences = dict(
            self._fields["service_mail_preference"]._description_selection(self.env)
        )
        registered = self.commercial_partner_id.service_registered_at
        return [
            {
                _("What"): _("I have read how my data is used."),
                _("Value"): str(registered or ""),
            },
            {
                _("What"): _("Service Mails"),
                _("Value"): preferences[self.service_mail_preference],
            },
        ]

    def _service_personal_sheets(self, data):
        """Return the same data as a workbook; every cell is a text, never a formula."""
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            for title, rows in data.items():
                sheet = book.add_worksheet(title[:31])
                sheet.freeze_panes(1, 0)
                for column, name in enumerate(rows[0] if rows else ()):
                    sheet.set_column(column, column, 24)
                    sheet.write_string(0, column, name, bold)
                for line, row in enumerate(rows, start=1):
                    for column, value in enumerate(row.values()):
                        sheet.write_string(line, column, value[:32000], wrap)
        return buffer.getvalue()
