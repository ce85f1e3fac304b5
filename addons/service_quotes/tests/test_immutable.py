from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestImmutable(QuotesCommon):
    """Guard: what the client was sent never changes, whoever asks and however."""

    def test_sent_quote_cannot_be_written(self):
        quote = self.make_sent()
        for vals in (
            {"diagnosis": "Inna"},
            {"valid_until": "2099-01-01"},
            {"pricelist_id": False},
            {"line_ids": [Command.clear()]},
        ):
            for user in (self.technician_user, self.manager_user):
                with self.assertRaises(UserError), self.cr.savepoint():
                    quote.with_user(user).write(vals)
            with self.assertRaises(UserError), self.cr.savepoint():
                quote.sudo().write(vals)

    def test_lines_of_a_sent_quote_cannot_be_written_made_or_removed(self):
        quote = self.make_sent()
        lines = quote.line_ids.with_user(self.manager_user)
        with self.assertRaises(UserError):
            lines[0].price_unit = 1
        with self.assertRaises(UserError):
            lines[0].unlink()
        with self.assertRaises(UserError):
            lines.create({"quote_id": quote.id, "product_id": self.part.id})

    def test_line_cannot_be_moved_into_a_sent_quote(self):
        sent, draft = self.make_sent(), self.make_draft()
        with self.assertRaises(UserError):
            draft.line_ids[0].quote_id = sent

    def test_sent_quote_cannot_be_deleted(self):
        quote = self.make_sent()
        with self.assertRaises(UserError):
            quote.with_user(self.manager_user).unlink()

    def test_state_and_evidence_cannot_be_written_even_in_a_draft(self):
        quote = self.make_draft()
        for vals in (
            {"state": "accepted"},
            {"decided_by_id": self.client_user.id},
            {"snapshot": "{}"},
            {"accepted_total": 1},
            {"revision": 7},
            {"job_id": self.make_diagnosing().id},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                quote.with_user(self.manager_user).write(vals)

    def test_context_defaults_bring_no_state_into_a_new_quote(self):
        job = self.make_diagnosing()
        quote = (
            self.env["service.quote"]
            .with_user(self.technician_user)
            .with_context(default_state="accepted", default_accepted_total=1)
            .create({"job_id": job.id})
        )
        self.assertEqual(quote.state, "draft")
        self.assertFalse(quote.accepted_total)

    def test_quote_keeps_its_prices_when_the_client_changes(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Inny",
                "currency_id": self.env.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 10,
                        }
                    )
                ],
            }
        )
        self.other_company.property_product_pricelist = pricelist
        quote = self.make_sent()
        total = quote.recommended_total
        self.part.list_price = 999
        quote.request_id.partner_id = self.other_company
        self.env.flush_all()
        quote.invalidate_recordset()
        self.assertNotEqual(quote.pricelist_id, pricelist)
        self.assertEqual(quote.recommended_total, total)

    def test_snapshot_holds_what_was_shown_and_its_hash(self):
        quote = self.make_sent()
        self.assertIn("Bateria", quote.snapshot)
        self.assertIn("304.91", quote.snapshot)
        self.assertEqual(len(quote.snapshot_hash), 64)

    def test_change_is_a_new_revision_that_supersedes(self):
        old = self.make_sent()
        old.with_user(self.technician_user).action_revise()
        new = old.job_id._service_current_quote()
        self.assertEqual(old.state, "superseded")
        self.assertEqual((new.revision, new.state), (2, "draft"))
        self.assertEqual(new.recommended_total, old.recommended_total)
        self.assertEqual(new.job_id.state, "diagnosing")

    def test_superseded_quote_cannot_be_accepted(self):
        old = self.make_sent()
        old.with_user(self.technician_user).action_revise()
        old.job_id._service_current_quote().with_user(
            self.technician_user
        ).action_send()
        with self.assertRaises(UserError):
            self.decide(old, "necessary")
        self.assertFalse(old.sale_order_id)

    def test_logistics_makes_no_quotes(self):
        quote = self.make_draft()
        with self.assertRaises(AccessError):
            quote.with_user(self.logistics_user).write({"diagnosis": "x"})
        with self.assertRaises(UserError):
            quote.with_user(self.logistics_user).action_send()
