from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..const import CLIENT_GROUPS


class ResUsers(models.Model):
    _inherit = "res.users"

    service_invoice_partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_service_invoice_partner_id",
        help="The client whose invoices and orders this portal user may see; read by "
        "the global rules for share users.",
    )

    @api.depends("partner_id.commercial_partner_id", "group_ids")
    def _compute_service_invoice_partner_id(self):
        for user in self:
            partner = user.partner_id
            commercial = partner.commercial_partner_id
            may = partner == commercial or user.has_group(CLIENT_GROUPS["invoices"])
            user.service_invoice_partner_id = commercial if may else False

    def _service_client_rights(self):
        """Return the set of client rights (`const.CLIENT_GROUPS`) of a portal user."""
        self.ensure_one()
        return {
            right for right, group in CLIENT_GROUPS.items() if self.has_group(group)
        }

    def _service_set_client_rights(self, rights, *, actor):
        """Set a client user's rights; effective at once and logged on the client.

        :param set rights: what this user may do from now on, of `CLIENT_GROUPS`
        :param actor: `res.users`, an administrator of the same client or the care desk
        :raise AccessError: `actor` may not do this
        """
        self.ensure_one()
        rights = set(rights) & CLIENT_GROUPS.keys()
        self._service_check_may_manage(actor)
        before = self._service_client_rights()
        if before == rights:
            return
        if self == actor and "admin" in before - rights:
            raise AccessError(
                self.env._(
                    "You cannot take the administrator's right from yourself. Ask "
                    "another administrator or your caretaker."
                )
            )
        user_sudo = self.sudo()  # right checked above, groups from our own list
        user_sudo.write(
            {
                "group_ids": [
                    (Command.link if right in rights else Command.unlink)(
                        self.env.ref(group).id
                    )
                    for right, group in CLIENT_GROUPS.items()
                ]
            }
        )
        user_sudo.partner_id.commercial_partner_id._message_log(
            author_id=actor.partner_id.id,
            body=self.env._(
                "Rights of %(user)s changed: %(before)s → %(after)s.",
                user=self.name,
                before=", ".join(sorted(before)) or "–",
                after=", ".join(sorted(rights)) or "–",
            ),
        )

    def _service_check_may_manage(self, actor):
        desk = actor.has_group("service_portal.group_service_care")
        same = (
            self.share
            and self.partner_id.commercial_partner_id
            == actor.partner_id.commercial_partner_id
            and actor.has_group(CLIENT_GROUPS["admin"])
        )
        if not (desk and self.share) and not same:
            raise AccessError(
                self.env._("Only an administrator of your company may change rights.")
            )
