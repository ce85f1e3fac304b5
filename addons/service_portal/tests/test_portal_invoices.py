"""The client's invoices: who sees them, what is due in words, for which devices."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.service_portal.controllers.portal_invoices import ServiceInvoices

from .portal_common import PortalCommon

_URL = "/my/service/invoices"


@tagged("post_install", "-at_install")
class TestPortalInvoices(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.labour = cls.env["product.product"].create(
            {"name": "Robocizna", "type": "service", "invoice_policy": "order"}
        )
        cls.today = cls.env["account.move"]._service_today()

    @classmethod
    def make_invoice(cls, partner=None, due=10, amount=100.0, move_type="out_invoice"):
        """Return a posted document of `amount`, due in `due` days."""
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or cls.client_company).id,
                "invoice_date": cls.today - timedelta(days=30),
                "invoice_date_due": cls.today + timedelta(days=due),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Naprawa", "price_unit": amount, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        return move

    def pay(self, move, amount=None):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": amount} if amount else {})._create_payments()

    def names(self, **query):
        answer = self.get(_URL, **query)
        self.assertEqual(answer.status_code, 200)
        return self.page(answer).xpath("//table//td[1]/a/text()")

    # --- Who --------------------------------------------------------------------

    def test_only_the_right_opens_the_companys_invoices(self):
        own, foreign = self.make_invoice(), self.make_invoice(self.other_company)
        self.enter(self.client_user)
        self.assertEqual(self.names(), [own.name])
        self.assertEqual(self.names(search=foreign.name), [])
        self.enter(self.colleague_user)
        answer = self.get(_URL)
        self.assertEqual(answer.status_code, 403)
        self.assertNotIn(own.name, answer.text)
        self.assertIn("administrator decides", self.text(answer))

    def test_private_person_sees_the_own_invoices(self):
        own = self.make_invoice(self.private_partner)
        self.enter(self.private_user)
        self.assertEqual(self.names(), [own.name])

    def test_core_page_opens_for_the_right_and_for_nobody_else(self):
        move = self.make_invoice()
        path = f"/my/invoices/{move.id}"
        self.enter(self.client_user)
        self.assertIn(move.name, self.url_open(path).text)
        for user in (self.colleague_user, self.other_user):
            self.enter(user)
            answer = self.url_open(path)
            self.assertNotIn(move.name, answer.text, user.login)
            pdf = self.url_open(f"{path}?report_type=pdf&download=true")
            self.assertNotIn("pdf", pdf.headers["Content-Type"], user.login)

    def test_drafts_and_bills_are_not_shown(self):
        self.make_invoice().button_draft()
        self.make_invoice(move_type="in_invoice")
        self.enter(self.client_user)
        self.assertEqual(self.names(), [])
        self.assertIn("No invoices yet", self.text(self.get(_URL)))

    # --- What is due ------------------------------------------------------------

    def test_states_are_said_in_words_and_days(self):
        for due, paid, words in (
            (5, 0, "To pay due in 5 days"),
            (1, 0, "To pay due tomorrow"),
            (0, 0, "To pay due today"),
            (-1, 0, "Overdue overdue by 1 day"),
            (-9, 0, "Overdue overdue by 9 days"),
            (5, 40, "Partly paid due in 5 days"),
            (-2, 40, "Partly paid overdue by 2 days"),
            (-5, 100, "Paid"),
        ):
            move = self.make_invoice(due=due)
            if paid:
                self.pay(move, paid)
            said = " ".join(filter(None, move._service_payment_words()))
            self.assertEqual(said, words)

    def test_filters_part_due_overdue_and_paid(self):
        due = self.make_invoice(due=5)
        late = self.make_invoice(due=-5)
        partly = self.make_invoice(due=3)
        paid = self.make_invoice(due=-5)
        self.pay(partly, 30)
        self.pay(paid)
        credit = self.make_invoice(move_type="out_refund")
        self.enter(self.client_user)
        for code, moves in (
            ("all", due | late | partly | paid | credit),
            ("due", due | late | partly),
            ("overdue", late),
            ("paid", paid),
            ("garbage", due | late | partly | paid | credit),
        ):
            self.assertEqual(set(self.names(filterby=code)), set(moves.mapped("name")))

    def test_start_page_counts_what_is_to_pay_for_who_may_see_it(self):
        self.make_invoice(due=5)
        self.make_invoice(due=-5)
        self.pay(self.make_invoice(due=5))
        card = f"//a[@href='{_URL}?filterby=due']"
        self.enter(self.client_user)
        [found] = self.page(self.get("/my")).xpath(card)
        self.assertEqual(found.text_content().split()[0], "2")
        self.enter(self.colleague_user)
        self.assertFalse(self.page(self.get("/my")).xpath(card))

    def test_credit_note_is_named_and_nothing_to_pay(self):
        move = self.make_invoice(move_type="out_refund")
        self.enter(self.client_user)
        answer = self.get(_URL)
        self.assertIn("Credit note", self.text(answer))
        self.assertIn("-100.00", self.text(answer).replace("\xa0", " "))
        page = self.page(answer)
        self.assertFalse(page.xpath("//a[normalize-space()='Pay']"))
        self.assertIn(move.name, page.text_content())

    def test_pay_and_pdf_lead_to_the_core_page(self):
        move = self.make_invoice()
        self.enter(self.client_user)
        page = self.page(self.get(_URL))
        [pay] = page.xpath("//a[normalize-space()='Pay']/@href")
        [pdf] = page.xpath("//a[normalize-space()='PDF']/@href")
        self.assertEqual(pay, f"/my/invoices/{move.id}")
        self.assertEqual(pdf, f"{pay}?report_type=pdf&download=true")

    # --- Devices ----------------------------------------------------------------

    def bill(self, *jobs):
        """Return a posted invoice of the orders of these jobs' repairs."""
        orders = self.env["sale.order"]
        for job in jobs:
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.client_company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.labour.id, "price_unit": 50.0}
                        )
                    ],
                }
            )
            job._service_ensure_repair().sale_order_id = order
            order.action_confirm()
            orders |= order
        move = orders._create_invoices()
        move.action_post()
        return move

    def test_invoice_names_its_devices_that_the_user_may_see(self):
        request = self.make_request(jobs=2)
        move = self.bill(*request.job_ids)
        self.assertEqual(
            move.with_user(self.client_user)._service_jobs_by_invoice(),
            {move.id: request.job_ids.with_user(self.client_user)},
        )
        self.enter(self.client_user)
        page = self.page(self.get(_URL))
        for job in request.job_ids:
            self.assertTrue(page.xpath(f"//a[@href='/my/service/job/{job.id}']"))
        payer = self.make_client_user("payer_a", self.client_company, "invoices")
        self.enter(payer)
        answer = self.get(_URL)
        self.assertIn(move.name, answer.text)
        self.assertNotIn(request.name, answer.text)

    # --- Size -------------------------------------------------------------------

    def test_pages_follow_each_other(self):
        self.patch(ServiceInvoices, "_service_invoices_per_page", 1)
        first, second = self.make_invoice(), self.make_invoice()
        self.enter(self.client_user)
        self.assertEqual(self.names(), [second.name])
        page = self.page(self.get(f"{_URL}/page/2"))
        self.assertIn(first.name, page.text_content())
        self.assertEqual(self.get(f"{_URL}/page/999").status_code, 200)

    def test_rows_cost_no_query_each(self):
        self.make_invoice()
        self.enter(self.client_user)
        self.get(_URL)
        few = self.queries()
        for _number in range(5):
            self.make_invoice()
        self.queries()
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.get(_URL).status_code, 200)
        return self.cr.sql_log_count - before
