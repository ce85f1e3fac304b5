from odoo import api, models
from odoo.tools.misc import file_path

from ..report import logistics_document

# Half a millisecond and 0.3 kB each: more of them are printed from the request's page,
# so that a spreadsheet of 10,000 does not draw 1,250 pages into a mail.
MAIL_DEVICES = 200
FALLBACK_FONTS = (
    "web/static/fonts/lato/Lato-Reg-webfont.ttf",
    "web/static/fonts/lato/Lato-Bol-webfont.ttf",
)


class ServiceRequest(models.Model):
    """Announced parcels: a receipt is expected, a document goes to the client."""

    _inherit = "service.request"

    def _service_after_transition(self, events):
        """Override of `service_portal` to expect the devices of accepted requests."""
        super()._service_after_transition(events)
        accepted = events.filtered(lambda event: event.state_to == "accepted")
        accepted.request_id.filtered("type_id.needs_shipping").job_ids.filtered(
            lambda job: job.state == "announced"
        )._service_prepare_receipts()

    # --- Mail -----------------------------------------------------------------

    @api.model
    def _service_mail_templates(self):
        """Override of `service_portal` to tell the client what was sent."""
        return super()._service_mail_templates() | {
            "job.shipped": {
                "template": "service_logistics.mail_template_job_shipped",
                "needs_client": False,
            }
        }

    def _service_mail_attachments(self, code, jobs):
        """Override of `service_portal` to send the document when devices may come.

        Not of more than MAIL_DEVICES devices: the page of the request has that one.
        """
        files = super()._service_mail_attachments(code, jobs)
        if (
            code == "request.accepted"
            and len(self.job_ids) <= MAIL_DEVICES
            and self._service_has_document()
        ):
            files.append((self._service_document_name(), self._service_document()))
        return files

    # --- Document ---------------------------------------------------------------

    def _service_has_document(self):
        """Tell whether there are devices that the client ships."""
        self.ensure_one()
        return bool(
            self.type_id.needs_shipping
            and self.state not in ("draft", "rejected", "closed")
            and self.job_ids.filtered("device_id")
        )

    def _service_document_name(self):
        self.ensure_one()
        number = (self.name or "").replace("/", "-")
        title = self.env._("Logistics document")
        return f"{title} {number}.pdf"

    def _service_document(self):
        """Return the logistics document of one request as PDF bytes.

        In the language of the contact: he packs by it.
        """
        self.ensure_one()
        return self._service_documents()

    def _service_documents(self):
        """Return the logistics documents of all requests in one PDF."""
        return logistics_document.draw(
            *(
                request.with_context(
                    lang=request.contact_id.lang or self.env.lang
                )._service_document_content()
                for request in self
            ),
            fallback_fonts=[file_path(path) for path in FALLBACK_FONTS],
        )

    def _service_document_content(self):
        """Return `logistics_document.Content` of one request."""
        self.ensure_one()
        company = self.company_id
        jobs = self.job_ids.filtered(
            lambda job: job.device_id and job.state != "cancelled"
        ).sorted("number")
        return logistics_document.Content(
            title=self.env._("Logistics document"),
            number=self.name,
            barcode=self.barcode,
            url=f"{self.get_base_url()}/my/service/{self.id}",
            sender=self._service_address_lines(self.contact_id),
            receiver=self._service_address_lines(company.partner_id),
            labels={
                "sender": self.env._("Sender"),
                "receiver": self.env._("Send to"),
                "request": self.env._("Request"),
                "devices": self.env._(
                    "Devices in the parcel: %(count)s", count=len(jobs)
                ),
                "packing": self.env._("How to pack"),
                "page": self.env._("Page"),
                "qr": self.env._("Status of the request"),
                "serial": self.env._("Serial number"),
                "fault": self.env._("Fault"),
                "accessories": self.env._("Accessories"),
                "slip": self.env._("Cut out and put it with the device"),
            },
            packing=[
                self.env._("Print this document and put it into the parcel."),
                self.env._("Put the slip with its code with each device."),
                self.env._(
                    "Wrap each device on all sides; leave at least 5 cm to the walls "
                    "of the box."
                ),
                self.env._("Add only the accessories that are listed below."),
                self.env._(
                    "Remove passwords or write them in the request; back up your data."
                ),
                self.env._(
                    "Stick the carrier's label on the outside and keep the number."
                ),
            ],
            slips=[
                logistics_document.Slip(
                    reference=job.reference or "",
                    barcode=job.barcode or "",
                    title=job.title or "",
                    serial=job.serial_number or "",
                    fault=job.fault_type_id.name or job.fault or "",
                    accessories=job.accessories or "",
                )
                for job in jobs
            ],
        )

    @api.model
    def _service_address_lines(self, partner):
        """Return name, company and address of `partner`, one line each."""
        commercial = partner.commercial_partner_id
        lines = [commercial.name] if commercial != partner else []
        lines += [partner.name, *partner._display_address(True).splitlines()]
        lines += [partner.phone]
        return [line.strip() for line in lines if line and line.strip()]

    # --- Portal -----------------------------------------------------------------

    def _service_portal_actions(self, user):
        """Override of `service_portal` to offer the document."""
        actions = super()._service_portal_actions(user)
        if self._service_expects_devices() and self._service_has_document():
            actions.append(self._service_document_action())
        return actions

    def _service_expects_devices(self):
        """Tell whether devices are still to come; before acceptance nobody sends."""
        return self.state in ("accepted", "in_progress") and (
            "announced" in self.job_ids.filtered("device_id").mapped("state")
        )

    def _service_document_action(self):
        return {
            "code": "document",
            "label": self.env._("Print the document for the parcel"),
            "url": f"/my/service/{self.id}/document",
            "method": "get",
            "kind": "secondary",
            "confirm": False,
            "sequence": 20,
        }

    # --- Buttons ------------------------------------------------------------------

    def action_view_transfers(self):
        """Show the stock transfers of the request's devices."""
        return self.job_ids.action_view_transfers()
