"""What couriers say: errors, and which of a parcel's news counts. No Odoo import."""

from .const import SHIPMENT_FINAL, SHIPMENT_STATES

_RANKS = {state: rank for rank, (state, _label) in enumerate(SHIPMENT_STATES)}


class CourierError(Exception):
    """The carrier cannot be asked now; the same is asked again later."""


class CourierUnsure(CourierError):
    """It is not known whether the carrier did what was asked, and it cannot be looked
    up: nothing is asked again by itself, a person has to find out."""


class CourierRefused(CourierError):
    """The carrier said no, with a reason that a person has to remove first."""


class CourierCancelled(CourierRefused):
    """The carrier took the order back: it may be ordered anew."""


class CourierInvalid(CourierRefused):
    """What was entered of the parcel is wrong; the words may be shown to a client."""


def latest(news):
    """Return which of a parcel's news says where it is, or None.

    Whatever the order in which the news arrived: an end counts more than what is said
    to come after it; then the greatest time; of one second the step further on the way.

    :param news: objects with `state` (of SHIPMENT_STATES, or nothing) and `at`
    """
    known = [item for item in news if item.state]
    return max(
        known,
        key=lambda item: (item.state in SHIPMENT_FINAL, item.at, _RANKS[item.state]),
        default=None,
    )
