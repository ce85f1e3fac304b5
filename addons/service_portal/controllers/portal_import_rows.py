"""What the page of a spreadsheet shows: its rows, what is wrong, sentences."""

import re

from odoo.http import request

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .. import sheet_rows
from .portal_new import ServiceNewRequest

_PER_PAGE = 40
_LISTED_PROBLEMS = 20


class ServiceImportRows(ServiceNewRequest):
    _service_import_url = "/my/service/import"

    def _service_render_import(self, staging, query, error="", typed=None):
        return request.render(
            "service_portal.portal_import_page",
            {
                "page_name": "service_import_file",
                "staging": staging,
                "error": error or staging.error,
                "said": self._service_import_sentences(staging),
                "again": "again" in query and staging.state == "draft",
                "form": self._service_import_form(staging, typed),
                "errors": {},
                "first_error": None,
                "kinds": self._service_kinds().filtered("needs_device"),
                "addresses": request.env.user._service_addresses(),
                **self._service_import_rows(staging, query),
            },
        )

    def _service_import_sentences(self, staging):
        _ = request.env._
        facts = {"rows": staging.row_count, "wrong": staging.wrong_count}
        return {
            "wrong": _(
                "Rows with errors: %(wrong)s of %(rows)s. The others are right; "
                "nothing is lost.",
                **facts,
            ),
            "right": _(
                "All rows are right: %(rows)s. Look at them, then send the request.",
                **facts,
            ),
            "filing": _(
                "Devices: %(rows)s. This takes a moment. You may close this page: the "
                "mail with the number comes when it is done.",
                **facts,
            ),
            "sent": _(
                "Its request has the number %(number)s (devices: %(rows)s). Nothing is "
                "filed twice.",
                number=staging.request_id.name,
                **facts,
            ),
            "send": _("Send the request (devices: %(rows)s)", **facts),
            "tab_wrong": _("With errors (%(wrong)s)", **facts),
            "tab_all": _("All rows (%(rows)s)", **facts),
            "row": _("Row"),
        }

    def _service_import_form(self, staging, typed):
        """Return the head of the form as texts: typed just now, or kept."""
        form = {
            "type_id": str(staging.type_id.id or ""),
            "description": staging.description or "",
            "customer_reference": staging.customer_reference or "",
            "partner_shipping_id": str(staging.partner_shipping_id.id or ""),
            "partner_invoice_id": str(staging.partner_invoice_id.id or ""),
        }
        typed = typed or {}
        return {name: str(typed.get(name) or value) for name, value in form.items()}

    def _service_import_rows(self, staging, query):
        """Return the values of the table: one page of the rows, wrong ones first."""
        show = query.get("show") if query.get("show") in ("wrong", "all") else ""
        show = show or ("wrong" if staging.wrong_count else "all")
        lines = staging.line_ids
        domain = [("import_id", "=", staging.id)]
        if show == "wrong":
            domain.append(("is_wrong", "=", True))
        page = str(query.get("page") or "1")
        pager = portal_pager(
            url=f"{self._service_import_url}/{staging.id}",
            total=lines.search_count(domain),
            page=int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
            step=_PER_PAGE,
            url_args={"show": show},
        )
        found = lines.search(domain, limit=_PER_PAGE, offset=pager["offset"])
        headers = staging._service_headers()
        rows = [self._service_import_row(staging, line, headers) for line in found]
        wrong = lines.search(
            [("import_id", "=", staging.id), ("is_wrong", "=", True)],
            limit=_LISTED_PROBLEMS,
        )
        return {
            "headers": self._service_used_columns(headers, rows),
            "needed": sheet_rows.NEEDED,
            "choices": staging._service_lists(request.env.user),
            "import_rows": rows,  # `rows` is a word of portal_field
            "show": show,
            "pager": pager,
            "problems": self._service_problem_list(staging, wrong, headers),
        }

    def _service_used_columns(self, headers, rows):
        """Leave out the columns that are empty in all `rows`; return the others."""
        used = {
            cell["column"]
            for row in rows
            for cell in row["cells"]
            if cell["text"] or cell["problem"]
        }
        for row in rows:
            row["cells"] = [cell for cell in row["cells"] if cell["column"] in used]
        return {column: name for column, name in headers.items() if column in used}

    def _service_import_row(self, staging, line, headers):
        problems = line.problems or {}
        return {
            "id": line.id,
            "number": line.number,
            "is_wrong": line.is_wrong,
            "remove": request.env._("Remove row %(row)s", row=line.number),
            "cells": [
                {
                    "name": f"line-{line.id}-{column}",
                    "column": column,
                    "label": label,
                    "text": line[column] or "",
                    "problem": column in problems
                    and staging._service_cell_problem(column, *problems[column]),
                }
                for column, label in headers.items()
            ],
        }

    def _service_problem_list(self, staging, lines, headers):
        """Return `[(id of the cell, sentence)]` of the first wrong rows."""
        return [
            (
                f"line-{line.id}-{column}",
                request.env._(
                    "Row %(row)s, column “%(column)s”: %(problem)s",
                    row=line.number,
                    column=headers[column],
                    problem=staging._service_cell_problem(column, *problem),
                ),
            )
            for line in lines
            for column, problem in (line.problems or {}).items()
        ]
