from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestInvoice(QuotesCommon):
    def make_ready(self, **kwargs):
        quote = self.make_repaired(**kwargs)
        quote.job_id.with_user(self.quality_user).action_quality_pass()
        return quote

    def report(self, quote):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["service.money.report"]
            .with_user(self.accountant_user)
            .search([("quote_id", "=", quote.id)])
        )

    def test_invoice_bills_what_was_accepted_whatever_was_consumed(self):
        quote = self.make_accepted()
        job = quote.job_id.with_user(self.technician_user)
        job.action_start_repair()
        move = job.repair_id.move_ids.filtered(lambda m: m.product_id == self.part)
        move.product_uom_qty = 2
        move.quantity = 2
        job.action_finish_repair()
        invoice = self.make_invoice(quote.sale_order_id)
        self.assertEqual(invoice.amount_total, quote.accepted_total)

    def test_companies_round_per_line(self):
        company = self.env["res.company"].create({"name": "Nowa"}) | self.env.company
        self.assertEqual(
            set(company.mapped("tax_calculation_rounding_method")), {"round_per_line"}
        )

    def test_invoice_of_several_jobs_is_the_sum_to_the_grosz(self):
        quotes = self.make_accepted("necessary", jobs=3)
        invoice = self.make_invoice(quotes.sale_order_id)
        self.assertEqual(len(invoice), 1)
        self.assertEqual(
            invoice.amount_total, round(sum(quotes.mapped("accepted_total")), 2)
        )
        sections = invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "line_section"
        )
        for quote in quotes:
            self.assertTrue(
                any(quote.job_id.reference in section.name for section in sections)
            )

    def make_closable(self):
        """Return the quote of a job that only the invoice keeps open.

        A missing device is the one that no addon wants handed over first.
        """
        quote = self.make_ready()
        quote.job_id.with_user(self.manager_user).action_missing()
        return quote

    def test_job_closes_only_when_it_is_invoiced_and_posted(self):
        quote = self.make_closable()
        job = quote.job_id.with_user(self.care_user)
        with self.assertRaisesRegex(UserError, "not invoiced"), self.cr.savepoint():
            job.action_close()
        quote.sale_order_id.with_user(self.accountant_user)._create_invoices()
        with self.assertRaisesRegex(UserError, "not invoiced"), self.cr.savepoint():
            job.action_close()
        quote.sale_order_id.invoice_ids.action_post()
        job.action_close()
        self.assertEqual(job.state, "closed")

    def test_posting_an_invoice_tries_to_close_but_never_a_missing_device(self):
        quote, missing = self.make_ready(), self.make_closable()
        tried = []
        with patch.object(
            type(quote.job_id),
            "_service_try_close",
            lambda jobs: tried.extend(jobs.ids),
        ):
            self.make_invoice((quote | missing).sale_order_id)
        self.assertEqual(tried, quote.job_id.ids)
        self.assertEqual(missing.job_id.state, "missing")
        self.assertIn("invoice.posted", quote.job_id.event_ids.mapped("code"))

    def test_declined_job_has_nothing_to_invoice(self):
        quote = self.make_accepted("decline")
        self.assertFalse(quote.job_id._service_uninvoiced())

    def test_portal_goes_from_unpaid_to_partly_paid_to_paid(self):
        quote = self.make_ready()
        job = quote.job_id.with_user(self.client_user).sudo()
        invoice = self.make_invoice(quote.sale_order_id)
        (shown,) = job._service_portal_invoices()
        self.assertEqual((shown["state"], shown["paid"]), ("unpaid", 0))
        self.pay(invoice, 100)
        (shown,) = job._service_portal_invoices()
        self.assertEqual((shown["state"], shown["paid"]), ("partial", 100))
        self.assertAlmostEqual(shown["residual"], quote.accepted_total - 100, 2)
        self.pay(invoice, invoice.amount_residual)
        (shown,) = job._service_portal_invoices()
        self.assertEqual((shown["state"], shown["residual"]), ("paid", 0))

    def test_draft_invoice_is_not_shown_to_the_client(self):
        quote = self.make_ready()
        quote.sale_order_id.with_user(self.accountant_user)._create_invoices()
        job = quote.job_id.with_user(self.client_user).sudo()
        self.assertEqual(job._service_portal_invoices(), [])

    def test_board_shows_accepted_ordered_invoiced_paid(self):
        quote = self.make_ready()
        total = quote.accepted_total
        row = self.report(quote)
        self.assertEqual(
            (row.accepted, row.ordered, row.status), (total, total, "to_invoice")
        )
        invoice = self.make_invoice(quote.sale_order_id)
        row = self.report(quote)
        self.assertEqual((row.invoiced, row.paid, row.status), (total, 0, "unpaid"))
        self.pay(invoice, 100)
        row = self.report(quote)
        self.assertEqual((row.paid, row.status), (100, "partial"))
        self.pay(invoice, invoice.amount_residual)
        row = self.report(quote)
        self.assertEqual((row.paid, row.to_pay, row.status), (total, 0, "paid"))

    def test_board_divides_a_common_invoice_by_job(self):
        quotes = self.make_accepted(jobs=2)
        invoice = self.make_invoice(quotes.sale_order_id)
        self.pay(invoice, invoice.amount_total)
        for quote in quotes:
            row = self.report(quote)
            self.assertEqual((row.invoiced, row.status), (quote.accepted_total, "paid"))

    def test_board_flags_an_invoice_beyond_the_order(self):
        quote = self.make_ready()
        invoice = quote.sale_order_id.with_user(self.accountant_user)._create_invoices()
        invoice.invoice_line_ids.filtered("product_id")[0].price_unit += 1
        invoice.action_post()
        self.assertEqual(self.report(quote).status, "difference")

    def test_evidence_holds_what_was_shown_and_decided(self):
        quote = self.make_ready()
        titles = [part[0] for part in quote.job_id._service_evidence_parts()]
        self.assertIn("Quotes", titles)
        hashes = dict(quote.job_id._service_evidence_parts()[-1][3])
        self.assertEqual(hashes[quote.name], quote.snapshot_hash)
