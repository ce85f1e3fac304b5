"""10,000 devices from a spreadsheet: upload to checked rows, then one request.

The peer is core's base_import: a file of serial numbers and a file of repair orders.
It is measured with PEER_ROWS and taken as linear from there, which favours it: it grows
faster than its rows (573 s for 10,000, 28 s for 1,000, when it was measured once).
Fewer rows favour it more; all 10,000 would take ten minutes.
"""

import csv
import io

import openpyxl
import xlsxwriter

from tests.bench import common, seed

FEW, MANY, PEER_ROWS = 1_000, 10_000, 2_000
_HEADER = (
    "Kind of device",
    "Brand",
    "Model",
    "Serial number",
    "Kind of fault",
    "Fault description",
    "Accessories",
    "Your own number",
)


def spreadsheet(mark, count):
    """Return an XLSX with `count` devices that nobody knows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write_row(0, 0, _HEADER)
    for number in range(1, count + 1):
        row = (
            "Laptop",
            "Dell",
            f"Latitude {number % 97}",
            f"{mark}-{number:06}-{number * 7919 % 10**6:06}",
            "",
            f"Nie włącza się, numer {number}",
            "ładowarka",
            f"PO-{number}",
        )
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def read_bare(content):
    """Read the file with openpyxl and nothing else."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=True))


class Ours:
    """A client who sends spreadsheets."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            env["service.device.category"].create({"name": "Laptop"})

    def upload(self, content):
        """Return the id of the staged import."""
        with common.environment(self.database, seed.LOGIN) as env:
            imports = env["service.import"]
            staging, _again = imports._service_client_upload(
                "bench.xlsx", content, user=env.user
            )
            if staging.sudo().wrong_count:
                raise AssertionError(staging.sudo().line_ids[:3].mapped("problems"))
            return staging.id

    def uploading(self, count):
        """Return a function that uploads a file of its own each time."""
        contents = (spreadsheet(f"U{n}-{count}", count) for n in range(100))
        files = list(zip(range(6), contents, strict=False))
        return lambda: self.upload(files.pop()[1])

    def confirm(self, import_id):
        """Make the request."""
        with common.environment(self.database, seed.LOGIN) as env:
            staging = env["service.import"].browse(import_id)
            kind = env.ref("service_portal.service_request_type_repair")
            staging._service_client_confirm({"type_id": kind.id}, user=env.user)
        with common.environment(self.database) as env:
            staging = env["service.import"].browse(import_id)
            if staging.state == "queued":
                staging._service_file_safely()
            if len(staging.request_id.job_ids) != staging.row_count:
                raise AssertionError(staging.error)

    def confirming(self, mark, count):
        """Return a function that confirms a fresh import."""
        import_id = self.upload(spreadsheet(mark, count))
        return lambda: self.confirm(import_id)


class Core:
    """An employee who imports serial numbers and repair orders."""

    def __init__(self, database):
        self.database = database
        with common.environment(database) as env:
            env["product.product"].create(
                {
                    "name": "Bench laptop",
                    "type": "consu",
                    "is_storable": True,
                    "tracking": "serial",
                }
            )

    def load(self, model, columns, rows):
        """Import one file as core's screen does."""
        out = io.StringIO()
        csv.writer(out).writerows([columns, *rows])
        with common.environment(self.database, "admin") as env:
            wizard = env["base_import.import"].create(
                {
                    "res_model": model,
                    "file": out.getvalue().encode(),
                    "file_type": "text/csv",
                }
            )
            options = {"has_headers": True, "quoting": '"', "separator": ","}
            done = wizard.execute_import(list(columns), list(columns), options)
            if not done["ids"]:
                raise AssertionError(done["messages"][:2])

    def run(self, mark):
        """Import PEER_ROWS devices and their orders."""
        serials = [f"{mark}-{number}" for number in range(PEER_ROWS)]
        self.load(
            "stock.lot",
            ("name", "product_id"),
            [(serial, "Bench laptop") for serial in serials],
        )
        self.load(
            "repair.order",
            ("product_id", "lot_id", "partner_id", "internal_notes"),
            [("Bench laptop", s, "Klient 1", "Nie działa") for s in serials],
        )


def main():
    """Print the lines of the table."""
    with common.scratch("import") as [database]:
        seed.fill(database, 1_000, 20)
        common.analyze(database)
        ours, core = Ours(database), Core(database)
        ours.confirm(ours.upload(spreadsheet("W", 5)))
        core.run("W")
        content = spreadsheet("R", MANY)
        found = common.interleave(
            {
                "bare": lambda: read_bare(content),
                "upload": ours.uploading(MANY),
                "few": ours.uploading(FEW),
            },
            rounds=3,
            warm=1,
        )
        upload, bare = found["upload"], found["bare"]
        common.emit(
            "10,000 devices: upload to checked rows",
            ours=str(upload),
            limit=f"{bare} (bare openpyxl read)",
            ratio=f"{upload.over(bare)} of the limit",
            queries=upload.queries,
            growth=f"x{upload.cpu / found['few'].cpu:.1f} for x10 rows",
        )
        few = common.measure(ours.confirming("F", FEW))
        peer = common.measure(lambda: core.run("P"))
        many = common.measure(ours.confirming("M", MANY))
        rows = MANY / PEER_ROWS
        common.emit(
            "10,000 devices: one confirmation",
            ours=f"{many.wall:.1f} s (CPU {many.cpu:.1f})",
            peer=f"{peer.wall * rows:.0f} s (CPU {peer.cpu * rows:.0f}), "
            f"from {PEER_ROWS} rows",
            ratio=f"{peer.cpu * rows / (many.cpu + upload.cpu):.1f}x less CPU, "
            "upload included",
            queries=f"{many.queries} / {peer.queries * rows:.0f}",
            growth=f"x{many.cpu / few.cpu:.1f} for x10 rows",
        )


if __name__ == "__main__":
    main()
