"""Requests of many devices, and core's transfers of as many serial numbers."""

import itertools

from odoo.fields import Command

from tests.bench import common, seed

LOGIN = "bench_logistics"
_counter = itertools.count()


def hire(database):
    """Make the employee who receives, here as well as in core's screens."""
    groups = ("service_portal.group_service_logistics", "stock.group_stock_user")
    with common.environment(database) as env:
        env["res.users"].create(
            {
                "name": "Lena Mierzona",
                "login": LOGIN,
                "email": "logistics@bench.example.com",
                "group_ids": [
                    Command.link(env.ref(group).id)
                    for group in ("base.group_user", *groups)
                ],
            }
        )


def announce(env, count):
    """Return a request that nobody accepted yet, with `count` new devices."""
    client = env["res.users"].search([("login", "=", seed.LOGIN)])
    category = env["service.device.category"].search([], limit=1)
    request = env["service.request"].create(
        {
            "contact_id": client.partner_id.id,
            "type_id": env.ref("service_portal.service_request_type_repair").id,
            "subject": "Naprawa",
        }
    )
    mark = next(_counter)
    devices = env["service.device"].create(
        [
            {
                "partner_id": request.partner_id.id,
                "category_id": category.id,
                "brand": "Dell",
                "model": "Latitude",
                "serial_number": f"BP-{mark}-{place}",
            }
            for place in range(count)
        ]
    )
    env["service.job"].create(
        [
            {"request_id": request.id, "device_id": device.id, "fault": "Nie działa"}
            for device in devices
        ]
    )
    return request


class CoreReceipts:
    """Core's receipts of serial numbers that belong to a client."""

    def __init__(self, env):
        client = env["res.users"].search([("login", "=", seed.LOGIN)])
        self.owner = client.partner_id.commercial_partner_id
        warehouse = env["stock.warehouse"].search([], limit=1)
        self.kind = warehouse.in_type_id
        self.product = env["product.product"].create(
            {"name": "Bench", "is_storable": True, "tracking": "serial"}
        )

    def make(self, count, *, apart):
        """Return a confirmed receipt of `count` serials, their lots filled in.

        :param bool apart: one move a serial, as ours has one a device; core alone
            makes one move of all
        """
        env = self.product.env
        source = env.ref("stock.stock_location_suppliers")
        target = self.kind.default_location_dest_id
        lots = env["stock.lot"].create(
            [
                {"name": f"BC-{next(_counter)}", "product_id": self.product.id}
                for _place in range(count)
            ]
        )
        moves = [
            {
                "product_id": self.product.id,
                "product_uom_qty": 1 if apart else count,
                "location_id": source.id,
                "location_dest_id": target.id,
                # Core merges moves that differ in nothing.
                "description_picking": str(place),
            }
            for place in range(count if apart else 1)
        ]
        picking = env["stock.picking"].create(
            {
                "picking_type_id": self.kind.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "owner_id": self.owner.id,
                "move_ids": [Command.create(vals) for vals in moves],
            }
        )
        picking.action_confirm()
        for line, lot in zip(picking.move_line_ids, lots, strict=True):
            line.lot_id = lot
        return picking
