"""Polish tax numbers for tests."""

WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)


def make(seed):
    """Return a valid NIP that starts from ``seed``, nine digits.

    >>> make(526300112)
    '5263001123'
    """
    for number in range(seed, seed + 100):
        digits = f"{number:09}"
        check = sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
    raise ValueError(seed)


def wrong(nip):
    """Return the same number with a mistyped last digit."""
    return nip[:-1] + str((int(nip[-1]) + 1) % 10)
