from odoo.tests import tagged

from .browser_common import BrowserCase
from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestStation(LogisticsCommon, BrowserCase):
    """The stations in a real browser; scans arrive as keys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logistics_user.password = cls.logistics_user.login
        # Fixed codes: the tour types them.
        cls.mine = cls.make_request(jobs=2)
        cls.foreign = cls.make_request(jobs=1, partner=cls.other_contact)
        cls.mine.barcode = "SRTOUR01"
        first, second = cls.mine.job_ids.sorted("number")
        first.barcode, second.barcode = "SJTOUR01", "SJTOUR02"
        cls.foreign.job_ids.barcode = "SJTOUR99"

    def test_devices_are_received_with_the_keyboard_alone(self):
        self.start_tour(
            "/odoo/service-receive",
            "service_logistics_receiving",
            login=self.logistics_user.login,
        )
        self.assertEqual(
            self.mine.job_ids.sorted("number").mapped("state"),
            ["received", "announced"],
        )
        self.assertEqual(self.foreign.job_ids.state, "announced")
        first = self.mine.job_ids.sorted("number")[0]
        self.assertDeviceIn(first, self.service_location)

    def test_devices_are_sent_with_the_keyboard_alone(self):
        jobs = self.mine.job_ids
        jobs.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.finish_work(jobs)
        # Core names a copy itself.
        self.carrier.copy({"delivery_type": "service_simulator"}).name = "Kurier tour"
        self.env.company.service_return_carrier_id = self.carrier
        first, second = jobs.sorted("number")
        self.start_tour(
            "/odoo/service-send",
            "service_logistics_sending",
            login=self.logistics_user.login,
        )
        self.assertEqual((first.state, second.state), ("shipped", "ready"))
        self.assertEqual(first.shipment_id.tracking_number, "620012345678")
        self.assertEqual(second.shipment_id.order_state, "waiting")
