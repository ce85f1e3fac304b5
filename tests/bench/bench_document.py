"""The paper of 50 devices, and 100 papers at once.

The peer is core's list of a transfer with 50 serial numbers and their barcodes: QWeb
and wkhtmltopdf. Core's pages are served meanwhile, for wkhtmltopdf asks for their style
sheets; what that costs is not counted. Tuned means without the second that wkhtmltopdf
waits for scripts (`report.print_delay`).
"""

import contextlib

from odoo.fields import Command

from tests.bench import common, parcels, seed
from tools.service import Service

DEVICES, DOCUMENTS = 50, 100
REPORT = "stock.report_picking"
PDF = b"%PDF"


def checked(content):
    """Return a PDF; anything else ends the run."""
    if not content.startswith(PDF):
        raise AssertionError(content[:100])
    return content


class Ours:
    """Requests whose papers are printed."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            self.large = parcels.announce(env, DEVICES).ids
            self.many = [parcels.announce(env, 1).id for _n in range(DOCUMENTS)]

    def drawing(self, ids):
        """Return a function that draws the papers of these requests as one PDF."""

        def draw():
            with common.environment(self.database, parcels.LOGIN) as env:
                return checked(env["service.request"].browse(ids)._service_documents())

        return draw


class Core:
    """Transfers whose lists are printed."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            # Without it core prints no serial numbers.
            group = env.ref("stock.group_production_lot")
            employee = env["res.users"].search([("login", "=", parcels.LOGIN)])
            employee.group_ids = [Command.link(group.id)]
            receipts = parcels.CoreReceipts(env)
            self.large = receipts.make(DEVICES, apart=True).id
            self.small = receipts.make(1, apart=True).id

    def printing(self, picking_id, delay):
        """Return a function that prints the list of a transfer.

        :param str delay: milliseconds that wkhtmltopdf waits for scripts
        """

        def show():
            with common.environment(self.database, parcels.LOGIN) as env:
                env["ir.config_parameter"].sudo().set_param("report.print_delay", delay)
                reports = env["ir.actions.report"]
                return checked(reports._render_qweb_pdf(REPORT, [picking_id])[0])

        return show


@contextlib.contextmanager
def served(database):
    """Serve the database's style sheets."""
    service = Service(database, cron=False)
    try:
        yield service.start()
    finally:
        service.stop()


def main():
    """Print the lines of the table."""
    with common.scratch("document") as (database,), served(database):
        seed.fill(database, 1_000, 500)
        parcels.hire(database)
        ours, core = Ours(database), Core(database)
        common.analyze(database)
        found = common.interleave(
            {
                "ours": ours.drawing(ours.large),
                "many": ours.drawing(ours.many),
                "core": core.printing(core.large, "1000"),
                "tuned": core.printing(core.large, "0"),
                "small": core.printing(core.small, "0"),
            },
            rounds=5,
            warm=1,
        )
        mine, peer, tuned = found["ours"], found["core"], found["tuned"]
        common.emit(
            f"document PDF, {DEVICES} lines with barcodes",
            ours=str(mine),
            peer=str(peer),
            **{"peer tuned": str(tuned)},
            limit="20x, 8x of tuned, 60 kB",
            ratio=f"{peer.wall / mine.wall:.0f}x, tuned {tuned.wall / mine.wall:.0f}x "
            f"({tuned.cpu / mine.cpu:.0f}x CPU)",
            queries=f"{mine.queries} / {peer.queries}",
        )
        many, small = found["many"], found["small"]
        times = DOCUMENTS * small.wall / many.wall
        common.emit(
            f"{DOCUMENTS} documents merged",
            ours=str(many),
            **{"peer tuned": f"{small}, {DOCUMENTS} times"},
            limit="20x",
            ratio=f"{times:.0f}x ({DOCUMENTS * small.cpu / many.cpu:.0f}x CPU)",
            queries=f"{many.queries} / {small.queries * DOCUMENTS}",
        )


if __name__ == "__main__":
    main()
