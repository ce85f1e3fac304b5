from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

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

    def _compute_service_approve_currency_id(self):
        for partner in self:
            company = partner.company_id or self.env.company
            partner.service_approve_currency_id = company.currency_id
