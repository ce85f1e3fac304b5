from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import ConcurrencyError, LockError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from .common import ServiceCommon

INBOX = "odoo.addons.service_portal.models.service_inbox.ServiceInbox"


@tagged("post_install", "-at_install")
class TestQueues(ServiceCommon):
    def test_same_key_is_one_message(self):
        outbox = self.env["service.outbox"]
        for _again in range(2):
            outbox._service_enqueue("test", self.client_company, {"a": 1}, "KEY-1")
        self.assertEqual(outbox.search_count([("kind", "=", "test")]), 1)

    def test_poison_row_is_quarantined_and_the_next_one_runs(self):
        outbox = self.env["service.outbox"]
        done = []

        def work(row):
            if row.key == "BAD":
                raise ValueError("broken")
            done.append(row.key)

        for key in ("BAD", "GOOD"):
            outbox._service_enqueue("test", self.client_company, {}, key)
        rows = outbox.search([("kind", "=", "test")])
        with patch.object(
            type(outbox), "_service_outbox_handlers", lambda self: {"test": work}
        ):
            for _try in range(8):
                for row in rows.filtered(lambda row: row.state == "waiting"):
                    row._service_work_safely()
        self.assertEqual(done, ["GOOD"])
        self.assertEqual(rows.mapped("state"), ["failed", "done"])
        self.assertIn("broken", rows[0].error)

    def test_cron_says_how_many_wait_beyond_its_batch(self):
        """Core begins it again at once then, not at its next hour."""
        outbox = self.env["service.outbox"]
        for key in ("ONE", "TWO", "THREE"):
            outbox._service_enqueue("test", self.client_company, {}, key)
        waiting = outbox.search_count([("state", "=", "waiting")])
        told = []

        def progress(cron, processed=0, *, remaining=None):
            told.append(processed if remaining is None else {"remaining": remaining})
            return 9

        self.patch(self.registry["ir.cron"], "_commit_progress", progress)
        with patch.object(
            type(outbox), "_service_outbox_handlers", lambda self: {"test": len}
        ):
            outbox._cron_work(limit=2)
        self.assertEqual(told, [{"remaining": waiting}, 1, 1])

    def test_what_is_done_is_not_sent_again(self):
        outbox = self.env["service.outbox"]
        for key in ("DONE", "FAILED"):
            outbox._service_enqueue("test", self.client_company, {}, key)
        rows = outbox.search([("kind", "=", "test")], order="id")
        for row, state in zip(rows, ("done", "failed"), strict=True):
            row.state = state
        rows.with_user(self.manager_user).action_retry()
        self.assertEqual(rows.mapped("state"), ["done", "waiting"])

    def test_what_was_done_long_ago_goes_and_what_failed_stays(self):
        outbox = self.env["service.outbox"]
        for key in ("OLD", "NEW", "FAILED"):
            outbox._service_enqueue("test", self.client_company, {}, key)
        rows = outbox.search([("kind", "=", "test")], order="id")
        now = fields.Datetime.now()
        ages = (("done", 91), ("done", 89), ("failed", 91))
        for row, (state, days) in zip(rows, ages, strict=True):
            row.write({"state": state, "done_at": now - timedelta(days=days)})
        outbox._gc_done()
        self.assertEqual(rows.exists().mapped("key"), ["NEW", "FAILED"])

    def test_anonymisations_are_kept_as_evidence(self):
        task = self.env["service.privacy.task"]
        self.assertFalse(task._service_keep_days)
        self.assertEqual(task._gc_done(), (0, 0))

    def test_mail_that_is_to_leave_later_is_not_stuck(self):
        def stuck():
            checks = self.env["service.health"]._service_health_checks()
            return {code: detail for code, _ok, detail in checks}["mails"]

        before = stuck()
        now = fields.Datetime.now()
        mail = self.env["mail.mail"].create(
            {"subject": "x", "scheduled_date": now + timedelta(days=1)}
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE mail_mail SET create_date = %s", now - timedelta(hours=3))
        )
        later = stuck()
        mail.scheduled_date = now - timedelta(hours=3)
        self.assertNotEqual(stuck(), later)
        self.assertTrue(before and later)

    def test_times_of_keeping_are_never_nothing(self):
        names = [f"service_keep_{n}" for n in ("months", "rejected_days", "spam_days")]
        for name in (*names, "service_keep_accounting_years", "service_photo_max_mb"):
            with (
                self.subTest(name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.company[name] = 0
                self.env.flush_all()
            self.env.invalidate_all(flush=False)

    def test_who_comes_at_the_same_moment_is_replayed(self):
        report = self.env["service.report"].create(
            {
                "name": "Jan",
                "email": "jan@example.com",
                "company_id": self.env.company.id,
            }
        )
        join = self.env["service.join.request"].create(
            {
                "user_id": self.private_user.id,
                "company_name": "x",
                "nip": "1234563218",
                "target_partner_id": self.client_company.id,
            }
        )
        busy = LockError("busy")
        for record, act in (
            (report, report._service_confirm),
            (join, join.with_user(self.care_user).action_approve),
            (self.client_contact, self.client_contact._service_lock_rights),
        ):
            with (
                self.subTest(model=record._name),
                patch.object(type(record), "lock_for_update", side_effect=busy),
                self.assertRaises(ConcurrencyError),
            ):
                act()

    def test_limit_counts_per_key(self):
        limit = self.env["service.rate.limit"]
        hits = [limit._service_hit("test:a", 2, 3600) for _hit in range(3)]
        self.assertEqual(hits, [True, True, False])
        self.assertTrue(limit._service_hit("test:b", 2, 3600))


@tagged("post_install", "-at_install")
class TestHook(HttpCase):
    def setUp(self):
        super().setUp()
        about = {
            "test": {
                "token": "secret",
                "event_id": lambda payload: payload.get("id"),
                "handler": lambda row: None,
            }
        }
        self.startPatcher(patch(f"{INBOX}._service_hook_sources", lambda self: about))

    def post(self, path, **kwargs):
        return self.url_open(f"/service/hook/{path}", method="POST", **kwargs)

    def test_wrong_source_and_wrong_token_answer_alike(self):
        answers = [
            (answer.status_code, answer.text)
            for answer in (
                self.post("test/wrong", json={"id": "1"}),
                self.post("nobody/secret", json={"id": "1"}),
                self.url_open("/service/hook/test/wrong"),
            )
        ]
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(answers[0][0], 404)

    def test_repeated_event_is_kept_once(self):
        for status in ("stored", "known"):
            answer = self.post("test/secret", json={"id": "E1", "x": 1})
            self.assertEqual(answer.json()["status"], status)
        rows = self.env["service.inbox"].search([("source", "=", "test")])
        self.assertEqual(rows.mapped("event_key"), ["E1"])

    def test_secret_with_letters_of_no_english_is_wrong_and_no_error(self):
        answer = self.url_open("/service/hook/test/za%C5%BC%C3%B3%C5%82%C4%87")
        self.assertEqual(answer.status_code, 404)

    def test_characters_that_no_database_takes_are_left_out(self):
        body = '{"id": "z\\u00001", "text": "a\\u0000b \\ud83d", "l": ["\\u0000"]}'
        answer = self.url_open(
            "/service/hook/test/secret",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(answer.json(), {"status": "stored"})
        row = self.env["service.inbox"].search([("event_key", "=", "z1")])
        self.assertEqual(row.payload["text"], "ab ")

    def test_garbage_and_large_bodies_are_refused(self):
        self.assertEqual(self.post("test/secret", data="{").status_code, 400)
        self.assertEqual(self.post("test/secret", data="[]").status_code, 400)
        large = self.post("test/secret", data=b" " * (300 * 1024))
        self.assertEqual(large.status_code, 413)

    @mute_logger("odoo.http")
    def test_health_names_its_checks(self):
        answer = self.url_open("/service/health")
        self.assertIn(answer.status_code, (200, 503))
        self.assertEqual(
            set(answer.json()["checks"]) & {"crons", "mails", "outbox", "inbox"},
            {"crons", "mails", "outbox", "inbox"},
        )
