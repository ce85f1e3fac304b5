from odoo import fields, models
from odoo.exceptions import UserError


class ServiceParcelRequest(models.TransientModel):
    """The request of an unknown parcel, filed as at the counter."""

    _name = "service.parcel.request"
    _description = "Request of an Unknown Parcel"

    parcel_id = fields.Many2one("service.parcel", required=True, readonly=True)
    contact_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        domain=[("partner_share", "=", True), ("type", "=", "contact")],
    )
    type_id = fields.Many2one(
        "service.request.type",
        string="Type",
        required=True,
        default=lambda self: self.env.ref(
            "service_portal.service_request_type_repair", raise_if_not_found=False
        ),
    )
    category_id = fields.Many2one("service.device.category", required=True)
    brand = fields.Char(required=True)
    model = fields.Char()
    serial_number = fields.Char()
    fault = fields.Char(string="What is wrong with it", required=True)
    accept = fields.Boolean(
        string="Accept at once",
        default=True,
        help="The device can then be received at the station.",
    )

    def action_file(self):
        """File the request and link the parcel with it; twice is once."""
        self.ensure_one()
        parcel = self.parcel_id
        parcel._service_check_desk()
        parcel._service_lock()
        parcel._service_check_open()
        if not self.contact_id.partner_share:
            raise UserError(self.env._("Choose the client from the list."))
        filed = self.env["service.intake"].intake_file(
            {
                "token": f"parcel-{parcel.id}-{parcel.company_id.id}",
                "channel": "counter",
                "contact_id": self.contact_id.id,
                "type_id": self.type_id.id,
                "devices": [
                    {
                        "category_id": str(self.category_id.id),
                        "brand": self.brand,
                        "model": self.model,
                        "serial_number": self.serial_number,
                        "fault": self.fault,
                    }
                ],
                "accept": self.accept,
            }
        )
        request = self.env["service.request"].browse(filed["id"])
        parcel._service_link(self.env["service.job"], request, "requested")
        return request._get_records_action()
