from odoo import fields, models

from ..const import CLAIM_DAYS


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    service_claim_days = fields.Integer(
        string="Claim Damage Within (Days)",
        required=True,
        default=CLAIM_DAYS,
        help="Calendar days from the day the damage was found.",
    )

    _service_claim_days_positive = models.Constraint(
        "CHECK (service_claim_days > 0)",
        "The term of a claim needs at least one day.",
    )
