"""A company's administrator asks a colleague in, by mail."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import single_email_re

PER_HOUR = 20
PER_ADDRESS = 3
MAX_NAME = 200


class ServiceInvitation(models.Model):
    """The link in the mail proves the mailbox; the account is made with it.

    An address that has an account elsewhere gets a row, too, so that nobody learns
    from this page who is somebody else's client.
    """

    _name = "service.invitation"
    _description = "Invitation of a Colleague"
    _order = "id desc"
    _rec_name = "email"

    company_id = fields.Many2one(
        "res.company",
        string="Our Company",
        required=True,
        default=lambda self: self.env.company,
    )
    client_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="set null",
        help="Empty when the address has an account elsewhere.",
    )
    is_new_contact = fields.Boolean(help="The contact was made by this invitation.")
    name = fields.Char(required=True)
    email = fields.Char(required=True)
    branch_id = fields.Many2one("res.partner", string="Branch", ondelete="set null")
    invited_by_id = fields.Many2one("res.users", string="Invited By", required=True)
    lang = fields.Char(required=True)
    state = fields.Selection(
        [
            ("sent", "Waiting"),
            ("accepted", "Accepted"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="sent",
    )
    sent_at = fields.Datetime(required=True)

    _client_email_uniq = models.UniqueIndex(
        "(client_id, email) WHERE state = 'sent'",
        "This person is invited already.",
    )

    # --- The administrator ------------------------------------------------------

    @api.model
    def _service_invite(self, values, *, actor):
        """Invite a colleague into the actor's company.

        :param dict values: name, email, branch_id; anything else is ignored
        :param actor: `res.users`, the company's administrator
        :return: the invitation with sudo
        :raise AccessError: the actor is no administrator
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        if not actor._service_is_client_admin():
            raise AccessError(
                self.env._("Only an administrator of your company may invite.")
            )
        name, email = self._service_check_invited(values)
        invitations_sudo = self.sudo()  # clients write nothing; checked above and below
        client = actor.partner_id.commercial_partner_id
        branch = invitations_sudo._service_branch(values.get("branch_id"), actor)
        invitations_sudo._service_check_limits(actor, email)
        client._service_lock_rights()
        found = invitations_sudo._service_account_of(email)
        invitations_sudo._service_check_own(found, client, email)
        invitation_sudo = invitations_sudo.create(
            {
                "client_id": client.id,
                "name": name,
                "email": email,
                "branch_id": branch.id,
                "invited_by_id": actor.id,
                "lang": actor.lang or self.env.lang or "pl_PL",
                "sent_at": fields.Datetime.now(),
            }
        )
        if not found:
            invitation_sudo._service_link_contact()
        invitation_sudo._service_send(found)
        invitation_sudo._service_log_step("invited", actor)
        return invitation_sudo

    def _service_again(self, *, actor):
        """Send a waiting invitation once more; the old link stays good, too.

        :raise UserError: it is not waiting any more, or too many were sent
        """
        invitation_sudo = self._service_own(actor)
        invitation_sudo._service_check_limits(actor, invitation_sudo.email)
        invitation_sudo.sent_at = fields.Datetime.now()
        invitation_sudo._service_send(
            invitation_sudo._service_account_of(invitation_sudo.email)
        )

    def _service_withdraw(self, *, actor):
        """Take a waiting invitation back; its link is dead at once.

        :raise UserError: it is not waiting any more
        """
        invitation_sudo = self._service_own(actor)
        contact = invitation_sudo.contact_id
        contact.signup_type = False
        if invitation_sudo.is_new_contact and not contact.user_ids:
            contact.active = False
        invitation_sudo.state = "withdrawn"
        invitation_sudo._service_log_step("withdrawn", actor)

    def _service_log_step(self, code, actor):
        self.env["service.access.log"]._service_write_down(
            code,
            self.env["res.partner"],
            client=self.client_id,
            actor=actor,
            invitation_id=self.id,
        )

    def _service_own(self, actor):
        """Return the waiting invitation with sudo when it is the actor's company's.

        :raise AccessError: not an administrator of that company
        :raise UserError: it is not waiting any more
        """
        self.ensure_one()
        invitation_sudo = self.sudo()  # clients have no access; checked here
        client = actor.partner_id.commercial_partner_id
        if invitation_sudo.client_id != client or not actor._service_is_client_admin():
            raise AccessError(
                self.env._("Only an administrator of your company may invite.")
            )
        if invitation_sudo.state != "sent":
            raise UserError(
                self.env._("This invitation is not waiting any more. Refresh the page.")
            )
        return invitation_sudo

    @api.model
    def _service_waiting(self, actor):
        """Return the waiting invitations of the actor's company, with sudo."""
        invitations_sudo = self.sudo()  # the caller showed that actor administers it
        client = actor.partner_id.commercial_partner_id
        return invitations_sudo.search(
            [("client_id", "=", client.id), ("state", "=", "sent")]
        )

    def _service_is_expired(self):
        """Tell whether the link of the mail does not work any more."""
        self.ensure_one()
        settings_sudo = self.env["ir.config_parameter"].sudo()  # core's validity
        hours = int(settings_sudo.get_param("auth_signup.signup.validity.hours", 144))
        return self.sent_at + timedelta(hours=hours) < fields.Datetime.now()

    # --- Checks -------------------------------------------------------------------

    @api.model
    def _service_check_invited(self, values):
        name = str(values.get("name") or "").replace("\x00", "").strip()
        email = str(values.get("email") or "").replace("\x00", "").strip()
        if not name or len(name) > MAX_NAME:
            raise UserError(self.env._("Enter the colleague's first name and surname."))
        if not single_email_re.match(email) or len(email) > MAX_NAME:
            raise UserError(
                self.env._("Enter a full e-mail address, for example jan@example.com.")
            )
        return name, email_normalize(email) or email.lower()

    def _service_branch(self, branch_id, actor):
        requests = self.env["service.request"]
        return requests._service_client_address(branch_id, actor)

    def _service_check_limits(self, actor, email):
        """Count before anything is looked up, so that the limits tell nothing."""
        limit = self.env["service.rate.limit"]
        within = limit._service_hit(f"invite:{actor.id}", PER_HOUR, 3600)
        if not limit._service_hit(f"invite-mail:{email}", PER_ADDRESS, 24 * 3600):
            within = False
        if not within:
            raise UserError(
                self.env._(
                    "Too many invitations for now. Please try again tomorrow, or ask "
                    "your caretaker to set the account up."
                )
            )

    def _service_account_of(self, email):
        """Return the account with this address, also one that is switched off."""
        users = self.env["res.users"].with_context(active_test=False)
        return users.search(
            Domain(users._get_login_domain(email))
            | Domain("partner_id.email_normalized", "=", email),
            order="active desc, id",
            limit=1,
        )

    def _service_check_own(self, found, client, email):
        """Say what is the matter with somebody of the own company; that is no secret.

        :raise UserError: the person is a colleague, or invited already
        """
        if found and found.partner_id.commercial_partner_id == client:
            raise UserError(
                self.env._("%s is your colleague on the portal already.", found.name)
                if found.active
                else self.env._(
                    "%s had access before. Give it back in the list below.", found.name
                )
            )
        if self.search_count(
            [
                ("client_id", "=", client.id),
                ("email", "=", email),
                ("state", "=", "sent"),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._("%s is invited already; send the mail again below.", email)
            )

    # --- Contact and mail -----------------------------------------------------------

    def _service_link_contact(self):
        """Find or make the person in the company, and open core's sign-up for it.

        Only a person of this very company is found: nobody is moved.
        """
        partners = self.env["res.partner"]
        contact = partners.search(
            [
                ("email_normalized", "=", self.email),
                ("commercial_partner_id", "=", self.client_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            limit=1,
        ).filtered(lambda p: not p.with_context(active_test=False).user_ids)
        if not contact:
            self.is_new_contact = True
            contact = partners.create(
                {
                    "name": self.name,
                    "email": self.email,
                    "parent_id": self.client_id.id,
                    "type": "contact",
                    "lang": self.lang,
                }
            )
        if self.branch_id:
            contact.service_shipping_id = self.branch_id
        self.contact_id = contact
        contact.signup_prepare()

    def _service_send(self, found):
        """Queue the mail: the link, or "you have an account already".

        Employees and switched-off accounts get no mail.
        """
        self.ensure_one()
        if found and not (found.share and found.active):
            return
        kind = "known" if found else "link"
        template = self.env.ref(f"service_portal.mail_template_invitation_{kind}")
        template.send_mail(self.id, email_layout_xmlid="mail.mail_notification_light")
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    # --- The invited person -----------------------------------------------------------

    @api.model
    def _service_of_token(self, token):
        """Return the waiting invitation whose link carries this sign-up token."""
        invitations_sudo = self.sudo()  # the token is the right
        partner = invitations_sudo.env["res.partner"]._get_partner_from_token(token)
        if not partner or partner.user_ids:
            return invitations_sudo.browse()
        return invitations_sudo.search(
            [("contact_id", "=", partner.id), ("state", "=", "sent")], limit=1
        )

    def _service_accept(self):
        """The person chose a password: the invitation is done."""
        self.state = "accepted"
        self.env["service.access.log"]._service_write_down(
            "joined",
            self.contact_id,
            client=self.client_id,
            actor=self.contact_id.user_ids[:1],
        )
