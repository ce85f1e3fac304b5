from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_sending_photo = fields.Boolean(
        string="Photo before Sending",
        help="A parcel leaves only when a photo of its contents was taken.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_sending_photo = fields.Boolean(
        related="company_id.service_sending_photo", readonly=False
    )
