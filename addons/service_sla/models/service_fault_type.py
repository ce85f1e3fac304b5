from odoo import fields, models


class ServiceFaultType(models.Model):
    _inherit = "service.fault.type"

    skill_ids = fields.Many2many(
        "hr.skill",
        string="Needed Skills",
        groups="base.group_user",
        help="A technician must have all of them to get such a job.",
    )
