"""Two people who order labels at one moment."""

import uuid

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT
from odoo.addons.service_portal.tests.race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceSending(RaceCommon):
    def prepare(self, env, *states, jobs=1):
        """Commit devices in the last of `states`, a carrier and two of logistics."""
        env = env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        contact = self.make_company(env, set()).partner_id
        contact.write({"street": "Długa 1", "zip": "30-001", "city": "Kraków"})
        request = self.make_matter(env, contact, jobs=jobs)
        request._service_transition("accepted", source="backoffice")
        self.jobs = request.job_ids.sorted("number")
        for state in states:
            self.jobs._service_transition(state, source="backoffice")
        self.carrier = env["delivery.carrier"].create(
            {
                "name": "Wyścig",
                "delivery_type": "service_simulator",
                "service_pace": 10,
                "service_inbound_offered": True,
                "product_id": env["product.product"]
                .create({"name": "Przesyłka", "type": "service"})
                .id,
            }
        )
        self.staff = self.make_staff(env, group="logistics").ids
        # The first number of a year is a race of its own.
        env["ir.sequence"].next_by_code("service.shipment")

    def make_ready(self, env, jobs=1):
        self.prepare(env, "received", "diagnosing", "ready", jobs=jobs)

    def at_the_station(self, jobs, **parcel):
        """Return the press of ORDER LABEL to race."""

        def order(env):
            return env["service.scan"].send(
                str(uuid.uuid4()),
                jobs.ids,
                carrier_id=self.carrier.id,
                parcel=parcel,
            )

        return order

    def at_the_desk(self, env):
        """Press *Send* in the back office; the number of a label is not known yet."""
        wizard = env["service.send.wizard"].create(
            {"job_ids": self.jobs.ids, "carrier_id": self.carrier.id}
        )
        return wizard.action_send()["res_id"]

    def race_of_staff(self, *acts, overlap):
        return self.race(*zip(self.staff, acts, strict=True), overlap=overlap)

    def parcels(self):
        return self.now(self.jobs.env["service.shipment"]).search(
            [("job_ids", "in", self.jobs.ids)]
        )

    # --- One parcel, one label ------------------------------------------------------

    def assertOneLabel(self):
        parcel = self.parcels()
        self.assertEqual(len(parcel), 1)
        rows = parcel.env["service.outbox"].search(
            [("kind", "=", "courier.create"), ("res_id", "in", parcel.ids)]
        )
        self.assertEqual(len(rows), 1)

    @at_both_moments
    def test_two_stations_at_once_order_one_label(self, env, overlap):
        self.make_ready(env, jobs=2)
        env.cr.commit()
        act = self.at_the_station(self.jobs)
        first, second = self.race_of_staff(act, act, overlap=overlap)
        self.assertEqual((first["result"], second["result"]), ("ordered", "refused"))
        self.assertIn(first["shipment"]["name"], second["message"])
        self.assertOneLabel()

    @at_both_moments
    def test_a_parcel_with_one_common_device_is_not_ordered_beside(self, env, overlap):
        self.make_ready(env, jobs=2)
        env.cr.commit()
        first, second = self.race_of_staff(
            self.at_the_station(self.jobs),
            self.at_the_station(self.jobs[1]),
            overlap=overlap,
        )
        self.assertEqual((first["result"], second["result"]), ("ordered", "refused"))
        self.assertOneLabel()

    @at_both_moments
    def test_station_and_desk_at_once_order_one_label(self, env, overlap):
        self.make_ready(env)
        env.cr.commit()
        _first, second = self.race_of_staff(
            self.at_the_station(self.jobs), self.at_the_desk, overlap=overlap
        )
        self.assertIsInstance(second, UserError)
        self.assertIn("is ordered for it", str(second))
        self.assertOneLabel()

    @at_both_moments
    def test_two_who_order_a_label_for_the_client_at_once_order_one(self, env, overlap):
        self.prepare(env)
        env.cr.commit()

        def order(env):
            jobs = self.jobs.with_env(env)
            return jobs.request_id._service_desk_order_label(
                jobs,
                env["delivery.carrier"].browse(self.carrier.id),
                "point",
                address=jobs.contact_id,
            ).id

        _first, second = self.race_of_staff(order, order, overlap=overlap)
        self.assertIsInstance(second, UserError)
        self.assertIn("no device left", str(second))
        self.assertOneLabel()

    # --- Money ------------------------------------------------------------------------

    @at_both_moments
    def test_two_parcels_at_once_collect_an_invoice_once(self, env, overlap):
        self.make_ready(env, jobs=2)
        env.company.write({"service_cod": True, "service_pay_before": "all"})
        self.addCleanup(self.forget_settings, env.company)
        invoice = self.invoice(env)
        env.cr.commit()
        first, second = self.race_of_staff(
            *(self.at_the_station(job, cod=True) for job in self.jobs),
            overlap=overlap,
        )
        self.assertEqual((first["result"], second["result"]), ("ordered", "refused"))
        self.assertIn("Nothing of these devices is unpaid", second["message"])
        parcel = self.parcels()
        self.assertEqual(parcel.mapped("cod_amount"), [300])
        self.assertEqual(parcel.cod_invoice_ids.ids, invoice.ids)

    @at_both_moments
    def test_a_retry_and_a_second_parcel_collect_an_invoice_once(self, env, overlap):
        self.make_ready(env, jobs=2)
        env.company.write({"service_cod": True, "service_pay_before": "all"})
        self.addCleanup(self.forget_settings, env.company)
        invoice = self.invoice(env)
        first, second = self.jobs
        self.at_the_station(first, cod=True)(env)
        failed = first.shipment_id
        failed.order_state = "failed"
        env.cr.commit()

        def retry(env):
            failed.with_env(env).action_courier_retry()

        _first, answer = self.race_of_staff(
            retry, self.at_the_station(second, cod=True), overlap=overlap
        )
        self.assertEqual(answer["result"], "refused")
        self.assertIn("Nothing of these devices is unpaid", answer["message"])
        parcel = self.parcels()
        self.assertEqual(parcel.mapped("order_state"), ["waiting"])
        self.assertEqual(parcel.cod_invoice_ids.ids, invoice.ids)

    def invoice(self, env):
        """Return one invoice of both devices, seen through the seam."""
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.jobs.partner_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Naprawa", "price_unit": 300, "tax_ids": False}
                    )
                ],
            }
        )
        move.action_post()
        self.patch(
            self.registry["service.job"],
            "_service_invoices",
            lambda job: job.env["account.move"].browse(move.id),
        )
        return move

    def forget_settings(self, company):
        with self.registry.cursor() as cr:
            company.with_env(self.env(cr=cr)).write(
                {"service_cod": False, "service_pay_before": "never"}
            )
