"""The Polish tax number (NIP), as people write it. No Odoo import.

>>> compact("PL 526-000-12-46")
'5260001246'
>>> is_valid("526-000-12-46")
True
>>> is_valid("526-000-12-47")
False
>>> pretty("5260001246")
'526-000-12-46'
"""

from stdnum.pl import nip


def compact(number):
    """Return the ten digits of what somebody typed (maybe not ten, maybe none)."""
    return nip.compact(number or "")


def is_valid(number):
    """Tell whether the length and the checksum are right."""
    return nip.is_valid(number or "")


def pretty(number):
    """Return the number grouped as it stands on Polish invoices."""
    return nip.format(compact(number))


def spellings(number):
    """Return the ways in which the number may stand in an address book."""
    digits = compact(number)
    dashed = pretty(digits)
    return [
        digits,
        f"PL{digits}",
        f"PL {digits}",
        dashed,
        f"PL{dashed}",
        f"PL {dashed}",
    ]
