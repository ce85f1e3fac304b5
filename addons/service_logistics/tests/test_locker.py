from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.service_portal.tests.portal_common import PortalCommon

from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestLocker(CourierCommon):
    """The client changes the locker for the way back until a parcel is ordered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lockers = cls.carrier.copy(
            {"name": "InPost Paczkomat", "delivery_type": "service_inpost_locker"}
        )

    def say(self, request, point, user=None):
        user = user or self.client_user
        request.with_user(user)._service_client_set_locker({"point": point}, user=user)

    def shown(self, request, user=None):
        matter = request.with_user(user or self.client_user)
        return matter._service_locker_section(user or self.client_user)

    def test_the_locker_is_said_changed_and_given_up(self):
        request = self.make_request(jobs=1)
        for said, kept in (
            ("kra 012", "KRA012"),
            ("POP-WAW1", "POP-WAW1"),
            ("", False),
        ):
            self.say(request, said)
            self.assertEqual(request.return_point, kept)
            self.assertEqual(self.shown(request)["point"], kept or "")
        events = request.event_ids.filtered(
            lambda event: event.code == "request.locker_changed"
        )
        self.assertEqual(len(events), 3)
        self.assertEqual(events.user_id, self.client_user)

    def test_it_is_checked_as_where_a_label_is_ordered(self):
        request = self.make_request(jobs=1)
        for point in ("!!", "K", "<b>KRA</b>", "A" * 30):
            with self.subTest(point=point), self.assertRaisesRegex(UserError, "KRA012"):
                self.say(request, point)
        self.assertFalse(request.return_point)

    def test_only_who_may_change_the_matter_says_it(self):
        request = self.make_request(jobs=1)
        for user in (self.colleague_user, self.other_user, self.care_user):
            with self.assertRaises(AccessError):
                self.say(request, "KRA012", user=user)
        self.assertFalse(request.return_point)

    def test_the_parcel_is_ordered_to_it(self):
        job = self.make_ready()
        job.partner_id.service_locker = "WAW001"
        self.say(job.request_id, "KRA012")
        shipments = self.env["service.shipment"].with_user(self.logistics_user)
        self.assertEqual(shipments._service_usual_carrier(job).id, self.lockers.id)
        data = self.env["service.scan"].with_user(self.logistics_user)
        fields = data.parcel_data(job.ids, self.lockers.id)["fields"]
        values = {field["name"]: field["value"] for field in fields}
        self.assertEqual(values["target_point"], "KRA012")
        shipments._service_dispatch(job, carrier=self.lockers, source="scan")
        self.assertEqual(job.shipment_id.target_point, "KRA012")

    def test_it_stays_once_the_parcel_is_ordered_and_follows_one_that_failed(self):
        job = self.make_ready()
        shipments = self.env["service.shipment"].with_user(self.logistics_user)
        shipments._service_dispatch(
            job,
            carrier=self.lockers,
            source="scan",
            values={"target_point": "KRA012"},
        )
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            self.say(job.request_id, "KRA013")
        self.assertFalse(self.shown(job.request_id))
        job.shipment_id.order_state = "failed"
        self.say(job.request_id, "KRA013")
        self.assertEqual(job.shipment_id.target_point, "KRA013")

    def test_without_a_locker_the_usual_one_counts_again(self):
        job = self.make_ready()
        job.partner_id.service_locker = "WAW001"
        self.say(job.request_id, "KRA012")
        shipments = self.env["service.shipment"].with_user(self.logistics_user)
        shipments._service_dispatch(job, carrier=self.lockers, source="scan")
        job.shipment_id.order_state = "failed"
        self.say(job.request_id, "")
        self.assertEqual(job.shipment_id.target_point, "WAW001")

    def test_devices_that_clients_want_in_different_places_are_two_parcels(self):
        home, away = self.make_ready(), self.make_ready()
        self.assertEqual(home._service_also_ready(), away)
        self.say(away.request_id, "KRA012")
        self.assertFalse(home._service_also_ready())
        answer = self.scan(away.barcode, mode="send", job_ids=home.ids)
        self.assertEqual(answer["result"], "foreign")
        self.assertEqual([row["id"] for row in answer["basket"]], home.ids)
        answer = self.send(home | away, number="INNY1")
        self.assertEqual(answer["result"], "refused")
        self.assertIn("KRA012", answer["message"])
        self.assertEqual((home | away).mapped("state"), ["ready", "ready"])

    def test_what_has_left_goes_where_it_goes(self):
        job = self.make_ready()
        self.send(job, number="INNY1")
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            self.say(job.request_id, "KRA012")

    def test_without_a_carrier_to_lockers_nobody_is_asked(self):
        self.lockers.active = False
        request = self.make_request(jobs=1)
        self.assertFalse(self.shown(request))
        with self.assertRaises(UserError):
            self.say(request, "KRA012")

    def test_it_goes_with_an_anonymised_matter(self):
        request = self.make_request(jobs=1)
        self.say(request, "KRA012")
        request._service_privacy_wipe()
        self.assertFalse(request.return_point)


@tagged("post_install", "-at_install")
class TestLockerPage(PortalCommon, CourierCommon):
    def test_the_client_changes_it_on_the_page_and_reads_what_is_wrong(self):
        self.carrier.copy({"delivery_type": "service_inpost_locker"})
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        for point, words in (("!!", "is no name of a point"), ("kra012", "KRA012")):
            answer = self.post(f"/my/service/{request.id}/locker", {"point": point})
            self.assertEqual(answer.status_code, 200)
            self.assertIn(words, self.text(answer))
            [field] = self.page(answer).xpath("//input[@id='return-point']/@value")
            self.assertIn(field, (point, "KRA012"))
        self.assertEqual(request.return_point, "KRA012")
