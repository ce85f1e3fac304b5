from odoo.tests import tagged

from odoo.addons.service_portal.tests.portal_common import PortalCommon

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestInboundPage(PortalCommon, LogisticsCommon):
    def enter_page(self, request, **values):
        return self.post(f"/my/service/{request.id}/parcel", values)

    def test_the_number_entered_on_the_page_is_shown_there(self):
        request = self.make_request(jobs=2)
        self.enter(self.client_user)
        page = self.url_open(f"/my/service/{request.id}")
        self.assertIn("Save the number", page.text)
        page = self.enter_page(request, carrier="InPost", number="A10001")
        self.assertIn("parcel=1", page.url)
        self.assertIn("A10001", page.text)
        self.assertIn("Number entered", page.text)
        self.assertEqual(set(request.job_ids.mapped("next_step_code")), {"receive"})
        job_page = self.url_open(f"/my/service/job/{request.job_ids[0].id}")
        self.assertIn("A10001", job_page.text)

    def test_a_wrong_number_keeps_what_was_typed(self):
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        page = self.enter_page(request, carrier="Mój kurier", number="zły numer")
        self.assertIn("is no parcel number", page.text)
        self.assertIn("Mój kurier", page.text)
        self.assertFalse(request.job_ids.inbound_shipment_id)

    def test_only_the_chosen_devices_are_in_the_parcel(self):
        request = self.make_request(jobs=2)
        first, second = request.job_ids
        self.enter(self.client_user)
        self.enter_page(request, carrier="DPD", number="A10001", job=str(second.id))
        self.assertEqual(second.next_step_code, "receive")
        self.assertEqual(first.next_step_code, "send")

    def test_the_list_leads_to_the_form(self):
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        page = self.url_open("/my/service")
        self.assertIn(f"/my/service/{request.id}#section_inbound", page.text)

    def test_sent_devices_are_not_counted_on_the_start_page(self):
        request = self.make_request(jobs=2)
        requests = self.env["service.request"].with_user(self.client_user)

        def to_send():
            cards = requests._service_home_cards(self.client_user)
            return next(card["count"] for card in cards if card["code"] == "send")

        before = to_send()
        self.enter(self.client_user)
        self.enter_page(request, carrier="DPD", number="A10001")
        self.assertEqual(before - to_send(), 2)
