from odoo import fields, models

SERVICE_TYPE_FIELDS = (
    "service_receipt_type_id",
    "service_return_type_id",
    "service_repair_type_id",
)


class StockWarehouse(models.Model):
    """A place and three operation types for devices that belong to clients."""

    _inherit = "stock.warehouse"

    service_location_id = fields.Many2one(
        "stock.location",
        check_company=True,
        copy=False,
        help="Devices of clients lie here, beside the company's own stock and never "
        "in it.",
    )
    service_receipt_type_id = fields.Many2one(
        "stock.picking.type", "Device Receipt Type", check_company=True, copy=False
    )
    service_return_type_id = fields.Many2one(
        "stock.picking.type", "Device Return Type", check_company=True, copy=False
    )
    service_repair_type_id = fields.Many2one(
        "stock.picking.type", "Device Repair Type", check_company=True, copy=False
    )

    def _get_locations_values(self, vals, code=False):
        """Override of `stock` to add the service location."""
        locations = super()._get_locations_values(vals, code)
        code = (vals.get("code") or code or "").replace(" ", "").upper()
        company_id = (
            vals.get("company_id") or self.default_get(["company_id"])["company_id"]
        )
        locations["service_location_id"] = {
            "name": self.env._("Service"),
            "active": True,
            "usage": "internal",
            "barcode": self._valid_barcode(f"{code}SERVICE", company_id),
        }
        return locations

    def _get_sequence_values(self, name=False, code=False):
        """Override of `stock` to number the three operation types."""
        values = super()._get_sequence_values(name=name, code=code)
        for field, label in self._service_type_labels().items():
            types = self[field]
            suffix = types.sequence_code or self._service_type_codes()[field]
            values[field] = {
                "name": f"{name or self.name} {label}",
                "prefix": f"{code or self.code}/{suffix}/",
                "padding": 5,
                "company_id": self.company_id.id,
            }
        return values

    def _update_name_and_code(self, new_name=False, new_code=False):
        """Override of `stock`, which renumbers its own types only."""
        super()._update_name_and_code(new_name, new_code)
        for warehouse in self:
            values = warehouse._get_sequence_values(name=new_name, code=new_code)
            for field in SERVICE_TYPE_FIELDS:
                type_sudo = warehouse[field].sudo()  # its sequence is the admin's
                # guard: numbers follow the warehouse's code
                type_sudo.sequence_id.write(values[field])

    def _get_picking_type_create_values(self, max_sequence):
        """Override of `stock` to make the three operation types."""
        values, next_sequence = super()._get_picking_type_create_values(max_sequence)
        customers, _suppliers = self._get_partner_locations()
        place = self.service_location_id
        shared = {
            "company_id": self.company_id.id,
            "use_create_lots": False,
            "use_existing_lots": True,
            "print_label": False,
            "create_backorder": "always",
        }
        ways = {
            "service_receipt_type_id": ("incoming", customers, place),
            "service_return_type_id": ("outgoing", place, customers),
        }
        labels, codes = self._service_type_labels(), self._service_type_codes()
        for field, (code, source, destination) in ways.items():
            next_sequence += 1
            values[field] = shared | {
                "name": labels[field],
                "code": code,
                "sequence_code": codes[field],
                "sequence": next_sequence,
                "default_location_src_id": source.id,
                "default_location_dest_id": destination.id,
            }
        field = "service_repair_type_id"
        core = values.get("repair_type_id", {})
        values[field] = (
            core
            | shared
            | {
                "name": labels[field],
                "code": "repair_operation",
                "sequence_code": codes[field],
                "sequence": next_sequence + 1,
                "default_location_src_id": self.lot_stock_id.id,
                "default_location_dest_id": self._get_production_location().id,
                "default_recycle_location_dest_id": self.lot_stock_id.id,
                # Repaired where it lies: the device never enters the company's stock.
                "default_product_location_src_id": place.id,
                "default_product_location_dest_id": place.id,
            }
        )
        return values, next_sequence + 2

    def _get_picking_type_update_values(self):
        """Override of `stock` to keep barcodes and archiving in step."""
        values = super()._get_picking_type_update_values()
        code = self.code.replace(" ", "").upper()
        for field, suffix in self._service_type_codes().items():
            values[field] = {"active": self.active, "barcode": f"{code}{suffix}"}
        return values

    def _service_type_codes(self):
        return dict(zip(SERVICE_TYPE_FIELDS, ("SDR", "SDS", "SRO"), strict=True))

    def _service_type_labels(self):
        names = (
            self.env._("Device Receipts"),
            self.env._("Device Returns"),
            self.env._("Device Repairs"),
        )
        return dict(zip(SERVICE_TYPE_FIELDS, names, strict=True))

    def _service_ensure_warehouse(self):
        """Make what is missing of the service location and types. Idempotent."""
        for warehouse in self:
            warehouse._create_missing_locations({})
            if not all(warehouse[field] for field in SERVICE_TYPE_FIELDS):
                made = warehouse._create_or_update_sequences_and_picking_types()
                if made:
                    warehouse.write(made)
        self._service_translate_type_names()

    def _service_translate_type_names(self):
        """Name the types in every installed language, as module data would be."""
        for lang, _name in self.env["res.lang"].get_installed():
            for warehouse in self.with_context(lang=lang):
                for field, label in warehouse._service_type_labels().items():
                    warehouse[field].name = label

    def _service_for_company(self, company):
        """Return the warehouse that takes in devices of `company`.

        The first one of the company, whoever asks: a device received by one person
        must be found by the next.
        """
        return self.search([("company_id", "=", company.id)], limit=1)
