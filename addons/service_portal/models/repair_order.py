from odoo import fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    service_job_ids = fields.One2many(
        "service.job",
        "repair_id",
        string="Service Job",
        groups="service_portal.group_service_user",
    )
