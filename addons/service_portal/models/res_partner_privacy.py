"""A person whose matters are all over is taken out of the database."""

import secrets

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# What an invoice is printed with, and what the books need to be read.
_INVOICE_FIELDS = {"name", "street", "street2", "zip", "city", "vat", "lang", "tz"}
_KEPT_FIELDS = {"lang", "tz", "type", "color"}
# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_ERASER = object()


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_legal_hold = fields.Boolean(
        string="Legal Hold",
        tracking=True,
        groups="service_portal.group_service_user",
        help="Nothing of this client is anonymised while it is set.",
    )
    service_legal_hold_reason = fields.Char(
        string="Reason of the Hold", groups="service_portal.group_service_user"
    )
    service_anonymised_at = fields.Datetime(
        string="Anonymised", readonly=True, copy=False
    )
    service_accounting_only = fields.Boolean(
        readonly=True,
        copy=False,
        help="Kept for posted invoices only; nobody but accounting sees it.",
    )

    @api.constrains("service_legal_hold", "service_legal_hold_reason")
    def _check_service_legal_hold_reason(self):
        for partner in self.sudo():  # fields of the staff, checked for everybody
            if (
                partner.service_legal_hold
                and not (partner.service_legal_hold_reason or "").strip()
            ):
                raise UserError(
                    self.env._("Say why %(client)s is held.", client=partner.name)
                )

    # --- Whose time is over -----------------------------------------------------

    @api.model
    def _service_privacy_domain(self):
        """Return the domain of persons who had matters and have none any more."""
        requests = self.env["service.request"].sudo()  # whatever company they are in
        left = requests.with_context(active_test=False)._search(
            [("anonymised_at", "=", False)]
        )
        had = requests.with_context(active_test=False)._search(
            [("anonymised_at", "!=", False)]
        )
        return (
            Domain("is_company", "=", False)
            & Domain("service_anonymised_at", "=", False)
            & Domain("service_accounting_only", "=", False)
            & Domain("service_legal_hold", "=", False)
            & (
                Domain("id", "in", had.subselect("contact_id"))
                | Domain("id", "in", had.subselect("partner_id"))
            )
            & Domain("id", "not in", left.subselect("contact_id"))
            & Domain("id", "not in", left.subselect("partner_id"))
            & ~Domain("user_ids", "any", [("share", "=", False)])
        )

    def _service_privacy_check(self):
        """Raise UserError when something of this person is still wanted."""
        self.ensure_one()
        partner = self.with_context(active_test=False)
        if partner.service_legal_hold or partner.service_anonymised_at:
            raise UserError(self.env._("This person is held, or anonymised already."))
        # guard: nobody of ours, and nobody with a matter that is not over
        if partner.is_company or any(not user.share for user in partner.user_ids):
            raise UserError(self.env._("Only private persons are anonymised."))
        requests_sudo = self.env["service.request"].sudo()  # of all companies
        if requests_sudo.with_context(active_test=False).search_count(
            [
                "&",
                ("anonymised_at", "=", False),
                "|",
                ("contact_id", "in", partner._service_person().ids),
                ("partner_id", "in", partner._service_person().ids),
            ],
            limit=1,
        ):
            raise UserError(self.env._("This person has a matter that is kept."))

    def _service_person(self):
        """Return the person with the addresses below, archived ones, too."""
        partner = self.with_context(active_test=False)
        below = partner.child_ids.filtered(lambda child: not child.user_ids)
        return partner | below | partner._service_old_addresses()

    def _service_old_addresses(self):
        """Return archived copies of the address, which stand below the company."""
        requests = self._service_personal_requests()
        jobs = requests.job_ids
        used = (
            requests.partner_shipping_id
            | requests.partner_invoice_id
            | jobs.partner_shipping_id
            | jobs.partner_invoice_id
        )
        return used.filtered(
            lambda old: (
                not old.active
                and old.type == "other"
                and not old.user_ids
                and old.name == self.name
            )
        )

    def _service_keep_history(self):
        """Override: what is taken out is not kept as history."""
        if self.env.context.get("service_partner_eraser") is not _ERASER:
            super()._service_keep_history()

    # --- Taking it out ----------------------------------------------------------------

    def _service_anonymise(self):
        """Take a person out of the database (with sudo).

        Without accounting documents the row itself is emptied. With them the row
        stays as the buyer of the invoices, visible to accounting only, and everything
        else points at an empty person; see docs/adr/0003-personal-data.md.
        """
        self.ensure_one()
        self._service_privacy_check()
        person = self._service_person().with_context(tracking_disable=True)
        terms = person._service_terms()
        invoiced = person._service_invoiced()
        privacy = self.env["service.privacy"]
        users = person.with_context(active_test=False).user_ids
        for records in (person, users, person.service_device_ids):
            privacy._service_forget_threads(records)
        person._service_forget_chats()
        person._service_forget_mentions(terms)
        self.env.flush_all()
        privacy._service_forget_tracking(person, terms)
        privacy._service_forget_bodies(person, terms)
        for records in (person, users):
            privacy._service_scrub_linked(records, terms)
        users._service_forget_account()
        if invoiced:
            person._service_keep_for_accounting(users)
        else:
            person._service_empty()
        self.env.flush_all()
        privacy._service_forget_texts(terms)

    def _service_terms(self):
        """Return the words by which the person is known, and the company is not."""
        users = self.with_context(active_test=False).user_ids
        terms = self._service_words() | set(users.mapped("login"))
        # The people of a company have its address and NIP, often its phone.
        return terms - (self.commercial_partner_id - self)._service_words()

    def _service_words(self):
        names = (
            "name",
            "email",
            "email_normalized",
            "phone",
            "phone_sanitized",
            "street",
            "vat",
        )
        return {partner[name] for partner in self for name in names if partner[name]}

    def _service_invoiced(self):
        """Tell whether accounting documents name this person."""
        moves_sudo = self.env["account.move"].sudo()  # of all companies
        return bool(
            moves_sudo.search_count(
                [
                    "|",
                    "|",
                    ("partner_id", "in", self.ids),
                    ("commercial_partner_id", "in", self.ids),
                    ("partner_shipping_id", "in", self.ids),
                ],
                limit=1,
            )
        )

    def _service_empty(self):
        """Empty the rows: a number stays of the person."""
        # Core asks for active users of the person, and takes archived ones for such.
        for partner in self.with_context(
            active_test=True, service_partner_eraser=_ERASER
        ):
            partner.write(
                partner._service_emptied(_KEPT_FIELDS)
                | {"service_anonymised_at": fields.Datetime.now()}
            )
            partner.name = self.env._("Anonymised %(number)s", number=partner.id)
            partner.active = False

    def _service_emptied(self, kept):
        """Return values that empty all that is written on a person by hand."""
        vals = {
            name: False
            for name, field in self._fields.items()
            if field.store
            and field.type in ("char", "text", "html", "date", "binary")
            and not (field.compute and field.readonly)
            and not field.related
            and not field.required
            and name not in kept
            and name not in models.MAGIC_COLUMNS
        }
        vals.pop("name", None)
        vals["image_1920"] = False
        return vals

    def _service_keep_for_accounting(self, users):
        """Keep what the invoices need, and let everything else forget the person."""
        now = fields.Datetime.now()
        stand_in = self.create(
            {"name": "-", "active": False, "service_anonymised_at": now}
        )
        stand_in.name = self.env._("Anonymised %(number)s", number=stand_in.id)
        self.env.flush_all()
        self.env["service.privacy"]._service_relink(self, stand_in)
        for partner in self.with_context(
            active_test=True, service_partner_eraser=_ERASER
        ):  # as above
            partner.write(
                partner._service_emptied(_INVOICE_FIELDS | _KEPT_FIELDS)
                | {"service_accounting_only": True, "active": False}
            )

    def _service_forget_chats(self):
        """Delete the live chats that the person took part in."""
        chats_sudo = self.env["discuss.channel"].sudo()  # of the person
        chats = chats_sudo.with_context(active_test=False).search(
            [
                ("channel_type", "=", "livechat"),
                ("channel_member_ids.partner_id", "in", self.ids),
            ]
        )
        self.env["service.privacy"]._service_forget_threads(chats)
        chats.unlink()

    def _service_forget_mentions(self, terms):
        """Delete remarks on the person's company that name the person."""
        companies = self.commercial_partner_id - self
        patterns = self.env["service.privacy"]._service_patterns(terms)
        if not companies or not patterns:
            return
        self.env["mail.message"].flush_model(["body"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT id FROM mail_message
                 WHERE model = 'res.partner' AND res_id = ANY(%s) AND body ~* ANY(%s)
                """,
                companies.ids,
                patterns,
            )
        )
        messages_sudo = self.env["mail.message"].sudo()  # of the company's own thread
        messages_sudo.browse([row[0] for row in found]).unlink()

    # --- The end of accounting's term -----------------------------------------

    @api.model
    def _service_accounting_over_domain(self):
        """Return the domain of buyers whose last invoice need not be kept any more.

        A buyer may have invoices of several companies: the longest term counts.
        """
        companies_sudo = self.env["res.company"].sudo().search([])  # only their terms
        day = fields.Date.context_today(self) - relativedelta(
            years=max(companies_sudo.mapped("service_keep_accounting_years")),
            month=1,
            day=1,
        )
        moves_sudo = self.env["account.move"].sudo()  # of all companies
        kept = moves_sudo._search([("date", ">=", day)])
        return (
            Domain("service_accounting_only", "=", True)
            & Domain("service_anonymised_at", "=", False)
            & Domain("service_legal_hold", "=", False)
            & Domain("id", "not in", kept.subselect("partner_id"))
            & Domain("id", "not in", kept.subselect("commercial_partner_id"))
        )


class ResUsers(models.Model):
    _inherit = "res.users"

    def _service_forget_account(self):
        """End the accounts: no login, no key, no name (with sudo)."""
        for user in self:
            user.api_key_ids.unlink()
            user.with_context(no_reset_password=True).write(
                {
                    "active": False,
                    "login": f"anonymised-{user.id}",
                    "password": secrets.token_urlsafe(32),
                    "signature": False,
                }
            )
        logs = "res_device_log", "res_users_log"
        for table, column in zip(logs, ("user_id", "create_uid"), strict=True):
            self.env["service.privacy"]._service_forget_rows(table, column, self)
