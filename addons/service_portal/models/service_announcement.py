from odoo import fields, models


class ServiceAnnouncement(models.Model):
    _name = "service.announcement"
    _description = "Service Announcement"
    _order = "date_from desc, id desc"
    _rec_name = "title"

    title = fields.Char(required=True, translate=True)
    body = fields.Html(translate=True)
    audience = fields.Selection(
        [("all", "Everybody"), ("client", "Clients"), ("staff", "Staff")],
        required=True,
        default="client",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
    )
    date_to = fields.Date(string="To")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "An announcement cannot end before it begins.",
    )

    def _service_current_domain(self, audience):
        """Return the domain of what `audience` ("client" or "staff") sees today."""
        today = fields.Date.context_today(self)
        return [
            ("audience", "in", ["all", audience]),
            ("date_from", "<=", today),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", today),
            ("company_id", "in", [False, self.env.company.id]),
        ]
