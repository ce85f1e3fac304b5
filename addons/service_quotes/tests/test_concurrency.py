import psycopg2.errors

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Truth 13, on rows that are really committed and removed afterwards."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Dwa okna"})
            request = env["service.request"].create(
                {
                    "contact_id": partner.id,
                    "type_id": env.ref("service_portal.service_request_type_repair").id,
                }
            )
            job = env["service.job"].create({"request_id": request.id, "subject": "x"})
            quote = env["service.quote"].create({"job_id": job.id})
            self.ids = partner.id, request.id, job.id, quote.id
            env.flush_all()
            # The way to `quoted` is not the matter here.
            cr.execute(
                "UPDATE service_job SET state = 'quoted' WHERE id = %s", [job.id]
            )
            cr.execute(
                "UPDATE service_quote SET state = 'sent' WHERE id = %s", [quote.id]
            )
        self.addCleanup(self.remove)

    def remove(self):
        partner_id, request_id, _job_id, quote_id = self.ids
        with self.registry.cursor() as cr:
            for query, key in (
                (
                    "UPDATE service_quote SET sale_order_id = NULL WHERE id = %s",
                    quote_id,
                ),
                ("DELETE FROM sale_order WHERE service_quote_id = %s", quote_id),
                ("DELETE FROM service_quote WHERE id = %s", quote_id),
                ("DELETE FROM service_request WHERE id = %s", request_id),
                ("DELETE FROM res_partner WHERE id = %s", partner_id),
            ):
                cr.execute(query, [key])

    def decide(self, cr, choice):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["service.quote"]._service_decide(
            {self.ids[3]: choice}, source="portal", actor=env.user
        )

    def accepted(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT decision_variant FROM service_quote"
                " WHERE job_id = %s AND state = 'accepted'",
                [self.ids[2]],
            )
            variants = [row[0] for row in cr.fetchall()]
            cr.execute(
                "SELECT count(*) FROM sale_order WHERE service_job_id = %s",
                [self.ids[2]],
            )
            return variants, cr.fetchone()[0]

    def test_second_decision_is_replayed_while_the_first_is_being_written(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            # Without the guard the second would wait for ever in this one thread.
            second.execute("SET lock_timeout = '5s'")
            self.decide(first, "necessary")
            with self.assertRaises(ConcurrencyError):
                self.decide(second, "recommended")
            second.rollback()
            first.commit()
            with self.assertRaises(UserError):
                self.decide(second, "recommended")
            second.rollback()
        self.assertEqual(self.accepted(), (["necessary"], 1))

    def test_decision_on_an_old_snapshot_is_replayed_and_then_refused(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1 FROM service_quote LIMIT 1")  # takes the snapshot
            self.decide(first, "necessary")
            first.commit()
            with (
                self.assertRaises(psycopg2.errors.SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                self.decide(second, "recommended")
            second.rollback()
            with self.assertRaises(UserError):
                self.decide(second, "recommended")
            second.rollback()
        self.assertEqual(self.accepted(), (["necessary"], 1))

    def test_database_refuses_a_second_accepted_quote_of_the_job(self):
        with self.registry.cursor() as cr:
            self.decide(cr, "necessary")
            cr.flush()
            with (
                self.assertRaises(psycopg2.errors.UniqueViolation),
                mute_logger("odoo.sql_db"),
            ):
                cr.execute(
                    "INSERT INTO service_quote"
                    " (job_id, revision, state, valid_until)"
                    " VALUES (%s, 99, 'accepted', '2099-01-01')",
                    [self.ids[2]],
                )
            cr.rollback()
