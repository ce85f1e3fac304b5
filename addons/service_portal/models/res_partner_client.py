"""What a client's person may order, on what, and where things are sent."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "service.lock.mixin"]

    service_approve_limit = fields.Monetary(
        string="May Order Repairs Up To",
        currency_field="service_approve_currency_id",
        groups="base.group_user",
        help="Gross amount of one repair. 0: no limit. On a person it wins over the "
        "limit of the company.",
    )
    service_approve_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_service_approve_currency_id",
        groups="base.group_user",
    )
    service_billing_id = fields.Many2one(
        "res.partner",
        string="Orders On",
        groups="base.group_user",
        index="btree_not_null",
        help="The billing data on which this person's requests are invoiced. Empty: "
        "the person chooses.",
    )
    service_shipping_id = fields.Many2one(
        "res.partner",
        string="Usual Return Address",
        groups="base.group_user",
        index="btree_not_null",
        help="Where repaired devices of this person go unless the request says "
        "otherwise.",
    )
    service_rights_changed_at = fields.Datetime(
        string="Rights Last Changed",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Written with every change of rights in the company, so that two "
        "administrators who change each other meet here.",
    )
    service_access_log_ids = fields.One2many(
        "service.access.log",
        "client_id",
        string="History of Access",
        groups="service_portal.group_service_user",
    )

    def _compute_service_approve_currency_id(self):
        for partner in self:
            company = partner.company_id or self.env.company
            partner.service_approve_currency_id = company.currency_id

    def _service_lock_rights(self):
        """Let one change of rights of this client happen at a time.

        A lock alone does not stop two administrators from removing each other: the
        row is written, so the second one starts anew and sees the first.

        :raise ConcurrencyError: core replays the request then
        """
        client_sudo = self.commercial_partner_id.sudo()  # clients write no partner
        client_sudo._service_lock()
        client_sudo.service_rights_changed_at = fields.Datetime.now()
        client_sudo.flush_recordset(["service_rights_changed_at"])

    def _service_has_left(self):
        """Tell whether the person had a portal account and has none any more."""
        self.ensure_one()
        partner_sudo = self.sudo()  # accounts of a client's people
        users = partner_sudo.with_context(active_test=False).user_ids
        return bool(users) and not any(users.mapped("active"))

    @api.model
    def _service_billing_domain(self, client):
        """Return the domain of what a client can be invoiced on."""
        return [
            "|",
            ("id", "=", client.id),
            "&",
            ("parent_id", "=", client.id),
            ("type", "=", "invoice"),
        ]
