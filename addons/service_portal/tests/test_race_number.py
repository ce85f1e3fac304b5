"""Two people who draw the first number of a year at the same moment."""

from odoo.tests import tagged

from .race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceNumber(RaceCommon):
    @at_both_moments
    def test_the_first_two_numbers_of_a_year_differ(self, env, overlap):
        sequence = env["ir.sequence"].create(
            {"name": "Wyścig", "prefix": "W/%(range_year)s/", "use_date_range": True}
        )
        env.cr.commit()

        def draw(env):
            return sequence.with_env(env).next_by_id("2099-03-01")

        act = (env.uid, draw)
        first, second = self.race(act, act, overlap=overlap)
        self.assertEqual((first, second), ("W/2099/1", "W/2099/2"))
        self.assertEqual(len(self.now(sequence).date_range_ids), 1)
