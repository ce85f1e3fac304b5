from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestShipment(LogisticsCommon):
    def test_sending_two_devices_makes_one_shipment_and_one_mail(self):
        jobs = self.make_ready(jobs=2)
        self.send_waiting_mails()
        mails = self.env["mail.mail"].search_count([])
        self.send(jobs, number=" 6200 1111 ", carrier_id=self.carrier.id)
        shipment = jobs.shipment_id
        self.assertEqual(len(shipment), 1)
        self.assertEqual(shipment.tracking_number, "62001111")
        self.assertEqual(shipment.tracking_url, "https://kurier.example/62001111")
        self.assertEqual(set(jobs.mapped("state")), {"shipped"})
        self.assertEqual(
            set(jobs.mapped("tracking_display")), {"Kurier testowy 62001111"}
        )
        self.send_waiting_mails()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(self.env["mail.mail"].search_count([]) - mails, 1)
        self.assertIn("62001111", mail.body_html)
        for job in jobs:
            self.assertIn(job.reference, mail.body_html)

    def test_the_mail_speaks_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(
            ["service_logistics"], ["pl_PL"]
        )
        self.client_contact.lang = "pl_PL"
        job = self.make_ready()
        self.send(job, number="PL1")
        self.send_waiting_mails()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Numer przesyłki", mail.body_html)
        self.assertIn("w drodze", mail.subject)

    def test_devices_of_two_clients_never_share_a_parcel(self):
        jobs = self.make_ready() | self.make_foreign("ready")
        answer = self.send(jobs)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("different clients", answer["message"])
        self.assertEqual(set(jobs.mapped("state")), {"ready"})
        self.assertFalse(jobs.shipment_id)

    def test_a_parcel_number_is_used_once(self):
        first, second = self.make_ready(), self.make_ready()
        self.send(first, number="X1")
        answer = self.send(second, number="x1".upper())
        self.assertEqual(answer["result"], "refused")
        self.assertIn("already", answer["message"])
        self.assertEqual(second.state, "ready")

    def test_a_parcel_number_is_unique_in_sql_too(self):
        first = self.make_ready()
        self.send(first, number="X2")
        shipment = first.shipment_id
        with (
            self.assertRaisesRegex(Exception, "tracking_number"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            shipment.copy().sudo().write({"tracking_number": "X2"})
            self.env.flush_all()

    def test_a_parcel_needs_a_number(self):
        job = self.make_ready()
        answer = self.send(job, number=" ")
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(job.state, "ready")

    def test_a_delivered_parcel_closes_its_jobs(self):
        job = self.make_ready()
        self.send(job)
        self.assertEqual(job._service_waiting_for(), {("carrier", job.state_since)})
        self.assertEqual(job.next_actor, "carrier")
        self.assertFalse(job.can_close)
        job.shipment_id.with_user(self.logistics_user).action_delivered()
        self.assertTrue(job.handed_over_at)
        self.assertEqual(job.state, "closed")
        self.assertIn("shipment.delivered", job.event_ids.mapped("code"))

    def test_a_delivered_job_stays_open_while_another_addon_objects(self):
        job = self.make_ready()
        self.send(job)

        def objection(jobs):
            message = "Nothing is invoiced yet."
            raise UserError(message)

        self.patch(type(job), "_service_check_can_close", objection)
        job.shipment_id.with_user(self.logistics_user).action_delivered()
        self.assertEqual(job.state, "shipped")
        self.assertTrue(job.handed_over_at)
        self.assertFalse(job._service_waiting_for())
        self.assertNotEqual(job.next_actor, "carrier")

    def test_a_delivered_parcel_goes_nowhere_else(self):
        job = self.make_ready()
        self.send(job)
        shipment = job.shipment_id
        shipment._service_set_state("delivered", source="carrier")
        shipment._service_set_state("in_transit", source="carrier")
        self.assertEqual(shipment.state, "delivered")

    def test_each_step_of_the_parcel_is_kept(self):
        job = self.make_ready()
        self.send(job)
        shipment = job.shipment_id.with_user(self.logistics_user)
        shipment.action_in_transit()
        shipment.action_problem()
        self.assertEqual(
            shipment.event_ids.sorted("id").mapped("state"), ["in_transit", "problem"]
        )

    def test_the_wizard_sends(self):
        jobs = self.make_ready(jobs=2).with_user(self.logistics_user)
        action = jobs.action_open_send()
        wizard = (
            self.env["service.send.wizard"]
            .with_user(self.logistics_user)
            .with_context(**action["context"])
            .create({"tracking_number": "W1", "job_ids": [Command.set(jobs.ids)]})
        )
        wizard.action_send()
        self.assertEqual(jobs.shipment_id.tracking_number, "W1")

    def test_the_send_button_refuses_two_clients(self):
        jobs = self.make_ready() | self.make_foreign("ready")
        with self.assertRaisesRegex(UserError, "different clients"):
            jobs.with_user(self.logistics_user).action_open_send()

    def test_the_send_button_refuses_what_is_not_ready(self):
        job = self.make_received()
        with self.assertRaisesRegex(UserError, "not ready"):
            job.with_user(self.logistics_user).action_open_send()
