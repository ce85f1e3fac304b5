from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CLIENT_GROUPS


class ServiceClientRights(models.TransientModel):
    """The care desk's table of what one person of a client may do on the portal."""

    _name = "service.client.rights"
    _description = "Rights of a Client's Person"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, readonly=True
    )
    email = fields.Char(related="partner_id.email")
    has_account = fields.Boolean(compute="_compute_has_account")
    was_revoked = fields.Boolean(compute="_compute_has_account")
    is_private = fields.Boolean(compute="_compute_has_account")
    right_view = fields.Boolean(string="Sees the company's requests")
    right_edit = fields.Boolean(string="Changes the company's requests")
    right_approve = fields.Boolean(string="Orders repairs")
    right_invoices = fields.Boolean(string="Sees the company's invoices")
    right_admin = fields.Boolean(string="Administers the colleagues")
    limit = fields.Monetary(
        string="Up to (Gross)", help="0: without a limit.", currency_field="currency_id"
    )
    currency_id = fields.Many2one(related="partner_id.service_approve_currency_id")

    @api.depends("partner_id")
    def _compute_has_account(self):
        for wizard in self:
            users = wizard.partner_id._service_accounts()
            wizard.has_account = any(user.active for user in users)
            wizard.was_revoked = bool(users) and not wizard.has_account
            person = wizard.partner_id
            wizard.is_private = person == person.commercial_partner_id

    @api.model
    def default_get(self, fields_list):
        self.check_access("create")  # open to RPC; core asks for no right here
        values = super().default_get(fields_list)
        partner = self.env["res.partner"].browse(self.env.context.get("active_id"))
        if self.env.context.get("active_model") == "res.partner" and partner:
            values["partner_id"] = partner.id
            values["limit"] = partner.service_approve_limit
            user = partner._service_accounts().filtered("share")[:1]
            given = user._service_client_rights() if user else set()
            values |= {f"right_{right}": right in given for right in CLIENT_GROUPS}
        return values

    def _service_account(self):
        """Return the person's account on the portal."""
        self.ensure_one()
        user = self.partner_id._service_accounts().filtered("share")[:1]
        if not user:
            raise UserError(
                self.env._(
                    "%(person)s has no account on the portal. Invite the person first.",
                    person=self.partner_id.name,
                )
            )
        return user

    def action_save(self):
        """Set the rights; effective at once and logged. Care desk only."""
        user = self._service_account()
        user._service_set_client_rights(
            {right for right in CLIENT_GROUPS if self[f"right_{right}"]},
            actor=self.env.user,
            limit=self.limit,
        )
        return {"type": "ir.actions.act_window_close"}

    def action_revoke(self):
        """Take the access away, with everything it left. Care desk only."""
        self._service_account()._service_revoke(actor=self.env.user)
        return {"type": "ir.actions.act_window_close"}

    def action_restore(self):
        """Open the account again, without rights. Care desk only."""
        self._service_account()._service_restore(actor=self.env.user)
        return {"type": "ir.actions.act_window_close"}

    def action_invite(self):
        """Make the account and mail the link to choose a password. Care desk only."""
        self.partner_id.check_access("write")
        self._service_check_desk()
        if not self.partner_id._service_invite_from_desk(founder=False):
            raise UserError(
                self.env._(
                    "%(person)s was not invited: there is no full e-mail address, or "
                    "it belongs to another account.",
                    person=self.partner_id.name,
                )
            )
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _service_check_desk(self):
        self.env["service.intake"]._service_check_desk()
