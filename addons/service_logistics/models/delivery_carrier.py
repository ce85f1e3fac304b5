import secrets
from datetime import timedelta

from odoo import api, fields, models

from ..courier import CourierRefused


class DeliveryCarrier(models.Model):
    """The contract of couriers. A carrier without an adapter is a manual one: the
    number is typed in, the tracking link comes from the carrier's pattern.

    An adapter adds a value to `delivery_type`, overrides the hooks below with a guard
    on it and `super()` for all others, and raises `CourierError` (asked again later)
    or `CourierRefused` (a person has to correct something), in words of a person;
    `CourierUnsure` of a pickup that perhaps was ordered: again would be twice.
    `shipment` is a `service.shipment` with sudo, in the language of who ordered.
    """

    _inherit = "delivery.carrier"

    service_hook_token = fields.Char(
        string="Secret of the Webhook",
        groups="base.group_system",
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
    )
    service_hook_url = fields.Char(
        string="Webhook Address",
        compute="_compute_service_hook_url",
        groups="base.group_system",
        help="Give this address to the carrier, to hear of each step at once.",
    )
    service_orders = fields.Boolean(compute="_compute_service_orders")
    service_insurance = fields.Float(
        string="Insured For",
        digits=(16, 2),
        help="Proposed for each parcel; 0 means without insurance.",
    )

    @api.depends("delivery_type", "service_hook_token")
    def _compute_service_hook_url(self):
        for carrier in self:
            token = carrier.service_hook_token
            if token and "webhook" in carrier._service_courier_offers():
                path = f"/service/hook/courier-{carrier.id}/{token}"
                carrier.service_hook_url = carrier.get_base_url() + path
            else:
                carrier.service_hook_url = False

    @api.depends("delivery_type")
    def _compute_service_orders(self):
        for carrier in self:
            carrier.service_orders = "create" in carrier._service_courier_offers()

    # --- The contract -------------------------------------------------------------

    def _service_courier_offers(self):
        """Return what this carrier does by program.

        :rtype: set of "create", "cancel", "label", "pickup", "track", "return",
            "webhook", "cod"
        """
        return set()

    def _service_courier_parcel_fields(self):
        """Return names of fields of `service.shipment` that a person enters."""
        return []

    def _service_courier_missing(self, shipment):
        """Return which of these fields are empty and have to be entered."""
        return []

    def _service_courier_wrong(self, shipment):
        """Return why the carrier cannot take this parcel as it was entered, or False.

        The words name what to correct; clients may read them.
        """
        return False

    def _service_courier_create(self, shipment):
        """Order a parcel, idempotent by `shipment.name`.

        :return: dict: `reference` (the carrier's, str), `number` (str, or None while
            the carrier has not confirmed)
        """
        raise self._service_not_offered()

    def _service_courier_find(self, shipment):
        """Return what an earlier try ordered, as create does, or None.

        Asked when what was told then, the cash on delivery, is not the same any more.
        """
        return

    def _service_courier_confirm(self, shipment):
        """Ask about an order that is not confirmed; returns as create does.

        :raise CourierCancelled: the carrier took the order back
        """
        raise self._service_not_offered()

    def _service_courier_cancel(self, shipment):
        """Take an order back; what the carrier does not know is cancelled, too.

        :raise CourierRefused: it is too late
        """
        raise self._service_not_offered()

    def _service_courier_label(self, shipment):
        """Return `(file name, bytes)` of the label to stick on."""
        raise self._service_not_offered()

    def _service_courier_pickup(self, shipments):
        """Ask the courier to come: for a manifest, or for one parcel from a client.

        Asked again after a plain `CourierError` only: raise that where surely nothing
        was done. Any other failure counts as `CourierUnsure`.

        :param shipments: parcels on one manifest that the carrier knows, or the parcel
        :return: the carrier's reference, str
        :raise CourierUnsure: perhaps the courier comes, and it cannot be looked up
        """
        raise self._service_not_offered()

    def _service_courier_return_ticket(self, shipment):
        """Order a parcel from the client to us, idempotent; returns as create does,
        with `code` (str or None), what the client types or shows when posting."""
        raise self._service_not_offered()

    def _service_courier_track(self, shipment):
        """Return all news of a parcel: dicts of `key`, `state`, `at`, `note`.

        `key`: the carrier's mark, the same for the same news, whichever way it comes.
        `state`: of `const.SHIPMENT_STATES`; None for a word that we do not know.
        `at`: UTC datetime. `note`: the carrier's words, for staff.
        """
        return []

    def _service_courier_pace(self):
        """Return the time between two questions about a parcel, a timedelta."""
        return timedelta(hours=1)

    def _service_courier_event_id(self, payload):
        """Return the carrier's mark of a webhook message, or an empty str."""
        return ""

    def _service_courier_parse_webhook(self, payload):
        """Return the parcels that a webhook message is about.

        :return: list of dicts: `reference` and `number` (str or None), `news` as of
            `_service_courier_track`, `trusted`: False to ask the carrier instead of
            believing the news
        """
        return []

    @api.model
    def _service_not_offered(self):
        return CourierRefused(
            self.env._("%(carrier)s does not do this from here.", carrier=self.name)
        )

    # --- Webhooks -----------------------------------------------------------------

    def _service_take_webhook(self, row):
        """Work off one message of this carrier.

        :param row: `service.inbox` record
        """
        for message in self._service_courier_parse_webhook(row.payload):
            shipment = self._service_find_shipment(message)
            if not shipment:
                self._service_keep_stray(message)
            elif message["trusted"]:
                shipment._service_news(message["news"])
            # guard: of what has arrived or was cancelled the carrier is not asked again
            elif not shipment.is_final:
                # guard: a webhook is a hint, the carrier is asked
                shipment._service_poll_soon()

    def _service_find_shipment(self, message):
        shipments = self.env["service.shipment"]
        for field, key in (("courier_ref", "reference"), ("tracking_number", "number")):
            found = message[key] and shipments.search(
                [
                    ("carrier_id", "=", self.id),
                    (field, "=", message[key]),
                    # guard: a number that a client typed takes no news of ours
                    ("by_client", "=", False),
                ],
                limit=1,
            )
            if found:
                return found
        return shipments

    def _service_keep_stray(self, message):
        """Keep news of a parcel that is not ours, or not ours yet."""
        news = message["news"]
        if not message["trusted"]:
            news = [item | {"state": None} for item in news]
        self.env["service.shipment.event"]._service_keep(
            news, carrier=self, number=message["number"] or message["reference"]
        )
