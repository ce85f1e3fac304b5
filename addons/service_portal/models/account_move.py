from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """A client's invoices: what is to be paid, in words, and for which jobs."""

    _inherit = "account.move"

    @api.model
    def _service_client_domain(self):
        """Return the domain of documents that a client is shown.

        Whose they are says the global rule of core_rules.xml, which every reading
        as the client goes through.
        """
        return Domain("state", "=", "posted") & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )

    @api.model
    def _service_portal_filters(self):
        """Return `{code: {"label", "domain"}}` for the client's page of invoices."""
        shown = self._service_client_domain()
        # `in_payment`: the money is on its way, nobody has to act.
        due = shown & Domain(
            [
                ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("amount_residual", ">", 0),
            ]
        )
        return {
            "all": {"label": self.env._("All"), "domain": shown},
            "due": {"label": self.env._("To pay"), "domain": due},
            "overdue": {
                "label": self.env._("Overdue"),
                "domain": due & Domain("invoice_date_due", "<", self._service_today()),
            },
            "paid": {
                "label": self.env._("Paid invoices"),
                "domain": shown
                & Domain("move_type", "=", "out_invoice")
                & Domain("payment_state", "in", ("paid", "in_payment", "reversed")),
            },
        }

    @api.model
    def _service_today(self):
        """Return the day that the client's calendar shows."""
        return self.env["service.job"]._service_local(fields.Datetime.now()).date()

    def _service_payment_code(self):
        """Return paid, partial, overdue or unpaid."""
        self.ensure_one()
        if (
            self.currency_id.is_zero(self.amount_residual)
            or self.payment_state == "in_payment"
        ):
            return "paid"
        if self.invoice_date_due and self.invoice_date_due < self._service_today():
            return "overdue"
        compare = self.currency_id.compare_amounts
        is_partial = compare(self.amount_residual, self.amount_total) < 0
        return "partial" if is_partial else "unpaid"

    def _service_payment_words(self):
        """Return `(state, term)` in plain words; `term` is empty when all is paid."""
        self.ensure_one()
        _ = self.env._
        is_settled = self.currency_id.is_zero(self.amount_residual)
        if self.move_type == "out_refund":
            return (_("Settled") if is_settled else _("In your favour")), ""
        if self.payment_state == "reversed":
            return _("Cancelled by a credit note"), ""
        if is_settled:
            return _("Paid"), ""
        if self.payment_state == "in_payment":
            return _("Payment received, being booked"), ""
        compare = self.currency_id.compare_amounts
        if compare(self.amount_residual, self.amount_total) < 0:
            return _("Partly paid"), self._service_term_words()
        is_overdue = self._service_payment_code() == "overdue"
        return (_("Overdue") if is_overdue else _("To pay")), self._service_term_words()

    def _service_term_words(self):
        """Return when the invoice is or was due, counted in days from today."""
        _ = self.env._
        if not self.invoice_date_due:
            return ""
        days = (self.invoice_date_due - self._service_today()).days
        if days == 0:
            return _("due today")
        if abs(days) == 1:
            return _("due tomorrow") if days > 0 else _("overdue by 1 day")
        if days > 0:
            return _("due in %(count)s days", count=days)
        return _("overdue by %(count)s days", count=-days)

    def _service_jobs_by_invoice(self):
        """Return `{id of the invoice: jobs}`, only jobs that the user may read.

        Set-based: from the invoice's lines over the orders to the repairs.
        """
        moves_sudo = self.sudo()  # clients read no repairs; the jobs are checked below
        lines = moves_sudo.env["account.move.line"].search_fetch(
            [("move_id", "in", self.ids), ("sale_line_ids", "!=", False)],
            ["move_id", "sale_line_ids"],
        )
        jobs_sudo = moves_sudo.env["service.job"].search_fetch(
            [("repair_id.sale_order_id", "in", lines.sale_line_ids.order_id.ids)],
            ["repair_id"],
        )
        readable = self.env["service.job"].search_fetch(
            [("id", "in", jobs_sudo.ids)], ["reference", "title"], order="id"
        )
        jobs_of_order = {}
        for job in jobs_sudo & readable.sudo():  # the same rows, compared by id
            order = job.repair_id.sale_order_id
            jobs_of_order[order] = jobs_of_order.get(order, readable.browse()) | job
        found = {}
        for line in lines:
            for order in line.sale_line_ids.order_id:
                jobs = jobs_of_order.get(order, readable.browse())
                known = found.get(line.move_id.id, readable.browse())
                found[line.move_id.id] = known | jobs.with_env(self.env)
        return found
