from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_pay_before = fields.Selection(
        [
            ("never", "Nobody: devices leave unpaid"),
            ("private", "Private persons"),
            ("all", "Everybody"),
        ],
        string="Payment before Release",
        required=True,
        default="never",
        help="Whose devices leave only when the issued invoices of their jobs are "
        "paid.",
    )
    service_cod = fields.Boolean(
        string="Cash on Delivery",
        help="The carrier may collect what is unpaid; the device leaves at once.",
    )
    service_cod_max = fields.Monetary(
        string="At Most",
        currency_field="currency_id",
        help="The carrier collects no more than this; 0 means no limit.",
    )
    service_return_carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Carrier of Returns",
        help="Proposed at the sending station. The delivery method of a client goes "
        "before it.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_pay_before = fields.Selection(
        related="company_id.service_pay_before", readonly=False, required=True
    )
    service_cod = fields.Boolean(related="company_id.service_cod", readonly=False)
    service_cod_max = fields.Monetary(
        related="company_id.service_cod_max",
        readonly=False,
        currency_field="currency_id",
    )
    service_return_carrier_id = fields.Many2one(
        related="company_id.service_return_carrier_id", readonly=False
    )
