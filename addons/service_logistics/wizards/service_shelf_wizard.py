from odoo import fields, models


class ServiceShelfWizard(models.TransientModel):
    """Ask how many shelves there are, make them with their barcodes."""

    _name = "service.shelf.wizard"
    _description = "Add Shelves"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        default=lambda self: self.env["stock.warehouse"]._service_for_company(
            self.env.company
        ),
        domain="[('company_id', 'in', allowed_company_ids)]",
    )
    first_name = fields.Char(
        string="First Shelf",
        required=True,
        default="A-01",
        help="The number at the end counts on: A-01, A-02, A-03.",
    )
    count = fields.Integer(string="How Many", required=True, default=10)

    def action_add(self):
        """Make the shelves and show them, ready to print their labels."""
        self.ensure_one()
        self.env["service.job"]._service_check_logistics()
        # guard: shelves in the own companies' warehouses only
        self.warehouse_id.check_access("read")
        shelves = self.env["stock.location"]._service_add_shelves(
            self.warehouse_id, self.first_name, self.count
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_logistics.service_shelf_action"
        )
        return action | {"domain": [("id", "in", shelves.ids)], "target": "main"}
