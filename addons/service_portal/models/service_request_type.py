from odoo import fields, models


class ServiceRequestType(models.Model):
    _name = "service.request.type"
    _description = "Service Request Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable name for imports and the API.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Char(
        translate=True, help="One plain sentence that helps the client to choose."
    )
    needs_device = fields.Boolean(string="Concerns Devices", default=True)
    needs_shipping = fields.Boolean(string="Device Is Shipped", default=True)
    needs_quote = fields.Boolean(string="Client Decides on a Quote", default=True)
    on_portal = fields.Boolean(string="Offered on the Portal", default=True)
    team_id = fields.Many2one("service.team", string="Default Team")
    answer_days = fields.Integer(
        string="Legal Answer Term (Days)",
        help="Calendar days to answer; 0 when the law sets no term.",
    )
    is_complaint = fields.Boolean(
        string="Complaint About a Job",
        help="Opened from a finished job; the first such type on the portal is taken.",
    )

    _code_uniq = models.UniqueIndex("(code)", "A request type with this code exists.")
    _answer_days_positive = models.Constraint(
        "CHECK (answer_days >= 0)", "The answer term cannot be negative."
    )
