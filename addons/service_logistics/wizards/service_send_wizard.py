from odoo import fields, models


class ServiceSendWizard(models.TransientModel):
    """Ask for carrier and number, then send the chosen devices in one parcel."""

    _name = "service.send.wizard"
    _description = "Send Devices"

    job_ids = fields.Many2many("service.job", string="Devices", required=True)
    carrier_id = fields.Many2one("delivery.carrier", string="Carrier")
    carrier_orders = fields.Boolean(related="carrier_id.service_orders")
    tracking_number = fields.Char(string="Parcel Number")

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
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.shipment",
            "res_id": shipment.id,
            "views": [(False, "form")],
        }
