from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import single_email_re

from odoo.addons.auth_signup.models.res_partner import SignupError

from .. import nip as nip_number
from ..const import CLIENT_GROUPS

_ADDRESS = ("street", "zip", "city")
_MAX_LENGTH = 200


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_registered_nip = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Written once, when a company registers itself, so that two people who "
        "register one company at the same moment cannot both become its owner.",
    )

    _service_registered_nip_uniq = models.UniqueIndex(
        "(service_registered_nip) WHERE service_registered_nip IS NOT NULL"
    )

    # --- Checks -------------------------------------------------------------

    @api.model
    def _service_registration_errors(self, values):
        """Check what a visitor typed into the registration form.

        :param dict values: kind ("person" or "company"), name, email, phone,
            company_name, nip, street, zip, city, consent
        :return: dict field -> plain sentence, in the order of the form; empty
            when all is well
        """
        errors = {}
        if values.get("kind") not in ("person", "company"):
            errors["kind"] = self.env._("Choose: private person or company.")
        if values.get("kind") == "company":
            errors |= self._service_company_errors(values)
        if not values.get("name"):
            errors["name"] = self.env._("Enter your first name and surname.")
        if not single_email_re.match(values.get("email") or ""):
            errors["email"] = self.env._(
                "Enter a full e-mail address, for example jan@example.com."
            )
        if sum(char.isdigit() for char in values.get("phone") or "") < 7:
            errors["phone"] = self.env._(
                "Enter your phone number; the courier and your caretaker need it."
            )
        errors |= self._service_address_errors(values)
        if not values.get("consent"):
            errors["consent"] = self.env._(
                "Tick the box to confirm that you have read the notice."
            )
        return errors

    @api.model
    def _service_company_errors(self, values):
        errors = {}
        if not nip_number.is_valid(values.get("nip")):
            errors["nip"] = self.env._(
                "This NIP is not right: it has 10 digits and the last one must fit "
                "the others. Check it for a mistyped digit."
            )
        if not values.get("company_name"):
            errors["company_name"] = self.env._("Enter the name of the company.")
        return errors

    @api.model
    def _service_address_errors(self, values):
        sentences = {
            "street": self.env._("Enter the street and the number of the house."),
            "zip": self.env._("Enter the postcode, for example 00-001."),
            "city": self.env._("Enter the town."),
        }
        errors = {
            name: sentence
            for name, sentence in sentences.items()
            if not values.get(name)
        }
        too_long = [
            name
            for name, value in values.items()
            if isinstance(value, str) and len(value) > _MAX_LENGTH
        ]
        for name in too_long:
            errors[name] = self.env._("This is too long; shorten it, please.")
        return errors

    # --- Registration ---------------------------------------------------------

    @api.model
    def _service_register(self, values):
        """Make an account from the public form, without a password.

        A mail with a link goes to the address; the password is chosen there, so the
        mailbox is proved before anybody sees anything. An address that has an account
        gets a mail that says so: the visitor reads the same answer in both cases.
        A company that exists is never joined: the account is a person's, and a
        `service.join.request` waits for the care desk.

        :param dict values: as in `_service_registration_errors`
        :return: the new `res.users` with sudo, empty when the address was known
        :raise ValidationError: something is missing; nothing is written
        """
        errors = self._service_registration_errors(values)
        if errors:
            raise ValidationError("\n".join(errors.values()))
        self_sudo = self.sudo()  # a visitor has no rights; the values are an allow-list
        user_sudo = self_sudo._service_create_account(values)
        if not user_sudo:
            self_sudo._service_mail_known_account(values["email"])
            return user_sudo
        if values["kind"] == "company":
            self_sudo._service_enter_company(user_sudo, values)
        client_sudo = user_sudo.partner_id.commercial_partner_id
        client_sudo.service_registered_at = fields.Datetime.now()
        client_sudo._service_assign_caretaker()
        user_sudo.partner_id.signup_prepare()
        user_sudo._service_send_account_mail("service_portal.mail_template_registered")
        client_sudo._service_notify_care_of_registration(user_sudo)
        return user_sudo

    def _service_create_account(self, values):
        users = self.env["res.users"].with_context(active_test=False)
        email = values["email"].strip().lower()
        if users.search_count(users._get_login_domain(email), limit=1):
            return self.env["res.users"]
        vals = {
            "login": email,
            "email": email,
            "name": values["name"],
            "phone": values.get("phone"),
            "lang": self.env.context.get("lang") or self.env.company.partner_id.lang,
        }
        if values["kind"] == "person":
            vals |= self._service_address_vals(values)
        known = (
            self._service_known_person(email) if values["kind"] == "person" else None
        )
        if known:
            vals |= {"partner_id": known.id, "name": known.name}
        try:
            return (
                self.env["res.users"]
                .with_context(no_reset_password=True)
                ._signup_create_user(vals)
            )
        except SignupError:  # the same address was registered a moment ago
            return self.env["res.users"]

    def _service_known_person(self, email):
        """Return the private person whom staff entered with this address, or none.

        Only a single, unambiguous person without company and account: whoever proves
        the mailbox sees what was filed for that person by phone.
        """
        found = self.search([("email_normalized", "=", email)], limit=2)
        return found.filtered(
            lambda p: (
                len(found) == 1
                and not p.is_company
                and not p.parent_id
                and not p.child_ids
                and not p.with_context(active_test=False).user_ids
            )
        )

    @api.model
    def _service_address_vals(self, values):
        return {name: values.get(name) for name in _ADDRESS} | {
            "country_id": self.env.company.country_id.id
        }

    def _service_enter_company(self, user, values):
        """Make the visitor the first person of a new company, or ask the care desk."""
        nip = nip_number.compact(values["nip"])
        company = self.browse()
        if not self._service_find_by_nip(nip):
            company = self._service_create_company(nip, values)
        if not company:
            user.partner_id.write(self._service_address_vals(values))
            self.env["service.join.request"]._service_ask(
                user, nip=nip, company_name=values["company_name"]
            )
            return
        user.partner_id.parent_id = company
        user._service_write_groups(CLIENT_GROUPS.keys())

    @api.model
    def _service_find_by_nip(self, nip):
        """Return the companies of the address book that carry this NIP."""
        partners = self.with_context(active_test=False)
        found = partners.search([("vat", "in", nip_number.spellings(nip))])
        return found.commercial_partner_id

    def _service_create_company(self, nip, values):
        """Return the new company, none when it was registered a moment ago."""
        try:
            with self.env.cr.savepoint():
                return self.create(
                    {
                        "name": values["company_name"],
                        "is_company": True,
                        "vat": f"PL{nip}",
                        "service_registered_nip": nip,
                        "phone": values.get("phone"),
                        "email": values["email"].strip().lower(),
                        "lang": self.env.context.get("lang"),
                        **self._service_address_vals(values),
                    }
                )
        except UniqueViolation:
            return self.browse()

    # --- Telling --------------------------------------------------------------

    def _service_mail_known_account(self, email):
        users = self.env["res.users"]
        user = users.search(users._get_login_domain(email.strip().lower()), limit=1)
        if user.share and user.email:
            user._service_send_account_mail(
                "service_portal.mail_template_known_account"
            )

    def _service_notify_care_of_registration(self, user):
        """Tell the care desk about a new client."""
        self.ensure_one()
        group = self.env.ref("service_portal.group_service_care")
        care = group.all_user_ids.filtered(
            lambda u: u.active and not u.share and self.env.company in u.company_ids
        )
        # A visitor has no address to send from; the system has. The mail goes the way
        # of the visitor's own: by the queue.
        system = self.with_user(SUPERUSER_ID)
        system.with_context(mail_notify_force_send=False).message_notify(
            partner_ids=care.partner_id.ids,
            subject=self.env._("New client: %s", self.name),
            body=self.env._(
                "%(person)s registered on the portal. Caretaker: %(caretaker)s.",
                person=user.name,
                caretaker=self.service_caretaker_id.name or self.env._("nobody yet"),
            ),
        )
