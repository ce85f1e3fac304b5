"""The screen for phone and counter: who is it, and which device?"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .. import nip as nip_number

_MAX_FOUND = 8
_MAX_SHOWN = 12
_MIN_TEXT = 3
# Fewer digits than these are part of a house number or of a model, not of a phone.
_MIN_PHONE = 6


class ServiceIntake(models.AbstractModel):
    """Looks clients up and files for them; every method checks the caller's group."""

    _name = "service.intake"
    _description = "Service Intake at Phone and Counter"

    @api.model
    def _service_check_desk(self):
        if not self.env.user.has_group("service_portal.group_service_care"):
            raise AccessError(self.env._("Only the care desk files for clients."))

    # --- Looking up -----------------------------------------------------------

    @api.model
    def intake_choices(self):
        """Return what the form offers: `{"types", "categories", "fault_types"}`."""
        self._service_check_desk()
        env = self.env
        types = env["service.request.type"].search([])
        return {
            "types": types.read(["name", "needs_device"]),
            "categories": env["service.device.category"].search([]).read(["name"]),
            "fault_types": env["service.fault.type"].search([]).read(["name"]),
        }

    @api.model
    def intake_lookup(self, text):
        """Find devices and clients by what a caller says.

        :param str text: serial number, device code, job number, phone, e-mail, NIP
            or name; shorter than 3 characters finds nothing
        :return: `{"devices": [...], "clients": [...]}`, at most 8 each
        """
        self._service_check_desk()
        text = str(text or "").replace("\x00", "").strip()[:100]
        if len(text) < _MIN_TEXT:
            return {"devices": [], "clients": []}
        return {
            "devices": self._service_found_devices(text),
            "clients": self._service_found_clients(text),
        }

    def _service_found_devices(self, text):
        devices = self.env["service.device"]
        key = devices._service_serial_key(text)
        domain = Domain("code", "=ilike", text) | Domain(
            "job_ids.search_text", "ilike", text
        )
        if key:
            domain |= Domain("serial_key", "=like", f"{key}%")
        found = devices.search(domain, limit=_MAX_FOUND)
        return self._service_device_rows(found)

    def _service_device_rows(self, devices):
        jobs = self.env["service.job"]
        open_jobs = {
            job.device_id: job
            for job in jobs.search(
                [("device_id", "in", devices.ids), *jobs._service_keeping_domain()]
            )
        }
        return [
            {
                "id": device.id,
                "title": device._service_title(),
                "serial": device.serial_number or "",
                "code": device.code,
                "client": device.partner_id.display_name,
                "contact_id": self._service_last_contact(device).id,
                "open_job": open_jobs[device].reference
                if device in open_jobs
                else False,
            }
            for device in devices
        ]

    def _service_last_contact(self, device):
        """Return who reported the device last, or its owner."""
        mine = device.job_ids.filtered(lambda job: job.partner_id == device.partner_id)
        return mine.sorted("id")[-1:].contact_id or device.partner_id

    def _service_found_clients(self, text):
        domain = Domain("complete_name", "ilike", text) | Domain("email", "ilike", text)
        digits = "".join(char for char in text if char.isdigit())
        if len(digits) >= _MIN_PHONE:
            domain |= self.env["res.partner"]._service_phone_domain(digits)
        if nip_number.is_valid(text):
            domain |= Domain("vat", "in", nip_number.spellings(text))
        partners = self.env["res.partner"].search(
            domain & self._service_client_domain(),
            limit=_MAX_FOUND,
            order="is_company, complete_name",
        )
        return [self._service_client_row(partner) for partner in partners]

    def _service_client_domain(self):
        """People and companies; neither employees nor mere addresses."""
        return Domain("partner_share", "=", True) & Domain("type", "=", "contact")

    def _service_client_row(self, partner):
        company = partner.commercial_partner_id
        return {
            "id": partner.id,
            "name": partner.name or company.name,
            "company": company.name if company != partner else "",
            "is_company": partner.is_company,
            "phone": partner.phone or "",
            "email": partner.email or "",
            "city": partner.city or company.city or "",
        }

    @api.model
    def intake_client(self, contact_id):
        """Return the chosen client: who it is, known devices, what is open now."""
        self._service_check_desk()
        number = self.env["service.request"]._service_int(contact_id)
        contact = self.env["res.partner"].search([("id", "=", number)])
        if not contact:
            raise UserError(self.env._("Choose the client from the list."))
        client = contact.commercial_partner_id
        devices = self.env["service.device"].search(
            [("partner_id", "=", client.id)], limit=_MAX_SHOWN
        )
        return self._service_client_row(contact) | {
            "has_account": bool(contact._service_accounts()),
            "caretaker": client.service_caretaker_id.name or "",
            "devices": self._service_device_rows(devices),
            "open_jobs": self._service_open_jobs(client),
        }

    def _service_open_jobs(self, client):
        jobs = self.env["service.job"].search(
            [("partner_id", "=", client.id), ("is_open", "=", True)], limit=_MAX_SHOWN
        )
        labels = dict(jobs._fields["state"]._description_selection(self.env))
        return [
            {
                "id": job.id,
                "reference": job.reference,
                "title": job.display_name,
                "state": labels[job.state],
            }
            for job in jobs
        ]
