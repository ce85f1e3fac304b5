from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CLIENT_GROUPS

CODES = [
    ("invited", "Invited"),
    ("withdrawn", "Invitation withdrawn"),
    ("joined", "Joined the company"),
    ("refused", "Not let in"),
    ("rights", "Rights changed"),
    ("revoked", "Access taken away"),
    ("restored", "Access given back"),
]


class ServiceAccessLog(models.Model):
    """Who gave or took what from whom, in a client's company; append-only."""

    _name = "service.access.log"
    _description = "Client Access History"
    _order = "at desc, id desc"
    _rec_name = "code"

    company_id = fields.Many2one("res.company", string="Our Company", required=True)
    client_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    actor_id = fields.Many2one("res.partner", string="Who", ondelete="set null")
    partner_id = fields.Many2one(
        "res.partner", string="Whom", index="btree_not_null", ondelete="set null"
    )
    invitation_id = fields.Many2one(
        "service.invitation",
        ondelete="set null",
        help="For an invitation: the contact would tell who has an account elsewhere.",
    )
    code = fields.Selection(CODES, string="What", required=True)
    # Before and after, by `rights` (lists), `limit` (amounts), `billing` (ids).
    changes = fields.Json()
    summary = fields.Char(string="Change", compute="_compute_summary")
    at = fields.Datetime(string="When", required=True)

    @api.depends("changes", "invitation_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = self._service_right_labels()
        for log in self:
            log.summary = log._service_sentence(labels)

    def write(self, vals):
        # A person who is forgotten may be taken out, nothing else.
        if vals.keys() - {"actor_id", "partner_id"}:
            raise UserError(self.env._("The history of access is never changed."))
        return super().write(vals)

    @api.model
    def _service_right_labels(self):
        """Return `{right: short label}` in the order of the table of rights."""
        _ = self.env._
        labels = {
            "view": _("Sees all"),
            "edit": _("Changes all"),
            "approve": _("Orders repairs"),
            "invoices": _("Sees invoices"),
            "admin": _("Administers"),
        }
        return {right: labels[right] for right in CLIENT_GROUPS}

    def _service_sentence(self, labels):
        """Return what changed, in the reader's language: "+ Sees all, limit 0 → 5"."""
        if self.invitation_id:
            invitation_sudo = self.invitation_id.sudo()  # of the own company
            return f"{invitation_sudo.name}, {invitation_sudo.email}"
        changes = self.changes or {}
        before, after = (set(rights) for rights in changes.get("rights") or ([], []))
        words = [f"+ {labels[r]}" for r in labels if r in after - before]
        words += [f"- {labels[r]}" for r in labels if r in before - after]
        if "limit" in changes:
            none = self.env._("no limit")
            old, new = (f"{a:.2f}" if a else none for a in changes["limit"])
            label = self.env._("Limit")
            words.append(f"{label}: {old} → {new}")
        if "billing" in changes:
            partners_sudo = self.env["res.partner"].sudo()  # the client's own addresses
            found = [
                partners_sudo.browse(i).exists().display_name if i else ""
                for i in changes["billing"]
            ]
            old, new = (name or self.env._("any") for name in found)
            label = self.env._("Billing data")
            words.append(f"{label}: {old} → {new}")
        return ", ".join(words)

    @api.model
    def _service_write_down(self, code, person, *, client, actor, changes=None, **vals):
        """Append one line.

        :param person: `res.partner`, maybe empty, whose access changed
        :param client: `res.partner`, the company
        :param actor: `res.users` who did it
        """
        log_sudo = self.sudo()  # nobody has write access to the history
        return log_sudo.create(
            {
                "company_id": self.env.company.id,
                "client_id": client.id,
                "actor_id": actor.sudo().partner_id.id,  # staff, for a client
                "partner_id": person.id,
                "code": code,
                "changes": changes,
                "at": fields.Datetime.now(),
                **vals,
            }
        )
