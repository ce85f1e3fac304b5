from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_quote_days = fields.Integer(
        string="Quotes Are Valid (Days)", default=14, required=True
    )
    # Merged invoices would differ by grosze from what the clients accepted.
    tax_calculation_rounding_method = fields.Selection(default="round_per_line")

    _service_quote_days_positive = models.Constraint(
        "CHECK (service_quote_days > 0)", "A quote has to be valid for a day at least."
    )
