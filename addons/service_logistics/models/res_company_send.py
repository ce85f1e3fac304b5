from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_send_days = fields.Integer(
        string="Remind to Send After (Days)",
        required=True,
        default=14,
        help="A client who has not sent the devices so many days after their request "
        "was accepted is reminded; 0 means never.",
    )
    service_send_again_days = fields.Integer(
        string="Remind Again After (Days)",
        required=True,
        default=7,
        help="So many days after the first reminder follows the second, and after the "
        "second the care desk decides.",
    )
