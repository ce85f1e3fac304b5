from odoo.tests import tagged

from .browser_common import BrowserCase
from .test_shelf import ShelfCommon


@tagged("post_install", "-at_install")
class TestShelfStation(ShelfCommon, BrowserCase):
    """The station "Shelves" in a real browser; scans arrive as keys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logistics_user.password = cls.logistics_user.login
        # Fixed codes: the tour types them.
        cls.jobs = cls.make_received(jobs=2).sorted("number")
        cls.jobs[0].barcode, cls.jobs[1].barcode = "SJTOUR01", "SJTOUR02"
        cls.tour_shelves = cls.add_shelves("T-01", 2)
        first, second = cls.tour_shelves
        first.barcode, second.barcode = "SLTOUR01", "SLTOUR02"

    def test_devices_are_put_on_shelves_with_the_keyboard_alone(self):
        self.start_tour(
            "/odoo/service-shelves",
            "service_logistics_shelves",
            login=self.logistics_user.login,
        )
        self.assertEqual(self.jobs.mapped("shelf"), ["T-01", "T-02"])
        for job, shelf in zip(self.jobs, self.tour_shelves, strict=True):
            self.assertDeviceIn(job, shelf)

    def test_shelves_are_counted_with_the_keyboard_alone(self):
        third = self.make_received()
        third.barcode = "SJTOUR03"
        put = self.jobs.with_user(self.logistics_user)._service_put_on
        put(self.tour_shelves[0])
        third.with_user(self.logistics_user)._service_put_on(self.tour_shelves[1])
        (self.jobs | third).place_since = "2026-01-01"
        self.start_tour(
            "/odoo/service-shelves",
            "service_logistics_count",
            login=self.logistics_user.login,
        )
        count = self.env["service.count"].search([], limit=1)
        self.assertEqual(count.state, "done")
        results = {line.job_id: line.result for line in count.line_ids}
        self.assertEqual(
            results,
            {self.jobs[0]: "present", self.jobs[1]: "missing", third: "elsewhere"},
        )
        self.assertDeviceIn(third, self.tour_shelves[0])
