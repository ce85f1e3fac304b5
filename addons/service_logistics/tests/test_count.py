from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_shelf import ShelfCommon

SEARCH = "service_logistics.mail_activity_type_search"


class CountCommon(ShelfCommon):
    """Devices lie on their shelves since yesterday; counting begins an hour ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.begin = fields.Datetime.now() - timedelta(hours=1)
        cls.jobs = cls.make_received(jobs=3).sorted("number")
        cls.put(cls.jobs[:2], cls.shelf)
        cls.put(cls.jobs[2], cls.other_shelf)
        cls.jobs.place_since = cls.begin - timedelta(days=1)

    @classmethod
    def put(cls, jobs, shelf):
        jobs.with_user(cls.logistics_user)._service_put_on(shelf)

    def at(self, minutes):
        return freeze_time(self.begin + timedelta(minutes=minutes))

    def count(self, raw, count=None, place=None, **kwargs):
        return self.scan(
            raw,
            mode="shelve",
            count_id=count and count.id,
            shelf_id=place and place.id,
            **kwargs,
        )

    def start(self, *shelves, minute=0, user=None):
        """Begin a count and open the shelves, the last one stays open."""
        with self.at(minute):
            answer = self.count("SCCOUNT", user=user)
            count = self.env["service.count"].browse(answer["count"]["id"])
            for shelf in shelves:
                self.count(shelf.barcode, count)
        return count

    def finish(self, count, minute=30):
        with self.at(minute):
            answer = self.count("SCDONE", count)
            if answer["confirm"]:
                answer = self.count("SCDONE", count, confirm=answer["confirm"])
            return answer

    def results(self, count):
        return {line.job_id: line.result for line in count.line_ids}

    def searches(self, job):
        return job.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(SEARCH)
        )


@tagged("post_install", "-at_install")
class TestCount(CountCommon):
    def test_a_shelf_says_what_should_lie_there(self):
        count = self.start()
        answer = self.count(self.shelf.barcode, count)
        self.assertEqual(answer["result"], "shelf")
        shown = answer["count"]
        self.assertEqual(shown["place"]["id"], self.shelf.id)
        self.assertEqual({row["id"] for row in shown["rows"]}, set(self.jobs[:2].ids))
        self.assertEqual({row["seen"] for row in shown["rows"]}, {""})
        answer = self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("seen", "success"))
        seen = {row["id"]: row["seen"] for row in answer["count"]["rows"]}
        self.assertEqual(seen, {self.jobs[0].id: "present", self.jobs[1].id: ""})
        answer = self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual(answer["result"], "repeated")

    def test_what_was_not_seen_is_missing_and_looked_for(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        with self.at(20):
            answer = self.count("SCDONE", count, self.shelf)
        self.assertEqual(
            (answer["result"], answer["confirm"]), ("incomplete", "finish")
        )
        self.assertIn(self.jobs[1].display_name, answer["message"])
        self.assertEqual(count.state, "open")
        answer = self.finish(count)
        self.assertEqual((answer["result"], answer["counted"]), ("counted", count.id))
        self.assertEqual(count.state, "done")
        # The other shelf was not counted: nobody knows of its device.
        self.assertEqual(
            self.results(count), {self.jobs[0]: "present", self.jobs[1]: "missing"}
        )
        line = count.line_ids.filtered(lambda line: line.job_id == self.jobs[1])
        self.assertEqual((line.expected_shelf, line.seen_shelf), ("A-01", False))
        # Only a person says that a device is missing.
        self.assertEqual(self.jobs[1].state, "received")
        self.assertEqual(self.searches(self.jobs[1]).user_id, self.logistics_user)
        self.assertFalse(self.searches(self.jobs[0]) | self.searches(self.jobs[2]))

    def test_a_cancelled_jobs_device_is_counted_until_it_has_gone_back(self):
        self.jobs[:2].with_user(self.care_user).action_cancel()
        count = self.start(self.shelf)
        answer = self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual((answer["result"], answer["level"]), ("seen", "success"))
        self.assertEqual(
            {row["id"] for row in answer["count"]["rows"]}, set(self.jobs[:2].ids)
        )
        self.finish(count)
        self.assertEqual(
            self.results(count), {self.jobs[0]: "present", self.jobs[1]: "missing"}
        )
        self.assertEqual(self.searches(self.jobs[1]).user_id, self.logistics_user)
        line = count.line_ids.filtered(lambda line: line.result == "missing")
        self.assertIn("care desk", line.hint)
        self.assertEqual(self.jobs[1].state, "cancelled")
        # Sent back, it is nobody's any more: the next count does not ask for it.
        self.send(self.jobs[0])
        again = self.start(self.shelf, minute=40)
        self.finish(again, minute=50)
        self.assertEqual(self.results(again), {self.jobs[1]: "missing"})

    def test_a_device_without_a_shelf_is_counted_in_the_area(self):
        loose = self.make_received()
        loose.place_since = self.begin - timedelta(days=1)
        count = self.start()
        answer = self.count("SCAREA", count)
        names = {place["id"] for place in answer["count"]["places"]}
        self.assertEqual(
            names & {self.shelf.id, self.other_shelf.id, self.service_location.id},
            {self.shelf.id, self.other_shelf.id, self.service_location.id},
        )
        answer = self.count(self.service_location.barcode, count)
        self.assertIn(loose.id, [row["id"] for row in answer["count"]["rows"]])
        answer = self.count(loose.barcode, count, self.service_location)
        self.assertEqual(answer["result"], "seen")

    def test_places_that_nobody_counted_are_named_before_the_end(self):
        count = self.start(self.shelf)
        self.count("SCAREA", count)
        for job in self.jobs[:2]:
            self.count(job.barcode, count, self.shelf)
        answer = self.count("SCDONE", count, self.shelf)
        self.assertEqual(answer["result"], "incomplete")
        self.assertIn("A-02", answer["message"])
        self.assertNotIn("A-01", answer["message"])
        self.finish(count)
        self.assertNotIn(self.jobs[2], count.line_ids.job_id)

    def test_what_lies_elsewhere_is_booked_there_by_one_press(self):
        count = self.start(self.shelf, self.other_shelf)
        with self.at(5):
            self.count(self.jobs[2].barcode, count, self.other_shelf)
            answer = self.count(self.jobs[0].barcode, count, self.other_shelf)
        self.assertEqual((answer["result"], answer["level"]), ("misplaced", "warning"))
        self.assertIn("A-01", answer["title"])
        self.assertDeviceIn(self.jobs[0], self.shelf)
        self.finish(count)
        self.assertEqual(
            (count.elsewhere_count, count.missing_count, count.to_move_count), (1, 1, 1)
        )
        line = count.line_ids.filtered(lambda line: line.job_id == self.jobs[0])
        line.with_user(self.logistics_user).action_put_here()
        self.assertDeviceIn(self.jobs[0], self.other_shelf)
        self.assertEqual(line.solved_by_id, self.logistics_user)
        self.assertFalse(count.to_move_count)

    def test_all_that_lie_elsewhere_are_booked_at_once(self):
        count = self.start(self.other_shelf)
        with self.at(5):
            for job in self.jobs:
                self.count(job.barcode, count, self.other_shelf)
        self.finish(count)
        # One was taken away since: it stays where it is now, the other goes.
        self.put(self.jobs[1], self.add_shelves("Z-01", 1))
        action = count.with_user(self.logistics_user).action_put_all()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(self.jobs.mapped("shelf"), ["A-02", "Z-01", "A-02"])

    def test_an_old_count_moves_nothing_back(self):
        count = self.start(self.other_shelf)
        with self.at(5):
            self.count(self.jobs[0].barcode, count, self.other_shelf)
        self.finish(count)
        third = self.add_shelves("Z-01", 1)
        self.put(self.jobs[0], third)
        line = count.line_ids.filtered(lambda line: line.job_id == self.jobs[0])
        with self.assertRaisesRegex(UserError, "after the count"):
            line.with_user(self.logistics_user).action_put_here()
        self.assertDeviceIn(self.jobs[0], third)

    def test_what_other_scans_moved_meanwhile_is_not_missing(self):
        count = self.start(self.shelf, self.other_shelf)
        with self.at(5):
            self.count(self.jobs[2].barcode, count, self.other_shelf)
        with self.at(10):
            # Brought to a shelf that was counted before it came.
            self.put(self.jobs[0], self.other_shelf)
            # Gone from the area.
            self.finish_work(self.jobs[1])
            self.send(self.jobs[1])
        answer = self.finish(count)
        self.assertEqual(answer["result"], "counted")
        self.assertFalse(count.missing_count)
        self.assertFalse(self.searches(self.jobs[0]))

    def test_a_device_that_is_moved_after_it_was_seen_is_no_mistake(self):
        count = self.start(self.shelf, self.other_shelf)
        with self.at(5):
            self.count(self.jobs[0].barcode, count, self.other_shelf)
        with self.at(10):
            self.put(self.jobs[0], self.add_shelves("Z-01", 1))
        self.finish(count)
        self.assertEqual(self.results(count)[self.jobs[0]], "moved")
        self.assertFalse(count.to_move_count)

    def test_what_should_not_be_here_is_told(self):
        coming = self.make_request(jobs=1).job_ids
        count = self.start(self.shelf)
        answer = self.count(coming.barcode, count, self.shelf)
        self.assertEqual(answer["result"], "misplaced")
        self.assertIn("receiving station", answer["message"])
        self.finish(count)
        self.assertEqual(count.unexpected_count, 1)
        self.assertEqual(coming.state, "announced")

    def test_an_old_label_counts_the_device_of_its_new_job(self):
        old = self.jobs[0]
        self.finish_work(old)
        self.send(old)
        old.shipment_id._service_set_state("delivered", source="carrier")
        request = self.make_request(jobs=1, accept=False)
        new = request.job_ids
        new.device_id = old.device_id
        request.with_user(self.care_user).action_accept()
        new.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.put(new, self.shelf)
        new.place_since = self.begin - timedelta(days=1)
        count = self.start(self.shelf)
        answer = self.count(old.barcode, count, self.shelf)
        self.assertEqual((answer["result"], answer["job_id"]), ("seen", new.id))

    def test_a_missing_device_that_is_seen_goes_back_to_its_work(self):
        job = self.jobs[0]
        job.with_user(self.technician_user)._service_transition(
            "diagnosing", source="backoffice"
        )
        job.with_user(self.logistics_user).action_missing()
        count = self.start(self.other_shelf)
        with self.at(5):
            answer = self.count(job.barcode, count, self.other_shelf)
        self.assertEqual(answer["title"], "It was missing!")
        self.assertEqual(job.state, "missing")
        self.finish(count)
        line = count.line_ids.filtered(lambda line: line.job_id == job)
        line.with_user(self.logistics_user).action_put_here()
        self.assertEqual((job.state, job.shelf), ("diagnosing", "A-02"))

    def test_what_is_missing_already_is_not_missed_again(self):
        self.jobs[0].with_user(self.logistics_user).action_missing()
        count = self.start(self.shelf)
        self.finish(count)
        self.assertEqual(self.results(count), {self.jobs[1]: "missing"})

    def test_a_device_that_turns_up_is_not_looked_for(self):
        count = self.start(self.shelf)
        self.finish(count)
        self.assertTrue(self.searches(self.jobs[0]) and self.searches(self.jobs[1]))
        # A second count asks once, and seeing it ends the search.
        again = self.start(self.shelf, minute=40)
        with self.at(45):
            self.count(self.jobs[1].barcode, again, self.shelf)
        self.finish(again, minute=50)
        self.assertEqual(len(self.searches(self.jobs[0])), 1)
        self.assertFalse(self.searches(self.jobs[1]))
        self.put(self.jobs[0], self.other_shelf)
        self.assertFalse(self.searches(self.jobs[0]))

    def test_the_protocol_of_what_is_missing_opens_filled_in(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        self.finish(count)
        line = count.line_ids.filtered(lambda line: line.result == "missing")
        action = line.with_user(self.logistics_user).action_damage()
        damages = self.env["service.damage"].with_user(self.logistics_user)
        damage = damages.with_context(**action["context"]).create({})
        self.assertEqual((damage.kind, damage.job_ids), ("missing", self.jobs[1]))
        self.assertIn(count.name, damage.description)
        self.assertIn("A-01", damage.description)
        self.assertEqual(self.jobs[1].state, "missing")
