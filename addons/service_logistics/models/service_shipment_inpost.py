from odoo import api, fields, models

from .. import inpost
from ..courier import CourierRefused
from .delivery_carrier_inpost import LOCKER, SERVICES, TEMPLATES


class ServiceShipment(models.Model):
    """What InPost has to know of a parcel, with a place to correct it."""

    _inherit = "service.shipment"

    is_inpost = fields.Boolean(compute="_compute_is_inpost")
    needs_target_point = fields.Boolean(compute="_compute_is_inpost")
    parcel_template = fields.Selection(
        TEMPLATES,
        string="Parcel Size",
        compute="_compute_parcel_template",
        store=True,
        readonly=False,
    )
    target_point = fields.Char(
        string="Parcel Locker",
        copy=False,
        help="The locker's name, as KRA012.",
    )
    # InPost wants the building number apart; a person corrects what is split wrong.
    address_street = fields.Char(
        string="Street", compute="_compute_address_street", store=True, readonly=False
    )
    address_building = fields.Char(
        string="Building Number",
        compute="_compute_address_street",
        store=True,
        readonly=False,
    )

    @api.depends("carrier_id.delivery_type")
    def _compute_is_inpost(self):
        for shipment in self:
            shipment.is_inpost = shipment.carrier_id.delivery_type in SERVICES
            shipment.needs_target_point = shipment.carrier_id.delivery_type == LOCKER

    @api.depends("carrier_id")
    def _compute_parcel_template(self):
        for shipment in self:
            shipment.parcel_template = shipment.carrier_id.service_inpost_template

    @api.depends("carrier_id", "partner_shipping_id")
    def _compute_address_street(self):
        for shipment in self:
            street, building = "", ""
            if shipment.is_inpost:
                address = shipment.partner_shipping_id
                words = f"{address.street or ''} {address.street2 or ''}"
                street, building = inpost.split_street(words)
            shipment.address_street = street
            shipment.address_building = building

    def _service_inpost_payload(self):
        """Return the body that orders this parcel.

        :raise CourierRefused: something is missing that a person enters here
        """
        carrier = self.carrier_id
        locker = self.needs_target_point
        missing = [
            label
            for label, value in (
                (self.env._("parcel locker"), self.target_point or not locker),
                (self.env._("street"), self.address_street or locker),
                (self.env._("building number"), self.address_building or locker),
                (self.env._("phone"), self.partner_shipping_id.phone),
                (self.env._("e-mail"), self._service_inpost_email()),
            )
            if not value
        ]
        if missing:
            raise CourierRefused(
                self.env._(
                    "Missing for InPost: %(fields)s. Enter it and try again.",
                    fields=", ".join(missing),
                )
            )
        payload = {
            "receiver": self._service_inpost_receiver(),
            "sender": self._service_inpost_sender(),
            "parcels": [{"template": self.parcel_template or "medium"}],
            "service": SERVICES[carrier.delivery_type],
            "reference": self.name[: inpost.MAX_REFERENCE],
        }
        if locker:
            payload["custom_attributes"] = {
                "target_point": self.target_point.strip().upper(),
                "sending_method": "dispatch_order",
            }
        return payload

    def _service_inpost_email(self):
        return self.partner_shipping_id.email or self.partner_id.email

    def _service_inpost_receiver(self):
        partner = self.partner_shipping_id
        return self._service_inpost_person(partner) | {
            "email": self._service_inpost_email(),
            "phone": self._service_inpost_phone(partner),
            "address": self.carrier_id._service_inpost_address(
                partner, self.address_street, self.address_building
            ),
        }

    def _service_inpost_sender(self):
        partner = self.company_id.partner_id
        return self._service_inpost_person(partner) | {
            "email": partner.email or "",
            "phone": self._service_inpost_phone(partner),
            "address": self.carrier_id._service_inpost_address(
                partner, *inpost.split_street(partner.street)
            ),
        }

    @api.model
    def _service_inpost_person(self, partner):
        first, _space, last = (partner.name or "").partition(" ")
        company = partner.commercial_partner_id
        return {
            "first_name": first,
            "last_name": last or first,
            "company_name": company.name if company.is_company else "",
        }

    @api.model
    def _service_inpost_phone(self, partner):
        """Return the nine digits of a Polish number, or what was entered."""
        digits = "".join(filter(str.isdigit, partner.phone or ""))
        return digits[-9:] if len(digits) in (9, 11) else digits
