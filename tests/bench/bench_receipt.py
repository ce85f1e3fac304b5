"""Receipt of 50 devices beside core's own receipt of 50 serial numbers.

Both validate a prepared transfer of 50 serials that belong to a client. The stock alone
is the same bookkeeping; the whole step moves 50 jobs on besides: states, history, next
steps, news for the client.
"""

import uuid

from tests.bench import common, parcels, seed

DEVICES = 50
ROUNDS, WARM = 7, 2


class Ours:
    """Accepted requests of 50 devices, and a station."""

    def __init__(self, database):
        self.database = database
        self.waiting = []

    def prepare(self, number):
        """Accept `number` requests."""
        for _place in range(number):
            with common.environment(self.database) as env:
                request = parcels.announce(env, DEVICES)
                request.action_accept()
                self.waiting.append(request.id)

    def stock(self):
        """Move the devices of the next request into the house, and no more."""
        with common.environment(self.database, parcels.LOGIN) as env:
            jobs = env["service.request"].browse(self.waiting.pop()).job_ids
            jobs._service_receive_stock()
            env.flush_all()
            if set(jobs.sudo().stock_move_ids.mapped("state")) != {"done"}:
                raise AssertionError(jobs)

    def scan(self, env, raw, request=None, confirm=None):
        """Return the station's answer."""
        return env["service.scan"].scan(
            str(uuid.uuid4()), raw, "receive", request_id=request, confirm=confirm
        )

    def whole(self):
        """Scan the document twice: all devices of the next request are received."""
        with common.environment(self.database, parcels.LOGIN) as env:
            request = env["service.request"].browse(self.waiting.pop())
            answer = self.scan(env, request.barcode)
            answer = self.scan(env, request.barcode, request.id, answer["confirm"])
            env.flush_all()
            if set(request.job_ids.mapped("state")) != {"received"}:
                raise AssertionError(answer)

    def finder(self):
        """Return a function that looks up what a scanner read."""
        with common.environment(self.database) as env:
            code = env["service.job"].search([], limit=1).barcode

        def find():
            with common.environment(self.database, parcels.LOGIN) as env:
                _request, job = env["service.scan"]._service_look_up(code)
                if job.barcode != code:
                    raise AssertionError(code)

        return find

    def one(self):
        """Receive one device of the last request by a scan of its own."""
        with common.environment(self.database, parcels.LOGIN) as env:
            request = env["service.request"].browse(self.waiting[-1])
            jobs = request.job_ids.filtered(lambda job: job.state == "announced")
            answer = self.scan(env, jobs[0].barcode, request.id)
            env.flush_all()
            if answer["result"] != "received":
                raise AssertionError(answer)


class Core:
    """Prepared receipts, and an employee who validates them."""

    def __init__(self, database, *, apart):
        self.database = database
        self.apart = apart
        self.waiting = []

    def prepare(self, number):
        """Confirm and fill in `number` receipts."""
        with common.environment(self.database) as env:
            receipts = parcels.CoreReceipts(env)
            for _place in range(number):
                picking = receipts.make(DEVICES, apart=self.apart)
                self.waiting.append(picking.id)

    def validate(self):
        """Validate the next receipt."""
        with common.environment(self.database, parcels.LOGIN) as env:
            picking = env["stock.picking"].browse(self.waiting.pop())
            picking.move_ids.picked = True
            picking.button_validate()
            env.flush_all()
            if picking.state != "done":
                raise AssertionError(picking.state)


def main():
    """Print the lines of the table."""
    with common.scratch("receipt") as (database,):
        seed.fill(database, 10_000, 500)
        parcels.hire(database)
        stock, whole = Ours(database), Ours(database)
        apart, merged = Core(database, apart=True), Core(database, apart=False)
        for side in (stock, whole, apart, merged):
            side.prepare(ROUNDS + WARM)
        whole.prepare(1)
        common.analyze(database)
        found = common.interleave(
            {
                "stock": stock.stock,
                "whole": whole.whole,
                "core": apart.validate,
                "merged": merged.validate,
            },
            rounds=ROUNDS,
            warm=WARM,
        )
        single = common.interleave({"find": whole.finder(), "one": whole.one})
        core, tuned = found["core"], found["merged"]
        peers = {"peer": f"{core} (50 moves)", "peer tuned": f"{tuned} (one move)"}
        for work, mine in (
            (f"receipt of {DEVICES} devices, stock", found["stock"]),
            (f"receipt of {DEVICES} devices, the whole step", found["whole"]),
        ):
            common.emit(
                work,
                ours=str(mine),
                **peers,
                limit="1.1" if mine is found["stock"] else "-",
                ratio=mine.over(core),
                queries=f"{mine.queries} / {core.queries}",
            )
        common.emit(
            "one device scanned",
            ours=str(single["one"]),
            peer=f"{core.cpu / DEVICES * 1e3:.0f} ms CPU a line",
            limit="5 queries to look up",
            queries=f"{single['one'].queries}, look-up {single['find'].queries}",
        )


if __name__ == "__main__":
    main()
