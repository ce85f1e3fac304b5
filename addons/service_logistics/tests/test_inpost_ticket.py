from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .inpost_common import InPostCommon
from .ticket_common import TicketCommon


@tagged("post_install", "-at_install")
class TestInPostTicket(InPostCommon, TicketCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inpost.service_inbound_offered = True
        cls.env.company.partner_id.write(
            {
                "street": "ul. Warsztatowa 5",
                "city": "Warszawa",
                "zip": "00-950",
                "country_id": cls.env.ref("base.pl").id,
                "phone": "+48 22 123 45 67",
                "email": "serwis@example.com",
            }
        )

    def ordered_label(self, **values):
        request = self.make_request(jobs=1)
        parcel = self.order_label(request, carrier=self.inpost, **values)
        self.run_outbox()
        return parcel

    def test_the_client_is_the_sender_and_we_the_receiver(self):
        parcel = self.ordered_label(way="pickup")
        [(_method, _path, body)] = self.posts()
        self.assertEqual(body["reference"], parcel.name)
        self.assertEqual(body["service"], "inpost_courier_standard")
        self.assertEqual(
            body["sender"]["address"],
            {
                "street": "ul. Długa",
                "building_number": "12/3",
                "city": "Kraków",
                "post_code": "31-147",
                "country_code": "PL",
            },
        )
        self.assertEqual(body["sender"]["phone"], "600700800")
        self.assertEqual(
            body["receiver"]["address"],
            {
                "street": "ul. Warsztatowa",
                "building_number": "5",
                "city": "Warszawa",
                "post_code": "00-950",
                "country_code": "PL",
            },
        )
        self.assertEqual(body["receiver"]["email"], "serwis@example.com")

    def test_the_courier_is_sent_to_the_client_when_it_is_confirmed(self):
        parcel = self.ordered_label(way="pickup")
        self.assertFalse(self.stub.dispatched)
        self.confirm(parcel)
        self.run_outbox()
        [order] = self.stub.dispatched
        self.assertEqual(order["shipments"], [parcel.courier_ref])
        self.assertEqual(order["address"]["city"], "Kraków")
        self.assertEqual(order["phone"], "600700800")
        self.assertIn(f"{parcel.collect_date:%d.%m.%Y}", order["comment"])
        self.assertEqual(parcel.collect_ref, "901")
        [mail] = self.mails(parcel.job_ids.request_id, "label for your parcel")
        self.assertEqual(mail.attachment_ids.mapped("name"), [parcel.label_name])

    def test_a_locker_parcel_goes_from_any_locker_to_ours(self):
        self.inpost.delivery_type = "service_inpost_locker"
        self.inpost.service_inpost_our_point = "waw05a"
        self.ordered_label(point="KRA012")
        self.inpost.service_inpost_return_method = "parcel_locker"
        self.inpost.service_inpost_tells_point = True
        self.ordered_label(point="KRA012")
        [plain, told] = [body for (_method, _path, body) in self.posts()]
        self.assertEqual(plain["service"], "inpost_locker_standard")
        # What no fact names goes to InPost only where the contract asks for it.
        self.assertEqual(plain["custom_attributes"], {"target_point": "WAW05A"})
        self.assertEqual(
            told["custom_attributes"],
            {
                "target_point": "WAW05A",
                "sending_method": "parcel_locker",
                "dropoff_point": "KRA012",
            },
        )

    def test_without_a_locker_of_ours_nothing_is_ordered(self):
        self.inpost.delivery_type = "service_inpost_locker"
        parcel = self.ordered_label()
        self.assertFalse(self.posts())
        self.assertEqual(parcel.order_state, "failed")
        self.assertFalse(parcel.client_error)

    def test_a_refused_field_is_named_to_the_client(self):
        self.stub.oddities.append(("POST", "/shipments", "422:sender.phone"))
        parcel = self.ordered_label(way="pickup")
        self.assertIn("phone (sender)", parcel.client_error)

    def test_a_wrong_token_is_no_matter_of_the_client(self):
        self.inpost.service_inpost_token = "wrong"
        parcel = self.ordered_label(way="pickup")
        self.assertIn("access token", parcel.order_error)
        self.assertFalse(parcel.client_error)

    def test_the_contacts_phone_serves_an_address_without_one(self):
        address = self.client_company.child_ids.create(
            {
                "parent_id": self.client_company.id,
                "type": "delivery",
                "name": "Magazyn",
                "street": "ul. Boczna 1",
                "city": "Kraków",
                "zip": "30-001",
            }
        )
        self.client_contact.phone = "+48 511 222 333"
        self.ordered_label(way="pickup", address=str(address.id))
        [(_method, _path, body)] = self.posts()
        self.assertEqual(body["sender"]["phone"], "511222333")
        self.assertEqual(body["sender"]["address"]["street"], "ul. Boczna")

    def test_what_was_made_behind_an_error_is_taken_back_when_given_up(self):
        self.stub.oddities.append(("POST", "/shipments", "500 after"))
        request = self.make_request(jobs=1)
        parcel = self.order_label(request, carrier=self.inpost, way="pickup")
        self.run_outbox()
        self.assertFalse(parcel.courier_ref)
        request.with_user(self.client_user)._service_client_cancel_label(
            parcel.id, user=self.client_user
        )
        self.run_outbox()
        self.assertEqual(self.stub.shipments[1001]["status"], "canceled")
        self.assertEqual(parcel.state, "cancelled")

    def test_the_desk_says_whether_a_doubtful_courier_comes(self):
        for button, comes in (
            ("action_courier_booked", "77"),
            ("action_call_again", ""),
        ):
            with self.subTest(button=button):
                self.stub.dispatched.clear()
                parcel = self.ordered_label(way="pickup")
                self.stub.oddities.append(("POST", "/dispatch_orders", "500 after"))
                self.confirm(parcel)
                self.run_outbox()
                request = parcel.job_ids.request_id
                self.assertEqual(parcel.collect_state, "unsure")
                self.assertIn("Perhaps he comes", parcel.collect_error)
                self.assertIn(parcel.name, request.activity_ids.mapped("summary")[-1])
                mine = parcel.with_user(self.logistics_user)
                mine.action_courier_retry()
                self.wake(parcel)
                self.assertEqual(len(self.stub.dispatched), 1)
                if comes:
                    mine.collect_ref = comes
                getattr(mine, button)()
                self.run_outbox()
                self.assertEqual(len(self.stub.dispatched), 1 if comes else 2)
                self.assertEqual(parcel.collect_state, "confirmed")
                self.assertTrue(parcel.collect_ref)
                self.assertFalse(parcel.collect_error)
                self.assertFalse(request.activity_ids)

    def test_the_number_of_a_pickup_is_entered_only_where_it_is_asked_for(self):
        parcel = self.ordered_label(way="pickup").with_user(self.logistics_user)
        for vals in ({"collect_ref": "1"}, {"collect_state": "unsure"}):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                parcel.write(vals)
        for button in ("action_courier_booked", "action_call_again"):
            with self.assertRaisesRegex(UserError, "settled"):
                getattr(parcel, button)()
            with self.assertRaises(AccessError):
                getattr(parcel.with_user(self.care_user), button)()
