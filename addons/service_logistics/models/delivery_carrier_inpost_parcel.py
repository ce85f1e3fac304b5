"""Size and weight of InPost's parcels, and options that a contract may ask for."""

from odoo import fields, models

from .. import inpost
from .delivery_carrier_inpost import LOCKER, TEMPLATES

# How the sender gives a parcel to InPost. These words, `dropoff_point`, and that the
# insurance has to cover what is collected, stand in public programs, not in the facts:
# settings of the delivery method, empty by default.
SENDING_METHODS = [
    ("parcel_locker", "Posted in a locker"),
    ("dispatch_order", "Collected by the courier"),
]
SIDES = ("parcel_length", "parcel_width", "parcel_height")


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    service_inpost_sending_method = fields.Selection(
        SENDING_METHODS,
        string="Sending Method",
        help="How our parcels get to InPost (sending_method). Leave it empty unless "
        "InPost asks for it in your contract.",
    )
    service_inpost_return_method = fields.Selection(
        SENDING_METHODS,
        string="Sending Method of Clients",
        help="The same of parcels that clients send to us.",
    )
    service_inpost_tells_point = fields.Boolean(
        string="Name the Drop-off Point",
        help="InPost is told in which locker the client posts (dropoff_point). Leave "
        "it off unless InPost asks for it in your contract.",
    )
    service_inpost_insure_cod = fields.Boolean(
        string="Insure What Is Collected",
        help="A parcel with cash on delivery is insured for that amount at least. "
        "Switch it on when InPost refuses such parcels without insurance.",
    )

    def _service_courier_parcel_fields(self):
        """Override of `service_logistics`: InPost weighs and measures parcels."""
        names = super()._service_courier_parcel_fields()
        if not self._service_is_inpost():
            return names
        sides = () if self.delivery_type == LOCKER else SIDES
        return [*names[:1], *sides, "parcel_weight", *names[1:]]

    def _service_courier_wrong(self, shipment):
        """Override of `service_logistics`: what fits, and what can be lifted."""
        if not self._service_is_inpost():
            return super()._service_courier_wrong(shipment)
        sides = [shipment[name] for name in SIDES]
        if any(sides) and not (all(sides) and shipment.parcel_weight):
            return self.env._(
                "Enter length, width, height and weight of the parcel, or only its "
                "size."
            )
        if self.delivery_type != LOCKER:
            return False
        return self._service_inpost_too_big(shipment, sides)

    def _service_inpost_too_big(self, shipment, sides):
        """Return why a parcel does not fit its compartment, or False."""
        if shipment.parcel_weight > inpost.LOCKER_KG:
            return self.env._(
                "A parcel locker takes %(limit)s kg, this parcel has %(weight)s kg. "
                "Send it by courier.",
                limit=inpost.LOCKER_KG,
                weight=f"{shipment.parcel_weight:g}",
            )
        if not all(sides):
            return False
        sizes = list(inpost.COMPARTMENTS)
        fitting = inpost.smallest(sides)
        if not fitting:
            return self.env._(
                "The parcel fits into no locker: the largest one is 41 x 38 x 64 cm. "
                "Send it by courier."
            )
        chosen = shipment.parcel_template or "medium"
        if sizes.index(fitting) > sizes.index(chosen):
            return self.env._(
                "The parcel does not fit into the chosen size. Choose %(size)s.",
                size=dict(TEMPLATES)[fitting],
            )
        return False
