from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestJobStates(ServiceCommon):
    def test_device_is_not_received_before_acceptance(self):
        request = self.make_request(1, accept=False)
        with self.assertRaises(UserError):
            request.job_ids._service_transition("received", source="scan")

    def test_device_that_is_shipped_is_not_diagnosed_before_receipt(self):
        job = self.make_request(1).job_ids
        with self.assertRaises(UserError):
            job._service_transition("diagnosing", source="backoffice")

    def test_jump_is_refused_and_nothing_written(self):
        job = self.make_request(1).job_ids
        count = len(job.event_ids)
        with self.assertRaises(UserError):
            job.with_user(self.technician_user).write({"state": "ready"})
        self.assertEqual(job.state, "announced")
        self.assertEqual(len(job.event_ids), count)

    def test_step_locks_the_job_first_and_the_request_on_roll_up(self):
        # Two jobs: the request itself makes no step that would lock it anyway.
        job = self.make_request(2).job_ids[0]
        locked = []
        lock = type(job)._service_lock
        for model in (job, job.request_id):
            self.patch(
                type(model),
                "_service_lock",
                lambda records: (locked.append(records._name), lock(records)),
            )
        job._service_transition("cancelled", source="backoffice")
        self.assertEqual(locked[:2], ["service.job", "service.request"])

    def test_one_open_job_a_device(self):
        job = self.make_request(1).job_ids
        other = self.make_request(0, accept=False)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["service.job"].create(
                {"request_id": other.id, "device_id": job.device_id.id}
            ).flush_recordset()

    def test_device_of_another_client_is_refused(self):
        request = self.make_request(0, accept=False)
        device = self.make_device(self.other_company)
        with self.assertRaises(UserError):
            self.env["service.job"].create(
                {"request_id": request.id, "device_id": device.id}
            )

    def test_status_bar_shows_steps_reached_and_the_current_one(self):
        job = self.make_request(1).job_ids
        job._service_transition("received", source="scan")
        steps = job._service_status_steps()
        self.assertEqual(steps[0]["code"], "announced")
        self.assertEqual(steps[0]["state"], "done")
        self.assertEqual(
            [s["code"] for s in steps if s["state"] == "current"], ["received"]
        )
        self.assertTrue(all(s["reached"] for s in steps if s["state"] != "todo"))
        self.assertFalse(any(s["reached"] for s in steps if s["state"] == "todo"))

    def test_actor_is_written_down_not_the_superuser(self):
        job = self.make_request(1).job_ids
        events = job.sudo()._service_transition(
            "received", source="scan", actor=self.logistics_user
        )
        self.assertEqual(events.user_id, self.logistics_user)
        self.assertEqual(events.partner_id, self.logistics_user.partner_id)

    def test_next_step_says_whose_turn_it_is(self):
        request = self.make_request(1, accept=False)
        job = request.job_ids
        self.assertEqual((job.next_step_code, job.next_actor), ("triage", "care"))
        request.action_accept()
        self.assertEqual((job.next_step_code, job.next_actor), ("send", "client"))
        job._service_transition("received", source="scan")
        self.assertEqual(
            (job.next_step_code, job.next_actor), ("diagnose", "technician")
        )

    def test_device_not_finished_neither_ships_nor_closes_and_says_why(self):
        job = self.make_request(1).job_ids
        self.assertFalse(job.can_ship)
        self.assertIn(job.reference, job.ship_blocker)
        self.assertFalse(job.can_close)
        self.assertIn(job.reference, job.close_blocker)

    def test_job_is_found_by_serial_with_or_without_dashes(self):
        job = self.make_request(1).job_ids
        job.device_id.serial_number = "AB-12 34"
        job._service_refresh_search_text()
        for text in ("AB1234", "AB-12 34", job.reference):
            self.assertIn(
                job, self.env["service.job"].search([("search_text", "ilike", text)])
            )
