from odoo.tests import tagged

from odoo.addons.service_portal.tests.privacy_common import NAME, PrivacyCommon

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestPrivacy(QuotesCommon, PrivacyCommon):
    def test_words_of_quotes_and_orders_go_and_amounts_stay(self):
        quote = self.make_draft(contact=self.person)
        job = quote.job_id
        quote.diagnosis = f"{NAME} zalała telefon"
        quote._service_send()
        self.env["service.quote"]._service_decide(
            {quote.id: "necessary"},
            source="phone",
            actor=self.care_user,
            address="203.0.113.7",
            note=f"{NAME} przez telefon",
        )
        order = quote.sale_order_id
        order.message_post(body=f"Zamówienie: {NAME}")
        job.check_ids[:1].note = f"powiedziała {NAME}"
        total, digest = quote.accepted_total, quote.snapshot_hash
        job.request_id.sudo()._service_privacy_wipe()
        for records in job.request_id.sudo()._service_privacy_records():
            self.env["service.privacy"]._service_forget_threads(records)
        self.assertEqual(quote.accepted_total, total)
        self.assertEqual(quote.snapshot_hash, digest)
        self.assertEqual(order.amount_total, total)
        for word in (quote.snapshot, quote.diagnosis, quote.decision_note):
            self.assertFalse(word)
        self.env.flush_all()
        tables = ("service_quote", "service_job_check", "sale_order", "mail_message")
        left = [row for row in self.traces() if row.split(".")[0] in tables]
        # The person itself was not asked to go: only a mail's sender may be left.
        self.assertFalse([row for row in left if "email_from" not in row])
