from odoo.exceptions import UserError
from odoo.tests import tagged

from .inpost_common import InPostCommon
from .ticket_common import TicketCommon


@tagged("post_install", "-at_install")
class TestInPostParcel(InPostCommon, TicketCommon):
    """Size, weight and what a contract may ask for."""

    def locker(self):
        self.inpost.delivery_type = "service_inpost_locker"

    def dispatched(self, **values):
        job = self.make_ready()
        shipments = self.env["service.shipment"].with_user(self.logistics_user)
        shipments._service_dispatch(
            job,
            carrier=self.inpost,
            source="scan",
            values={"target_point": "KRA012"} | values,
        )
        self.run_outbox()
        return job.shipment_id

    def body(self):
        [(_method, _path, body)] = self.posts()
        return body

    def test_a_measured_parcel_goes_with_its_sides_and_weight(self):
        self.dispatched(
            parcel_length="60",
            parcel_width="40,5",
            parcel_height="30",
            parcel_weight="12,5",
        )
        self.assertEqual(
            self.body()["parcels"],
            [
                {
                    "dimensions": {
                        "length": 600,
                        "width": 405,
                        "height": 300,
                        "unit": "mm",
                    },
                    "weight": {"amount": 12.5, "unit": "kg"},
                    "is_non_standard": False,
                }
            ],
        )

    def test_a_parcel_that_nobody_measured_goes_as_a_size(self):
        self.dispatched(parcel_template="large", parcel_weight="30")
        self.assertEqual(self.body()["parcels"], [{"template": "large"}])

    def test_a_locker_gets_a_size_whatever_was_measured(self):
        self.locker()
        shipment = self.dispatched(parcel_template="large", parcel_weight="25")
        self.assertEqual(self.body()["parcels"], [{"template": "large"}])
        self.assertFalse(shipment.order_error)

    def test_what_was_weighed_stays_when_another_carrier_takes_it(self):
        shipment = self.dispatched(parcel_weight="12")
        shipment.carrier_id = self.inpost.copy()
        self.assertEqual(shipment.parcel_weight, 12)

    def test_the_weight_is_proposed_from_the_devices(self):
        self.category._service_ensure_product().weight = 3.2
        jobs = self.make_ready(jobs=2)
        scans = self.env["service.scan"].with_user(self.logistics_user)
        data = scans.parcel_data(jobs.ids, self.inpost.id)
        values = {field["name"]: field["value"] for field in data["fields"]}
        self.assertEqual(values["parcel_weight"], 6.4)
        self.assertEqual(values["parcel_length"], "")
        self.assertFalse([field for field in data["fields"] if field["missing"]])

    def test_measures_are_whole_or_not_entered(self):
        shipment = self.dispatched(parcel_length="60")
        self.assertFalse(self.posts())
        self.assertEqual(shipment.order_state, "failed")
        self.assertIn("length, width, height and weight", shipment.order_error)

    def test_what_fits_into_no_locker_is_refused_with_a_sentence(self):
        self.locker()
        sides = {"parcel_length": 64, "parcel_width": 38, "parcel_weight": 5}
        cases = [
            ({"parcel_weight": 25.01}, "takes 25 kg"),
            (sides | {"parcel_height": 42}, "into no locker"),
            (sides | {"parcel_height": 41}, "Choose C"),
            (sides | {"parcel_height": 19}, None),
            (sides | {"parcel_height": 8, "parcel_template": "small"}, None),
            (sides | {"parcel_height": 9, "parcel_template": "small"}, "Choose B"),
        ]
        shipment = self.dispatched()
        for vals, words in cases:
            with self.subTest(vals=vals):
                shipment.write(
                    dict.fromkeys(("parcel_length", "parcel_width", "parcel_height"), 0)
                    | {"parcel_template": "medium"}
                    | vals
                )
                wrong = self.inpost._service_courier_wrong(shipment)
                self.assertIn(words, wrong) if words else self.assertFalse(wrong)

    def test_a_heavy_parcel_is_not_sent_to_a_locker(self):
        self.locker()
        shipment = self.dispatched(parcel_weight="31")
        self.assertFalse(self.posts())
        self.assertIn("Send it by courier", shipment.order_error)

    def test_the_station_says_it_before_it_is_ordered(self):
        self.locker()
        job = self.make_ready()
        answer = self.scan(
            "SCORDER",
            mode="send",
            job_ids=job.ids,
            parcel={
                "carrier_id": self.inpost.id,
                "values": {"target_point": "KRA012", "parcel_weight": "31"},
            },
        )
        self.assertEqual(answer["result"], "refused")
        self.assertIn("takes 25 kg", answer["message"])
        self.assertFalse(job.shipment_id)

    def test_a_weight_is_a_number(self):
        for weight in ("-1", "dużo"):
            with self.assertRaisesRegex(UserError, "is no number"):
                self.dispatched(parcel_weight=weight)

    def test_the_desk_chooses_the_size_of_a_label_for_a_client(self):
        request = self.make_request(jobs=1)
        wizards = self.env["service.label.wizard"].with_user(self.care_user)
        wizard = wizards.create({"request_id": request.id})
        wizard.carrier_id = self.inpost
        self.assertTrue(wizard.wants_size and wizard.wants_sides)
        self.assertEqual(wizard.parcel_template, "medium")
        wizard.write({"parcel_template": "large", "parcel_weight": 14})
        wizard.action_order()
        self.run_outbox()
        self.assertEqual(self.body()["parcels"], [{"template": "large"}])
        self.assertEqual(request.job_ids.inbound_shipment_id.parcel_weight, 14)

    def test_the_desk_hears_at_once_what_does_not_fit(self):
        self.locker()
        self.inpost.service_inpost_our_point = "WAW05A"
        request = self.make_request(jobs=1)
        wizards = self.env["service.label.wizard"].with_user(self.care_user)
        wizard = wizards.create({"request_id": request.id})
        wizard.carrier_id = self.inpost
        wizard.parcel_weight = 40
        with self.assertRaisesRegex(UserError, "takes 25 kg"):
            wizard.action_order()
        self.assertFalse(request.job_ids.inbound_shipment_id)

    # --- Options, off by default -----------------------------------------------------

    def test_what_no_fact_names_is_not_sent_by_default(self):
        self.locker()
        self.dispatched()
        self.assertEqual(self.body()["custom_attributes"], {"target_point": "KRA012"})

    def test_what_a_contract_asks_for_is_sent(self):
        self.locker()
        self.inpost.service_inpost_sending_method = "dispatch_order"
        self.dispatched()
        self.assertEqual(
            self.body()["custom_attributes"],
            {"target_point": "KRA012", "sending_method": "dispatch_order"},
        )

    def test_what_is_collected_is_insured_where_the_contract_asks_for_it(self):
        shipment = self.dispatched()
        shipment.write({"cod_amount": 500, "insurance": 100})
        for on, amount in ((False, 100), (True, 500)):
            self.inpost.service_inpost_insure_cod = on
            money = shipment._service_inpost_money()
            self.assertEqual(money["insurance"]["amount"], amount)
            self.assertEqual(money["cod"]["amount"], 500)
