from odoo import fields, models


class DeliveryCarrier(models.Model):
    """Carriers by which clients may send devices in at our order."""

    _inherit = "delivery.carrier"

    service_inbound_offered = fields.Boolean(
        string="Offered to Clients for Sending In",
        help="Clients who may order labels (see the settings) choose it on the page of "
        "their request.",
    )

    def _service_inbound_ways(self):
        """Return how a parcel that we order may leave the client.

        Hook of the contract; an adapter takes away what its service does not do.

        :rtype: set of keys of `const.INBOUND_WAYS`
        """
        offers = self._service_courier_offers()
        if "return" not in offers:
            return set()
        return {"point", "pickup"} if "pickup" in offers else {"point"}
