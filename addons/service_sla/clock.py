"""Working-time arithmetic: intervals in, deadline out. No Odoo in here.

A calendar is asked once for its working intervals; everything else is bisect over
that list, so ten thousand deadlines cost no query. Instants are naive UTC datetimes,
as Odoo stores them: daylight saving is settled by whoever makes the intervals.

    >>> from datetime import datetime, timedelta
    >>> morning, noon, afternoon, evening = (
    ...     datetime(2026, 11, 23, hour) for hour in (7, 11, 12, 16)
    ... )
    >>> day = WorkingTime([(morning, noon), (afternoon, evening)], morning, evening)
    >>> day.deadline(datetime(2026, 11, 23, 10), timedelta(hours=2))
    datetime.datetime(2026, 11, 23, 13, 0)
    >>> day.elapsed(morning, evening)
    datetime.timedelta(seconds=28800)
"""

from bisect import bisect_left, bisect_right
from datetime import timedelta

SECOND = timedelta(seconds=1)
HALF_SECOND = timedelta(milliseconds=500)


class UnreachableError(ValueError):
    """No instant fits: the known working time is too short, or the clock stands.

    `kind` says which: "empty" (no working time at all), "short" (it ends before the
    target is reached), "paused" (a pause without an end), "outside" (asked about time
    that is not known).
    """

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def to_second(instant):
    """Round to the nearest second: core ends a day at 23:59:59.999999."""
    return (instant + HALF_SECOND).replace(microsecond=0)


def normalise(intervals):
    """Return sorted, disjoint, non-empty (start, stop) tuples in whole seconds."""
    merged = []
    for start, stop in sorted((to_second(a), to_second(b)) for a, b in intervals):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def subtract(intervals, pauses):
    """Return `intervals` without `pauses`; both normalised lists."""
    result = []
    stops = [stop for _start, stop in pauses]
    for start, stop in intervals:
        at = start
        for pause_start, pause_stop in pauses[bisect_right(stops, start) :]:
            if pause_start >= stop:
                break
            if pause_start > at:
                result.append((at, pause_start))
            at = max(at, pause_stop)
        if at < stop:
            result.append((at, stop))
    return result


class WorkingTime:
    """The working time of one calendar, known from `since` to `until`."""

    def __init__(self, intervals, since, until):
        self.since = to_second(since)
        self.until = to_second(until)
        self.intervals = [
            (max(start, self.since), min(stop, self.until))
            for start, stop in normalise(intervals)
            if start < self.until and stop > self.since
        ]
        self._starts = [start for start, _stop in self.intervals]
        self._before = [timedelta()]  # working time before interval i
        for start, stop in self.intervals:
            self._before.append(self._before[-1] + (stop - start))

    def without(self, pauses):
        """Return the working time outside `pauses`: (since, until or None) tuples.

        A pause with no end lasts until the end of what is known.
        """
        closed = normalise((start, stop or self.until) for start, stop in pauses)
        return WorkingTime(subtract(self.intervals, closed), self.since, self.until)

    def elapsed(self, start, stop, pauses=()):
        """Return the working time between two instants; zero when stop <= start."""
        start, stop = to_second(start), to_second(stop)
        if stop <= start:
            return timedelta()
        if pauses:
            return self.without(pauses).elapsed(start, stop)
        self._ensure_known(start)
        self._ensure_known(stop)
        return self._worked_until(stop) - self._worked_until(start)

    def deadline(self, start, target, pauses=()):
        """Return the first instant at which `target` has been worked since `start`.

        The end of a working day counts, not the next morning. Raises
        UnreachableError, never returns nothing.
        """
        start = to_second(start)
        if target <= timedelta():
            raise ValueError(f"A target must be longer than nothing, not {target}.")
        if pauses:
            return self._deadline_with_pauses(start, target, list(pauses))
        self._ensure_known(start)
        goal = self._worked_until(start) + target
        if not self.intervals or self._before[-1] == self._worked_until(start):
            raise UnreachableError(
                "empty", f"There is no working time between {start} and {self.until}."
            )
        if goal > self._before[-1]:
            raise UnreachableError(
                "short",
                f"Only {self._before[-1] - self._worked_until(start)} of working time"
                f" is known between {start} and {self.until}, {target} is needed.",
            )
        index = bisect_left(self._before, goal) - 1
        return to_second(self._starts[index] + (goal - self._before[index]))

    def remaining(self, start, target, now, pauses=()):
        """Return the working time left at `now`; negative when late."""
        return target - self.elapsed(start, now, pauses)

    def _deadline_with_pauses(self, start, target, pauses):
        try:
            return self.without(pauses).deadline(start, target)
        except UnreachableError as error:
            if any(stop is None for _start, stop in pauses):
                raise UnreachableError(
                    "paused", "The clock is paused: it has no deadline until it runs."
                ) from error
            raise

    def _worked_until(self, instant):
        index = bisect_right(self._starts, instant) - 1
        if index < 0:
            return timedelta()
        start, stop = self.intervals[index]
        return self._before[index] + (min(instant, stop) - start)

    def _ensure_known(self, instant):
        if not self.since <= instant <= self.until:
            raise UnreachableError(
                "outside",
                f"{instant} lies outside the known time"
                f" ({self.since} to {self.until}).",
            )
