from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import QuotesCommon

URL = "/my/service/quotes"


@tagged("post_install", "-at_install")
class TestPortalQuotes(QuotesCommon, HttpCase):
    def post(self, user, data, url=URL):
        self.authenticate(user.login, user.login)
        token = http.Request.csrf_token(self)
        return self.url_open(
            url, data=data | {"csrf_token": token}, allow_redirects=False
        )

    def choose(self, user, choices):
        return self.post(user, {f"quote-{quote.id}": c for quote, c in choices.items()})

    def test_page_shows_both_variants_with_gross_amounts(self):
        quote = self.make_sent()
        self.authenticate(self.client_user.login, self.client_user.login)
        page = self.url_open(URL)
        self.assertEqual(page.status_code, 200)
        for text in (quote.job_id.reference, "304.91", "366.40", "Bateria", "decline"):
            self.assertIn(text, page.text)

    def test_get_decides_nothing(self):
        quote = self.make_sent()
        self.authenticate(self.client_user.login, self.client_user.login)
        self.url_open(f"{URL}?quote-{quote.id}=necessary")
        self.assertEqual(quote.state, "sent")

    def test_several_devices_are_decided_by_one_click(self):
        first, second = self.make_sent(2)
        answer = self.choose(
            self.client_user, {first: "recommended", second: "decline"}
        )
        self.assertEqual(answer.status_code, 303)
        self.assertEqual((first.state, second.state), ("accepted", "declined"))
        self.assertEqual(first.decided_by_id, self.client_user)
        self.assertTrue(first.decision_address)

    def test_double_click_makes_one_order(self):
        quote = self.make_sent()
        for _click in range(2):
            answer = self.choose(self.client_user, {quote: "necessary"})
            self.assertEqual(answer.status_code, 303)
        orders = self.env["sale.order"].search([("service_quote_id", "=", quote.id)])
        self.assertEqual(len(orders), 1)

    def test_foreign_and_missing_quotes_answer_alike(self):
        quote = self.make_sent()
        foreign = self.choose(self.other_user, {quote: "necessary"})
        missing = self.post(self.other_user, {"quote-999999999": "necessary"})
        huge = self.post(self.other_user, {f"quote-{10**20}": "necessary"})
        draft = self.make_draft()
        hidden = self.choose(self.client_user, {draft: "necessary"})
        for answer in (foreign, missing, huge, hidden):
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(quote.state, "sent")

    def test_one_foreign_quote_among_own_ones_decides_nothing(self):
        own = self.make_sent(contact=self.other_contact)
        foreign = self.make_sent()
        answer = self.choose(self.other_user, {own: "necessary", foreign: "decline"})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual((own.state, foreign.state), ("sent", "sent"))

    def test_colleague_who_may_look_only_cannot_order(self):
        quote = self.make_sent()
        self.colleague_user.group_ids |= self.env.ref(
            "service_portal.group_client_company_view"
        )
        answer = self.choose(self.colleague_user, {quote: "necessary"})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(quote.state, "sent")

    def test_colleague_without_any_right_does_not_see_the_quote(self):
        quote = self.make_sent()
        answer = self.choose(self.colleague_user, {quote: "necessary"})
        self.assertEqual(answer.status_code, 404)

    def test_order_above_the_limit_is_refused(self):
        quote = self.make_sent()
        self.client_contact.service_approve_limit = 310
        answer = self.choose(self.client_user, {quote: "recommended"})
        self.assertIn("alert-danger", answer.text)
        self.assertEqual(quote.state, "sent")
        self.choose(self.client_user, {quote: "necessary"})
        self.assertEqual(quote.state, "accepted")

    def test_private_person_decides_alone(self):
        quote = self.make_sent(contact=self.private_partner)
        self.choose(self.private_user, {quote: "necessary"})
        self.assertEqual(quote.state, "accepted")

    def test_quote_past_its_date_gets_a_plain_polish_sentence(self):
        first, second = self.make_sent(2)
        second._service_write({"valid_until": "2020-01-31"})
        self.client_user.lang = "pl_PL"
        answer = self.choose(
            self.client_user, {first: "necessary", second: "necessary"}
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("niczego nie zamówiono", answer.text)
        self.assertIn("31.01.2020", answer.text)
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertFalse(first.sale_order_id)

    def test_failure_in_the_middle_rolls_back(self):
        first, second = self.make_sent(2)
        make = type(first)._service_make_order

        def second_fails(quote):
            if quote == second:
                raise UserError(self.env._("x"))
            return make(quote)

        with patch.object(type(first), "_service_make_order", second_fails):
            answer = self.choose(
                self.client_user, {first: "necessary", second: "necessary"}
            )
        self.assertIn("alert-danger", answer.text)
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertFalse(first.sale_order_id)

    def test_garbage_gets_a_page_not_an_error(self):
        quote = self.make_sent()
        for data in (
            {},
            {"quote-": "necessary"},
            {"quote-x": "necessary"},
            {f"quote-{quote.id}": "wszystko"},
            {f"quote-{quote.id}": ""},
            {"quote-٣": "x", "_method": "x"},
        ):
            answer = self.post(self.client_user, data)
            self.assertEqual(answer.status_code, 200, data)
        page = self.url_open(f"{URL}?sortby=garbage&page=x&decided=%00")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(quote.state, "sent")

    def test_cores_order_pages_change_nothing(self):
        quote = self.make_sent()
        self.choose(self.client_user, {quote: "necessary"})
        order = quote.sale_order_id
        line = order.order_line.filtered("product_id")[0]
        token = order._portal_ensure_token()
        for route, params in (
            (f"/my/orders/{order.id}/accept", {"name": "x", "signature": "eA=="}),
            (
                f"/my/orders/{order.id}/update_line_dict",
                {"line_id": line.id, "input_quantity": 37},
            ),
        ):
            self.make_jsonrpc_request(route, params | {"access_token": token})
        self.post(
            self.client_user,
            {"access_token": token, "decline_message": "x"},
            url=f"/my/orders/{order.id}/decline",
        )
        self.assertEqual((order.state, line.product_uom_qty), ("sale", 1))
        self.assertFalse(order.signature)
        self.assertEqual(order.amount_total, quote.accepted_total)

    def test_home_page_counts_what_waits(self):
        self.make_sent(2)
        (card,) = (
            card
            for card in self.env["service.request"]._service_home_cards(
                self.client_user
            )
            if card["code"] == "decide"
        )
        self.assertEqual(card["count"], 2)

    def test_page_of_the_job_shows_quote_and_invoice(self):
        quote = self.make_accepted("necessary")
        self.make_invoice(quote.sale_order_id)
        self.authenticate(self.client_user.login, self.client_user.login)
        page = self.url_open(f"/my/service/job/{quote.job_id.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("section_quote", page.text)
        self.assertIn("unpaid", page.text)

    def test_page_of_the_job_hides_the_invoice_from_a_colleague(self):
        quote = self.make_accepted("necessary")
        self.make_invoice(quote.sale_order_id)
        self.colleague_user.group_ids |= self.env.ref(
            "service_portal.group_client_company_view"
        )
        self.authenticate(self.colleague_user.login, self.colleague_user.login)
        page = self.url_open(f"/my/service/job/{quote.job_id.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("section_invoices", page.text)
