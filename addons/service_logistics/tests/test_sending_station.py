import base64
import uuid

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..courier import CourierRefused
from .courier_common import CourierCommon

NUMBER = "620000123456"


@tagged("post_install", "-at_install")
class TestSendingStation(CourierCommon):
    """Two scans: the device, then the label or the code that orders it."""

    def send_scan(self, raw, jobs=None, **kwargs):
        ids = jobs.ids if jobs else []
        return self.scan(raw, mode="send", job_ids=ids, **kwargs)

    def at_simulator(self, **more):
        return {"carrier_id": self.simulator.id} | more

    def orders(self):
        return self.env["service.scan"].with_user(self.logistics_user).open_orders()

    # --- Ordering -----------------------------

    def test_the_command_code_orders_the_label_and_its_scan_ends_the_parcel(self):
        job = self.make_ready()
        answer = self.send_scan("SCORDER", job, parcel=self.at_simulator())
        self.assertEqual((answer["result"], job.state), ("ordered", "ready"))
        self.assertEqual(answer["shipment"]["state"], "waiting")
        [order] = self.orders()
        self.assertEqual((order["state"], order["label"]), ("waiting", ""))
        self.run_outbox()
        self.run_outbox()
        [order] = self.orders()
        self.assertEqual((order["state"], job.state), ("confirmed", "shipped"))
        self.assertIn("/label_file/", order["label"])
        answer = self.send_scan(order["number"], parcel={"shipment_id": order["id"]})
        self.assertEqual(answer["result"], "labelled")
        self.assertTrue(job.shipment_id.label_seen_at)
        self.assertEqual(self.orders(), [])

    def test_one_press_sent_twice_orders_once(self):
        job, token = self.make_ready(), str(uuid.uuid4())
        first = self.send_scan("SCORDER", job, token=token, parcel=self.at_simulator())
        again = self.send_scan("SCORDER", job, token=token, parcel=self.at_simulator())
        self.assertEqual(again, first | {"replayed": True})
        shipments = self.env["service.shipment"].search([("job_ids", "in", job.ids)])
        self.assertEqual(len(shipments), 1)
        self.assertEqual(len(self.outbox_row(shipments)), 1)

    def test_a_refusal_of_the_carrier_is_read_at_the_station(self):
        def refuse(carrier, shipment):
            message = "Brak numeru telefonu odbiorcy."
            raise CourierRefused(message)

        self.patch_courier(create=refuse)
        self.send_scan("SCORDER", self.make_ready(), parcel=self.at_simulator())
        self.run_outbox()
        [order] = self.orders()
        self.assertEqual(order["state"], "failed")
        self.assertEqual(order["error"], "Brak numeru telefonu odbiorcy.")

    def test_a_carrier_that_takes_no_orders_is_not_asked(self):
        job = self.make_ready()
        answer = self.send_scan("SCORDER", job, parcel={"carrier_id": self.carrier.id})
        self.assertEqual((answer["result"], job.state), ("refused", "ready"))
        self.assertFalse(job.shipment_id)

    def test_a_colleague_does_not_see_my_labels(self):
        self.send_scan("SCORDER", self.make_ready(), parcel=self.at_simulator())
        colleague = self.logistics_user.copy({"login": "svc_logistics2"})
        self.assertEqual(
            self.env["service.scan"].with_user(colleague).open_orders(), []
        )

    def test_only_logistics_sees_the_packing_table(self):
        scans = self.env["service.scan"].with_user(self.technician_user)
        for ask in (scans.open_orders, lambda: scans.parcel_data([])):
            with self.assertRaises(AccessError):
                ask()

    # --- Labels -----------------------------

    def test_the_label_of_another_parcel_is_refused(self):
        first, second = self.make_ready(), self.make_foreign("ready")
        for job in (first, second):
            self.send_scan("SCORDER", job, parcel=self.at_simulator())
        self.run_outbox()
        number = first.shipment_id.tracking_number
        awaited = {"shipment_id": second.shipment_id.id}
        answer = self.send_scan(number, parcel=awaited)
        self.assertEqual((answer["result"], answer["level"]), ("foreign", "danger"))
        self.assertIn(first.partner_id.name, answer["message"])
        self.assertFalse(first.shipment_id.label_seen_at)
        third = self.make_ready()
        answer = self.send_scan(number, third)
        self.assertEqual((answer["result"], third.state), ("foreign", "ready"))

    def test_a_device_whose_label_is_ordered_names_its_parcel(self):
        job = self.make_ready()
        self.send_scan("SCORDER", job, parcel=self.at_simulator())
        answer = self.send_scan(job.barcode)
        self.assertEqual(answer["result"], "ordered")
        self.assertEqual(answer["shipment"]["id"], job.shipment_id.id)

    def test_codes_that_are_no_label_send_nothing(self):
        job = self.make_ready()
        job.device_id.serial_number = "SN12345678"
        for code in ("SJ999999", "SL0042", "DEV000123", "ABCDEF", "SCNEXT"):
            with self.subTest(code=code):
                self.assertEqual(self.send_scan(code, job)["result"], "refused")
        answer = self.send_scan("sn12345678", job)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("serial number", answer["message"])
        self.assertEqual(job.state, "ready")

    def test_the_old_label_of_a_used_box_sends_nothing(self):
        job = self.make_ready()
        self.env["service.shipment"].create(
            {
                "name": "IN1",
                "company_id": self.env.company.id,
                "direction": "in",
                "partner_id": job.partner_id.id,
                "tracking_number": "622222222222",
                "by_client": True,
            }
        )
        answer = self.send_scan("622222222222", job)
        self.assertEqual((answer["result"], job.state), ("refused", "ready"))
        self.assertIn("old label", answer["message"])

    def test_a_number_for_a_carrier_that_gives_numbers_is_meant_twice(self):
        job, parcel = self.make_ready(), self.at_simulator()
        answer = self.send_scan(NUMBER, job, parcel=parcel)
        self.assertEqual((answer["result"], answer["confirm"]), ("tracking", "number"))
        self.assertEqual(job.state, "ready")
        answer = self.send_scan(NUMBER, job, parcel=parcel, confirm="number")
        self.assertEqual((answer["result"], job.state), ("sent", "shipped"))

    # --- Carrier -----------------------------

    def test_the_clients_carrier_goes_before_the_companys(self):
        job = self.make_ready()
        self.assertFalse(self.send_scan(job.barcode)["carrier_id"])
        self.env.company.service_return_carrier_id = self.carrier
        self.assertEqual(self.send_scan(job.barcode)["carrier_id"], self.carrier.id)
        job.partner_id.property_delivery_carrier_id = self.simulator
        self.assertEqual(self.send_scan(job.barcode)["carrier_id"], self.simulator.id)

    # --- Several devices -----------------------------

    def test_the_document_takes_what_can_go_and_says_why_the_rest_cannot(self):
        jobs = self.make_received(jobs=3).sorted("number")
        self.finish_work(jobs[:2])
        answer = self.send_scan(jobs.request_id.barcode)
        self.assertEqual([row["id"] for row in answer["basket"]], jobs[:2].ids)
        self.assertIn(jobs[2].reference, answer["message"])
        self.assertIn("not ready", answer["message"])
        self.assertEqual(answer["level"], "warning")

    def test_two_jobs_leave_in_one_parcel(self):
        jobs = self.make_ready(jobs=2)
        self.assertEqual(self.send_scan(NUMBER, jobs)["result"], "sent")
        self.assertEqual(len(jobs.shipment_id), 1)
        self.assertEqual(set(jobs.mapped("state")), {"shipped"})

    def test_a_foreign_device_is_refused_with_both_names(self):
        job, foreign = self.make_ready(), self.make_foreign("ready")
        answer = self.send_scan(foreign.barcode, job)
        self.assertEqual(answer["result"], "foreign")
        for one in (job, foreign):
            self.assertIn(one._service_receiver().display_name, answer["message"])

    def test_another_address_of_the_client_is_another_parcel(self):
        jobs = self.make_ready() | self.make_ready()
        jobs[1].partner_shipping_id = self.colleague_contact
        answer = self.send_scan(NUMBER, jobs)
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(set(jobs.mapped("state")), {"ready"})

    def test_what_else_is_ready_for_the_address_is_offered(self):
        job, also = self.make_ready(), self.make_ready()
        elsewhere, _foreign = self.make_ready(), self.make_foreign("ready")
        elsewhere.partner_shipping_id = self.colleague_contact
        self.make_received()
        ordered = self.make_ready()
        self.send_scan("SCORDER", ordered, parcel=self.at_simulator())
        scans = self.env["service.scan"].with_user(self.logistics_user)
        data = scans.parcel_data(job.ids)
        self.assertEqual([row["id"] for row in data["also"]], also.ids)

    # --- What the carrier needs -----------------------------

    def test_what_inpost_lacks_is_asked_for_before_ordering(self):
        self.simulator.delivery_type = "service_inpost_locker"
        job = self.make_ready()
        job._service_receiver().write({"phone": "600700800"})
        scans = self.env["service.scan"].with_user(self.logistics_user)
        data = scans.parcel_data(job.ids, self.simulator.id)
        missing = [field["name"] for field in data["fields"] if field["missing"]]
        self.assertEqual(missing, ["target_point"])
        answer = self.send_scan("SCORDER", job, parcel=self.at_simulator())
        self.assertEqual(answer["result"], "refused")
        self.assertIn("Parcel Locker", answer["message"])
        self.assertFalse(job.shipment_id)
        values = {
            "target_point": " KRA012 ",
            "parcel_template": "large",
            "insurance": "1 200,50",
            "company_id": 1,
        }
        answer = self.send_scan("SCORDER", job, parcel=self.at_simulator(values=values))
        self.assertEqual(answer["result"], "ordered")
        shipment = job.shipment_id
        self.assertEqual(shipment.target_point, "KRA012")
        self.assertEqual(shipment.parcel_template, "large")
        self.assertEqual(shipment.insurance, 1200.5)

    def test_the_usual_locker_of_the_client_is_proposed(self):
        self.simulator.delivery_type = "service_inpost_locker"
        job = self.make_ready()
        job.partner_id.service_locker = "WAW001"
        scans = self.env["service.scan"].with_user(self.logistics_user)
        data = scans.parcel_data(job.ids, self.simulator.id)
        values = {field["name"]: field["value"] for field in data["fields"]}
        self.assertEqual(values["target_point"], "WAW001")

    # --- UNDO -----------------------------

    def test_what_was_sent_by_mistake_is_here_again(self):
        job = self.make_ready()
        self.send_waiting_mails()
        self.send_scan(NUMBER, job)
        shipment = job.shipment_id
        answer = self.send_scan("SCUNDO")
        self.assertEqual(answer["result"], "undone", answer)
        self.assertEqual((job.state, shipment.state), ("ready", "cancelled"))
        self.assertTrue(job.in_house)
        self.assertFalse(job.shipment_id)
        self.assertFalse(job.tracking_display)
        self.assertDeviceIn(job, self.service_location)
        notices = self.env["service.mail.notice"].search(
            [("code", "=", "job.shipped"), ("job_ids", "in", job.ids)]
        )
        self.assertFalse(notices)
        # The same number may be scanned again, on the right box.
        self.assertEqual(self.send_scan(NUMBER, job)["result"], "sent")
        self.assertEqual(self.quants(job), {})

    def test_undo_takes_back_an_order_that_is_not_confirmed(self):
        job = self.make_ready()
        self.send_scan("SCORDER", job, parcel=self.at_simulator())
        shipment = job.shipment_id
        answer = self.send_scan("SCUNDO")
        self.assertEqual(answer["result"], "undone")
        self.assertIn("is taken back", answer["message"])
        self.run_outbox()
        self.assertEqual(shipment.state, "cancelled")
        self.assertEqual((job.state, job.shipment_id.id), ("ready", False))
        self.assertEqual(self.send_scan(NUMBER, job)["result"], "sent")

    def test_what_the_carrier_confirmed_or_took_is_not_taken_back(self):
        job = self.make_ready()
        self.send_scan("SCORDER", job, parcel=self.at_simulator())
        self.run_outbox()
        answer = self.send_scan("SCUNDO")
        self.assertEqual((answer["result"], job.state), ("refused", "shipped"))
        self.assertIn("confirmed by the carrier", answer["message"])
        other = self.make_ready()
        self.send_scan(NUMBER, other)
        other.shipment_id.with_user(self.logistics_user).action_in_transit()
        answer = self.send_scan("SCUNDO")
        self.assertEqual((answer["result"], other.state), ("refused", "shipped"))
        self.assertIn("it stays sent", answer["message"])

    def test_what_is_on_a_manifest_is_not_taken_back(self):
        job = self.make_ready()
        self.send_scan(NUMBER, job, parcel={"carrier_id": self.carrier.id})
        job.shipment_id.with_user(self.logistics_user).action_make_manifest()
        answer = self.send_scan("SCUNDO")
        self.assertEqual((answer["result"], job.state), ("refused", "shipped"))
        self.assertIn("manifest", answer["message"])

    def test_one_undo_takes_back_one_parcel(self):
        first, second = self.make_ready(), self.make_ready()
        self.send_scan("620000000001", first)
        self.send_scan("620000000002", second)
        self.assertEqual(self.send_scan("SCUNDO")["result"], "undone")
        answer = self.send_scan("SCUNDO")
        self.assertIn("since the last UNDO", answer["message"])
        self.assertEqual((first.state, second.state), ("shipped", "ready"))

    def test_only_the_station_takes_a_parcel_back(self):
        job = self.make_ready()
        self.send_scan(NUMBER, job)
        for user in (self.logistics_user, self.manager_user):
            with self.assertRaisesRegex(UserError, "scan UNDO there"):
                job.with_user(user).write({"state": "ready"})

    # --- The label's file -----------------------------

    def test_the_station_shows_the_label(self):
        job = self.make_ready()
        self.send_scan("SCORDER", job, parcel=self.at_simulator())
        self.run_outbox()
        self.run_outbox()
        shipment = job.shipment_id.with_user(self.logistics_user)
        self.assertTrue(base64.b64decode(shipment.label_file).startswith(b"%PDF"))
