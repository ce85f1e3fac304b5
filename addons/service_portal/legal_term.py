"""Legal answer terms in calendar days. No Odoo import."""

from datetime import timedelta
from functools import cache

import holidays


@cache
def _polish_holidays():
    return holidays.country_holidays("PL")


def legal_due_date(start, days):
    """Return the last day to answer.

    Calendar days counted from the day after `start`; a last day on a Saturday,
    Sunday or Polish holiday moves to the next working day (art. 115 KC).

    >>> from datetime import date
    >>> legal_due_date(date(2026, 11, 2), 14)
    datetime.date(2026, 11, 16)
    >>> legal_due_date(date(2026, 12, 11), 14)  # Christmas Day, then a weekend
    datetime.date(2026, 12, 28)

    :param datetime.date start: day of receipt
    :param int days: length of the term
    :rtype: datetime.date
    """
    due = start + timedelta(days=days)
    free = _polish_holidays()
    while due.weekday() >= 5 or due in free:
        due += timedelta(days=1)
    return due
