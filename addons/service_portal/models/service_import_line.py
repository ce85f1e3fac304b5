import csv
import io
import json

from odoo import api, fields, models
from odoo.tools import SQL

from .. import sheet_rows

_COPIED = (
    "import_id",
    "number",
    "problems",
    "is_wrong",
    *sheet_rows.COLUMNS,
)


class ServiceImportLine(models.Model):
    """One row of a spreadsheet, as texts, until the client confirms it."""

    _name = "service.import.line"
    _description = "Row of a Spreadsheet with Devices"
    _order = "number, id"
    _log_access = False

    import_id = fields.Many2one(
        "service.import", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="import_id.user_id")
    company_id = fields.Many2one(related="import_id.company_id")
    number = fields.Integer(string="Row", required=True, help="Row in the file.")
    problems = fields.Json(help="Column -> [code, detail] of what is wrong.")
    is_wrong = fields.Boolean()
    category = fields.Char()
    brand = fields.Char()
    model = fields.Char()
    serial_number = fields.Char()
    fault_type = fields.Char()
    fault = fields.Text()
    accessories = fields.Char()
    condition = fields.Char()
    customer_reference = fields.Char()
    shipping = fields.Char()
    invoice = fields.Char()

    _wrong_idx = models.Index("(import_id) WHERE is_wrong IS TRUE")

    @api.model
    def _service_stage(self, staging, rows, problems):
        """Write the rows of an import in one go: COPY, 10,000 rows in 0.2 s.

        :param list rows: `(row number, {column: text})`
        :param dict problems: row number -> `{column: [code, detail]}`
        """
        self.flush_model()
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        for number, row in rows:
            wrong = problems.get(number)
            writer.writerow(
                [
                    staging.id,
                    number,
                    json.dumps(wrong) if wrong else None,
                    bool(wrong),
                    *(row.get(column) for column in sheet_rows.COLUMNS),
                ]
            )
        buffer.seek(0)
        columns = SQL(", ").join(SQL.identifier(name) for name in _COPIED)
        copy = SQL("COPY service_import_line (%s) FROM STDIN (FORMAT csv)", columns)
        self.env.cr.copy_expert(copy.code, buffer)
        self.invalidate_model()

    @api.model
    def _service_staged(self, staging):
        """Return `[(row number, {column: text})]` of an import, in one query."""
        self.flush_model()
        columns = SQL(", ").join(SQL.identifier(name) for name in sheet_rows.COLUMNS)
        found = self.env.execute_query(
            SQL(
                "SELECT number, %s FROM service_import_line "
                "WHERE import_id = %s ORDER BY number, id",
                columns,
                staging.id,
            )
        )
        return [
            (
                number,
                {
                    column: cell
                    for column, cell in zip(sheet_rows.COLUMNS, cells, strict=True)
                    if cell
                },
            )
            for number, *cells in found
        ]

    @api.model
    def _service_set_problems(self, staging, problems):
        """Write what is wrong with which rows now; the others are right."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE service_import_line AS line
                   SET problems = wrong.value, is_wrong = wrong.value IS NOT NULL
                  FROM service_import_line AS each
                  LEFT JOIN jsonb_each(%s::jsonb) AS wrong
                    ON wrong.key = each.number::text
                 WHERE each.import_id = %s AND line.id = each.id
                   AND (line.is_wrong OR wrong.value IS NOT NULL)
                """,
                json.dumps(problems),
                staging.id,
            )
        )
        self.invalidate_model()
