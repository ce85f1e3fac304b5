from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class ServiceJob(models.Model):
    """From the accepted amount to the paid invoice."""

    _inherit = "service.job"

    # --- Documents --------------------------------------------------------------

    def _service_accepted_quote(self):
        """Return the accepted quote with sudo, or an empty recordset."""
        self.ensure_one()
        job_sudo = self.sudo()  # clients and accountants need no right on quotes
        return job_sudo.quote_ids.filtered(lambda quote: quote.state == "accepted")

    def _service_invoices(self):
        """Override of `service_portal` to return invoices of the accepted order."""
        orders_sudo = self.env["sale.order"].sudo()  # callers check the right
        orders = orders_sudo.search([("service_job_id", "=", self.id)])
        invoices = orders.invoice_ids.filtered(
            lambda move: move.move_type in ("out_invoice", "out_refund")
        )
        return super()._service_invoices() | invoices.sudo(self.env.su)

    def _service_uninvoiced(self):
        """Return those jobs whose accepted order is not invoiced and posted yet."""
        return self.filtered(
            lambda job: any(
                order.amount_total
                and (
                    order.invoice_status != "invoiced"
                    or any(move.state == "draft" for move in order.invoice_ids)
                )
                for order in job._service_accepted_quote().sale_order_id
            )
        )

    # --- Closing ------------------------------------------------------------------

    def _service_check_can_close(self):
        super()._service_check_can_close()
        # guard: nothing closes with money left to invoice
        for job in self._service_uninvoiced():
            raise UserError(
                self.env._(
                    "%(job)s is not invoiced yet: the accepted order is "
                    "%(order)s. Issue and post the invoice first.",
                    job=job.reference,
                    order=job._service_accepted_quote().sale_order_id.name,
                )
            )

    def _service_next_step(self):
        code, actor = super()._service_next_step()
        if code == "close" and self._service_uninvoiced():
            return "invoice", "accountant"
        return code, actor

    def _service_waiting_for(self):
        """Override of `service_portal` to say when parts are not in stock."""
        waiting = super()._service_waiting_for()
        if self.state in ("accepted", "repairing"):
            job_sudo = self.sudo()  # clocks read it, whoever asks
            if any(
                move.state in ("confirmed", "partially_available", "waiting")
                for move in job_sudo.repair_id.move_ids
            ):
                waiting |= {("parts", self.state_since)}
        return waiting

    # --- Amount for lists -----------------------------------------------------------

    def _service_refresh_amounts(self):
        """Write `amount_display` of the jobs, in the language of the client."""
        for job_sudo in self.sudo():  # a column of lists that only we write
            text = job_sudo._service_amount_text()
            if text != (job_sudo.amount_display or ""):
                job_sudo.amount_display = text

    def _service_amount_text(self):
        self.ensure_one()
        env = self.with_context(lang=self.contact_id.lang).env
        for quote in self.quote_ids.sorted("revision", reverse=True):
            if quote.state == "accepted":
                amounts = [quote.accepted_total]
            elif quote.state == "sent":
                amounts = sorted({quote.necessary_total, quote.recommended_total})
            else:
                continue
            return " – ".join(
                formatLang(env, amount, currency_obj=quote.currency_id)
                for amount in amounts
            )
        return ""
