"""The request form: showing it, and filing three new devices at once.

Core has no portal form for repairs. Its list of orders is the peer of the page; the
peer of filing is an employee who makes three serial numbers, three repair orders and
one message to the client.
"""

import itertools

from tests.bench import common, seed

DEVICES = 3
_counter = itertools.count()


class Ours:
    """A client who files requests."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            kind = env.ref("service_portal.service_request_type_repair")
            category = env["service.device.category"].create({"name": "Laptop"})
            self.type_id, self.category_id = kind.id, category.id

    def file(self):
        """File one request, as the form's route does."""
        mark = next(_counter)
        devices = [
            {
                "category_id": self.category_id,
                "brand": "Dell",
                "model": "Latitude",
                "serial_number": f"BF-{mark}-{number}",
                "fault": "Nie włącza się",
            }
            for number in range(DEVICES)
        ]
        values = {
            "type_id": self.type_id,
            "submission_token": f"bench-{mark}",
            "devices": devices,
        }
        with common.environment(self.database, seed.LOGIN) as env:
            filed = env["service.request"]._service_client_create(values, user=env.user)
            if len(filed.job_ids) != DEVICES:
                raise AssertionError(filed)


class Core:
    """An employee who writes the same down in core."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            product = env["product.product"].create(
                {"name": "Bench", "is_storable": True, "tracking": "serial"}
            )
            self.product_id = product.id
            client = env["res.users"].search([("login", "=", seed.LOGIN)])
            self.partner_id = client.partner_id.id

    def file(self):
        """Make serial numbers, repair orders, and the message."""
        mark = next(_counter)
        with common.environment(self.database, "admin") as env:
            lots = env["stock.lot"].create(
                [
                    {"name": f"BC-{mark}-{number}", "product_id": self.product_id}
                    for number in range(DEVICES)
                ]
            )
            orders = env["repair.order"].create(
                [
                    {
                        "product_id": self.product_id,
                        "lot_id": lot.id,
                        "partner_id": self.partner_id,
                        "internal_notes": "Nie włącza się",
                    }
                    for lot in lots
                ]
            )
            orders[0].with_context(mail_notify_force_send=False).message_post(
                body="Mamy to.",
                partner_ids=[self.partner_id],
                subtype_xmlid="mail.mt_comment",
            )


def main():
    """Print the lines of the table."""
    with common.scratch("form_small", "form") as (small, large):
        seed.fill(small, 1_000, 500)
        seed.fill(large, 100_000, 5_000)
        for database in (small, large):
            common.analyze(database)
        ours, few, core = Ours(large), Ours(small), Core(large)
        page = common.Browser(large, seed.LOGIN)
        few_page = common.Browser(small, seed.LOGIN)
        found = common.interleave(
            {
                "page": page.getting("/my/service/new"),
                "few page": few_page.getting("/my/service/new"),
                "orders": page.getting("/my/orders"),
                "file": ours.file,
                "few file": few.file,
                "core": core.file,
            }
        )
        shown, filed = found["page"], found["file"]
        common.emit(
            "the request form, shown",
            ours=str(shown),
            peer=f"{found['orders']} (/my/orders)",
            ratio=shown.over(found["orders"]),
            queries=f"{shown.queries} / {found['orders'].queries}",
            growth=f"x{shown.cpu / found['few page'].cpu:.2f} from 1,000",
        )
        common.emit(
            "three devices filed",
            ours=str(filed),
            peer=f"{found['core']} (lots, repair orders, message)",
            ratio=filed.over(found["core"]),
            queries=f"{filed.queries} / {found['core'].queries}",
            growth=f"x{filed.cpu / found['few file'].cpu:.2f} from 1,000",
        )


if __name__ == "__main__":
    main()
