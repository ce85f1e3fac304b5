from odoo import fields, models


class ServiceDeviceCategory(models.Model):
    _name = "service.device.category"
    _description = "Service Device Category"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    product_id = fields.Many2one(
        "product.product",
        string="Generic Product",
        readonly=True,
        copy=False,
        help="One storable product, tracked by serial number, stands for all devices "
        "of this category in stock. It is made when it is first needed.",
    )

    def _service_ensure_product(self):
        """Return the category's generic product; make it when missing."""
        self.ensure_one()
        category_sudo = (
            self.sudo()  # stock master data, made for staff who only receive
        )
        if not category_sudo.product_id:
            # Two at once: the second update of this row is replayed by core.
            category_sudo.product_id = category_sudo.product_id.create(
                category_sudo._service_product_vals()
            )
        return category_sudo.product_id.sudo(self.env.su)

    def _service_product_vals(self):
        """Return values of the generic product.

        Standard cost 0: a FIFO or average category would value owned goods.
        """
        return {
            "name": self.name,
            "default_code": f"SERVICE-{self.id}",
            "type": "consu",
            "is_storable": True,
            "tracking": "serial",
            "sale_ok": False,
            "purchase_ok": False,
            "standard_price": 0.0,
            "list_price": 0.0,
            "taxes_id": False,
            "supplier_taxes_id": False,
            "company_id": False,
            "categ_id": self.env.ref("service_portal.product_category_devices").id,
        }
