from odoo import fields, models


class ServiceFaultType(models.Model):
    _name = "service.fault.type"
    _description = "Service Fault Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_ids = fields.Many2many(
        "service.device.category",
        string="Device Categories",
        help="Empty: offered for every device.",
    )
    hint = fields.Char(
        translate=True, help="How a client recognises this fault, in plain words."
    )
