"""The client's list as a spreadsheet: exactly the rows that the filters show."""

import io
from datetime import datetime

import xlsxwriter

from odoo.http import content_disposition, request, route

from .portal_list import LIST_FIELDS, ServiceList

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 10_000
_LIMIT, _WINDOW = 20, 600  # files a person may have in ten minutes
_EXPORT_FIELDS = (*LIST_FIELDS, "type_id", "create_date")
# Programs take such a text for a formula when it is copied or saved as CSV.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class ServiceExport(ServiceList):
    @route(
        f"{ServiceList._service_list_url}/export.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,  # not readonly: the rate limit counts in the main database
    )
    def service_export(self, **query):
        if not self._service_within("export", _LIMIT, _WINDOW):
            return request.render(
                "service_portal.portal_too_often",
                self._prepare_portal_layout_values() | {"page_name": "service_export"},
                status=429,
            )
        content = self._service_export_file(query)
        name = request.env._("devices")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", _XLSX),
                (
                    "Content-Disposition",
                    content_disposition(f"{name}-{self._service_today_text()}.xlsx"),
                ),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _service_today_text(self):
        return f"{request.env['account.move']._service_today():%Y-%m-%d}"

    # --- Rows -------------------------------------------------------------------

    def _service_export_jobs(self, query):
        """Return the jobs of the list that `query` shows, one past MAX_ROWS at most."""
        choices = self._service_list_choices(self._service_client_partners())
        chosen = self._service_list_chosen(query, choices)
        return request.env["service.job"].search_fetch(
            self._service_list_domain(chosen, choices),
            _EXPORT_FIELDS,
            order=choices["sortby"][chosen.get("sortby", "newest")]["order"],
            limit=MAX_ROWS + 1,
        )

    def _service_export_columns(self):
        _ = request.env._
        return [
            (_("Number"), 20),
            (_("Your reference"), 18),
            (_("Device"), 28),
            (_("Serial number"), 20),
            (_("Kind of request"), 20),
            (_("State"), 18),
            (_("Since"), 12),
            (_("Whose turn"), 14),
            (_("What next"), 28),
            (_("Due"), 12),
            (_("Amount"), 16),
            (_("Parcel"), 24),
            (_("Return address"), 32),
            (_("Filed by"), 22),
            (_("Filed on"), 12),
        ]

    def _service_export_rows(self, jobs):
        """Yield the cells of each job: texts, dates and empty ones."""
        states = dict(jobs._fields["state"]._description_selection(request.env))
        steps = jobs._service_step_labels()
        addresses = self._service_address_labels(jobs, ())
        names = self._service_names(jobs.contact_id)
        kinds = {kind.id: kind.name for kind in jobs.type_id.sudo()}  # public names
        mine, ours = request.env._("Yours"), request.env._("Ours")
        for job in jobs:
            step = steps.get(job.next_step_code, "")
            yield (
                job.reference,
                job.customer_reference,
                job.title,
                job.serial_number,
                kinds.get(job.type_id.id),
                states[job.state],
                self._service_cell_day(job.state_since),
                (mine if job.next_actor == "client" else ours) if step else "",
                step,
                self._service_cell_day(job.next_due),
                job.amount_display,
                job.tracking_display,
                addresses.get(job.partner_shipping_id.id),
                names.get(job.contact_id.id),
                self._service_cell_day(job.create_date),
            )

    def _service_names(self, partners):
        partners_sudo = partners.sudo()  # people of jobs that the user may read
        partners_sudo.fetch(["name"])
        return {partner.id: partner.name for partner in partners_sudo}

    def _service_cell_day(self, moment):
        if not moment:
            return None
        return request.env["service.job"]._service_local(moment).date()

    # --- File -------------------------------------------------------------------

    def _service_export_file(self, query):
        """Return the bytes of the workbook."""
        jobs = self._service_export_jobs(query)
        out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(out, options) as book:
            self._service_write_sheet(book, jobs)
        return out.getvalue()

    def _service_write_sheet(self, book, jobs):
        head = book.add_format({"bold": True, "bg_color": "#EAF2FD", "bottom": 1})
        formats = {
            "day": book.add_format({"num_format": "dd.mm.yyyy", "align": "left"}),
            "text": book.add_format({"quote_prefix": True}),
        }
        sheet = book.add_worksheet(request.env._("Devices"))
        sheet.freeze_panes(1, 1)
        columns = self._service_export_columns()
        for number, (label, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, label, head)
        rows = self._service_export_rows(jobs[:MAX_ROWS])
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells):
                self._service_write_cell(sheet, number, column, value, formats)
        if len(jobs) > MAX_ROWS:
            sheet.write_string(MAX_ROWS + 1, 0, self._service_capped_sentence())
        sheet.autofilter(0, 0, min(len(jobs), MAX_ROWS), len(columns) - 1)

    def _service_write_cell(self, sheet, row, column, value, formats):
        """Write a date as a date and everything else as text, never as a formula."""
        if not value:
            return
        if not isinstance(value, str):
            at = datetime(value.year, value.month, value.day)  # noqa: DTZ001 a day
            sheet.write_datetime(row, column, at, formats["day"])
        elif value.startswith(_FORMULA_SIGNS):
            sheet.write_string(row, column, value, formats["text"])
        else:
            sheet.write_string(row, column, value)

    def _service_capped_sentence(self):
        return request.env._(
            "Only the first %(count)s rows are here. Choose dates or a branch on the "
            "page and save the rest apart.",
            count=MAX_ROWS,
        )
