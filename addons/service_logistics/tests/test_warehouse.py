from odoo.tests import tagged

from odoo.addons.service_logistics import post_init_hook

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestWarehouse(LogisticsCommon):
    def assertServes(self, warehouse):
        place = warehouse.service_location_id
        self.assertEqual(place.location_id, warehouse.view_location_id)
        self.assertNotEqual(place, warehouse.lot_stock_id)
        receipt = warehouse.service_receipt_type_id
        self.assertEqual(receipt.code, "incoming")
        self.assertEqual(receipt.default_location_src_id, self.customers)
        self.assertEqual(receipt.default_location_dest_id, place)
        back = warehouse.service_return_type_id
        self.assertEqual(back.code, "outgoing")
        self.assertEqual(back.default_location_src_id, place)
        self.assertEqual(back.default_location_dest_id, self.customers)
        repair = warehouse.service_repair_type_id
        self.assertEqual(repair.code, "repair_operation")
        self.assertEqual(repair.default_product_location_src_id, place)
        self.assertEqual(repair.default_product_location_dest_id, place)
        self.assertEqual(repair.default_location_src_id, warehouse.lot_stock_id)
        self.assertIn("/SDR/", receipt.sequence_id.prefix)

    def test_warehouses_that_existed_have_a_place_for_devices(self):
        self.assertServes(self.warehouse)

    def test_a_new_warehouse_has_a_place_for_devices(self):
        self.assertServes(
            self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        )

    def test_the_install_hook_may_run_twice(self):
        before = self.warehouse.read(
            ["service_location_id", "service_receipt_type_id", "service_repair_type_id"]
        )
        types = self.env["stock.picking.type"].search_count([])
        self.warehouse._service_ensure_warehouse()
        self.assertEqual(self.env["stock.picking.type"].search_count([]), types)
        self.assertEqual(
            before,
            self.warehouse.read(
                [
                    "service_location_id",
                    "service_receipt_type_id",
                    "service_repair_type_id",
                ]
            ),
        )

    def test_the_install_hook_lets_a_busy_computer_read_whole_codes(self):
        """And keeps what somebody has set."""
        parameters = self.env["ir.config_parameter"]
        for before, after in ((False, "300"), ("90", "90")):
            parameters.set_param("barcode.max_time_between_keys_in_ms", before)
            post_init_hook(self.env)
            self.assertEqual(
                parameters.get_param("barcode.max_time_between_keys_in_ms"), after
            )

    def test_the_core_types_stay_as_they_were(self):
        self.assertEqual(
            self.warehouse.in_type_id.default_location_dest_id,
            self.warehouse.lot_stock_id,
        )
        self.assertEqual(
            self.warehouse.repair_type_id.default_product_location_src_id,
            self.warehouse.lot_stock_id,
        )

    def test_the_first_warehouse_of_a_new_company_serves(self):
        company = self.env["res.company"].create({"name": "Druga firma"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(len(warehouse), 1)
        self.assertServes(warehouse)
        for field in ("receipt", "return", "repair"):
            kind = warehouse[f"service_{field}_type_id"]
            self.assertEqual(kind.company_id, company)
            self.assertEqual(kind.sequence_id.company_id, company)

    def test_archiving_a_warehouse_archives_its_types_and_back(self):
        warehouse = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        kinds = [f"service_{kind}_type_id" for kind in ("receipt", "return", "repair")]
        warehouse.active = False
        for field in kinds:
            self.assertFalse(warehouse[field].active, field)
        warehouse.active = True
        for field in kinds:
            self.assertTrue(warehouse[field].active, field)
        self.assertServes(warehouse)

    def test_the_install_hook_serves_archived_warehouses_without_waking_them(self):
        warehouse = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        warehouse.active = False
        warehouse.service_return_type_id = False
        warehouse._service_ensure_warehouse()
        self.assertFalse(warehouse.active)
        self.assertTrue(warehouse.service_return_type_id)
        self.assertFalse(warehouse.service_return_type_id.active)

    def test_a_renamed_code_is_the_prefix_of_the_next_number(self):
        warehouse = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        warehouse.code = "KRK"
        for field, code in (("receipt", "SDR"), ("return", "SDS"), ("repair", "SRO")):
            kind = warehouse[f"service_{field}_type_id"]
            self.assertEqual(kind.sequence_id.prefix, f"KRK/{code}/")
            self.assertEqual(kind.barcode, f"KRK{code}")
