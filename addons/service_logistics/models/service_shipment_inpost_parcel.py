"""How large and how heavy a parcel is, for carriers that want to know."""

from odoo import api, fields, models

from .delivery_carrier_inpost_parcel import SIDES


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    parcel_length = fields.Float("Length (cm)", digits=(16, 1), copy=False)
    parcel_width = fields.Float("Width (cm)", digits=(16, 1), copy=False)
    parcel_height = fields.Float("Height (cm)", digits=(16, 1), copy=False)
    parcel_weight = fields.Float(
        "Weight (kg)",
        digits=(16, 2),
        compute="_compute_parcel_weight",
        store=True,
        readonly=False,
        copy=False,
    )

    _parcel_positive = models.Constraint(
        "CHECK (parcel_length >= 0 AND parcel_width >= 0 AND parcel_height >= 0"
        " AND parcel_weight >= 0)",
        "Size and weight of a parcel are not negative.",
    )

    @api.depends("carrier_id")
    def _compute_parcel_weight(self):
        for shipment in self:
            # What somebody weighed stays, whoever carries it.
            if shipment.parcel_weight:
                continue
            categories = shipment.job_ids.device_id.mapped("category_id")
            weights = {category: category.product_id.weight for category in categories}
            shipment.parcel_weight = sum(
                weights[device.category_id] for device in shipment.job_ids.device_id
            )

    def _service_inpost_parcel(self):
        """Return the one parcel of an order: measured, or a size of the locker's."""
        sides = [self[name] for name in SIDES]
        if self.needs_target_point or not all(sides):
            return {"template": self.parcel_template or "medium"}
        names = ("length", "width", "height")
        millimetres = {
            name: round(side * 10) for name, side in zip(names, sides, strict=True)
        }
        return {
            "dimensions": millimetres | {"unit": "mm"},
            "weight": {"amount": self.parcel_weight, "unit": "kg"},
            "is_non_standard": False,
        }
