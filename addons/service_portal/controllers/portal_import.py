"""Spreadsheets with devices: template, upload, correction, one confirmation."""

import re

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from .. import sheet, sheet_rows, sheet_write
from .portal_import_rows import ServiceImportRows

_UPLOADS_PER_HOUR = 60
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELL = re.compile(r"line-([0-9]{1,9})-([a-z_]+)")


class ServiceImportPages(ServiceImportRows):
    _service_import_url = ServiceImportRows._service_import_url
    _service_template_url = "/my/service/import/template.xlsx"
    _service_one_import_url = "/my/service/import/<int:import_id>"

    # --- Template and upload ------------------------------------------------------

    @route(_service_import_url, type="http", auth="user", methods=["GET"], website=True)
    def service_import(self, **query):
        refused = self._service_for_clients()
        if refused:
            return refused
        return self._service_render_upload()

    @route(
        _service_template_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,  # in the language of the page that it is offered on
        readonly=True,
    )
    def service_import_template(self, **query):
        imports = request.env["service.import"]
        content = sheet_write.write(
            request.env._("Devices"),
            imports._service_headers(),
            imports._service_lists(request.env.user),
            [],
            notes=(request.env._("Instructions"), imports._service_instructions()),
            example=imports._service_example(),
        )
        return self._service_xlsx(content, request.env._("Devices for repair"))

    @route(
        _service_import_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_import_upload(self, **post):
        refused = self._service_for_clients()
        if refused:
            return refused
        name, content, error = self._service_uploaded()
        if not error:
            try:
                with request.env.cr.savepoint():
                    staging, again = request.env[
                        "service.import"
                    ]._service_client_upload(name, content, user=request.env.user)
            except UserError as problem:
                error = str(problem)
        if error:
            return self._service_render_upload(error)
        return self._service_to_import(staging.id, again="1" if again else None)

    def _service_uploaded(self):
        """Return `(name, content, sentence about what is wrong)` of the upload."""
        _ = request.env._
        if not self._service_within("import", _UPLOADS_PER_HOUR, 3600):
            return (
                "",
                b"",
                _("That is a lot of files in one hour. Please wait a while."),
            )
        upload = request.httprequest.files.get("file")
        if not upload or not upload.filename:
            return "", b"", _("Choose the file first.")
        # One byte past the limit and no further: `sheet.rows` refuses it.
        return upload.filename, upload.stream.read(sheet.MAX_UPLOAD + 1), ""

    def _service_render_upload(self, error=""):
        imports = request.env["service.import"]
        drafts = imports.search([]) if imports.has_access("read") else imports
        return request.render(
            "service_portal.portal_import",
            {
                "page_name": "service_import",
                "error": error,
                "imports": drafts[:20],
                "import_days": {
                    draft.id: self._service_date_time(draft.create_date)
                    for draft in drafts[:20]
                },
                "headers": imports._service_headers(),
                "needed": sheet_rows.NEEDED,
                "service_caretaker": self._service_caretaker(
                    request.env.user.partner_id
                ),
            },
        )

    # --- One import ---------------------------------------------------------------

    @route(
        _service_one_import_url, type="http", auth="user", methods=["GET"], website=True
    )
    def service_import_page(self, import_id, **query):
        staging = self._service_checked("service.import", import_id)
        if not staging:
            return self._service_not_found()
        return self._service_render_import(staging, query)

    @route(
        f"{_service_one_import_url}/file.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def service_import_file(self, import_id, **query):
        staging = self._service_checked("service.import", import_id)
        if not staging:
            raise request.not_found()
        lines = staging.line_ids
        wrong = {
            (index, column): staging._service_cell_problem(column, *problem)
            for index, line in enumerate(lines)
            for column, problem in (line.problems or {}).items()
        }
        content = sheet_write.write(
            request.env._("Devices"),
            staging._service_headers(),
            staging._service_lists(request.env.user),
            [{column: line[column] for column in sheet_rows.COLUMNS} for line in lines],
            wrong=wrong,
        )
        return self._service_xlsx(content, request.env._("Devices to correct"))

    @route(
        f"{_service_one_import_url}/progress",
        type="http",
        auth="user",
        methods=["GET"],
        save_session=False,
    )
    def service_import_progress(self, import_id, **query):
        staging = self._service_checked("service.import", import_id)
        if not staging:
            raise request.not_found()
        progress_sudo = request.env["service.import.progress"].sudo()  # of the own file
        return request.make_json_response(
            {
                "state": staging.state,
                "done": progress_sudo._service_done(staging),
                "total": staging.row_count,
            }
        )

    # --- Changes ------------------------------------------------------------------

    @route(
        f"{_service_one_import_url}/rows",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_import_rows(self, import_id, **post):
        cells = {}
        for key, value in post.items():
            match = _CELL.fullmatch(key)
            if match and isinstance(value, str):
                cells.setdefault(int(match[1]), {})[match[2]] = value
        remove = str(post.get("remove") or "")
        removed = [int(remove)] if re.fullmatch(r"[0-9]{1,9}", remove) else []
        user = request.env.user
        return self._service_change(
            import_id,
            lambda staging: staging._service_client_correct(
                cells, user=user, remove=removed
            ),
        )

    @route(
        f"{_service_one_import_url}/file",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_import_replace(self, import_id, **post):
        user = request.env.user

        def replace(staging):
            name, content, error = self._service_uploaded()
            if error:
                raise UserError(error)
            staging._service_client_replace(name, content, user=user)

        return self._service_change(import_id, replace)

    @route(
        f"{_service_one_import_url}/confirm",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_import_confirm(self, import_id, **post):
        user = request.env.user
        return self._service_change(
            import_id,
            lambda staging: staging._service_client_confirm(post, user=user),
            post,
        )

    @route(
        f"{_service_one_import_url}/discard",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_import_discard(self, import_id, **post):
        user = request.env.user
        return self._service_change(
            import_id, lambda staging: staging._service_client_discard(user=user)
        )

    def _service_change(self, import_id, change, typed=None):
        """Change the client's own import, or show it again with the reason why not.

        :param change: called with the import as the client; raises UserError
        """
        staging = self._service_checked("service.import", import_id)
        if not staging:
            return self._service_not_found()
        try:
            with request.env.cr.savepoint():
                change(staging.sudo(False))
        except UserError as error:
            return self._service_render_import(staging, {}, str(error), typed)
        if not staging.exists():
            return request.redirect(self._service_import_url, code=303)
        if staging.request_id:
            done = f"/my/service/{staging.request_id.id}/done"
            return request.redirect(done, code=303)
        return self._service_to_import(staging.id)

    def _service_to_import(self, import_id, **query):
        said = "".join(f"?{key}={value}" for key, value in query.items() if value)
        return request.redirect(f"{self._service_import_url}/{import_id}{said}", 303)

    def _service_xlsx(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", _XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
