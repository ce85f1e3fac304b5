from odoo import fields, models

from ..const import SHIPMENT_STATES


class ServiceShipmentEvent(models.Model):
    """What happened to a parcel, and when. Written once, by the shipment."""

    _name = "service.shipment.event"
    _description = "Service Shipment Event"
    _order = "at desc, id desc"
    _rec_name = "state"

    shipment_id = fields.Many2one(
        "service.shipment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="shipment_id.company_id", store=True)
    state = fields.Selection(SHIPMENT_STATES, required=True)
    at = fields.Datetime(string="When", required=True)
    note = fields.Char()
