from datetime import UTC, datetime

from odoo import api, fields, models

from .. import inpost
from ..courier import (
    CourierCancelled,
    CourierError,
    CourierInvalid,
    CourierRefused,
    CourierUnsure,
)

LOCKER = "service_inpost_locker"
COURIER = "service_inpost_courier"
SERVICES = {LOCKER: inpost.LOCKER, COURIER: inpost.COURIER}
TEMPLATES = [
    ("small", "A: 8 x 38 x 64 cm"),
    ("medium", "B: 19 x 38 x 64 cm"),
    ("large", "C: 41 x 38 x 64 cm"),
]


class DeliveryCarrier(models.Model):
    """InPost ShipX: the contract on the client of `inpost.py`."""

    _inherit = "delivery.carrier"

    delivery_type = fields.Selection(
        selection_add=[(LOCKER, "InPost: locker"), (COURIER, "InPost: courier")],
        ondelete={LOCKER: "set default", COURIER: "set default"},
    )
    service_inpost_organization = fields.Char(
        string="Organization Number", groups="base.group_system", copy=False
    )
    service_inpost_token = fields.Char(
        string="Access Token", groups="base.group_system", copy=False
    )
    service_inpost_template = fields.Selection(
        TEMPLATES, string="Parcel Size", default="medium"
    )
    service_inpost_our_point = fields.Char(
        string="Our Parcel Locker",
        help="Where we collect what clients post in a locker, as KRA012.",
    )

    def _service_is_inpost(self):
        return self.delivery_type in SERVICES

    # --- The contract -------------------------------------------------------------

    def _service_courier_offers(self):
        """Override of `service_logistics`: InPost does everything."""
        if not self._service_is_inpost():
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

    def _service_inbound_ways(self):
        """Override of `service_logistics`: a locker, or the courier at the door."""
        if not self._service_is_inpost():
            return super()._service_inbound_ways()
        return {"point"} if self.delivery_type == LOCKER else {"pickup"}

    def _service_courier_parcel_fields(self):
        """Override of `service_logistics`: size, where to, whom to call."""
        if not self._service_is_inpost():
            return super()._service_courier_parcel_fields()
        where = ["address_street", "address_building"]
        if self.delivery_type == LOCKER:
            where = ["target_point"]
        return [
            "parcel_template",
            *where,
            "receiver_phone",
            "receiver_email",
            "insurance",
        ]

    def _service_courier_missing(self, shipment):
        """Override of `service_logistics`: all but amounts and measures is needed."""
        if not self._service_is_inpost():
            return super()._service_courier_missing(shipment)
        return [
            name
            for name in self._service_courier_parcel_fields()
            if shipment._fields[name].type not in ("monetary", "float")
            and not (shipment[name] or "").strip()
        ]

    def _service_courier_create(self, shipment):
        """Override of `service_logistics`: ordered, confirmed later.

        What an earlier try made is found by our reference and taken.
        """
        if not self._service_is_inpost():
            return super()._service_courier_create(shipment)
        payload = shipment._service_inpost_payload()

        def create(shipx):
            # guard: what was made although it answered an error is not made again
            return shipx.find(shipment.name) or shipx.make(payload)

        return self._service_inpost_answer(self._service_inpost(create))

    def _service_courier_find(self, shipment):
        """Override of `service_logistics`: by our reference."""
        if not self._service_is_inpost():
            return super()._service_courier_find(shipment)
        found = self._service_inpost(lambda shipx: shipx.find(shipment.name))
        return found and self._service_inpost_answer(found)

    def _service_courier_return_ticket(self, shipment):
        """Override of `service_logistics`: a parcel with the client as sender.

        Confirmed later as every parcel; InPost gives it no code.
        """
        if not self._service_is_inpost():
            return super()._service_courier_return_ticket(shipment)
        if self.delivery_type == LOCKER and not self.service_inpost_our_point:
            raise CourierRefused(
                self.env._(
                    "Enter the parcel locker where we collect parcels from clients in "
                    "the delivery method %(carrier)s.",
                    carrier=self.name,
                )
            )
        return self._service_courier_create(shipment) | {"code": None}

    def _service_courier_confirm(self, shipment):
        """Override of `service_logistics`: buy the offer, read the number."""
        if not self._service_is_inpost():
            return super()._service_courier_confirm(shipment)

        def confirm(shipx):
            if shipment.courier_ref:
                found = shipx.get(shipment.courier_ref)
            else:  # made behind an error, and too late to be cancelled
                found = shipx.find(shipment.name) or {"status": "canceled"}
            offers = found.get("offers") or []
            if found.get("status") in ("offers_prepared", "offer_selected") and offers:
                found = shipx.buy(found["id"], offers[0]["id"])
            return found

        return self._service_inpost_answer(self._service_inpost(confirm))

    def _service_courier_cancel(self, shipment):
        """Override of `service_logistics`: before it is confirmed only."""
        if not self._service_is_inpost():
            return super()._service_courier_cancel(shipment)

        def cancel(shipx):
            found = shipment.courier_ref or (shipx.find(shipment.name) or {}).get("id")
            if found:
                shipx.cancel(found)

        return self._service_inpost(cancel)

    def _service_courier_label(self, shipment):
        """Override of `service_logistics`: a PDF of A6."""
        if not self._service_is_inpost():
            return super()._service_courier_label(shipment)
        content = self._service_inpost(lambda shipx: shipx.label(shipment.courier_ref))
        return f"{shipment.tracking_number}.pdf", content

    def _service_courier_pickup(self, shipments):
        """Override of `service_logistics`: a dispatch order.

        ShipX is not known to list them: an order without an answer cannot be looked up.
        """
        if not self._service_is_inpost():
            return super()._service_courier_pickup(shipments)
        sender = shipments._service_inpost_pickup_from()
        order = {"shipments": shipments.mapped("courier_ref")} | sender
        found = self._service_inpost(lambda shipx: shipx.dispatch(order), once=True)
        if found.get("status") == "rejected":
            raise CourierRefused(self.env._("InPost refused to send a courier."))
        return str(found["id"])

    def _service_courier_track(self, shipment):
        """Override of `service_logistics`: the public tracking of the number."""
        if not self._service_is_inpost():
            return super()._service_courier_track(shipment)
        details = self._service_inpost(
            lambda shipx: shipx.track(shipment.tracking_number)
        )
        return [self._service_inpost_news(item) for item in details]

    def _service_courier_event_id(self, payload):
        """Override of `service_logistics`: time, event, parcel and status."""
        if not self._service_is_inpost():
            return super()._service_courier_event_id(payload)
        about = payload.get("payload") or {}
        words = (
            payload.get("event_ts"),
            payload.get("event"),
            about.get("shipment_id"),
            about.get("status"),
        )
        return " ".join(str(word or "") for word in words)

    def _service_courier_parse_webhook(self, payload):
        """Override of `service_logistics`: a hint, the status is fetched again."""
        if not self._service_is_inpost():
            return super()._service_courier_parse_webhook(payload)
        about = payload["payload"]
        at = payload.get("event_ts") or fields.Datetime.to_string(fields.Datetime.now())
        word = about.get("status") or payload.get("event")
        return [
            {
                "reference": str(about.get("shipment_id") or "") or None,
                "number": about.get("tracking_number") or None,
                "news": [self._service_inpost_news({"status": word, "datetime": at})],
                "trusted": False,
            }
        ]

    # --- ShipX --------------------------------------------------------------------

    def _service_inpost_url(self):
        return inpost.PRODUCTION if self.prod_environment else inpost.SANDBOX

    def _service_inpost(self, ask, *, once=False):
        """Return what `ask` gets of ShipX; its errors become words for a person.

        :param bool once: what is asked cannot be looked up, so that an order without
            an answer must not be sent again
        """
        carrier_sudo = self.sudo()  # the token is nobody's to read
        organization = carrier_sudo.service_inpost_organization
        token = carrier_sudo.service_inpost_token
        if not organization or not token:
            raise CourierRefused(
                self.env._(
                    "InPost is not set up. Enter organization number and access token "
                    "in the delivery method %(carrier)s.",
                    carrier=self.name,
                )
            )
        try:
            return ask(inpost.ShipX(self._service_inpost_url(), organization, token))
        except inpost.Unavailable as error:
            # guard: a courier who perhaps comes is not ordered a second time
            if once and isinstance(error, inpost.Unanswered):
                raise CourierUnsure(
                    self.env._(
                        "InPost was asked for a courier and gave no answer "
                        "(%(error)s). Perhaps he comes: look into InPost's panel, or "
                        "ask InPost.",
                        error=str(error),
                    )
                ) from error
            raise CourierError(
                self.env._(
                    "InPost does not answer (%(error)s). It is tried again by itself.",
                    error=str(error),
                )
            ) from error
        except inpost.Refused as error:
            kind = CourierRefused
            if error.error == "validation_failed":
                kind = CourierInvalid
            raise kind(self._service_inpost_words(error)) from error

    @api.model
    def _service_inpost_words(self, error):
        """Return what InPost refused as a sentence that names the fields."""
        if error.status in (401, 403):
            return self.env._("InPost does not accept the access token. Check it.")
        if error.error == "invalid_action":
            return self.env._("InPost has confirmed the parcel: it is too late.")
        if error.error == "validation_failed":
            return self.env._(
                "InPost does not accept: %(fields)s. Correct it and try again.",
                fields=", ".join(self._service_inpost_fields(error.details)),
            )
        return self.env._("InPost refused: %(reason)s", reason=str(error))

    @api.model
    def _service_inpost_fields(self, details, path=()):
        """Return the names of refused fields, in words of the screen."""
        names = {
            "phone": self.env._("phone"),
            "email": self.env._("e-mail"),
            "post_code": self.env._("postal code"),
            "city": self.env._("city"),
            "street": self.env._("street"),
            "building_number": self.env._("building number"),
            "first_name": self.env._("first name"),
            "last_name": self.env._("last name"),
            "company_name": self.env._("company name"),
            "target_point": self.env._("parcel locker"),
            "parcels": self.env._("parcel size"),
            "reference": self.env._("our reference"),
            "insurance": self.env._("insurance"),
            "weight": self.env._("weight"),
            "dimensions": self.env._("length, width, height"),
            "sending_method": self.env._("sending method"),
            "dropoff_point": self.env._("drop-off point"),
        }
        people = {
            "receiver": self.env._("receiver"),
            "sender": self.env._("sender"),
        }
        found = []
        for key, value in details.items():
            inner = value[0] if isinstance(value, list) and value else value
            if isinstance(inner, dict):
                found += self._service_inpost_fields(inner, (*path, key))
                continue
            name = names.get(key, key)
            person = [people[part] for part in path if part in people]
            found.append(f"{name} ({person[0]})" if person else name)
        return found

    @api.model
    def _service_inpost_answer(self, found):
        if found.get("status") == "canceled":
            raise CourierCancelled(self.env._("InPost cancelled the parcel."))
        number = found.get("tracking_number")
        confirmed = found.get("status") not in (
            "created",
            "offers_prepared",
            "offer_selected",
        )
        return {
            "reference": str(found["id"]),
            "number": number if confirmed else None,
        }

    @api.model
    def _service_inpost_news(self, item):
        """Return one of ShipX's tracking details as news."""
        at = datetime.fromisoformat(item["datetime"])
        if at.tzinfo:
            at = at.astimezone(UTC).replace(tzinfo=None)
        word = item["status"]
        return {
            "key": f"{word} {at:%Y-%m-%d %H:%M:%S}",
            "state": inpost.state_of(word),
            "at": at,
            "note": word,
        }

    @api.model
    def _service_inpost_address(self, partner, street, building):
        return {
            "street": street,
            "building_number": building,
            "city": partner.city or "",
            "post_code": partner.zip or "",
            "country_code": partner.country_id.code or "PL",
        }

    # --- Called by core, for orders and transfers that are no service ---------------

    @api.private
    def service_inpost_locker_rate_shipment(self, order):
        """Override of `delivery`: the price that is agreed on stands elsewhere."""
        return self.service_simulator_rate_shipment(order)

    @api.private
    def service_inpost_courier_rate_shipment(self, order):
        """Override of `delivery`: as above."""
        return self.service_simulator_rate_shipment(order)

    @api.private
    def service_inpost_locker_send_shipping(self, pickings):
        """Override of `stock_delivery`: only shipments of service are ordered."""
        return self.service_simulator_send_shipping(pickings)

    @api.private
    def service_inpost_courier_send_shipping(self, pickings):
        """Override of `stock_delivery`: as above."""
        return self.service_simulator_send_shipping(pickings)

    @api.private
    def service_inpost_locker_cancel_shipment(self, pickings):
        """Override of `stock_delivery`: there is none."""

    @api.private
    def service_inpost_courier_cancel_shipment(self, pickings):
        """Override of `stock_delivery`: there is none."""
