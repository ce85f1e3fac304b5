from odoo import fields, models

from ..const import REJECT_KINDS


class ServiceRejectReason(models.Model):
    """A prepared sentence for a request that we do not take."""

    _name = "service.reject.reason"
    _description = "Service Reject Reason"
    _order = "sequence, id"

    name = fields.Char(string="Short Name", required=True, translate=True)
    kind = fields.Selection(REJECT_KINDS, required=True, default="other")
    text = fields.Text(string="What the Client Reads", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
