from datetime import UTC, timedelta

from odoo import models

from ..clock import UnreachableError, WorkingTime
from ..const import HORIZONS


def _naive(instant):
    return instant.astimezone(UTC).replace(tzinfo=None)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _service_working_time(self, since, until, company):
        """Return the `clock.WorkingTime` of the calendar, public holidays taken out.

        :param datetime since: naive UTC
        :param datetime until: naive UTC
        :param company: holidays of other companies do not count
        """
        self.ensure_one()
        holidays = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, company.id]),
        ]
        found = self._work_intervals_batch(
            since.replace(tzinfo=UTC), until.replace(tzinfo=UTC), domain=holidays
        )
        intervals = [
            (_naive(start), _naive(stop)) for start, stop, _attendance in found[False]
        ]
        return WorkingTime(intervals, since, until)

    def _service_deadlines(self, targets, company):
        """Return a deadline for each (start, timedelta): one reading for all of them.

        :param list targets: (naive UTC datetime, timedelta) tuples
        :return: list of naive UTC datetimes, in the same order; in the place of a
            target that cannot be reached in the last of `HORIZONS` stands the
            `clock.UnreachableError` that says why
        :rtype: list[datetime | UnreachableError]
        """
        starts = [start for start, _target in targets]
        found = [None] * len(targets)
        missing = list(range(len(targets)))
        for days in HORIZONS if targets else ():
            until = max(starts) + timedelta(days=days)
            work = self._service_working_time(min(starts), until, company)
            for index in missing:
                try:
                    found[index] = work.deadline(*targets[index])
                except UnreachableError as error:
                    found[index] = error
            missing = [i for i in missing if isinstance(found[i], UnreachableError)]
            if not missing:
                break
        return found
