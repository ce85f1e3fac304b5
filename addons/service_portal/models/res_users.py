from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..const import CLIENT_GROUPS

MAX_LIMIT = 10_000_000


class ResUsers(models.Model):
    _inherit = "res.users"

    service_invoice_partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_service_invoice_partner_id",
        help="The client whose invoices and orders this portal user may see; read by "
        "the global rules for share users.",
    )

    service_hidden_team_ids = fields.Many2many(
        "service.team",
        compute="_compute_service_hidden_team_ids",
        help="Teams whose matters this employee does not see; read by the global "
        "rules. Only who is a technician and nothing else in the service is kept out "
        "of teams that are for members only.",
    )

    @api.depends("partner_id.commercial_partner_id", "group_ids")
    def _compute_service_invoice_partner_id(self):
        for user in self:
            partner = user.partner_id
            commercial = partner.commercial_partner_id
            may = partner == commercial or user.has_group(CLIENT_GROUPS["invoices"])
            user.service_invoice_partner_id = commercial if may else False

    @api.depends("group_ids")
    def _compute_service_hidden_team_ids(self):
        prefix = "service_portal.group_service_"
        wider = [prefix + name for name in ("care", "logistics", "quality")]
        teams_sudo = self.env["service.team"].sudo()  # asked by the rules
        closed = teams_sudo.with_context(active_test=False).search(
            [("members_only", "=", True)]
        )
        for user in self:
            narrow = user.has_group(prefix + "technician") and not any(
                user.has_group(group) for group in wider
            )
            user.service_hidden_team_ids = (
                closed.filtered(lambda team, user=user: user not in team.member_ids)
                if narrow
                else False
            )

    def _service_client_rights(self):
        """Return the set of client rights (`const.CLIENT_GROUPS`) of a portal user.

        Read from the database. `has_group` asks a cache of this process, and core does
        not renew it when it replays a request after another process changed the rights.
        """
        self.ensure_one()
        groups_sudo = self.sudo().all_group_ids  # whoever asks; of this one user
        # Not `env.ref`: it asks the database each time whether the group still exists.
        xmlid_to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            right
            for right, group in CLIENT_GROUPS.items()
            if xmlid_to_id(group) in groups_sudo._ids
        }

    def _service_set_client_rights(self, rights, *, actor, limit=None, billing=None):
        """Set a client user's rights; effective at once and logged.

        :param set rights: what this user may do from now on, of `CLIENT_GROUPS`
        :param actor: `res.users`, an administrator of the same client or the care desk
        :param float limit: gross amount up to which the user orders repairs, 0 for no
            limit, None to leave it
        :param billing: `res.partner` on which the user orders, empty for free choice,
            None to leave it
        :raise AccessError: `actor` may not do this
        :raise UserError: the limit or the billing data are not possible
        """
        self.ensure_one()
        rights = set(rights) & CLIENT_GROUPS.keys()
        self._service_check_may_manage(actor)
        self._service_check_terms(limit, billing)
        self.partner_id._service_lock_rights()
        before = self._service_client_rights()
        if self == actor and "admin" in before - rights:
            raise AccessError(
                self.env._(
                    "You cannot take the administrator's right from yourself. Ask "
                    "another administrator or your caretaker."
                )
            )
        user_sudo = self.sudo()  # right checked above, groups from our own list
        changes = user_sudo._service_write_terms(limit, billing)
        if before != rights:
            user_sudo._service_write_groups(rights)
            changes["rights"] = [sorted(before), sorted(self._service_client_rights())]
        if changes:
            self.env["service.access.log"]._service_write_down(
                "rights",
                user_sudo.partner_id,
                client=user_sudo.partner_id.commercial_partner_id,
                actor=actor,
                changes=changes,
            )

    def _service_write_groups(self, rights):
        self.write(
            {
                "group_ids": [
                    (Command.link if right in rights else Command.unlink)(
                        self.env.ref(group).id
                    )
                    for right, group in CLIENT_GROUPS.items()
                ]
            }
        )

    def _service_write_terms(self, limit, billing):
        """Write limit and billing data; return what changed, for the history."""
        partner = self.partner_id
        changes = {}
        if limit is not None and partner.service_approve_limit != limit:
            changes["limit"] = [partner.service_approve_limit, limit]
            partner.service_approve_limit = limit
        if billing is not None and partner.service_billing_id != billing:
            changes["billing"] = [partner.service_billing_id.id, billing.id]
            partner.service_billing_id = billing
        return changes

    def _service_check_terms(self, limit, billing):
        if limit is not None and not 0 <= limit <= MAX_LIMIT:
            raise UserError(
                self.env._("Enter the limit as an amount, for example 500.")
            )
        if billing and billing not in self._service_billing_choices():
            raise UserError(self.env._("Choose billing data of your own company."))

    def _service_billing_choices(self):
        """Return what this user's company can be invoiced on, with sudo."""
        self.ensure_one()
        partners_sudo = self.env["res.partner"].sudo()  # the company's own addresses
        client = self.sudo().partner_id.commercial_partner_id  # as above
        return partners_sudo.search(
            partners_sudo._service_billing_domain(client), order="parent_id desc, name"
        )

    def _service_check_may_manage(self, actor):
        """Refuse all but an administrator of the same client and the care desk.

        :raise AccessError: for staff, strangers, and administrators of others
        """
        desk = actor._has_group("service_portal.group_service_care")
        same = (
            self.share
            and self.partner_id.commercial_partner_id
            == actor.partner_id.commercial_partner_id
            and actor._service_is_client_admin()
        )
        if not (desk and self.share) and not same:
            raise AccessError(
                self.env._("Only an administrator of your company may change rights.")
            )

    def _service_is_client_admin(self):
        """Tell whether the user administers a company of clients."""
        self.ensure_one()
        return (
            self.active
            and self.share
            and self.partner_id.commercial_partner_id.is_company
            and "admin" in self._service_client_rights()
        )
