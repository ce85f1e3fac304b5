"""Taking a client person's access away, and giving it back. Revoked means revoked."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize_all
from odoo.tools.sql import escape_psql


class ResUsers(models.Model):
    _inherit = "res.users"

    def _service_revoke(self, *, actor, successor=None):
        """Take a client person's access away, at once and with everything it left.

        Sessions end, keys and links die, mails and activities stop, nothing is
        followed any more. Open requests go to the successor, so that no matter of the
        company is left without somebody whom we may write to.

        :param actor: `res.users`, an administrator of the same client or the care desk
        :param successor: `res.users`, a colleague; without one the actor when he is
            one, else the requests stay and nobody is written to
        :raise AccessError: `actor` may not do this
        :raise UserError: it cannot be done, in plain words; nothing is written
        """
        self.ensure_one()
        self._service_check_may_manage(actor)
        if self == actor:
            raise AccessError(
                self.env._(
                    "You cannot take your own access away. Ask another administrator "
                    "or your caretaker."
                )
            )
        self.partner_id._service_lock_rights()
        user_sudo = self.sudo()  # right checked above
        client = user_sudo.partner_id.commercial_partner_id
        heir_sudo = user_sudo._service_successor(successor, actor)
        before = user_sudo._service_client_rights()
        user_sudo._service_write_groups(set())
        # Core's session token is made of these: every session ends.
        user_sudo.write({"active": False, "password": ""})
        user_sudo.api_key_ids._remove()
        user_sudo._service_forget_person(heir_sudo)
        self.env["service.access.log"]._service_write_down(
            "revoked",
            user_sudo.partner_id,
            client=client,
            actor=actor,
            changes={"rights": [sorted(before), []]} if before else None,
        )

    def _service_successor(self, successor, actor):
        """Return who takes the open requests over, with sudo, maybe nobody."""
        client = self.partner_id.commercial_partner_id
        heir_sudo = (successor or actor).sudo()  # compared with the company only
        known = (
            heir_sudo != self
            and heir_sudo.active
            and heir_sudo.share
            and heir_sudo.partner_id.commercial_partner_id == client
        )
        if known:
            return heir_sudo
        if successor:
            raise UserError(
                self.env._("Choose a colleague who takes the open requests over.")
            )
        return heir_sudo.browse()

    def _service_forget_person(self, heir):
        """Cut everything that still reaches the person (called with sudo)."""
        person = self.partner_id
        person.signup_type = False
        requests = self.env["service.request"].search([("contact_id", "=", person.id)])
        if heir:
            requests._service_hand_over(person, heir)
        touched = person._service_documents_of()
        touched |= {("service.request", id_) for id_ in requests.ids}
        touched |= {("service.job", id_) for id_ in requests.job_ids.ids}
        self._service_renew_links(touched)
        self.env["mail.followers"].search([("partner_id", "=", person.id)]).unlink()
        self.env["mail.activity"].search([("user_id", "=", self.id)]).unlink()
        person._service_stop_mails()
        joins = self.env["service.join.request"].search(
            [("user_id", "=", self.id), ("state", "=", "new")]
        )
        joins._service_decide("refused", self.env.user)

    @api.model
    def _service_renew_links(self, documents):
        """Make the links in old mails worthless; the next mail gets a new one.

        :param set documents: (model name, id)
        """
        for model_name in {name for name, _id in documents}:
            model = self.env.get(model_name)
            if model is None or model._abstract or not model._auto:
                continue
            ids = [id_ for name, id_ in documents if name == model_name]
            files = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", model_name),
                    ("res_id", "in", ids),
                    ("access_token", "!=", False),
                ]
            )
            files.access_token = False
            if isinstance(model, self.env.registry["portal.mixin"]):
                records = model.browse(ids).exists()
                records.filtered("access_token").access_token = False

    def _service_restore(self, *, actor):
        """Give a former colleague the account back, without any right.

        A new password is chosen by a link in a mail, so the mailbox is proved again.

        :raise AccessError: `actor` may not do this
        """
        self.ensure_one()
        self._service_check_may_manage(actor)
        user_sudo = self.sudo()  # right checked above
        if user_sudo.active:
            return
        self.partner_id._service_lock_rights()
        user_sudo.active = True
        user_sudo.partner_id.signup_prepare()
        user_sudo._service_send_account_mail("service_portal.mail_template_registered")
        self.env["service.access.log"]._service_write_down(
            "restored",
            user_sudo.partner_id,
            client=user_sudo.partner_id.commercial_partner_id,
            actor=actor,
        )

    def _deactivate_portal_user(self, **post):
        """Override of `portal`: the last administrator stays while others are there."""
        for user in self.filtered(lambda user: user._service_is_client_admin()):
            # guard: two administrators who leave at the same moment meet here
            user.partner_id._service_lock_rights()
            others = user._service_colleagues() - user
            if others and not any(other._service_is_client_admin() for other in others):
                raise UserError(
                    self.env._(
                        "You are the only administrator of your company here. Make a "
                        "colleague administrator first, or write to your caretaker."
                    )
                )
        return super()._deactivate_portal_user(**post)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _service_documents_of(self):
        """Return {(model, id)} of what the person followed or was written about."""
        followed = self.env["mail.followers"].search([("partner_id", "in", self.ids)])
        told = self.env["mail.notification"].search(
            [("res_partner_id", "in", self.ids)]
        )
        messages = told.mail_message_id.filtered("res_id")
        documents = {(row.res_model, row.res_id) for row in followed}
        return documents | {(message.model, message.res_id) for message in messages}

    def _service_stop_mails(self):
        """Take the persons off mails that wait in the queue, and their digests."""
        digests = self.env["service.mail.notice"].search(
            [("contact_id", "in", self.ids), ("request_id", "=", False)]
        )
        digests.unlink()
        waiting = Domain("state", "in", ("outgoing", "exception"))
        mails = self.env["mail.mail"].search(
            waiting & Domain("recipient_ids", "in", self.ids)
        )
        for mail in mails:
            mail.recipient_ids -= self
            if not mail.recipient_ids and not mail.email_to:
                mail.cancel()
        for address in set(self.mapped("email_normalized")) - {False}:
            self.env["mail.mail"].search(
                waiting & Domain("email_to", "ilike", escape_psql(address))
            ).filtered(
                # jan@a.pl is no part of bojan@a.pl
                lambda mail, address=address: (
                    address in email_normalize_all(mail.email_to)
                )
            ).cancel()
