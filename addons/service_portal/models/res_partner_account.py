"""What a client changes of the own data: person, company, addresses."""

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools.mail import single_email_re

from ..const import JOB_FINISHED, REQUEST_FINISHED

PLACE = ("street", "zip", "city")
_PERSON = ("name", "phone")
_COMPANY = ("phone", "email", *PLACE)
_SHARED = ("name", "phone", *PLACE)
_KINDS = ("delivery", "invoice")
_MAX_LENGTH = 200
_MAX_ADDRESSES = 100
# A device on its way, or at home: its address is history.
_JOB_GONE = ("shipped", *JOB_FINISHED)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # --- The acting user's right ------------------------------------------------

    @api.model
    def _service_may_edit_client(self, user):
        """Tell whether `user` changes company data and shared addresses."""
        partner = user.partner_id
        return (
            partner == partner.commercial_partner_id or user._service_is_client_admin()
        )

    @api.model
    def _service_check_edit_client(self, user):
        if not self._service_may_edit_client(user):
            raise AccessError(
                self.env._("Only an administrator of your company may change this.")
            )

    @api.model
    def _service_client_addresses(self, user):
        """Return the client's shared addresses, with sudo, by kind and name."""
        addresses_sudo = self.env["res.partner"].sudo()  # of the own company only
        client = user.partner_id.commercial_partner_id
        return addresses_sudo.search(
            [("parent_id", "=", client.id), ("type", "in", (*_KINDS, "other"))],
            order="type, name, id",
            limit=_MAX_ADDRESSES,
        )

    # --- Writing ------------------------------------------------------------------

    @api.model
    def _service_client_set_person(self, values, *, user):
        """Change the own data: name, phone, address, language, mails, usual address.

        :param dict values: name, phone, street, zip, city, lang,
            service_mail_preference, service_shipping_id; others are ignored
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        partner_sudo = user.partner_id.sudo()  # own data, allow-list below
        # The people of a company have its address.
        private = partner_sudo == partner_sudo.commercial_partner_id
        names = (*_PERSON, *PLACE) if private else _PERSON
        vals = self._service_clean_values(values, names)
        if not vals.get("name", True):
            raise UserError(self.env._("Enter your first name and surname."))
        partner_sudo._service_check_address(vals)
        vals |= self._service_choice_vals(values)
        if "service_shipping_id" in values:
            address = self.env["service.request"]._service_client_address(
                values["service_shipping_id"], user
            )
            vals["service_shipping_id"] = address.id
        partner_sudo.write(vals)

    @api.model
    def _service_choice_vals(self, values):
        """Return language and mail preference when they are possible ones."""
        preferences = dict(self._fields["service_mail_preference"].selection)
        languages = dict(self.env["res.lang"].get_installed())
        choices = {"service_mail_preference": preferences, "lang": languages}
        return {
            name: values[name]
            for name, possible in choices.items()
            if values.get(name) in possible
        }

    @api.model
    def _service_client_set_company(self, values, *, user):
        """Change phone, e-mail and address of the company. Administrators only.

        Name and NIP stand on invoices: the care desk changes them.
        """
        self._service_check_edit_client(user)
        client_sudo = user.partner_id.commercial_partner_id.sudo()  # checked above
        vals = self._service_clean_values(values, _COMPANY)
        if vals.get("email") and not single_email_re.match(vals["email"]):
            raise UserError(
                self.env._("Enter a full e-mail address, for example jan@example.com.")
            )
        client_sudo._service_check_address(vals)
        client_sudo.write(vals)

    @api.model
    def _service_client_set_address(self, values, *, user):
        """Add a shared address, or change one; what is finished keeps the old one.

        :param dict values: address_id to change one, type (delivery or invoice), name,
            phone, street, zip, city
        :return: the address with sudo
        """
        self._service_check_edit_client(user)
        vals = self._service_clean_values(values, _SHARED)
        if not vals.get("name"):
            raise UserError(
                self.env._("Give the address a name, for example the branch's.")
            )
        address_sudo = self._service_own_address(values.get("address_id"), user)
        client = user.partner_id.commercial_partner_id
        address_sudo._service_check_address(vals, whole=True)
        if address_sudo:
            address_sudo.write(vals)
            return address_sudo
        if len(self._service_client_addresses(user)) >= _MAX_ADDRESSES:
            raise UserError(self.env._("Archive addresses that you no longer use."))
        kind = values.get("type")
        addresses_sudo = self.env["res.partner"].sudo()  # checked above
        return addresses_sudo.create(
            vals
            | {
                "parent_id": client.id,
                "type": kind if kind in _KINDS else "delivery",
                "country_id": (client.country_id or self.env.company.country_id).id,
            }
        )

    @api.model
    def _service_client_archive_address(self, address_id, *, user):
        """Archive a shared address; what was sent there keeps it.

        :raise MissingError: not one of the client's
        """
        self._service_check_edit_client(user)
        number = self.env["service.request"]._service_int(address_id)
        addresses_sudo = self._service_client_addresses(user)
        address_sudo = addresses_sudo.filtered(lambda address: address.id == number)
        if not address_sudo:
            raise MissingError(self.env._("Choose one of your own addresses."))
        for name in ("service_shipping_id", "service_billing_id"):
            address_sudo.search([(name, "=", address_sudo.id)])[name] = False
        address_sudo.active = False

    # --- Helpers ------------------------------------------------------------------

    @api.model
    def _service_own_address(self, address_id, user):
        """Return the client's shared address with sudo, none without an id.

        :raise UserError: not one of the client's
        """
        number = self.env["service.request"]._service_int(address_id)
        addresses_sudo = self._service_client_addresses(user)
        if not number:
            return addresses_sudo.browse()
        found = addresses_sudo.filtered(lambda address: address.id == number)
        if not found:
            raise UserError(self.env._("Choose one of your own addresses."))
        return found

    @api.model
    def _service_clean_values(self, values, names):
        """Return the trimmed texts of `names` that were given.

        :raise UserError: a text is too long
        """
        vals = {
            name: str(values[name] or "").replace("\x00", "").strip()
            for name in names
            if name in values
        }
        if any(len(text) > _MAX_LENGTH for text in vals.values()):
            raise UserError(self.env._("This is too long; shorten it, please."))
        return vals

    def _service_check_address(self, vals, whole=False):
        """Refuse half an address.

        :param bool whole: an address is needed
        """
        texts = [vals.get(name, self[:1][name]) for name in PLACE]
        if not all(texts) and (whole or any(texts)):
            raise UserError(
                self.env._("Enter the street with the number, the postcode and town.")
            )

    # --- History of addresses -----------------------------------------------------

    def write(self, vals):
        """Keep the address of what was sent or is finished, whoever changes it."""
        changed = self.filtered(
            lambda p: any(n in vals and (p[n] or "") != (vals[n] or "") for n in PLACE)
        )
        # Core gives a company's address to its people, past write().
        people = changed.child_ids.filtered(lambda p: p.type == "contact")
        for partner in (changed | people).filtered("street"):
            partner._service_keep_history()
        return super().write(vals)

    def _service_keep_history(self):
        """Point finished documents at an archived copy of this address."""
        self.ensure_one()
        domains = {
            "service.job": [("state", "in", _JOB_GONE)],
            "service.request": [("state", "in", REQUEST_FINISHED)],
        }
        used = []
        for model, domain in domains.items():
            records_sudo = self.env[model].sudo()  # whoever moves house
            for name in ("partner_shipping_id", "partner_invoice_id"):
                found = records_sudo.search([*domain, (name, "=", self.id)])
                used += [(found, name)] if found else []
        if used:
            partner_sudo = self.sudo()  # whoever moves house
            partner_sudo._service_keep_address(
                partner_sudo._service_copy_address(), used
            )

    def _service_copy_address(self):
        return self.create(
            {name: self[name] for name in ("name", "phone", "email", *PLACE)}
            | {
                "parent_id": self.commercial_partner_id.id,
                "type": "other",
                "country_id": self.country_id.id,
                "active": False,
            }
        )

    def _service_keep_address(self, old, used):
        """Let finished documents name the copy that keeps an address (a seam).

        :param old: archived `res.partner` with the address as it was, with sudo
        :param used: list of (records of `service.job` or `service.request`, field)
        """
        jobs = self.env["service.job"]
        for records, name in used:
            follow = records.job_ids if records._name == "service.request" else jobs
            # An open job of a finished request has an address of its own.
            with self.env.protecting([jobs._fields[name]], follow):
                records.write({name: old.id})
