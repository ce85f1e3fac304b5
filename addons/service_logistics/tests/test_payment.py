from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .courier_common import CourierCommon
from .payment_common import PaymentMixin


@tagged("post_install", "-at_install")
class TestPayment(PaymentMixin, CourierCommon):
    """Payment before release, and cash on delivery."""

    # --- Before release -----------------------------

    def test_who_has_to_pay_first_is_a_setting(self):
        for pay, company_leaves, private_leaves in (
            ("never", True, True),
            ("private", True, False),
            ("all", False, False),
        ):
            with self.subTest(pay=pay):
                self.settings(pay)
                company = self.make_ready()
                private = self.make_ready(contact=self.private_partner)
                for job, leaves in (
                    (company, company_leaves),
                    (private, private_leaves),
                ):
                    self.invoice(job, 100)
                    self.assertEqual(job.can_ship, leaves)
                    answer = self.send_scan(job, f"6200{job.id:08d}")
                    self.assertEqual(answer["result"] == "sent", leaves, answer)
                    self.assertEqual(job.state, "shipped" if leaves else "ready")

    def test_the_refusal_names_the_invoice_and_what_is_left_to_pay(self):
        self.settings("all")
        job = self.make_ready()
        move = self.invoice(job, 250)
        self.pay(move, 100)
        answer = self.scan(job.barcode, mode="send")
        self.assertEqual(answer["result"], "refused")
        self.assertIn(move.name, answer["message"])
        self.assertIn("150.00", answer["message"])

    def test_a_paid_or_a_draft_invoice_keeps_nothing(self):
        self.settings("all")
        paid, draft, none = self.make_ready(), self.make_ready(), self.make_ready()
        self.pay(self.invoice(paid, 100))
        self.invoice(draft, 100, post=False)
        for job in (paid, draft, none):
            self.assertTrue(job.can_ship, job.ship_blocker)

    def test_the_counter_and_stock_ask_too(self):
        self.settings("all")
        job = self.make_ready()
        self.invoice(job, 100)
        logistics = job.with_user(self.logistics_user)
        with self.assertRaisesRegex(Exception, "unpaid"):
            logistics.action_hand_over()
        picking = self.return_moves(job).picking_id.with_user(self.logistics_user)
        with self.assertRaisesRegex(Exception, "unpaid"):
            picking.button_validate()
        self.assertEqual(job.state, "ready")

    def test_a_cancelled_job_is_paid_before_its_device_goes_back(self):
        self.settings("all")
        job = self.make_received()
        self.invoice(job, 40)
        job.with_user(self.care_user).action_cancel()
        self.assertEqual(self.send_scan(job)["result"], "refused")
        self.assertTrue(job.in_house)

    def test_what_became_unpaid_is_not_sent_when_the_carrier_confirms(self):
        self.settings("all")
        ready, cancelled = self.make_ready(), self.make_received()
        cancelled.with_user(self.care_user).action_cancel()
        for job in (ready, cancelled):
            with self.subTest(state=job.state):
                shipment = self.order(job)
                self.invoice(job, 40)
                self.run_outbox()
                self.assertIn("unpaid", shipment.order_error or "")
                self.assertTrue(shipment.tracking_number)
                self.assertTrue(job.in_house)

    # --- Release -----------------------------

    def test_a_manager_releases_with_a_reason_that_is_kept(self):
        self.settings("all")
        job = self.make_ready()
        self.invoice(job, 100)
        manager = job.with_user(self.manager_user)
        self.assertTrue(manager.is_payment_blocked)
        action = manager.action_release_unpaid()
        wizard = (
            self.env["service.release.wizard"]
            .with_user(self.manager_user)
            .with_context(**action["context"])
            .create({"reason": "Przelew  potwierdzony"})
        )
        wizard.action_release()
        self.assertEqual(job.released_by_id, self.manager_user)
        event = job.event_ids.filtered(lambda e: e.code == "job.released_unpaid")
        self.assertEqual(event.note, "Przelew potwierdzony")
        self.assertEqual(event.user_id, self.manager_user)
        self.assertEqual(self.send_scan(job)["result"], "sent")

    def test_nobody_else_releases(self):
        job = self.make_ready()
        for user in (self.logistics_user, self.care_user, self.technician_user):
            with self.assertRaises(AccessError):
                job.with_user(user).action_release_unpaid()
            with self.assertRaises(AccessError):
                job.with_user(user)._service_release_unpaid("Bo tak")

    # --- Cash on delivery -----------------------------

    def test_the_carrier_collects_what_is_unpaid_of_all_devices(self):
        self.settings("all", cod=True)
        jobs = self.make_ready(jobs=2)
        first = self.invoice(jobs[0], 123.45)
        both = self.invoice(jobs, 200, 50.5)
        self.pay(first, 23.45)
        self.assertEqual(self.send_scan(jobs)["result"], "refused")
        answer = self.send_scan(jobs, cod=True)
        self.assertEqual(answer["result"], "sent", answer)
        shipment = jobs.shipment_id
        # 123.45 - 23.45 + 200 + 50.50
        self.assertEqual(shipment.cod_amount, 350.5)
        self.assertEqual(shipment.cod_invoice_ids, first | both)
        self.assertIn("350.50", answer["shipment"]["cod"])

    def test_an_invoice_is_collected_with_one_parcel(self):
        self.settings("all", cod=True)
        first, second = self.make_ready(jobs=2)
        self.invoice(first | second, 300)
        self.send_scan(first, "620000000001", cod=True)
        self.assertEqual(first.shipment_id.cod_amount, 300)
        answer = self.send_scan(second, "620000000002", cod=True)
        self.assertIn("Nothing of these devices is unpaid", answer["message"])
        self.assertEqual(self.send_scan(second, "620000000002")["result"], "sent")
        self.assertEqual(second.shipment_id.cod_amount, 0)

    def test_what_is_taken_back_is_collected_again(self):
        self.settings("all", cod=True)
        job = self.make_ready()
        self.invoice(job, 80)
        self.send_scan(job, cod=True)
        self.assertEqual(self.scan("SCUNDO", mode="send")["result"], "undone")
        self.assertFalse(job.can_ship)
        self.send_scan(job, cod=True)
        self.assertEqual(job.shipment_id.cod_amount, 80)

    def test_cash_on_delivery_is_a_setting_with_a_limit(self):
        job = self.make_ready()
        self.invoice(job, 600)
        self.settings("all")
        answer = self.send_scan(job, cod=True)
        self.assertIn("not allowed", answer["message"])
        self.settings("all", cod=True, at_most=500)
        answer = self.send_scan(job, cod=True)
        self.assertIn("more than a carrier collects", answer["message"])
        self.assertEqual(job.state, "ready")
        self.settings("all", cod=True, at_most=600)
        self.assertEqual(self.send_scan(job, cod=True)["result"], "sent")

    def test_the_station_shows_what_would_be_collected(self):
        self.settings("private", cod=True)
        job = self.make_ready(contact=self.private_partner)
        move = self.invoice(job, 99.9)
        answer = self.scan(job.barcode, mode="send")
        self.assertEqual((answer["result"], answer["cod"]), ("collected", True))
        scans = self.env["service.scan"].with_user(self.logistics_user)
        cod = scans.parcel_data(job.ids, self.carrier.id)["cod"]
        self.assertIn("99.90", cod["text"])
        self.assertEqual(cod["invoices"], [move.name])
        self.assertTrue(cod["needed"])
        self.assertEqual(cod["reason"], "")

    def test_an_ordered_parcel_waits_for_nothing_but_the_carrier(self):
        self.settings("all", cod=True)
        job = self.make_ready()
        self.invoice(job, 55)
        answer = self.scan(
            "SCORDER",
            mode="send",
            job_ids=job.ids,
            parcel={"carrier_id": self.simulator.id, "cod": True},
        )
        self.assertEqual(answer["result"], "ordered", answer)
        self.run_outbox()
        self.assertEqual((job.state, job.shipment_id.cod_amount), ("shipped", 55))

    def test_inpost_is_told_what_to_collect_and_insures_it(self):
        self.settings("never", cod=True)
        self.simulator.delivery_type = "service_inpost_courier"
        self.simulator.service_inpost_insure_cod = True
        job = self.make_ready()
        self.invoice(job, 77.7)
        job._service_receiver().write(
            {"phone": "600700800", "street": "Długa 1", "email": "a@example.com"}
        )
        self.scan(
            "SCORDER",
            mode="send",
            job_ids=job.ids,
            parcel={"carrier_id": self.simulator.id, "cod": True},
        )
        currency = self.env.company.currency_id.name
        body = job.shipment_id._service_inpost_payload()
        money = {"amount": 77.7, "currency": currency}
        self.assertEqual((body["cod"], body["insurance"]), (money, money))

    # --- Accountants -----------------------------

    def test_delivered_and_not_booked_stands_in_the_accountants_list(self):
        self.settings("all", cod=True)
        job = self.make_ready()
        move = self.invoice(job, 80)
        self.send_scan(job, cod=True)
        shipment = job.shipment_id
        shipment.with_user(self.logistics_user).action_delivered()
        listed = [("cod_open", "=", True), ("state", "=", "delivered")]
        shipments = self.env["service.shipment"].with_user(self.accountant_user)
        found = shipments.search([*listed, ("id", "=", shipment.id)])
        self.assertEqual(found.cod_invoice_ids, move)
        self.pay(move)
        self.assertFalse(shipments.search([*listed, ("id", "=", shipment.id)]))

    def form_specification(self, model, arch):
        """Return what the web client asks `web_read` for, by a view of `model`."""
        names = {}
        above = len(list(arch.iterancestors("field"))) + (arch.tag == "field")
        for node in arch.xpath(f".//field[count(ancestor::field) = {above}]"):
            field = model._fields[node.get("name")]
            names[field.name] = {}
            if field.relational:
                inner = self.form_specification(model[field.name], node)
                names[field.name] = {"fields": inner or {"display_name": {}}}
        return names

    def test_an_accountant_opens_a_parcel_of_the_list(self):
        self.settings("all", cod=True)
        job = self.make_ready()
        self.invoice(job, 80)
        self.send_scan(job, cod=True, carrier_id=self.carrier.id)
        shipment = job.shipment_id
        shipment.with_user(self.logistics_user).action_delivered()
        with_manifest = self.make_ready()
        carrier = {"carrier_id": self.carrier.id}
        self.send_scan(with_manifest, number="620000654321", **carrier)
        with_manifest.shipment_id.with_user(self.logistics_user).action_make_manifest()
        for group in (
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            self.accountant_user.group_ids = self.env.ref(group)
            # Nothing of another's reading may be left: the cache asks for no rights.
            row = self.open_form(shipment)
            self.assertEqual(row["event_ids"][0]["state"], "delivered")
            self.assertEqual(row["cod_amount"], 80)
            self.assertEqual(row["carrier_id"]["display_name"], self.carrier.name)
            self.assertTrue(self.open_form(with_manifest.shipment_id)["manifest_id"])

    def test_all_staff_who_read_parcels_open_one(self):
        job = self.make_ready()
        self.send_scan(job, carrier_id=self.carrier.id)
        for user in (
            *(self.care_user, self.logistics_user, self.technician_user),
            *(self.quality_user, self.manager_user),
        ):
            with self.subTest(user=user.login):
                self.assertTrue(self.open_form(job.shipment_id, user)["carrier_id"])

    def open_form(self, shipment, user=None):
        """Return what the web client reads to show `shipment` to an accountant."""
        self.env.invalidate_all()
        shipment = shipment.with_user(user or self.accountant_user)
        view = self.env.ref("service_logistics.service_shipment_view_form")
        arch = shipment.get_view(view.id, "form")["arch"]
        asked = self.form_specification(shipment, etree.fromstring(arch))
        self.assertIn("at", asked["event_ids"]["fields"])
        self.env.invalidate_all()
        [row] = shipment.web_read(asked)
        return row
