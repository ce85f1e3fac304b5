"""Two people at one count at the same moment."""

import uuid
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT
from odoo.addons.service_portal.tests.race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceCount(RaceCommon):
    def prepare(self, env, *, begin=True, opened=(0, 1)):
        """Commit a device on the first of two shelves and a count that opened some."""
        env = env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        contact = self.make_company(env, set()).partner_id
        request = self.make_matter(env, contact)
        request._service_transition("accepted", source="backoffice")
        self.job = request.job_ids
        self.job._service_transition("received", source="scan")
        warehouse = env["stock.warehouse"]._service_for_company(env.company)
        self.shelves = env["stock.location"]._service_add_shelves(
            warehouse, "WYSCIG-1", 2
        )
        self.job._service_put_on(self.shelves[0])
        self.job.place_since = fields.Datetime.now() - timedelta(days=1)
        self.staff = [
            new_test_user(
                env,
                f"svc_race_logistics_{number}",
                groups="service_portal.group_service_logistics",
            )
            for number in range(2)
        ]
        if begin:
            self.count, _joined = env["service.count"]._service_start(warehouse, "1")
            for number in opened:
                self.count._service_open_place(self.shelves[number])
        env.cr.commit()

    def act(self, raw, shelf=None, **kwargs):
        """Return a scan of the station to race."""
        args = {"count_id": self.count.id, **kwargs} if self.count else kwargs

        def scan(env):
            return env["service.scan"].scan(
                str(uuid.uuid4()),
                raw,
                "shelve",
                shelf_id=shelf and shelf.id,
                **args,
            )

        return scan

    def race_of_scans(self, *acts, overlap):
        people = [user.id for user in self.staff]
        return self.race(*zip(people, acts, strict=True), overlap=overlap)

    @at_both_moments
    def test_two_who_begin_at_once_begin_one_count(self, env, overlap):
        self.count = None
        self.prepare(env, begin=False)
        act = self.act("SCCOUNT")
        first, second = self.race_of_scans(act, act, overlap=overlap)
        self.assertIsInstance(second, dict, second)
        self.assertEqual(first["count"]["id"], second["count"]["id"])

    @at_both_moments
    def test_what_somebody_sees_at_the_end_is_not_missing(self, env, overlap):
        self.prepare(env)
        seen, ended = self.race_of_scans(
            self.act(self.job.barcode, self.shelves[0]),
            self.act("SCDONE", confirm="finish"),
            overlap=overlap,
        )
        self.assertEqual((seen["result"], ended["result"]), ("seen", "counted"))
        self.assertEqual(self.now(self.count).line_ids.result, "present")
        self.assertFalse(self.now(self.job).activity_ids)

    @at_both_moments
    def test_nothing_is_counted_after_the_end(self, env, overlap):
        # Its own shelf is not counted: at the end there is no line of it.
        self.prepare(env, opened=(1,))
        _ended, late = self.race_of_scans(
            self.act("SCDONE", confirm="finish"),
            self.act(self.job.barcode, self.shelves[1]),
            overlap=overlap,
        )
        self.assertEqual((late["result"], late["count"]), ("refused", False))
        self.assertFalse(self.now(self.count).line_ids)

    @at_both_moments
    def test_a_device_seen_by_two_at_once_is_one_line(self, env, overlap):
        self.prepare(env)
        _first, second = self.race_of_scans(
            self.act(self.job.barcode, self.shelves[0]),
            self.act(self.job.barcode, self.shelves[1]),
            overlap=overlap,
        )
        self.assertIsInstance(second, dict, second)
        self.assertEqual(second["result"], "misplaced")
        line = self.now(self.count).line_ids
        self.assertEqual(len(line), 1)
        self.assertEqual(line.seen_place_id.id, self.shelves[1].id)
