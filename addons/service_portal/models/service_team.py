from odoo import fields, models


class ServiceTeam(models.Model):
    _name = "service.team"
    _description = "Service Team"
    _inherit = ["mail.alias.mixin"]
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

    # --- Mail -------------------------------------------------------------------

    def _alias_get_creation_values(self):
        """Override of `mail`: a letter to this address is a request for the team."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("service.request")
        if self.id:
            values["alias_defaults"] = {"team_id": self.id}
        return values
