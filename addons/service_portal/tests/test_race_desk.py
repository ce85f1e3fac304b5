"""Two of the care desk at one request at the same moment."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceDesk(RaceCommon):
    def race_of_desk(self, env, overlap, *acts, jobs=2):
        """Race `act(requests)` of two people of the desk at two requests of a client.

        :return: `(the requests as they are then, the two people, what both read)`
        """
        contact = self.make_company(env, set()).partner_id
        requests = self.make_matter(env, contact, jobs)
        requests |= self.make_matter(env, contact, jobs)
        staff = self.make_staff(env)
        env.cr.commit()
        answers = self.race(
            *(
                (uid, lambda env, act=act: act(requests.with_env(env)))
                for uid, act in zip(staff.ids, acts, strict=True)
            ),
            overlap=overlap,
        )
        return self.now(requests), self.now(staff), answers

    def open(self, requests):
        """Return the name of who has the first request then."""
        opened = requests.env["service.triage"].triage_open(requests[0].id)
        return opened["handler"]

    def split(self, requests):
        return requests[0]._service_split(requests[0].job_ids[:1]).id

    def merge(self, requests):
        requests[0]._service_merge_into(requests[1])

    def merge_back(self, requests):
        requests[1]._service_merge_into(requests[0])

    def reject(self, requests):
        requests[0]._service_reject_as("mistake", "Pomyłka")

    @at_both_moments
    def test_request_opened_by_two_at_once_is_with_one(self, env, overlap):
        requests, staff, answers = self.race_of_desk(env, overlap, self.open, self.open)
        self.assertEqual(requests[0].user_id, staff[0])
        self.assertEqual(answers, (staff[0].name, staff[0].name))

    @at_both_moments
    def test_request_opened_while_another_splits_it_is_whole(self, env, overlap):
        requests, staff, (new_id, reader) = self.race_of_desk(
            env, overlap, self.split, self.open
        )
        new = requests.browse(new_id)
        self.assertEqual((len(requests[0].job_ids), len(new.job_ids)), (1, 1))
        self.assertEqual(requests[0].user_id, staff[1])
        self.assertEqual(reader, staff[1].name)

    @at_both_moments
    def test_one_device_is_split_off_once(self, env, overlap):
        requests, _staff, (new_id, second) = self.race_of_desk(
            env, overlap, self.split, self.split, jobs=3
        )
        # The second one splits off the next device: the first is not there any more.
        self.assertEqual(requests[0].split_ids.sorted("id").ids, [new_id, second])
        self.assertEqual(len(requests[0].job_ids), 1)
        self.assertEqual(requests[0].split_ids.mapped("open_job_count"), [1, 1])

    @at_both_moments
    def test_request_that_another_merges_is_not_taken_in_hand(self, env, overlap):
        requests, _staff, (_first, reader) = self.race_of_desk(
            env, overlap, self.merge, self.open
        )
        gone, target = requests
        self.assertEqual(gone.state, "closed")
        self.assertFalse(gone.user_id, "nobody gets a request that went on")
        self.assertEqual(reader, "")
        self.assertEqual(len(target.job_ids), 4)

    @at_both_moments
    def test_two_requests_merged_into_each_other_leave_one(self, env, overlap):
        requests, _staff, (_first, second) = self.race_of_desk(
            env, overlap, self.merge, self.merge_back
        )
        self.assertIsInstance(second, UserError)
        self.assertEqual(requests.mapped("state"), ["closed", "new"])
        self.assertEqual(len(requests[1].job_ids), 4)

    @at_both_moments
    def test_nothing_is_merged_into_what_another_rejects(self, env, overlap):
        requests, _staff, (_first, second) = self.race_of_desk(
            env, overlap, self.reject, self.merge_back
        )
        self.assertIsInstance(second, UserError)
        self.assertEqual(requests.mapped("state"), ["rejected", "new"])
        self.assertEqual(len(requests[1].job_ids), 2)

    @at_both_moments
    def test_request_that_another_merges_is_not_split(self, env, overlap):
        requests, _staff, (_first, second) = self.race_of_desk(
            env, overlap, self.merge, self.split
        )
        self.assertIsInstance(second, UserError)
        self.assertFalse(requests[0].split_ids)
        self.assertEqual(len(requests[1].job_ids), 4)
