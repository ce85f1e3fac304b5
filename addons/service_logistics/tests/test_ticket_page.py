from odoo.tests import tagged

from odoo.addons.service_portal.tests.portal_common import PortalCommon

from ..courier import CourierInvalid
from .ticket_common import TicketCommon


@tagged("post_install", "-at_install")
class TestTicketPage(PortalCommon, TicketCommon):
    def order_page(self, request, way="point", **values):
        values = {"choice": f"{self.simulator.id}-{way}"} | values
        return self.post(f"/my/service/{request.id}/label", values)

    def label(self, request, parcel):
        return self.url_open(f"/my/service/{request.id}/label/{parcel.id}.pdf")

    def test_the_page_shows_the_order_then_the_label(self):
        request = self.make_request(jobs=2)
        self.enter(self.client_user)
        page = self.page(self.url_open(f"/my/service/{request.id}"))
        [token] = page.xpath("//input[@name='token']/@value")
        answer = self.order_page(request, token=token, point="KRA012")
        self.assertIn("We are ordering the label", self.text(answer))
        self.order_page(request, token=token, point="KRA012")
        parcel = request.job_ids.inbound_shipment_id
        self.assertEqual(len(parcel), 1)
        self.work_off()
        answer = self.url_open(f"/my/service/{request.id}")
        self.assertIn(parcel.posting_code, self.text(answer))
        [link] = self.page(answer).xpath("//a[contains(@href, '.pdf')]/@href")
        pdf = self.url_open(link)
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        self.assertTrue(pdf.content.startswith(b"%PDF"))

    def test_a_refused_order_shows_the_reason_and_the_form_again(self):
        def ticket(carrier, shipment):
            raise CourierInvalid("Brak telefonu nadawcy")

        self.patch_courier(return_ticket=ticket)
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        self.order_page(request)
        self.work_off()
        answer = self.url_open(f"/my/service/{request.id}")
        self.assertIn("Brak telefonu nadawcy", self.text(answer))
        self.assertTrue(self.page(answer).xpath("//button[text()='Order the label']"))
        self.assertIn("Save the number", answer.text)

    def test_what_was_typed_stays_in_the_form(self):
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        answer = self.order_page(request, point="zły;punkt")
        self.assertIn("no name of a point", self.text(answer))
        [point] = self.page(answer).xpath("//input[@name='point']/@value")
        self.assertEqual(point, "zły;punkt")

    def test_nothing_is_offered_when_the_company_does_not(self):
        self.env.company.service_ticket_for = "nobody"
        self.enter(self.client_user)
        answer = self.url_open(f"/my/service/{self.make_request(jobs=1).id}")
        self.assertNotIn("Order the label", answer.text)
        self.assertIn("Save the number", answer.text)

    def test_a_label_is_reached_through_a_request_of_ones_own_only(self):
        mine = self.make_request(jobs=1)
        other = self.make_request(partner=self.other_contact)
        foreign = self.order_label(other, user=self.other_user)
        own = self.order_label(mine)
        self.work_off()
        self.enter(self.client_user)
        self.assertEqual(self.label(mine, own).status_code, 200)
        missing = self.label(mine, own.browse(2**31 - 1))
        self.assertEqual(missing.status_code, 404)
        for request, parcel in ((mine, foreign), (other, foreign), (other, own)):
            answer = self.label(request, parcel)
            self.assertEqual(
                self.comparable(answer, request.id, parcel.id),
                self.comparable(missing, mine.id, 2**31 - 1),
            )
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "service.shipment"),
                ("res_id", "=", foreign.id),
                ("res_field", "=", "label_file"),
            ]
        )
        self.assertTrue(attachment)
        answer = self.url_open(f"/web/content/{attachment.id}")
        self.assertNotIn(b"%PDF", answer.content)
        answer = self.url_open(f"/web/content/service.shipment/{own.id}/label_file")
        self.assertNotIn(b"%PDF", answer.content)

    def test_an_order_is_given_up_on_the_page(self):
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        self.order_page(request)
        parcel = request.job_ids.inbound_shipment_id
        answer = self.post(
            f"/my/service/{request.id}/label/cancel", {"parcel": parcel.id}
        )
        self.assertIn("being taken back", self.text(answer))
        self.assertEqual(parcel.order_state, "cancelling")
        for wrong in ("x", "", str(2**40)):
            answer = self.post(
                f"/my/service/{request.id}/label/cancel", {"parcel": wrong}
            )
            self.assertIn("not there any more", self.text(answer))

    def test_orders_are_limited(self):
        request = self.make_request(jobs=1)
        self.enter(self.client_user)
        for _try in range(20):
            self.order_page(request, point="zły;punkt")
        answer = self.order_page(request)
        self.assertIn("a lot in one hour", self.text(answer))
        self.assertFalse(request.job_ids.inbound_shipment_id)

    def test_unknown_parameters_do_no_harm(self):
        self.enter(self.client_user)
        request = self.make_request(jobs=1)
        answer = self.url_open(f"/my/service/{request.id}?label=x&parcel=y&z=1")
        self.assertEqual(answer.status_code, 200)
        answer = self.order_page(request, choice="x", state="delivered", jobs="1")
        self.assertIn("Choose how the parcel comes", self.text(answer))
