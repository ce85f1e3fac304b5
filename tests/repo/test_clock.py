"""Working-time arithmetic of service_sla, checked without Odoo."""

import doctest
import importlib.util
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

PATH = Path(__file__).parents[2] / "addons" / "service_sla" / "clock.py"
SPEC = importlib.util.spec_from_file_location("service_sla_clock", PATH)
clock = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(clock)

# A busy machine is no wrong answer: no time limit an example.
settings.register_profile("repo", deadline=None)
settings.load_profile("repo")

WARSAW = ZoneInfo("Europe/Warsaw")
SINCE = datetime.fromisoformat("2026-01-01")
UNTIL = SINCE + timedelta(hours=400)


def hours(count):
    return timedelta(hours=count)


def at(minute):
    return SINCE + timedelta(minutes=minute)


def shifts(first, last, start, stop):
    """Working intervals in UTC of local hours, Monday to Sunday."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day in days:
        yield utc(day, start), utc(day, stop)


def utc(day, hour):
    midnight = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24))
    local = midnight.replace(tzinfo=WARSAW)
    return local.astimezone(UTC).replace(tzinfo=None)


minutes = st.integers(min_value=0, max_value=24000)
spans = st.lists(st.tuples(minutes, minutes), max_size=12).map(
    lambda pairs: [(at(min(p)), at(max(p))) for p in pairs]
)
working_times = spans.map(lambda found: clock.WorkingTime(found, SINCE, UNTIL))
targets = st.integers(min_value=1, max_value=6000).map(
    lambda minute: timedelta(minutes=minute)
)


def worked_minutes(work, start, stop):
    """Count the slow way, minute by minute."""
    whole = int((stop - start) / timedelta(minutes=1))
    return sum(
        any(a <= start + timedelta(minutes=n) < b for a, b in work.intervals)
        for n in range(whole)
    )


def test_doctests():
    assert doctest.testmod(clock).failed == 0


@given(spans)
def test_intervals_are_sorted_disjoint_and_not_empty(found):
    result = clock.normalise(found)
    flat = [instant for pair in result for instant in pair]
    assert flat == sorted(set(flat))


@given(working_times, minutes, minutes)
def test_elapsed_counts_what_a_slow_count_counts(work, one, other):
    start, stop = at(min(one, other)), at(min(max(one, other), one + 3000))
    stop = max(start, stop)
    found = work.elapsed(start, stop)
    assert found == timedelta(minutes=worked_minutes(work, start, stop))


@given(working_times, minutes, minutes, minutes)
def test_elapsed_adds_up(work, one, other, third):
    a, b, c = (at(minute) for minute in sorted((one, other, third)))
    assert work.elapsed(a, b) + work.elapsed(b, c) == work.elapsed(a, c)


@given(working_times, minutes, targets)
def test_deadline_is_the_first_instant_with_the_target_worked(work, minute, target):
    start = at(minute)
    available = work.elapsed(start, UNTIL)
    if available < target:
        with pytest.raises(clock.UnreachableError) as caught:
            work.deadline(start, target)
        assert caught.value.kind == ("short" if available else "empty")
        return
    deadline = work.deadline(start, target)
    assert isinstance(deadline, datetime)
    assert work.elapsed(start, deadline) == target
    assert work.elapsed(start, deadline - clock.SECOND) == target - clock.SECOND


@given(working_times, minutes, minutes, targets)
def test_who_starts_later_is_due_no_earlier(work, one, other, target):
    first, second = sorted((at(one), at(other)))
    try:
        assert work.deadline(first, target) <= work.deadline(second, target)
    except clock.UnreachableError:
        assert work.elapsed(second, UNTIL) < target


@given(working_times, spans, minutes, targets)
def test_pauses_do_not_count(work, pauses, minute, target):
    start = at(minute)
    try:
        deadline = work.deadline(start, target, pauses)
    except clock.UnreachableError:
        assert work.elapsed(start, UNTIL, pauses) < target
        return
    assert work.elapsed(start, deadline, pauses) == target
    assert work.remaining(start, target, deadline, pauses) == timedelta()
    assert not any(a < deadline < b for a, b in clock.normalise(pauses))


@given(working_times, minutes, minutes, minutes, targets)
def test_one_number_of_paused_time_is_enough(work, a, b, c, target):
    """What service.sla.clock stores: the working time that was paused."""
    start, paused, resumed = (at(minute) for minute in sorted((a, b, c)))
    paused_time = work.elapsed(paused, resumed)
    if work.elapsed(start, paused) >= target:
        return  # late before the pause
    try:
        expected = work.deadline(start, target, [(paused, resumed)])
    except clock.UnreachableError:
        with pytest.raises(clock.UnreachableError):
            work.deadline(start, target + paused_time)
        return
    assert work.deadline(start, target + paused_time) == expected


@given(working_times, spans, spans, minutes)
def test_pauses_may_overlap_and_come_in_any_order(work, some, others, minute):
    together = work.elapsed(at(minute), UNTIL, some + others)
    assert together == work.elapsed(at(minute), UNTIL, others[::-1] + some[::-1])
    assert together == work.without(some).elapsed(at(minute), UNTIL, others)


def test_the_day_that_loses_an_hour_has_23():
    days = shifts(date(2026, 3, 28), date(2026, 3, 31), 0, 24)
    work = clock.WorkingTime(
        days, datetime.fromisoformat("2026-03-27"), datetime.fromisoformat("2026-04-01")
    )
    assert len(work.intervals) == 1, "midnights join"
    sunday, monday = utc(date(2026, 3, 29), 0), utc(date(2026, 3, 30), 0)
    assert work.elapsed(sunday, monday) == hours(23)
    assert work.deadline(sunday, hours(24)) == utc(date(2026, 3, 30), 1)


def test_the_day_that_gains_an_hour_has_25():
    days = shifts(date(2026, 10, 24), date(2026, 10, 27), 0, 24)
    work = clock.WorkingTime(
        days, datetime.fromisoformat("2026-10-23"), datetime.fromisoformat("2026-10-28")
    )
    sunday, monday = utc(date(2026, 10, 25), 0), utc(date(2026, 10, 26), 0)
    assert work.elapsed(sunday, monday) == hours(25)
    assert work.deadline(sunday, hours(24)) == utc(date(2026, 10, 25), 23)


def test_office_hours_stay_at_the_same_local_time_over_the_change():
    days = shifts(date(2026, 10, 23), date(2026, 10, 27), 8, 16)
    work = clock.WorkingTime(
        days, datetime.fromisoformat("2026-10-22"), datetime.fromisoformat("2026-10-28")
    )
    start = utc(date(2026, 10, 24), 12)
    assert start == datetime.fromisoformat("2026-10-24 10:00")
    assert work.deadline(start, hours(8)) == datetime.fromisoformat("2026-10-25 11:00")


@pytest.mark.parametrize(
    ("evening", "length"),
    [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 11, 14), 8)],
)
def test_a_night_shift_is_as_long_as_it_really_is(evening, length):
    days = shifts(evening, evening, 22, 30)
    midnight = datetime.combine(evening, time())
    work = clock.WorkingTime(days, midnight, midnight + timedelta(days=3))
    assert work.elapsed(work.since, work.until) == hours(length)


def test_a_microsecond_before_midnight_is_midnight():
    """Core ends a day at 23:59:59.999999: two such days must be 48 hours."""
    almost = timedelta(days=1, microseconds=-1)
    days = [
        (SINCE + timedelta(days=n), SINCE + timedelta(days=n) + almost) for n in (0, 1)
    ]
    work = clock.WorkingTime(days, SINCE, UNTIL)
    assert work.deadline(SINCE, hours(48)) == SINCE + hours(48)


def test_the_end_of_the_day_counts_and_not_the_next_morning():
    work = clock.WorkingTime(
        shifts(date(2026, 11, 23), date(2026, 11, 24), 8, 16),
        datetime.fromisoformat("2026-11-22"),
        datetime.fromisoformat("2026-11-25"),
    )
    start = utc(date(2026, 11, 23), 12)
    assert work.deadline(start, hours(4)) == utc(date(2026, 11, 23), 16)
    assert work.deadline(utc(date(2026, 11, 23), 20), clock.SECOND) == (
        utc(date(2026, 11, 24), 8) + clock.SECOND
    )


@pytest.mark.parametrize(
    ("found", "start", "target", "kind"),
    [
        ([], SINCE, hours(1), "empty"),
        ([(SINCE, SINCE + hours(2))], SINCE, hours(3), "short"),
        ([(SINCE, SINCE + hours(2))], SINCE + hours(2), hours(1), "empty"),
        ([(SINCE, SINCE + hours(2))], SINCE - hours(1), hours(1), "outside"),
        ([(SINCE, SINCE + hours(2))], UNTIL + hours(1), hours(1), "outside"),
    ],
)
def test_what_cannot_be_reached_is_said(found, start, target, kind):
    work = clock.WorkingTime(found, SINCE, UNTIL)
    with pytest.raises(clock.UnreachableError) as caught:
        work.deadline(start, target)
    assert caught.value.kind == kind
    assert str(caught.value)


def test_a_paused_clock_has_no_deadline():
    work = clock.WorkingTime([(SINCE, SINCE + hours(9))], SINCE, UNTIL)
    with pytest.raises(clock.UnreachableError) as caught:
        work.deadline(SINCE, hours(3), [(SINCE + hours(1), None)])
    assert caught.value.kind == "paused"
    assert work.elapsed(SINCE, UNTIL, [(SINCE + hours(1), None)]) == hours(1)


def test_a_target_of_nothing_is_refused():
    work = clock.WorkingTime([(SINCE, SINCE + hours(9))], SINCE, UNTIL)
    with pytest.raises(ValueError, match="longer than nothing"):
        work.deadline(SINCE, timedelta())
