from odoo import fields, models

OFFERED_TO = [
    ("nobody", "Nobody"),
    ("companies", "Companies"),
    ("everybody", "Everybody"),
]
PAYERS = [("us", "We pay"), ("client", "The client pays")]


class ResCompany(models.Model):
    _inherit = "res.company"

    service_ticket_for = fields.Selection(
        OFFERED_TO,
        string="Clients Order Labels",
        required=True,
        default="nobody",
        help="Who may order a label or a courier on the page of the request, to send "
        "devices in. The delivery methods for it are marked as offered to clients. "
        "The care desk may order one for any client.",
    )
    service_ticket_payer = fields.Selection(
        PAYERS,
        string="Cost of These Labels",
        required=True,
        default="us",
        help="The client reads it before ordering, and the parcel keeps it. Nothing is "
        "put on a bill by itself.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_ticket_for = fields.Selection(
        related="company_id.service_ticket_for", readonly=False
    )
    service_ticket_payer = fields.Selection(
        related="company_id.service_ticket_payer", readonly=False
    )
