"""Two transactions at once, on records that are really committed."""

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    def test_record_that_is_being_moved_is_not_moved_by_another(self):
        job = self.env["service.job"]
        sequence = self.env.ref("service_portal.ir_sequence_service_device")
        with self.registry.cursor() as first, self.registry.cursor() as second:
            holder = api.Environment(first, SUPERUSER_ID, {})[sequence._name]
            holder.browse(sequence.id).lock_for_update()
            waiting = api.Environment(second, SUPERUSER_ID, {})[sequence._name]
            lock = type(job)._service_lock
            with self.assertRaises(ConcurrencyError):
                lock(waiting.browse(sequence.id))

    def test_two_people_open_one_request_and_one_of_them_has_it(self):
        """Both look at the same moment, before either of them has committed."""
        groups = "service_portal.group_service_care"
        with self.registry.cursor() as setup:
            env = api.Environment(setup, SUPERUSER_ID, {})
            people = [
                new_test_user(env, f"svc_race_{number}", groups=groups, name="x")
                for number in (1, 2)
            ]
            kind = env.ref("service_portal.service_request_type_question")
            partner = env["res.partner"].create({"name": "Wyścig"})
            request = env["service.request"].create(
                {"contact_id": partner.id, "type_id": kind.id}
            )
            ids, request_id = [user.id for user in people], request.id
            setup.commit()
        self.addCleanup(self.remove_race, ids, request_id, partner.id)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            seen = [
                api.Environment(cursor, uid, {})["service.request"].browse(request_id)
                for cursor, uid in zip((first, second), ids, strict=True)
            ]
            for record in seen:
                self.assertFalse(record.user_id, "both see it free")
            self.assertTrue(seen[0]._service_claim())
            seen[0].flush_recordset()
            with self.assertRaises(ConcurrencyError):
                seen[1]._service_claim()
            first.commit()
            second.rollback()
            seen[1].invalidate_recordset()
            self.assertFalse(seen[1]._service_claim(), "core replays the second")
            self.assertEqual(seen[1].user_id.id, ids[0])

    def test_two_who_add_a_job_at_once_draw_two_numbers(self):
        with self.registry.cursor() as setup:
            env = api.Environment(setup, SUPERUSER_ID, {})
            kind = env.ref("service_portal.service_request_type_question")
            partner = env["res.partner"].create({"name": "Wyścig"})
            request = env["service.request"].create(
                {"contact_id": partner.id, "type_id": kind.id}
            )
            request_id = request.id
            setup.commit()
        self.addCleanup(self.remove_race, [], request_id, partner.id)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            early, late = (
                api.Environment(cursor, SUPERUSER_ID, {})["service.job"]
                for cursor in (first, second)
            )
            vals = {"request_id": request_id, "subject": "Zadzwonić"}
            late.search([("request_id", "=", request_id)])  # its snapshot is old
            second.execute("SET LOCAL lock_timeout = '2s'")  # never wait for the first
            early.create(dict(vals)).flush_recordset()
            with self.assertRaises(ConcurrencyError):
                late.create(dict(vals))
            first.commit()
            second.rollback()
            late.invalidate_model()
            job = late.create(dict(vals))
            self.assertEqual(job.number, 2, "core replays the second")
            second.rollback()

    def test_claim_committed_after_the_look_is_not_overwritten(self):
        """The lock comes free, but the snapshot is old: PostgreSQL refuses it."""
        sequence = self.env.ref("service_portal.ir_sequence_service_device")
        with self.registry.cursor() as first, self.registry.cursor() as second:
            late = api.Environment(second, SUPERUSER_ID, {})["ir.sequence"]
            late.browse(sequence.id).read(["padding"])
            early = api.Environment(first, SUPERUSER_ID, {})["ir.sequence"]
            early.browse(sequence.id).prefix = sequence.prefix or "DEV"
            first.commit()
            lock = type(self.env["service.job"])._service_lock
            with self.assertRaises(OperationalError), mute_logger("odoo.sql_db"):
                lock(late.browse(sequence.id))

    def remove_race(self, user_ids, request_id, partner_id):
        with self.registry.cursor() as cursor:
            cursor.execute(
                "DELETE FROM service_event WHERE request_id = %s", [request_id]
            )
            cursor.execute(
                "DELETE FROM service_job WHERE request_id = %s", [request_id]
            )
            cursor.execute("DELETE FROM service_request WHERE id = %s", [request_id])
            env = api.Environment(cursor, SUPERUSER_ID, {})
            users = env["res.users"].browse(user_ids)
            partners = users.partner_id | env["res.partner"].browse(partner_id)
            users.unlink()
            partners.unlink()
            cursor.commit()
