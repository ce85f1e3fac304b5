from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QuotesCommon

MODELS = (
    "service.checklist",
    "service.checklist.line",
    "service.price",
    "service.job.check",
    "service.quote",
    "service.quote.line",
    "service.quote.decision",
    "service.quality.fail",
    "service.money.report",
)


@tagged("post_install", "-at_install")
class TestRights(QuotesCommon):
    def test_clients_reach_no_model_of_quotes(self):
        for model in MODELS:
            for mode in ("read", "write", "create", "unlink"):
                self.assertFalse(
                    self.env[model].with_user(self.client_user).has_access(mode),
                    f"{model} {mode}",
                )

    def test_every_model_has_a_rule(self):
        for model in MODELS:
            rules = self.env["ir.rule"].search([("model_id.model", "=", model)])
            self.assertTrue(rules, model)

    def test_colleague_without_the_right_sees_no_invoice_of_the_company(self):
        quote = self.make_accepted()
        invoice = self.make_invoice(quote.sale_order_id)
        for user, seen in ((self.client_user, True), (self.colleague_user, False)):
            for record in (invoice, invoice.invoice_line_ids[-1], quote.sale_order_id):
                found = record.with_user(user).search([("id", "=", record.id)])
                self.assertEqual(bool(found), seen, f"{user.login} {record._name}")
            job = quote.job_id.with_user(user).sudo()
            self.assertEqual(bool(job._service_portal_invoices()), seen)
        with self.assertRaises(AccessError):
            invoice.with_user(self.colleague_user).read(["amount_total"])

    def test_limit_of_the_person_is_enforced_and_wins_over_the_companys(self):
        quote = self.make_sent()
        self.client_company.service_approve_limit = 310
        quote._service_check_limit(self.client_user, "necessary")
        with self.assertRaises(UserError):
            quote._service_check_limit(self.client_user, "recommended")
        self.client_contact.service_approve_limit = 1000
        quote._service_check_limit(self.client_user, "recommended")

    def test_limit_of_zero_is_no_limit_and_declining_needs_none(self):
        quote = self.make_sent()
        quote._service_check_limit(self.client_user, "recommended")
        self.client_contact.service_approve_limit = 1
        quote._service_check_limit(self.client_user, "decline")

    def test_money_board_is_for_accountants_and_managers(self):
        reports = self.env["service.money.report"]
        for user, allowed in (
            (self.accountant_user, True),
            (self.manager_user, True),
            (self.technician_user, False),
            (self.care_user, False),
        ):
            self.assertEqual(reports.with_user(user).has_access("read"), allowed)

    def test_accountant_changes_no_quote(self):
        quote = self.make_draft()
        with self.assertRaises(AccessError):
            quote.with_user(self.accountant_user).write({"diagnosis": "x"})

    def test_quote_of_another_company_is_hidden(self):
        quote = self.make_draft()
        company = self.env["res.company"].create({"name": "Inna firma"})
        self.technician_user.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        found = quote.with_user(self.technician_user).with_company(company)
        self.assertFalse(
            found.with_context(allowed_company_ids=company.ids).search(
                [("id", "=", quote.id)]
            )
        )
