from odoo import api, fields, models


class ServiceHandOverWizard(models.TransientModel):
    """Ask at the counter who takes the devices, and for a signature."""

    _name = "service.hand.over.wizard"
    _description = "Hand Over at the Counter"

    job_ids = fields.Many2many("service.job", string="Devices", required=True)
    taken_by = fields.Char(
        string="Taken by",
        compute="_compute_taken_by",
        store=True,
        readonly=False,
        help="First and last name of the person at the counter.",
    )
    signature = fields.Binary(attachment=False)

    @api.depends("job_ids")
    def _compute_taken_by(self):
        for wizard in self:
            contacts = wizard.job_ids.request_id.contact_id
            person = contacts if len(contacts) == 1 else contacts.browse()
            wizard.taken_by = "" if person.is_company else person.name

    def action_hand_over(self):
        """Hand the devices over; with `service_print` in the context, print it."""
        self.ensure_one()
        self.env["service.job"]._service_check_logistics()
        shipment = self.env["service.shipment"]._service_hand_over(
            self.job_ids, self.taken_by, self.signature
        )
        # The drawing is kept with the shipment, once.
        self.signature = False
        if self.env.context.get("service_print"):
            report = self.env.ref("service_logistics.action_report_receipt")
            return report.report_action(shipment) | {"close_on_report_download": True}
        return {"type": "ir.actions.act_window_close"}
