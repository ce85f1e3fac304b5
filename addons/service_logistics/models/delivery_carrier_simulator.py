from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import file_path

from ..const import SHIPMENT_STATES
from ..report import courier_label
from .service_request import FALLBACK_FONTS

SIMULATOR = "service_simulator"
# What a parcel goes through, one step each pace.
STEPS = ("collected", "in_transit", "waiting", "delivered")


class DeliveryCarrier(models.Model):
    """A courier that exists in this database only, for demonstration and training.

    It asks nobody over the network: where a parcel is follows from the time that went
    by since it was ordered.
    """

    _inherit = "delivery.carrier"

    delivery_type = fields.Selection(
        selection_add=[(SIMULATOR, "Courier Simulator (training)")],
        ondelete={SIMULATOR: "set default"},
    )
    service_pace = fields.Integer(
        string="Minutes a Step",
        default=10,
        help="A parcel of the simulator is collected, on its way, waiting for pickup "
        "and delivered, one step each time.",
    )

    _service_pace_positive = models.Constraint(
        "CHECK (service_pace > 0)", "A step takes at least one minute."
    )

    # --- The contract -------------------------------------------------------------

    def _service_courier_offers(self):
        """Override of `service_logistics`: the simulator does everything."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_offers()
        return {
            "create",
            "cancel",
            "label",
            "pickup",
            "track",
            "return",
            "webhook",
            "cod",
        }

    def _service_courier_create(self, shipment):
        """Override of `service_logistics`: confirmed at once."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_create(shipment)
        # Made of our own row, so that the same parcel has the same number.
        return {"reference": shipment.name, "number": f"SYM{shipment.id:09d}"}

    def _service_courier_confirm(self, shipment):
        """Override of `service_logistics`: as ordering, which is confirmed at once."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_confirm(shipment)
        return self._service_courier_create(shipment)

    def _service_courier_cancel(self, shipment):
        """Override of `service_logistics`: nobody else knows of the parcel."""
        if self.delivery_type != SIMULATOR:
            super()._service_courier_cancel(shipment)

    def _service_courier_label(self, shipment):
        """Override of `service_logistics` to draw a label."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_label(shipment)
        sender, receiver = shipment._service_addresses()
        lines = self.env["service.request"]._service_address_lines
        content = courier_label.draw(
            courier_label.Content(
                title=self.name,
                warning=self.env._("Training label, no carrier takes this parcel"),
                number=shipment.tracking_number,
                reference=shipment.name,
                sender=lines(sender),
                receiver=lines(receiver) + shipment._service_cod_lines(),
                labels={
                    "sender": self.env._("Sender"),
                    "receiver": self.env._("Receiver"),
                },
            ),
            fallback_fonts=[file_path(path) for path in FALLBACK_FONTS],
        )
        return f"{shipment.tracking_number}.pdf", content

    def _service_courier_pickup(self, shipments):
        """Override of `service_logistics`: nobody comes."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_pickup(shipments)
        return f"SYM-{shipments.manifest_id.name}"

    def _service_courier_return_ticket(self, shipment):
        """Override of `service_logistics`: number and a code of six digits."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_return_ticket(shipment)
        return self._service_courier_create(shipment) | {
            "code": f"{shipment.id % 10**6:06d}"
        }

    def _service_courier_track(self, shipment):
        """Override of `service_logistics`: as far as the time went by."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_track(shipment)
        start = shipment.ordered_at or shipment.create_date
        passed = fields.Datetime.now() - start
        done = passed // timedelta(minutes=self.service_pace)
        return [
            self._service_simulator_news(
                state, start + number * timedelta(minutes=self.service_pace)
            )
            for number, state in enumerate(STEPS, start=1)
            if number <= done
        ]

    def _service_courier_pace(self):
        """Override of `service_logistics`: asked once a step."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_pace()
        return timedelta(minutes=self.service_pace)

    def _service_courier_event_id(self, payload):
        """Override of `service_logistics`: `id` of the message."""
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_event_id(payload)
        return str(payload.get("id") or "")

    def _service_courier_parse_webhook(self, payload):
        """Override of `service_logistics`: {id, number, status, at}, believed.

        A trainer or a test sends them; `at` is UTC, as 2026-11-22 10:00:00.
        """
        if self.delivery_type != SIMULATOR:
            return super()._service_courier_parse_webhook(payload)
        news = self._service_simulator_news(
            str(payload["status"]), fields.Datetime.to_datetime(payload["at"])
        )
        number = str(payload["number"])
        return [{"reference": None, "number": number, "news": [news], "trusted": True}]

    @api.model
    def _service_simulator_news(self, word, at):
        """Return one news; the simulator speaks our words."""
        return {
            "key": f"{word} {at:%Y-%m-%d %H:%M:%S}",
            "state": word if word in dict(SHIPMENT_STATES) else None,
            "at": at,
            "note": word,
        }

    # --- Called by core, for orders and transfers that are no service ---------------

    @api.private
    def service_simulator_rate_shipment(self, order):
        """Override of `delivery`: free of charge."""
        return {
            "success": True,
            "price": 0.0,
            "error_message": False,
            "warning_message": False,
        }

    @api.private
    def service_simulator_send_shipping(self, pickings):
        """Override of `stock_delivery`: no parcel for what is no service."""
        return [{"exact_price": 0.0, "tracking_number": False} for _picking in pickings]

    @api.private
    def service_simulator_cancel_shipment(self, pickings):
        """Override of `stock_delivery`: there is none."""
