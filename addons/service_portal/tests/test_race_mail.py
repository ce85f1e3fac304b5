"""Crons of mails: two at once, and one that is killed. Each mail leaves once."""

from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .race_common import RaceCommon

MOMENT = fields.Datetime.to_datetime("2026-01-01 00:00:00")


class Killed(BaseException):
    """The process ends here: nothing catches it, nothing is committed."""


@tagged("post_install", "-at_install")
class TestRaceMail(RaceCommon):
    def waiting(self, env):
        """Commit two mails of steps and a digest that are due; return their rows."""
        people = self.make_company(env, set(), set())
        people[1].partner_id.service_mail_preference = "daily"
        for contact in (*people[:1].partner_id, *people.partner_id):
            request = self.make_matter(env, contact)
            request.action_accept()
            request.job_ids._service_transition("received", source="scan")
        notices = env["service.mail.notice"].search(
            [("contact_id", "in", people.partner_id.ids)]
        )
        notices.next_try = MOMENT
        env.cr.commit()
        return notices

    def work(self, model="service.mail.notice"):
        """Run the cron of the rows as a process of its own would."""
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            env = api.Environment(cr, SUPERUSER_ID, {})
            if model == "mail.mail":
                env[model]._cron_service_retry()
            else:
                env[model]._cron_work()

    def meanwhile(self, method, act, *, after=False, model="service.mail.notice"):
        """Do `act` once, when `method` of the model is called for the first time.

        What the caller sees is fixed before.
        """
        kind = type(self.env[model])
        original, acts = getattr(kind, method), [act]

        def interrupted(records, *args, **kwargs):
            if after:
                result = original(records, *args, **kwargs)
            records.env.cr.execute("SELECT 1")
            while acts:
                acts.pop()()
            return result if after else original(records, *args, **kwargs)

        return patch.object(kind, method, interrupted)

    def assert_each_left_once(self, notices, before):
        notices = self.now(notices)
        self.assertEqual(notices.mapped("state"), ["done"] * 3)
        mails = self.mails(notices)
        for contact in notices.contact_id:
            of_contact = notices.filtered(lambda n, c=contact: n.contact_id == c)
            fresh = (mails - before).filtered(
                lambda mail, c=contact: mail.recipient_ids == c
            )
            self.assertEqual(len(fresh), len(of_contact), fresh.mapped("subject"))

    def mails(self, notices):
        people = [("recipient_ids", "in", notices.contact_id.ids)]
        return notices.env["mail.mail"].search(people)

    def test_two_crons_that_share_the_rows_send_each_mail_once(self):
        """The second runs whole while the first is at its first row."""
        with self.committed() as env:
            notices = self.waiting(env)
            before = self.mails(notices)
            with self.meanwhile("_service_work", self.work):
                self.work()
            self.assert_each_left_once(notices, before)

    def test_rows_that_another_cron_sent_meanwhile_are_left_alone(self):
        """The second runs whole after the first has chosen its rows."""
        with self.committed() as env:
            notices = self.waiting(env)
            before = self.mails(notices)
            with self.meanwhile("try_lock_for_update", self.work):
                self.work()
            self.assert_each_left_once(notices, before)

    def test_row_that_somebody_changed_a_moment_before_leaves_all_the_same(self):
        """A device is received while the cron takes hold of the mail of its request."""
        with self.committed() as env:
            notices = self.waiting(env)
            before = self.mails(notices)

            def change():
                with self.registry.cursor() as cr:
                    row = api.Environment(cr, SUPERUSER_ID, {})[notices._name]
                    row.browse(min(notices.ids)).error = "changed"

            with self.meanwhile("try_lock_for_update", change):
                self.work()
            self.assert_each_left_once(notices, before)

    def test_cron_killed_before_it_committed_doubles_and_loses_nothing(self):
        def kill():
            raise Killed

        with self.committed() as env:
            notices = self.waiting(env)
            before = self.mails(notices)
            with (
                self.meanwhile("_service_work", kill, after=True),
                self.assertRaises(Killed),
            ):
                self.work()
            now = self.now(notices)
            self.assertEqual(now.mapped("state"), ["waiting"] * 3)
            self.assertEqual(self.mails(now), before.with_env(now.env))
            self.work()
            self.work()
            self.assert_each_left_once(notices, before)

    def test_failed_mail_is_tried_again_by_one_of_two_crons(self):
        with self.committed() as env:
            mail = env["mail.mail"].create(
                {
                    "email_to": "x@client.example.com",
                    "state": "exception",
                    "failure_type": "mail_smtp",
                    "service_next_try": MOMENT,
                }
            )
            env.cr.commit()
            both = {"model": "mail.mail"}
            with self.meanwhile(
                "try_lock_for_update", lambda: self.work(**both), **both
            ):
                self.work(**both)
            now = self.now(mail)
            self.assertEqual((now.state, now.service_tries), ("outgoing", 1))
            self.assertFalse(now.service_next_try)
