"""The client's list of 80 devices beside core's list of 80 orders."""

from tests.bench import common, seed
from tools import databases

SMALL, LARGE = (1_000, 500), (100_000, 5_000)
OURS, PEER = "/my/service", "/my/orders"
# What an experienced administrator would give core's list.
TUNED = """
create index bench_order_idx
on sale_order (company_id, partner_id, date_order desc, id desc)
"""


def main():
    """Print the lines of the table."""
    with common.scratch("small", "large") as (small, large):
        seed.fill(small, *SMALL)
        seed.fill(large, *LARGE)
        few = common.Browser(small, seed.LOGIN)
        many = common.Browser(large, seed.LOGIN)
        fresh = common.interleave({"peer": many.getting(PEER)}, rounds=7)
        for database in (small, large):
            common.analyze(database)
        plain = common.interleave({"peer": many.getting(PEER)}, rounds=7)
        databases.sql(TUNED, large)
        found = common.interleave(
            {
                "ours": many.getting(OURS),
                "peer": many.getting(PEER),
                "small": few.getting(OURS),
                "peer small": few.getting(PEER),
                "far": many.getting(f"{OURS}/page/50"),
                "peer far": many.getting(f"{PEER}/page/50"),
                "frame": many.getting(f"{OURS}?search=zzzzzz"),
            }
        )
        ours, peer = found["ours"], found["peer"]
        common.emit(
            "list of 80, 100,000 jobs",
            ours=str(ours),
            peer=f"{plain['peer']}; no analyze {fresh['peer']}",
            **{"peer tuned": str(peer)},
            limit=f"{found['frame']} (no rows)",
            ratio=ours.over(peer),
            queries=f"{ours.queries} / {peer.queries}",
            growth=f"x{ours.cpu / found['small'].cpu:.2f} from 1,000 "
            f"(peer x{peer.cpu / found['peer small'].cpu:.2f})",
        )
        common.emit(
            "list, page 50",
            ours=str(found["far"]),
            **{"peer tuned": str(found["peer far"])},
            ratio=found["far"].over(found["peer far"]),
            queries=f"{found['far'].queries} / {found['peer far'].queries}",
            growth=f"x{found['far'].cpu / ours.cpu:.2f} from page 1",
        )


if __name__ == "__main__":
    main()
