"""Spreadsheets with devices: staged, checked, corrected, then filed at once."""

import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import sheet, sheet_rows

# What a client may say of all devices of the file together.
HEAD_FIELDS = (
    "type_id",
    "description",
    "customer_reference",
    "partner_shipping_id",
    "partner_invoice_id",
)
_MAX_NAME = 120
_KEPT_DAYS = 90
_GC_LIMIT = 100  # a draft may have 10,000 rows


class ServiceImport(models.Model):
    """A client's spreadsheet; only its author sees it until it is filed."""

    _name = "service.import"
    _description = "Spreadsheet with Devices"
    _inherit = "service.lock.mixin"
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Author", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True)
    state = fields.Selection(
        [("draft", "To check"), ("queued", "Being filed"), ("done", "Filed")],
        required=True,
        default="draft",
        readonly=True,
    )
    content_sha256 = fields.Char(required=True, readonly=True)
    type_id = fields.Many2one("service.request.type")
    description = fields.Text()
    customer_reference = fields.Char()
    partner_shipping_id = fields.Many2one("res.partner")
    partner_invoice_id = fields.Many2one("res.partner")
    line_ids = fields.One2many("service.import.line", "import_id", string="Rows")
    row_count = fields.Integer(readonly=True)
    wrong_count = fields.Integer(string="Rows with Errors", readonly=True)
    error = fields.Text(readonly=True, help="Why nothing was filed, for the client.")
    confirmed_at = fields.Datetime(readonly=True)
    request_id = fields.Many2one(
        "service.request", readonly=True, index="btree_not_null"
    )

    _content_uniq = models.UniqueIndex(
        "(user_id, company_id, content_sha256)", "You have uploaded this file already."
    )
    _queued_idx = models.Index("(id) WHERE state = 'queued'")

    # --- The author -----------------------------------------------------------------

    def _service_check_author(self, user):
        """Return the import with sudo when it is `user`'s own.

        :raise AccessError: it belongs to somebody else
        """
        self.ensure_one()
        import_sudo = self.sudo()  # clients write nothing; only the author's own
        if import_sudo.user_id != user:
            raise AccessError(self.env._("This file was uploaded by somebody else."))
        return import_sudo

    def _service_check_draft(self):
        if self.state != "draft":
            raise UserError(
                self.env._("This file is filed already; nothing can be changed.")
            )

    # --- Upload ---------------------------------------------------------------------

    @api.model
    def _service_client_upload(self, name, content, *, user):
        """Stage a spreadsheet; the same file again is the same import.

        :param str name: of the file
        :param bytes content: of the file
        :param user: the client's `res.users`
        :return: `(the import, True when this very file was there before)`
        :raise AccessError: not a client's account
        :raise UserError: what is wrong with the file; nothing is written
        """
        if not user._is_portal():
            raise AccessError(self.env._("This is for accounts of clients only."))
        imports_sudo = self.sudo()  # clients write nothing; made for the author
        digest = hashlib.sha256(content).hexdigest()
        company = self.env.company
        found = imports_sudo.search(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", company.id),
                ("content_sha256", "=", digest),
            ]
        )
        if found:
            return found.with_env(self.env), True
        rows = self._service_read(content)
        staging = imports_sudo._service_create_once(
            {
                "name": (name or self.env._("file"))[:_MAX_NAME],
                "user_id": user.id,
                "company_id": company.id,
                "content_sha256": digest,
            }
        )
        staging._service_take_rows(rows)
        return staging.with_env(self.env), False

    def _service_client_replace(self, name, content, *, user):
        """Put a corrected file in the place of this one's rows.

        :raise UserError: what is wrong with the file; the rows stay as they were
        """
        import_sudo = self._service_check_author(user)
        import_sudo._service_lock()
        import_sudo._service_check_draft()
        digest = hashlib.sha256(content).hexdigest()
        rows = self._service_read(content)
        import_sudo._service_drop_lines()
        vals = {"name": (name or import_sudo.name)[:_MAX_NAME], "error": False}
        if not import_sudo.search_count(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", import_sudo.company_id.id),
                ("content_sha256", "=", digest),
            ]
        ):
            vals["content_sha256"] = digest
        import_sudo.write(vals)
        import_sudo._service_take_rows(rows)

    def _service_create_once(self, vals):
        """Create the import, or let core replay the second of two uploads at once."""
        with self._service_replay_on(self._content_uniq):
            return self.create(vals)

    def _service_take_rows(self, rows):
        _ids, problems = self._service_check_rows(rows)
        self.env["service.import.line"]._service_stage(self, rows, problems)
        self.write({"row_count": len(rows), "wrong_count": len(problems)})

    def _service_drop_lines(self):
        self.env.execute_query(
            SQL(
                "DELETE FROM service_import_line WHERE import_id = %s RETURNING 1",
                self.id,
            )
        )
        self.line_ids.invalidate_model()

    @api.model
    def _service_read(self, content):
        """Return `[(row number, {column: text})]` of a file.

        :raise UserError: in plain words, with what to do
        """
        names = self._service_header_names()
        try:
            columns, lines = sheet_rows.read_table(sheet.rows(content), names)
            rows = list(lines)
        except sheet.SheetError as error:
            raise UserError(self._service_file_problem(error.args[0])) from error
        missing = [column for column in sheet_rows.NEEDED if column not in columns]
        if missing:
            raise UserError(self._service_file_problem("header", missing))
        examples = {sheet_rows.fold(text) for text in self._service_example_marks()}
        rows = [
            (number, row)
            for number, row in rows
            if sheet_rows.fold(row.get("serial_number", "")) not in examples
        ]
        if not rows:
            raise UserError(self._service_file_problem("no_rows"))
        return rows

    # --- Correcting -----------------------------------------------------------------

    def _service_client_correct(self, cells, *, user, remove=()):
        """Write corrected cells, take rows out, and check everything again.

        :param dict cells: id of a line -> `{column: text}`; foreign lines and unknown
            columns are ignored
        :param remove: ids of lines that are not to be filed
        """
        import_sudo = self._service_check_author(user)
        import_sudo._service_lock()
        import_sudo._service_check_draft()
        lines = import_sudo.line_ids.search(
            [("import_id", "=", self.id), ("id", "in", [*cells, *remove])]
        )
        lines.filtered(lambda line: line.id in set(remove)).unlink()
        for line in lines.exists():
            said = cells.get(line.id, {})
            line.write(
                {
                    column: sheet.text(said[column])[: sheet_rows.MAX_TEXT + 1]
                    for column in sheet_rows.COLUMNS
                    if isinstance(said.get(column), str)
                }
            )
        import_sudo._service_recheck()

    def _service_recheck(self):
        """Check all rows again, and return them as `_service_check_rows` needs them.

        :return: `(rows, {row number: {column: id}})`
        """
        lines = self.env["service.import.line"]
        rows = lines._service_staged(self)
        ids, problems = self._service_check_rows(rows)
        lines._service_set_problems(self, problems)
        self.write({"row_count": len(rows), "wrong_count": len(problems)})
        return rows, ids

    def _service_client_discard(self, *, user):
        """Delete a draft and its rows."""
        import_sudo = self._service_check_author(user)
        import_sudo._service_lock()
        import_sudo._service_check_draft()
        import_sudo._service_drop_lines()
        import_sudo.unlink()

    @api.autovacuum
    def _gc_old_drafts(self):
        limit = fields.Datetime.now() - timedelta(days=_KEPT_DAYS)
        old = [("state", "=", "draft"), ("write_date", "<", limit)]
        self.search(old, limit=_GC_LIMIT).unlink()
