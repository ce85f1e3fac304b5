"""Two people who draw the first number of a year at the same moment."""

from odoo.tests import tagged

from odoo.addons.service_portal.tests.race_common import RaceCommon, at_both_moments

# Far from every date of the other tests.
NEW_YEAR = "2099-01-01"
CODES = ("service.shipment", "service.damage", "service.manifest")


@tagged("post_install", "-at_install")
class TestRaceNumber(RaceCommon):
    @at_both_moments
    def test_the_first_two_numbers_of_a_year_differ(self, env, overlap):
        ranges = env["ir.sequence.date_range"]
        begun = [("date_from", "=", NEW_YEAR), ("sequence_id.code", "in", CODES)]
        self.assertFalse(ranges.search(begun))
        env.cr.commit()
        self.addCleanup(self.forget, begun)

        def draw(env):
            numbers = env["ir.sequence"]
            return [numbers.next_by_code(code, NEW_YEAR) for code in CODES]

        act = (env.uid, draw)
        first, second = self.race(act, act, overlap=overlap)
        self.assertIsInstance(second, list, second)
        self.assertEqual([number[-7:] for number in first], ["9/00001"] * len(CODES))
        self.assertEqual([number[-7:] for number in second], ["9/00002"] * len(CODES))
        self.assertEqual(self.now(ranges).search_count(begun), len(CODES))
        self.forget(begun)

    def forget(self, begun):
        """Remove the ranges with their counters in the database."""
        with self.registry.cursor() as cr:
            self.env(cr=cr)["ir.sequence.date_range"].search(begun).unlink()
