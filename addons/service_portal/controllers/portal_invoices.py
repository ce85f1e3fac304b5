"""All invoices of the client: what is paid, what is due and when, for which devices."""

from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools.misc import formatLang
from odoo.tools.sql import escape_psql

from .portal import COUNT_CAP, ServicePortal

_FIELDS = (
    "name",
    "move_type",
    "state",
    "invoice_date",
    "invoice_date_due",
    "amount_total",
    "amount_residual",
    "currency_id",
    "payment_state",
)
_COLORS = {
    "paid": "success",
    "partial": "warning",
    "overdue": "danger",
    "unpaid": "info",
}
_SHOWN_JOBS = 3


class ServiceInvoices(ServicePortal):
    _service_invoices_url = "/my/service/invoices"
    _service_invoices_per_page = 40

    @route(
        [_service_invoices_url, f"{_service_invoices_url}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_invoices(self, page=1, **query):
        if not request.env.user.service_invoice_partner_id:
            return request.render(
                "service_portal.portal_invoices_no_right",
                self._prepare_portal_layout_values()
                | {"page_name": "service_invoices"},
                status=403,
            )
        return request.render(
            "service_portal.portal_invoices", self._service_invoices_values(page, query)
        )

    def _service_invoices_values(self, page, query):
        """Return the values of the page; what is unknown in `query` falls back."""
        moves = request.env["account.move"]
        filters = moves._service_portal_filters()
        filterby = query.get("filterby")
        filterby = filterby if filterby in filters else "all"
        search = self._service_search_text(query)
        domain = Domain(filters[filterby]["domain"])
        if search:
            words = escape_psql(search)
            domain &= Domain.OR(
                Domain(field, "ilike", words)
                for field in ("name", "invoice_origin", "payment_reference")
            )
        args = {"filterby": filterby if filterby != "all" else "", "search": search}
        args = {key: value for key, value in args.items() if value}
        found, pager = self._service_invoices_page(domain, page, args)
        return {
            "page_name": "service_invoices",
            "invoices": self._service_invoice_rows(found),
            "pager": pager,
            "filter_links": [
                {
                    "label": facts["label"],
                    "url": self._service_link(
                        self._service_invoices_url,
                        args | {"filterby": code if code != "all" else ""},
                    ),
                    "active": code == filterby,
                }
                for code, facts in filters.items()
            ],
            "filterby": filterby,
            "search": search,
            "is_filtered": bool(args),
        }

    def _service_invoices_page(self, domain, page, args):
        moves = request.env["account.move"]
        return self._service_paged(
            self._service_invoices_url,
            args,
            page=page,
            step=self._service_invoices_per_page,
            fetch=lambda offset, limit: moves.search_fetch(
                domain,
                _FIELDS,
                order="invoice_date desc, id desc",
                limit=limit,
                offset=offset,
            ),
            count=lambda: moves.search_count(domain, limit=COUNT_CAP + 1),
        )

    def _service_invoice_rows(self, moves):
        jobs = moves._service_jobs_by_invoice()
        return [
            self._service_invoice_row(move, jobs.get(move.id, ())) for move in moves
        ]

    def _service_invoice_row(self, move, jobs):
        sign = -1 if move.move_type == "out_refund" else 1
        code = move._service_payment_code()
        state, term = move._service_payment_words()
        url = f"/my/invoices/{move.id}"
        return {
            "name": move.name,
            "url": url,
            "pay_label": request.env._("Pay invoice %(name)s", name=move.name),
            "pdf_url": f"{url}?report_type=pdf&download=true",
            "pdf_label": request.env._("Invoice %(name)s as PDF", name=move.name),
            "is_refund": sign < 0,
            "date": self._service_plain_day(move.invoice_date),
            "due": self._service_plain_day(move.invoice_date_due),
            "total": self._service_money(sign * move.amount_total, move),
            "residual": self._service_money(sign * move.amount_residual, move),
            "is_open": code != "paid",
            "to_pay": code != "paid" and sign > 0,
            "color": "secondary" if sign < 0 else _COLORS[code],
            "state": state,
            "term": term,
            "jobs": [
                {"url": f"/my/service/job/{job.id}", "label": job.reference}
                for job in jobs[:_SHOWN_JOBS]
            ],
            "more_jobs": max(len(jobs) - _SHOWN_JOBS, 0),
        }

    def _service_plain_day(self, day):
        return f"{day:%d.%m.%Y}" if day else ""

    def _service_money(self, amount, move):
        return formatLang(request.env, amount, currency_obj=move.currency_id)
