from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_shelf import ShelfCommon


@tagged("post_install", "-at_install")
class TestCountStock(ShelfCommon):
    """Core's own inventory, scrap and corrections beside the jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_manager = new_test_user(
            cls.env, "magazyn", groups="stock.group_stock_manager"
        )
        cls.job = cls.make_received()
        cls.job.with_user(cls.logistics_user)._service_put_on(cls.shelf)

    def quant(self, job=None):
        lot = (job or self.job).device_id.lot_id
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("quantity", ">", 0)]
        )
        return quants.with_user(self.stock_manager).with_context(inventory_mode=True)

    def put_into_stock(self, place, owner):
        """Enter the device by core's inventory, as a stock manager would."""
        lot = self.job.device_id.lot_id
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quant = quants.with_context(inventory_mode=True).create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "owner_id": owner and owner.id,
                "location_id": place.id,
                "inventory_quantity": 1,
            }
        )
        quant.action_apply_inventory()

    def assertNotInStock(self):
        places = [place.usage for place, _owner in self.quants(self.job)]
        self.assertNotIn("internal", places)

    def lose(self):
        """Stock forgets the device, as after a repair of the database by hand."""
        quant = self.quant().sudo()
        self.env["stock.quant"]._update_available_quantity(
            quant.product_id,
            quant.location_id,
            -1,
            lot_id=quant.lot_id,
            owner_id=quant.owner_id,
        )

    def test_an_inventory_of_core_writes_no_device_off(self):
        quant = self.quant()
        quant.inventory_quantity = 0
        with self.assertRaisesRegex(UserError, "cannot be written off here"):
            quant.action_apply_inventory()
        self.assertDeviceIn(self.job, self.shelf)

    def test_a_device_is_not_scrapped_without_its_job(self):
        quant = self.quant().sudo()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": quant.product_id.id,
                "lot_id": quant.lot_id.id,
                "owner_id": quant.owner_id.id,
                "location_id": self.shelf.id,
                "scrap_qty": 1,
            }
        )
        with self.assertRaisesRegex(UserError, "cannot be written off here"):
            scrap.with_user(self.stock_manager).do_scrap()
        self.assertDeviceIn(self.job, self.shelf)

    def test_an_inventory_of_core_that_agrees_is_applied(self):
        quant = self.quant()
        quant.inventory_quantity = 1
        quant.action_apply_inventory()
        self.assertDeviceIn(self.job, self.shelf)
        self.assertEqual(self.job.shelf, "A-01")

    def test_a_device_is_not_entered_twice(self):
        with self.assertRaises(UserError):
            self.put_into_stock(self.other_shelf, self.client_company)
        self.assertDeviceIn(self.job, self.shelf)

    def test_a_device_that_was_not_received_is_not_entered(self):
        self.finish_work(self.job)
        self.send(self.job)
        with self.assertRaisesRegex(UserError, "not entered into the stock here"):
            self.put_into_stock(self.shelf, self.client_company)

    def test_what_stock_lost_is_put_back_under_its_owner(self):
        self.lose()
        for owner in (self.other_company, None):
            with self.assertRaisesRegex(UserError, "not entered into the stock here"):
                self.put_into_stock(self.other_shelf, owner)
        self.put_into_stock(self.other_shelf, self.client_company)
        self.assertDeviceIn(self.job, self.other_shelf)
        self.assertEqual(self.job.shelf, "A-02")

    def test_spare_parts_are_counted_as_ever(self):
        product = self.env["product.product"].create(
            {"name": "Zawór", "is_storable": True, "tracking": "serial"}
        )
        lot = self.env["stock.lot"].create({"name": "Z-1", "product_id": product.id})
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quant = quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 1,
            }
        )
        quant.action_apply_inventory()
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assertFalse(quant.exists().quantity)

    # --- With its job -------------------------------------------------------------

    def close_as_lost(self, job):
        job.with_user(self.logistics_user).action_missing()
        job.with_user(self.manager_user)._service_transition(
            "closed", source="backoffice"
        )

    def test_a_lost_device_leaves_the_stock_when_its_job_is_closed(self):
        self.close_as_lost(self.job)
        self.assertFalse(self.job.in_house or self.job.place_id or self.job.shelf)
        self.assertNotInStock()

    def test_the_return_of_a_lost_device_is_not_waited_for(self):
        self.finish_work(self.job)
        move = self.return_moves(self.job)
        self.close_as_lost(self.job)
        self.assertEqual(move.state, "cancel")
        self.assertNotInStock()

    def test_what_stock_lost_hinders_no_closing(self):
        self.lose()
        self.close_as_lost(self.job)
        self.assertEqual((self.job.state, self.job.in_house), ("closed", False))
        self.assertNotInStock()

    def test_what_is_left_of_a_closed_job_may_be_written_off(self):
        self.job.in_house = False
        quant = self.quant()
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assertNotInStock()
