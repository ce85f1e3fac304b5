from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import nip as nip_number

_WRITTEN_BY_STEPS = {
    "user_id",
    "partner_id",
    "nip",
    "company_name",
    "state",
    "decided_by_id",
    "decided_at",
}


class ServiceJoinRequest(models.Model):
    """A registered person says that a company we know is theirs; care decides."""

    _name = "service.join.request"
    _description = "Request to Join a Company"
    _inherit = ["service.mail.queue.mixin", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "company_name"

    company_id = fields.Many2one(
        "res.company",
        string="Our Company",
        required=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users", string="Account", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="user_id.partner_id", store=True, string="Person", index=True
    )
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    company_name = fields.Char(string="Company as Typed", required=True, readonly=True)
    nip = fields.Char(string="NIP", required=True, readonly=True, index=True)
    target_partner_id = fields.Many2one(
        "res.partner",
        string="Company",
        compute="_compute_target_partner_id",
        store=True,
        readonly=False,
        domain=[("is_company", "=", True), ("parent_id", "=", False)],
        help="Found by the NIP; choose it yourself when there are several.",
    )
    state = fields.Selection(
        [("new", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="new",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", string="Decided By", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    reason = fields.Text(help="Why it was refused. The client does not see it.")

    @api.depends("nip")
    def _compute_target_partner_id(self):
        for join in self:
            found = self.env["res.partner"]._service_find_by_nip(join.nip)
            join.target_partner_id = found if len(found) == 1 else False

    def write(self, vals):
        if not self.env.su and _WRITTEN_BY_STEPS & vals.keys():
            raise AccessError(
                self.env._("Use the buttons to approve or to refuse the request.")
            )
        return super().write(vals)

    @api.model
    def _service_ask(self, user, *, nip, company_name):
        """Let the care desk decide whether `user` belongs to the company."""
        join = self.create(
            {"user_id": user.id, "nip": nip, "company_name": company_name}
        )
        caretaker = (
            join.target_partner_id.service_caretaker_id
            or self.env.company.service_default_caretaker_id
        )
        # A visitor has no address to send from; the system has.
        join.with_user(SUPERUSER_ID).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Does this person belong to the company?"),
            user_id=caretaker.id or self.env.ref("base.user_admin").id,
        )
        return join

    # --- Buttons ----------------------------------------------------------------

    def action_approve(self):
        """Put the person into the company and tell the person. Care desk only."""
        for join_sudo in self._service_deciding():
            company = join_sudo.target_partner_id
            if not company:
                raise UserError(
                    self.env._(
                        "Choose the company first: NIP %(nip)s stands at no company "
                        "or at several.",
                        nip=nip_number.pretty(join_sudo.nip),
                    )
                )
            join_sudo.partner_id.parent_id = company
            join_sudo._service_decide("approved", self.env.user)
            company.message_post(
                body=self.env._(
                    "%s joined on the care desk's approval.", join_sudo.partner_id.name
                )
            )
            join_sudo.user_id._service_send_account_mail(
                "service_portal.mail_template_join_approved"
            )

    def action_refuse(self):
        """Leave the person alone; nothing is told to the person. Care desk only."""
        for join_sudo in self._service_deciding():
            join_sudo._service_decide("refused", self.env.user)

    def _service_deciding(self):
        """Return the waiting ones, locked, with sudo; only the care desk may write."""
        self.check_access("write")
        joins_sudo = self.sudo()  # partners of clients are not the care desk's to move
        joins_sudo.lock_for_update()
        if any(join.state != "new" for join in joins_sudo):
            raise UserError(
                self.env._("This request is decided already. Refresh the page.")
            )
        return joins_sudo

    def _service_decide(self, state, user):
        self.write(
            {
                "state": state,
                "decided_by_id": user.id,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.activity_feedback(["mail.mail_activity_data_todo"])
