from odoo import api, fields, models

from .. import inpost
from ..courier import CourierInvalid
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
        compute="_compute_target_point",
        store=True,
        readonly=False,
        copy=False,
        help="The locker's name, as KRA012.",
    )
    receiver_phone = fields.Char(
        string="Phone of the Receiver",
        compute="_compute_receiver_phone",
        store=True,
        readonly=False,
        copy=False,
    )
    receiver_email = fields.Char(
        string="E-Mail of the Receiver",
        compute="_compute_receiver_phone",
        store=True,
        readonly=False,
        copy=False,
    )
    insurance = fields.Monetary(
        compute="_compute_insurance",
        store=True,
        readonly=False,
        copy=False,
        help="Up to this amount the carrier answers for the parcel.",
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

    @api.depends("carrier_id", "partner_shipping_id", "partner_id")
    def _compute_target_point(self):
        for shipment in self:
            address, client = shipment.partner_shipping_id, shipment.partner_id
            outbound = shipment.direction == "out" and shipment.needs_target_point
            shipment.target_point = outbound and (
                address.service_locker or client.service_locker
            )

    @api.depends("carrier_id", "partner_shipping_id", "partner_id")
    def _compute_receiver_phone(self):
        for shipment in self:
            people = shipment._service_inpost_people()
            outbound = shipment.direction == "out" and shipment.is_inpost
            for field, found in (
                ("receiver_phone", people.mapped("phone")),
                ("receiver_email", people.mapped("email")),
            ):
                shipment[field] = outbound and next(filter(None, found), False)

    @api.depends("carrier_id")
    def _compute_insurance(self):
        for shipment in self:
            shipment.insurance = shipment.carrier_id.service_insurance

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
                (
                    self.env._("parcel locker"),
                    self._service_inpost_point() or not locker,
                ),
                (self.env._("street"), self.address_street or locker),
                (self.env._("building number"), self.address_building or locker),
                (self.env._("phone"), self._service_inpost_client_phone()),
                (self.env._("e-mail"), self._service_inpost_email()),
            )
            if not value
        ]
        if missing:
            raise CourierInvalid(
                self.env._(
                    "Missing for InPost: %(fields)s. Enter it and try again.",
                    fields=", ".join(missing),
                )
            )
        # guard: what fits into no locker is not ordered
        wrong = carrier._service_courier_wrong(self)
        if wrong:
            raise CourierInvalid(wrong)
        ours, theirs = self._service_inpost_us(), self._service_inpost_client()
        inbound = self.direction == "in"
        payload = {
            "receiver": ours if inbound else theirs,
            "sender": theirs if inbound else ours,
            "parcels": [self._service_inpost_parcel()],
            "service": SERVICES[carrier.delivery_type],
            "reference": self.name[: inpost.MAX_REFERENCE],
        }
        if locker:
            payload["custom_attributes"] = self._service_inpost_way()
        return payload | self._service_inpost_money()

    def _service_inpost_money(self):
        """Return what InPost collects, and up to which amount it answers."""
        money = {}
        currency = self.currency_id.name
        if self.cod_amount:
            money["cod"] = {"amount": self.cod_amount, "currency": currency}
        insured = self.insurance
        if self.carrier_id.service_inpost_insure_cod:
            insured = max(insured, self.cod_amount)
        if insured:
            money["insurance"] = {"amount": insured, "currency": currency}
        return money

    def _service_inpost_point(self):
        """Return the locker where the receiver collects the parcel, in capitals."""
        point = self.target_point
        if self.direction == "in":
            point = self.carrier_id.service_inpost_our_point
        return (point or "").strip().upper()

    def _service_inpost_way(self):
        """Return from where to where a parcel goes by lockers."""
        carrier = self.carrier_id
        inbound = self.direction == "in"
        method = carrier.service_inpost_sending_method
        if inbound:
            method = carrier.service_inpost_return_method
        way = {"target_point": self._service_inpost_point()}
        if method:
            way["sending_method"] = method
        if inbound and self.dropoff_point and carrier.service_inpost_tells_point:
            way["dropoff_point"] = self.dropoff_point
        return way

    def _service_inpost_email(self):
        found = self._service_inpost_people().mapped("email")
        return self.receiver_email or next(filter(None, found), False)

    def _service_inpost_client_phone(self):
        found = self._service_inpost_people().mapped("phone")
        return self.receiver_phone or next(filter(None, found), False)

    def _service_inpost_people(self):
        """Return whom InPost may write to and call, the address first."""
        people = self.partner_shipping_id
        if self.direction == "in":
            # The label goes to the person; an address of a company has no phone often.
            people |= self.job_ids.request_id.contact_id
        return people | self.partner_id

    def _service_inpost_client(self):
        partner = self.partner_shipping_id
        return self._service_inpost_person(partner) | {
            "email": self._service_inpost_email(),
            "phone": self._service_inpost_phone(self._service_inpost_client_phone()),
            "address": self.carrier_id._service_inpost_address(
                partner, self.address_street, self.address_building
            ),
        }

    def _service_inpost_us(self):
        partner = self.company_id.partner_id
        return self._service_inpost_person(partner) | {
            "email": partner.email or "",
            "phone": self._service_inpost_phone(partner.phone),
            "address": self.carrier_id._service_inpost_address(
                partner, *inpost.split_street(partner.street)
            ),
        }

    def _service_inpost_pickup_from(self):
        """Return where and for whom the courier comes, of a dispatch order.

        :return: dict of address, name, phone, email, comment
        """
        first = self[:1]
        inbound = first.direction == "in"
        sender = (
            first._service_inpost_client() if inbound else (first._service_inpost_us())
        )
        partner, _receiver = first._service_addresses()
        day = first.collect_date
        return {
            "address": sender["address"],
            "name": partner.display_name if inbound else partner.name,
            "phone": sender["phone"],
            "email": sender["email"],
            # By its comment an earlier try is found.
            "comment": f"{first.name}, odbiór {day:%d.%m.%Y}"
            if inbound
            else self.manifest_id.name,
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
    def _service_inpost_phone(self, phone):
        """Return the nine digits of a Polish number, or what was entered."""
        digits = "".join(filter(str.isdigit, phone or ""))
        return digits[-9:] if len(digits) in (9, 11) else digits
