from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_send_days = fields.Integer(
        related="company_id.service_send_days", readonly=False
    )
    service_send_again_days = fields.Integer(
        related="company_id.service_send_again_days", readonly=False
    )
