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
    _inherit = [
        "service.mail.queue.mixin",
        "service.lock.mixin",
        "mail.activity.mixin",
    ]
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
            join_sudo._service_approve(self.env.user)

    def action_refuse(self):
        """Leave the person alone; nothing is told to the person. Care desk only."""
        for join_sudo in self._service_deciding():
            join_sudo._service_decide("refused", self.env.user)

    # --- The client's administrator -----------------------------------------------

    @api.model
    def _service_for_admin(self, user):
        """Return who waits to join the company that `user` administers, with sudo."""
        joins_sudo = self.sudo()  # clients have no access; of the own company only
        if not user._service_is_client_admin():
            return joins_sudo.browse()
        client = user.partner_id.commercial_partner_id
        return joins_sudo.search(
            [("target_partner_id", "=", client.id), ("state", "=", "new")]
        )

    def _service_decide_by_admin(self, approve, *, actor):
        """Let a person into the actor's company, or leave him out.

        :param bool approve: False refuses
        :raise AccessError: it is not the actor's company, or he does not administer it
        :raise UserError: decided already
        """
        self.ensure_one()
        client = actor.partner_id.commercial_partner_id
        join_sudo = self.sudo()  # clients have no access; checked here
        if join_sudo.target_partner_id != client or not (
            actor._service_is_client_admin()
        ):
            raise AccessError(
                self.env._("Only an administrator of your company may decide this.")
            )
        join_sudo._service_lock_new()
        if approve:
            join_sudo._service_approve(actor)
        else:
            join_sudo._service_decide("refused", actor)
            self.env["service.access.log"]._service_write_down(
                "refused", join_sudo.partner_id, client=client, actor=actor
            )

    # --- Deciding -----------------------------------------------------------------

    def _service_approve(self, actor):
        """Move the person into the company (called with sudo, locked)."""
        self.ensure_one()
        company = self.target_partner_id
        if not company:
            raise UserError(
                self.env._(
                    "Choose the company first: NIP %(nip)s stands at no company "
                    "or at several.",
                    nip=nip_number.pretty(self.nip),
                )
            )
        if self.partner_id.commercial_partner_id not in (self.partner_id, company):
            # guard: nobody is moved out of another company
            raise UserError(
                self.env._(
                    "%(person)s belongs to %(company)s meanwhile. Refuse this request.",
                    person=self.partner_id.name,
                    company=self.partner_id.commercial_partner_id.name,
                )
            )
        self.partner_id.parent_id = company
        self._service_decide("approved", actor)
        self.env["service.access.log"]._service_write_down(
            "joined", self.partner_id, client=company, actor=actor
        )
        self.user_id._service_send_account_mail(
            "service_portal.mail_template_join_approved"
        )

    def _service_deciding(self):
        """Return the waiting ones, locked, with sudo; only the care desk may write."""
        self.check_access("write")
        joins_sudo = self.sudo()  # partners of clients are not the care desk's to move
        joins_sudo._service_lock_new()
        return joins_sudo

    def _service_lock_new(self):
        """Lock the rows; refuse when one is decided already."""
        self._service_lock()
        if any(join.state != "new" for join in self):
            raise UserError(
                self.env._("This request is decided already. Refresh the page.")
            )

    def _service_decide(self, state, user):
        self.write(
            {
                "state": state,
                "decided_by_id": user.id,
                "decided_at": fields.Datetime.now(),
            }
        )
        self.activity_feedback(["mail.mail_activity_data_todo"])
