from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_locker = fields.Char(
        string="Usual Parcel Locker",
        help="Devices go back to this locker of InPost, as KRA012.",
    )

    def _service_keep_address(self, old, used):
        """Override of `service_portal`: parcels that left keep their address."""
        super()._service_keep_address(old, used)
        shipments_sudo = self.env["service.shipment"].sudo()  # the client's own change
        sent = shipments_sudo.search(
            [("partner_shipping_id", "=", self.id), ("state", "!=", "label")]
        )
        sent.partner_shipping_id = old
        pickings_sudo = self.env["stock.picking"].sudo()  # as above
        pickings_sudo.search(
            [
                ("partner_id", "=", self.id),
                ("state", "=", "done"),
                ("move_ids.service_job_id", "!=", False),
            ]
        ).partner_id = old
