from odoo import api, fields, models


class ServiceSendWizard(models.TransientModel):
    """Ask for carrier and number, then send the chosen devices in one parcel."""

    _name = "service.send.wizard"
    _description = "Send Devices"

    job_ids = fields.Many2many("service.job", string="Devices", required=True)
    carrier_id = fields.Many2one("delivery.carrier", string="Carrier")
    carrier_orders = fields.Boolean(related="carrier_id.service_orders")
    tracking_number = fields.Char(string="Parcel Number")
    cod = fields.Boolean(
        string="Cash on Delivery",
        compute="_compute_cod",
        store=True,
        readonly=False,
        help="The carrier collects what is unpaid.",
    )
    cod_text = fields.Char(string="To Collect", compute="_compute_cod_text")
    cod_needed = fields.Boolean(compute="_compute_cod_text")
    cod_reason = fields.Char(compute="_compute_cod_text")

    @api.depends("job_ids")
    def _compute_cod(self):
        for wizard in self:
            jobs = wizard.job_ids._origin
            wizard.cod = jobs._service_may_cod() and bool(
                jobs._service_blocking_invoices()
            )

    @api.depends("job_ids", "carrier_id")
    def _compute_cod_text(self):
        shipments = self.env["service.shipment"]
        for wizard in self:
            jobs = wizard.job_ids._origin
            shown = shipments._service_show_cod(jobs, wizard.carrier_id) or {}
            invoices = ", ".join(shown.get("invoices", []))
            wizard.cod_text = bool(shown) and f"{shown['text']} ({invoices})"
            wizard.cod_needed = shown.get("needed", False)
            wizard.cod_reason = shown.get("reason", "")

    def action_send(self):
        """Send the devices and show the shipment."""
        self.ensure_one()
        self.env["service.job"]._service_check_logistics()
        self.env["service.scan"]._service_check_send(
            self.tracking_number, self.carrier_id
        )
        shipment = self.env["service.shipment"]._service_dispatch(
            self.job_ids,
            carrier=self.carrier_id,
            number=self.tracking_number,
            source="backoffice",
            cod=self.cod,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.shipment",
            "res_id": shipment.id,
            "views": [(False, "form")],
        }
