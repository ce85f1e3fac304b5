from odoo import fields, models


class ServiceTeam(models.Model):
    _name = "service.team"
    _description = "Service Team"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", string="Lead", domain=[("share", "=", False)]
    )
    member_ids = fields.Many2many(
        "res.users", string="Members", domain=[("share", "=", False)]
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        default=lambda self: self.env.company.resource_calendar_id,
    )
    queue_policy = fields.Selection(
        [("manual", "Assigned by hand"), ("first", "First to open takes it")],
        required=True,
        default="manual",
    )
