"""Who repairs what: the choice of a technician, without the ORM.

The rule, in this order: present today, has every skill that is needed, least planned
hours of open work, longest without a new job, smallest key. The same input always
gives the same answer.

    >>> anna = Candidate(1, frozenset({7}), load=3.0)
    >>> jan = Candidate(2, frozenset({7, 8}), load=1.5)
    >>> choose([anna, jan], frozenset({7})).key
    2
    >>> choose([anna, jan], frozenset({9})).refusal
    'no_skill'
"""

from dataclasses import dataclass, replace
from datetime import datetime

NOBODY = "nobody"  # the team has no technician
NO_SKILL = "no_skill"  # nobody has all the skills
ABSENT = "absent"  # all who have the skills are away today

NEVER = datetime.fromisoformat("1970-01-01")  # naive UTC, as Odoo stores times


@dataclass(frozen=True)
class Candidate:
    """A technician: what they can do, the open hours they have, their last new job."""

    key: int
    skills: frozenset = frozenset()
    load: float = 0.0
    last_assigned: datetime | None = None
    present: bool = True


@dataclass(frozen=True)
class Task:
    """A job to give away: the skills it needs and its planned hours."""

    key: int
    skills: frozenset = frozenset()
    hours: float = 0.0


@dataclass(frozen=True)
class Choice:
    """The answer: `key` and the load before the job, or why there is nobody.

    `missing` holds the skills that no technician of the team has at all.
    """

    key: int | None = None
    load: float = 0.0
    refusal: str | None = None
    missing: frozenset = frozenset()


def _rank(candidate):
    # Hours are compared to the minute: a rounding crumb must not decide.
    return (
        round(candidate.load * 60),
        candidate.last_assigned or NEVER,
        candidate.key,
    )


def choose(candidates, skills):
    """Return the Choice for one job that needs all of `skills`."""
    if not candidates:
        return Choice(refusal=NOBODY)
    able = [candidate for candidate in candidates if skills <= candidate.skills]
    if not able:
        known = frozenset().union(*(candidate.skills for candidate in candidates))
        return Choice(refusal=NO_SKILL, missing=skills - known)
    present = [candidate for candidate in able if candidate.present]
    if not present:
        return Choice(refusal=ABSENT)
    best = min(present, key=_rank)
    return Choice(key=best.key, load=best.load)


def distribute(candidates, tasks, now):
    """Give every task away in turn; return {task key: Choice}.

    Each task counts for the next choice, so that a parcel of ten devices does not
    land on one bench.
    """
    people = {candidate.key: candidate for candidate in candidates}
    choices = {}
    for task in tasks:
        choice = choices[task.key] = choose(list(people.values()), task.skills)
        if choice.key is not None:
            chosen = people[choice.key]
            people[choice.key] = replace(
                chosen, load=chosen.load + task.hours, last_assigned=now
            )
    return choices
