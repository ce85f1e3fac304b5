"""The choice of a technician, without the ORM."""

import doctest
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.service_sla import dispatch
from odoo.addons.service_sla.dispatch import Candidate, Task, choose, distribute

NOW = datetime.fromisoformat("2026-11-23 10:00")
PHONES, LAPTOPS = 1, 2


@tagged("post_install", "-at_install")
class TestDispatchRule(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(dispatch).failed)

    def test_least_loaded_is_chosen(self):
        choice = choose([Candidate(1, load=4), Candidate(2, load=3)], frozenset())
        self.assertEqual((choice.key, choice.load), (2, 3))

    def test_every_skill_is_needed(self):
        both = frozenset({PHONES, LAPTOPS})
        people = [Candidate(1, frozenset({PHONES})), Candidate(2, both, load=9)]
        self.assertEqual(choose(people, both).key, 2)

    def test_who_waited_longest_wins_a_tie(self):
        people = [
            Candidate(1, last_assigned=NOW),
            Candidate(2, last_assigned=NOW - timedelta(hours=1)),
        ]
        self.assertEqual(choose(people, frozenset()).key, 2)
        newcomer = Candidate(3)
        self.assertEqual(choose([*people, newcomer], frozenset()).key, 3)

    def test_the_order_of_the_input_does_not_matter(self):
        people = [Candidate(key, load=key % 2) for key in range(1, 7)]
        for turn in range(6):
            turned = people[turn:] + people[:turn]
            self.assertEqual(choose(turned, frozenset()).key, 2)

    def test_a_rounding_crumb_does_not_decide(self):
        people = [
            Candidate(1, load=0.1 + 0.2, last_assigned=NOW - timedelta(days=1)),
            Candidate(2, load=0.3, last_assigned=NOW),
        ]
        self.assertEqual(choose(people, frozenset()).key, 1)

    def test_the_absent_get_nothing(self):
        people = [Candidate(1, present=False), Candidate(2, load=40)]
        self.assertEqual(choose(people, frozenset()).key, 2)
        self.assertEqual(choose(people[:1], frozenset()).refusal, dispatch.ABSENT)

    def test_a_refusal_names_what_is_missing(self):
        choice = choose(
            [Candidate(1, frozenset({PHONES}))], frozenset({PHONES, LAPTOPS})
        )
        self.assertIsNone(choice.key)
        self.assertEqual(choice.refusal, dispatch.NO_SKILL)
        self.assertEqual(choice.missing, {LAPTOPS})
        self.assertEqual(choose([], frozenset()).refusal, dispatch.NOBODY)

    def test_a_parcel_of_ten_is_spread(self):
        people = [Candidate(1), Candidate(2, load=2), Candidate(3)]
        tasks = [Task(key, hours=1) for key in range(10)]
        chosen = [c.key for c in distribute(people, tasks, NOW).values()]
        self.assertEqual([chosen.count(key) for key in (1, 2, 3)], [4, 2, 4])

    def test_work_without_planned_hours_goes_round(self):
        tasks = [Task(key) for key in range(4)]
        choices = distribute([Candidate(1), Candidate(2)], tasks, NOW)
        self.assertEqual({c.key for c in list(choices.values())[:2]}, {1, 2})
