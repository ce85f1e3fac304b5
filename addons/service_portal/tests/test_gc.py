"""What nobody needs any more is deleted, and nothing else."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestGarbage(ServiceCommon):
    def aged(self, record, days, column="write_date"):
        self.env.flush_all()
        then = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(column),
                then,
                record.id,
            )
        )
        self.env.invalidate_all()
        return record

    def check(self, method, old, *kept):
        method()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(old.exists())
        for record in kept:
            self.assertTrue(record.exists(), record)

    def test_forms_that_were_never_sent(self):
        def draft(token):
            return self.env["service.request.draft"].create(
                {
                    "user_id": self.client_user.id,
                    "company_id": self.env.company.id,
                    "token": token,
                    "form": {"description": "x"},
                }
            )

        old, fresh = self.aged(draft("1"), 91), self.aged(draft("2"), 89)
        self.check(fresh._gc_old_drafts, old, fresh)

    def test_spreadsheets_that_were_never_filed(self):
        def staged(digest, **vals):
            return self.env["service.import"].create(
                {
                    "name": "a.xlsx",
                    "user_id": self.client_user.id,
                    "company_id": self.env.company.id,
                    "content_sha256": digest,
                    **vals,
                }
            )

        old, fresh = self.aged(staged("1"), 91), self.aged(staged("2"), 89)
        queued = self.aged(staged("3", state="queued"), 91)
        self.check(fresh._gc_old_drafts, old, fresh, queued)

    def test_reports_that_nobody_claimed_and_links_that_are_dead(self):
        def report(**vals):
            return self.env["service.report"].create(
                {
                    "name": "Jan",
                    "email": "jan@example.com",
                    "company_id": self.env.company.id,
                    **vals,
                }
            )

        old = self.aged(report(), 31, "create_date")
        fresh = self.aged(report(), 29, "create_date")
        filed = self.aged(report(state="filed"), 89, "create_date")
        dead = self.aged(report(state="filed"), 91, "create_date")
        self.check(fresh._gc_unclaimed, old, fresh, filed)
        self.assertFalse(dead.exists())

    def test_counters_of_past_windows(self):
        limits = self.env["service.rate.limit"]
        limits._service_hit("old", 9, 60)
        limits._service_hit("new", 9, 60)
        old, fresh = (limits.search([("key", "=", key)]) for key in ("old", "new"))
        self.aged(old, 3, "window_start")
        self.check(limits._gc_old_windows, old, fresh)

    def test_mails_that_were_sent_and_not_those_in_quarantine(self):
        def notice(code, state):
            return self.env["service.mail.notice"].create(
                {
                    "code": code,
                    "contact_id": self.client_contact.id,
                    "company_id": self.env.company.id,
                    "first_at": fields.Datetime.now(),
                    "state": state,
                    "done_at": fields.Datetime.now() - timedelta(days=31),
                }
            )

        old, failed = notice("a", "done"), notice("b", "failed")
        fresh = notice("c", "done")
        fresh.done_at = fields.Datetime.now()
        self.check(failed._gc_done, old, failed, fresh)
