from odoo import api, fields, models

from ..const import INBOUND_WAYS
from ..models.delivery_carrier_inpost import TEMPLATES
from ..models.delivery_carrier_inpost_parcel import SIDES

_MEASURES = ("parcel_template", *SIDES, "parcel_weight")


class ServiceLabelWizard(models.TransientModel):
    """Order a label or a courier for a client who sends devices in."""

    _name = "service.label.wizard"
    _description = "Order a Label for the Client"

    request_id = fields.Many2one("service.request", required=True, readonly=True)
    company_id = fields.Many2one(related="request_id.company_id")
    partner_id = fields.Many2one(related="request_id.partner_id")
    allowed_job_ids = fields.Many2many(
        "service.job",
        "service_label_wizard_allowed_rel",
        compute="_compute_allowed_job_ids",
    )
    allowed_carrier_ids = fields.Many2many(
        "delivery.carrier", compute="_compute_allowed_carrier_ids"
    )
    job_ids = fields.Many2many(
        "service.job",
        string="Devices",
        compute="_compute_job_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_job_ids)]",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        compute="_compute_carrier_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_carrier_ids)]",
    )
    offers_pickup = fields.Boolean(compute="_compute_offers")
    offers_point = fields.Boolean(compute="_compute_offers")
    way = fields.Selection(
        INBOUND_WAYS,
        string="Leaves the Client",
        compute="_compute_way",
        store=True,
        readonly=False,
    )
    dropoff_point = fields.Char(
        string="Drop-off Point", help="May stay empty: any point takes the parcel."
    )
    collect_date = fields.Date(
        string="Pickup Day", compute="_compute_collect_date", store=True, readonly=False
    )
    wants_size = fields.Boolean(compute="_compute_offers")
    wants_sides = fields.Boolean(compute="_compute_offers")
    parcel_template = fields.Selection(
        TEMPLATES,
        string="Parcel Size",
        compute="_compute_parcel_template",
        store=True,
        readonly=False,
    )
    parcel_length = fields.Float("Length (cm)", digits=(16, 1))
    parcel_width = fields.Float("Width (cm)", digits=(16, 1))
    parcel_height = fields.Float("Height (cm)", digits=(16, 1))
    parcel_weight = fields.Float("Weight (kg)", digits=(16, 2))
    address_id = fields.Many2one(
        "res.partner",
        string="Address of the Client",
        compute="_compute_address_id",
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )

    @api.depends("request_id")
    def _compute_allowed_job_ids(self):
        for wizard in self:
            wizard.allowed_job_ids = wizard.request_id._service_free_jobs()

    @api.depends("request_id")
    def _compute_allowed_carrier_ids(self):
        for wizard in self:
            wizard.allowed_carrier_ids = (
                wizard.env["service.shipment"]
                ._service_inbound_carriers(wizard.company_id)
                .filtered(lambda carrier: carrier._service_inbound_ways())
            )

    @api.depends("allowed_job_ids")
    def _compute_job_ids(self):
        for wizard in self:
            wizard.job_ids = wizard.allowed_job_ids

    @api.depends("allowed_carrier_ids")
    def _compute_carrier_id(self):
        for wizard in self:
            wizard.carrier_id = wizard.allowed_carrier_ids[:1]

    @api.depends("carrier_id")
    def _compute_offers(self):
        for wizard in self:
            carrier_sudo = wizard.carrier_id.sudo()  # care desks read no carriers
            ways = carrier_sudo._service_inbound_ways() if carrier_sudo else set()
            wizard.offers_pickup = "pickup" in ways
            wizard.offers_point = "point" in ways
            wanted = carrier_sudo._service_courier_parcel_fields()
            wizard.wants_size = "parcel_template" in wanted
            wizard.wants_sides = "parcel_length" in wanted

    @api.depends("carrier_id")
    def _compute_parcel_template(self):
        for wizard in self:
            carrier_sudo = wizard.carrier_id.sudo()  # as above
            wizard.parcel_template = carrier_sudo.service_inpost_template

    @api.depends("carrier_id")
    def _compute_way(self):
        for wizard in self:
            ways = wizard.offers_point, wizard.offers_pickup
            if wizard.way not in ("point", "pickup") or not all(ways):
                wizard.way = "point" if wizard.offers_point else "pickup"

    @api.depends("way")
    def _compute_collect_date(self):
        for wizard in self:
            days = wizard.request_id._service_pickup_days()
            wizard.collect_date = wizard.way == "pickup" and days[0]

    @api.depends("request_id")
    def _compute_address_id(self):
        for wizard in self:
            wizard.address_id = wizard.request_id._service_ticket_address()

    def action_order(self):
        """Order the label; the client gets it by mail.

        :raise AccessError: neither care desk nor logistics
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self.ensure_one()
        self.request_id._service_desk_order_label(
            self.job_ids,
            self.carrier_id,
            self.way,
            address=self.address_id,
            point=self.dropoff_point,
            day=self.collect_date,
            # What was left empty is taken from carrier and devices.
            values={name: self[name] for name in _MEASURES if self[name]},
        )
        return {"type": "ir.actions.act_window_close"}
