from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestDecision(QuotesCommon):
    def test_sending_moves_the_job_and_queues_one_mail_a_request(self):
        quotes = self.make_draft(self.make_diagnosing(2))
        mails = self.env["mail.mail"].search_count([])
        quotes.with_user(self.technician_user).action_send()
        self.assertEqual(quotes.job_id.mapped("state"), ["quoted", "quoted"])
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        for quote in quotes:
            self.assertIn(quote.job_id.reference, mail.body_html)

    def test_accepting_one_and_declining_the_other_in_one_go(self):
        first, second = self.make_sent(2).sorted("job_id")
        self.env["service.quote"].with_user(self.client_user)._service_decide(
            {first.id: "recommended", second.id: "decline"},
            source="portal",
            actor=self.client_user,
        )
        self.assertEqual((first.state, second.state), ("accepted", "declined"))
        self.assertEqual(first.job_id.state, "accepted")
        self.assertEqual(second.job_id.outcome, "declined")
        self.assertIn("job.declined", second.job_id.event_ids.mapped("code"))
        self.assertTrue(first.sale_order_id)
        self.assertFalse(second.sale_order_id)

    def test_real_person_is_recorded_not_the_superuser(self):
        quote = self.make_accepted()
        self.assertEqual(quote.decided_by_id, self.client_user)
        self.assertEqual(quote.decided_partner_id, self.client_contact)
        self.assertEqual(quote.decision_address, "192.0.2.1")
        event = quote.job_id.event_ids.filtered(lambda e: e.code == "job.accepted")
        self.assertEqual(event.user_id, self.client_user)

    def test_same_decision_twice_makes_one_order(self):
        quote = self.make_accepted("necessary")
        order = quote.sale_order_id
        self.decide(quote, "necessary")
        self.assertEqual(quote.sale_order_id, order)
        self.assertEqual(
            self.env["sale.order"].search_count(
                [("service_job_id", "=", quote.job_id.id)]
            ),
            1,
        )

    def test_other_variant_after_acceptance_is_refused(self):
        quote = self.make_accepted("necessary")
        for choice in ("recommended", "decline"):
            with self.assertRaises(UserError):
                self.decide(quote, choice)
        self.assertEqual(quote.decision_variant, "necessary")

    def test_quote_past_its_date_is_refused_and_nothing_is_written(self):
        first, second = self.make_sent(2)
        second._service_write({"valid_until": "2020-01-31"})
        with self.assertRaisesRegex(UserError, "nothing was ordered"):
            self.decide(first | second, "necessary")
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertFalse(first.sale_order_id)

    def test_quote_is_valid_to_the_end_of_its_last_day_in_poland(self):
        quote = self.make_sent()
        quote._service_write({"valid_until": "2026-07-01"})
        with freeze_time("2026-07-01 21:59:00"):  # 23:59 in Warsaw
            self.assertFalse(quote._service_is_past())
        with freeze_time("2026-07-01 22:01:00"):
            self.assertTrue(quote._service_is_past())

    def test_cron_marks_only_what_is_past(self):
        old, new = self.make_sent(2)
        old._service_write({"valid_until": "2020-01-31"})
        with self.enter_registry_test_mode():
            self.env.ref("service_quotes.ir_cron_expire").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((old.state, new.state), ("expired", "sent"))
        with self.assertRaises(UserError):
            self.decide(old, "necessary")

    def test_draft_cannot_be_decided(self):
        quote = self.make_draft()
        with self.assertRaises(UserError):
            self.decide(quote, "necessary")

    def test_job_is_not_accepted_or_quoted_by_hand(self):
        job = self.make_draft().job_id
        with self.assertRaises(UserError), self.cr.savepoint():
            job.with_user(self.manager_user).write({"state": "quoted"})
        quote = self.make_sent()
        for state in ("accepted", "declined"):
            with self.assertRaises(UserError), self.cr.savepoint():
                quote.job_id.with_user(self.manager_user).write({"state": state})

    def test_repair_needs_the_green_light(self):
        job = self.make_draft().job_id
        with self.assertRaisesRegex(UserError, "green light"):
            job.with_user(self.technician_user).action_start_repair()

    def test_warranty_repair_needs_no_decision(self):
        job = self.make_diagnosing(type_id=self.type_warranty.id)
        self.tick(job)
        job.with_user(self.technician_user).action_start_repair()
        self.assertEqual(job.state, "repairing")

    def test_care_desk_records_a_decision_given_by_phone(self):
        quote = self.make_sent()
        wizard = (
            self.env["service.quote.decision"]
            .with_user(self.care_user)
            .create(
                {
                    "quote_id": quote.id,
                    "choice": "necessary",
                    "note": "Anna Nowak, 10:15",
                }
            )
        )
        wizard.action_record()
        self.assertEqual(quote.decision_source, "phone")
        self.assertEqual(quote.decided_by_id, self.care_user)
        self.assertEqual(quote.decision_note, "Anna Nowak, 10:15")
        self.assertEqual(quote.sale_order_id.amount_total, quote.necessary_total)

    def test_technician_records_no_decision(self):
        quote = self.make_sent()
        wizards = self.env["service.quote.decision"]
        with self.assertRaises(AccessError):
            wizards.with_user(self.technician_user).create(
                {"quote_id": quote.id, "choice": "necessary", "note": "x"}
            )
        wizard = wizards.create(
            {"quote_id": quote.id, "choice": "necessary", "note": "x"}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.technician_user).sudo().action_record()

    def test_amount_on_lists_follows_the_decision(self):
        quote = self.make_sent()
        self.assertIn("304", quote.job_id.amount_display)
        self.assertIn("366", quote.job_id.amount_display)
        self.decide(quote, "necessary")
        self.assertNotIn("366", quote.job_id.amount_display)

    def test_failure_in_the_middle_of_many_decisions_leaves_none(self):
        quotes = self.make_sent(2)
        make = type(quotes)._service_make_order
        calls = []

        def second_fails(quote):
            calls.append(quote)
            if len(calls) == 2:
                raise UserError(self.env._("x"))
            return make(quote)

        with (
            patch.object(type(quotes), "_service_make_order", second_fails),
            self.assertRaises(UserError),
            self.cr.savepoint(),
        ):
            self.decide(quotes, "necessary")
        self.assertEqual(quotes.mapped("state"), ["sent", "sent"])

    def test_declined_supplement_keeps_what_was_accepted(self):
        first = self.make_accepted("necessary")
        order = first.sale_order_id
        first.with_user(self.technician_user).action_revise()
        second = first.job_id._service_current_quote()
        second.with_user(self.technician_user).action_send()
        self.decide(second, "decline")
        self.assertEqual(first.job_id.state, "accepted")
        self.assertEqual((first.state, order.state), ("accepted", "sale"))

    def test_accepted_supplement_replaces_order_and_parts(self):
        first = self.make_accepted("necessary")
        first.with_user(self.technician_user).action_revise()
        second = first.job_id._service_current_quote()
        second.with_user(self.technician_user).action_send()
        self.decide(second, "recommended")
        self.assertEqual(first.state, "superseded")
        self.assertEqual(first.sale_order_id.state, "cancel")
        self.assertEqual(second.sale_order_id.amount_total, second.recommended_total)
        live = first.job_id.repair_id.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(live.product_id, self.part | self.film)
