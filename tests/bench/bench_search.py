"""Finding one of 100,000 devices, for a client and for staff."""

import hashlib

from tests.bench import common, seed
from tools import databases

JOBS, OWN = 100_000, 5_000
# Core's place for a serial number is the lot.
_LOTS = """
INSERT INTO stock_lot (
    name, product_id, company_id, create_date, write_date, create_uid, write_uid)
SELECT serial_number, {product}, 1, create_date, create_date, 1, 1
FROM service_job
"""


def _serial(database, partner_of_client):
    """Return the serial number of some job in the middle."""
    sign = "=" if partner_of_client else "!="
    query = f"""
        SELECT serial_number FROM service_job WHERE contact_id {sign} (
            SELECT partner_id FROM res_users WHERE login = '{seed.LOGIN}')
        ORDER BY md5(id::text) LIMIT 1"""
    return databases.sql(query, database)[0][0]


def _finder(database, model, words):
    """Return a function that looks for `words` as core's search box does."""

    def find():
        with common.environment(database) as env:
            found = env[model].name_search(words, limit=8)
            if len(found) != 1:
                raise AssertionError(f"{model}: {len(found)} found for {words}")

    return find


def main():
    """Print the lines of the table."""
    with common.scratch("small", "large") as (small, large):
        seed.fill(small, 1_000, 500)
        seed.fill(large, JOBS, OWN)
        with common.environment(large) as env:
            product = env["product.product"].create(
                {"name": "Urządzenie", "is_storable": True, "tracking": "serial"}
            )
        databases.sql(_LOTS.format(product=product.id), large)
        for database in (small, large):
            common.analyze(database)
        many = common.Browser(large, seed.LOGIN)
        few = common.Browser(small, seed.LOGIN)
        words, few_words = _serial(large, True)[3:13], _serial(small, True)[3:13]
        staff_words = _serial(large, False)
        nothing = hashlib.sha256(b"x").hexdigest()[:16]
        found = common.interleave(
            {
                "ours": many.getting(f"/my/service?search={words}"),
                "small": few.getting(f"/my/service?search={few_words}"),
                "nothing": many.getting(f"/my/service?search={nothing}"),
                "peer": many.getting("/my/orders"),
                "staff": _finder(large, "service.job", staff_words),
                "staff small": _finder(small, "service.job", few_words),
                "lot": _finder(large, "stock.lot", staff_words),
            }
        )
        ours, staff = found["ours"], found["staff"]
        common.emit(
            "client finds a serial (part of it)",
            ours=str(ours),
            peer=f"{found['peer']} (core has no search: its list)",
            limit=f"{found['nothing']} (nothing found)",
            ratio=ours.over(found["peer"]),
            queries=f"{ours.queries} / {found['peer'].queries}",
            growth=f"x{ours.cpu / found['small'].cpu:.2f} from 1,000",
        )
        common.emit(
            "staff find a serial",
            ours=str(staff),
            peer=f"{found['lot']} (stock.lot)",
            ratio=staff.over(found["lot"]),
            queries=f"{staff.queries} / {found['lot'].queries}",
            growth=f"x{staff.cpu / found['staff small'].cpu:.2f} from 1,000",
        )


if __name__ == "__main__":
    main()
