"""Filing for a client at phone and counter, and the invitation that follows."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mail import single_email_re

from odoo.addons.auth_signup.models.res_partner import SignupError

from .. import nip as nip_number
from ..const import CLIENT_GROUPS

_CHANNELS = ("phone", "counter")
_PERSON = ("name", "phone", "email", "street", "zip", "city")


class ServiceIntake(models.AbstractModel):
    _inherit = "service.intake"

    @api.model
    def intake_file(self, values):
        """File a request for a client who calls or stands at the counter.

        :param dict values: token (one a screen: sent twice it files once), channel
            ("phone" or "counter"), contact_id or contact (kind "person" or "company",
            name, phone, email, company_name, nip, street, zip, city), type_id,
            description, devices (as for `_service_client_create`), accept (bool:
            verified already), invite (bool)
        :return: `{"id", "name", "invited", "email"}`
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self._service_check_desk()
        channel = values.get("channel")
        if channel not in _CHANNELS:
            raise UserError(self.env._("Choose: phone or counter."))
        requests = self.env["service.request"].with_context(
            service_source=channel, mail_create_nosubscribe=True
        )
        token = requests._service_clean_token(values.get("token"))
        if not token:
            raise UserError(self.env._("Reload the screen, then file again."))
        found = requests._service_submitted(token, self.env.user)
        if found:
            return self._service_filed(found, invited=False)
        contact, founder = self._service_intake_contact(values)
        request = requests._service_create_once(
            self._service_intake_vals(values, contact)
            | {"submission_token": token, "channel": channel}
        )
        self._service_intake_devices(request, values.get("devices") or [])
        request.message_subscribe(contact.ids)
        # Who verified on the phone need not be told that somebody will verify.
        told = ("request.new",) if values.get("accept") else ()
        request = request.with_context(service_mail_skip=told)
        request._service_transition("new", source=channel)
        if values.get("accept"):
            request._service_transition("accepted", source=channel)
        invited = bool(values.get("invite")) and contact._service_invite_from_desk(
            founder=founder
        )
        return self._service_filed(request, invited=invited)

    def _service_filed(self, request, *, invited):
        return {
            "id": request.id,
            "name": request.name,
            "invited": invited,
            "email": request.contact_id.email or "",
        }

    def _service_intake_vals(self, values, contact):
        requests = self.env["service.request"]
        kind = self.env["service.request.type"].search(
            [("id", "=", requests._service_int(values.get("type_id")))]
        )
        if not kind:
            raise UserError(self.env._("Choose what the request is about."))
        description = requests._service_clean_text(values.get("description"))
        if not values.get("devices") and not description:
            raise UserError(
                self.env._("Add a device, or write what the client asks for.")
            )
        return {
            "state": "draft",
            "contact_id": contact.id,
            "type_id": kind.id,
            "description": description,
            "user_id": self.env.uid,
        }

    def _service_intake_devices(self, request, devices):
        request._service_check_client_devices({"type_id": request.type_id.id}, devices)
        for device in devices:
            request._service_client_add_job(device, self.env.user)

    # --- The client -------------------------------------------------------------

    def _service_intake_contact(self, values):
        """Return the chosen or new contact, and whether it founded its company."""
        partners = self.env["res.partner"]
        contact_id = self.env["service.request"]._service_int(values.get("contact_id"))
        if contact_id:
            contact = partners.search([("id", "=", contact_id)])
            if not contact or not contact.partner_share:
                raise UserError(self.env._("Choose the client from the list."))
            return contact, False
        given = values.get("contact") or {}
        clean = self.env["service.request"]._service_clean_text
        person = {key: clean(given.get(key)) or "" for key in _PERSON}
        self._service_check_new_contact(person)
        vals = person | {"lang": self.env.company.partner_id.lang}
        founder = False
        if given.get("kind") == "company":
            company, founder = self._service_intake_company(given, person)
            vals["parent_id"] = company.id
        contact = partners.create(vals | {"country_id": self.env.company.country_id.id})
        contact._service_assign_caretaker()
        return contact, founder

    def _service_check_new_contact(self, person):
        if not person["name"]:
            raise UserError(self.env._("Enter the client's name and surname."))
        if not person["phone"] and not person["email"]:
            raise UserError(
                self.env._("Enter a phone number or an e-mail address of the client.")
            )
        if not person["email"]:
            return
        if not single_email_re.match(person["email"]):
            raise UserError(
                self.env._("Enter a full e-mail address, for example jan@example.com.")
            )
        known = self.env["res.partner"].search(
            [("email_normalized", "=", person["email"].lower())], limit=1
        )
        # guard: one address, one person; a second card would hide the first's matters
        if known:
            raise UserError(
                self.env._(
                    "%(person)s has this e-mail address already. Choose this client "
                    "from the list.",
                    person=known.display_name,
                )
            )

    def _service_intake_company(self, given, person):
        """Return the company with this NIP or the new one, and whether it is new."""
        partners = self.env["res.partner"]
        clean = self.env["service.request"]._service_clean_text
        number = clean(given.get("nip")) or ""
        if number and not nip_number.is_valid(number):
            raise UserError(
                self.env._("This NIP is not right; check it for a mistyped digit.")
            )
        nip = nip_number.compact(number)
        found = partners._service_find_by_nip(nip)[:1] if nip else partners
        if found:
            return found, False
        name = clean(given.get("company_name"))
        if not name:
            raise UserError(self.env._("Enter the name of the company."))
        if not nip:
            return partners.create({"name": name, "is_company": True}), True
        partners_sudo = partners.sudo()  # the registered NIP is the system's
        company_sudo = partners_sudo._service_create_company(
            nip, person | {"company_name": name}
        )
        if not company_sudo:
            raise UserError(
                self.env._("This company was entered a moment ago. File again.")
            )
        return company_sudo.with_env(self.env), True


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _service_accounts(self):
        """Return the accounts of this person, closed ones too."""
        return self.with_context(active_test=False).user_ids

    def _service_invite_from_desk(self, *, founder):
        """Make the person's account and mail the link to choose a password.

        :param bool founder: the company was made with this person, who then gets all
            client rights, as in registration; into a company that was there before
            only its administrator or the care desk brings rights
        :return: True when somebody was invited; False without an address, or when
            the person, or somebody else with this address, has an account
        """
        self.ensure_one()
        email = (self.email or "").strip().lower()
        if not single_email_re.match(email) or self._service_accounts():
            return False
        users_sudo = self.env["res.users"].sudo()  # care staff may not make users
        users_sudo = users_sudo.with_context(no_reset_password=True, active_test=False)
        if users_sudo.search_count(users_sudo._get_login_domain(email), limit=1):
            return False
        try:
            user_sudo = users_sudo._signup_create_user(
                {
                    "login": email,
                    "email": email,
                    "name": self.name,
                    "partner_id": self.id,
                    "lang": self.lang or self.env.company.partner_id.lang,
                }
            )
        except SignupError:  # the same address was registered a moment ago
            return False
        # guard: who calls first is no administrator of a known company
        if founder:
            user_sudo._service_write_groups(CLIENT_GROUPS.keys())
        user_sudo.partner_id.signup_prepare()
        user_sudo._service_send_account_mail(
            "service_portal.mail_template_intake_invited"
        )
        return True
