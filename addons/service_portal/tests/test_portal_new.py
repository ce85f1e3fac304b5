from unittest.mock import patch

from odoo.tests import tagged

from .portal_common import PortalCommon

NEW = "/my/service/new"


@tagged("post_install", "-at_install")
class TestPortalNew(PortalCommon):
    def setUp(self):
        super().setUp()
        self.enter(self.client_user)

    def filled(self, *devices, **values):
        """Return the fields of a well-filled form."""
        data = {
            "type_id": str(self.type_repair.id),
            "submission_token": self.id() + str(len(devices)),
        }
        for row, device in enumerate(devices or ({},)):
            data |= {
                f"device-{row}-{name}": value
                for name, value in (
                    {
                        "category_id": str(self.category.id),
                        "brand": "Makita",
                        "model": f"M{row}",
                        "fault": "Nie działa",
                    }
                    | device
                ).items()
            }
        return data | values

    def filed(self):
        return self.env["service.request"].search(
            [("contact_id", "=", self.client_contact.id)]
        )

    # --- Filing -------------------------------------------------------------------

    def test_two_devices_one_request_number_on_screen(self):
        answer = self.post(
            NEW, self.filled({"brand": "Bosch"}, {"serial_number": "S1"})
        )
        request = self.filed()
        self.assertTrue(answer.url.endswith(f"/my/service/{request.id}/done"))
        self.assertIn(request.name, self.text(answer))
        self.assertEqual(request.state, "new")
        self.assertEqual(
            request.job_ids.sorted("number").mapped("title"), ["Bosch M0", "Makita M1"]
        )
        self.assertEqual(request.channel, "portal")
        self.assertEqual(
            request.event_ids.filtered("state_to").user_id, self.client_user
        )

    def test_photos_go_to_their_device(self):
        photo = ("plate.jpg", self.make_jpeg())
        self.post(NEW, self.filled({}, {}), files={"device-1-photos": photo})
        first, second = self.filed().job_ids.sorted("number")
        self.assertFalse(first.photo_ids)
        self.assertEqual(second.photo_ids.kind, "request")

    def test_question_needs_no_device(self):
        self.post(
            NEW, {"type_id": str(self.type_question.id), "description": "Ile to trwa?"}
        )
        self.assertEqual(self.filed().description, "Ile to trwa?")
        self.assertFalse(self.filed().job_ids)

    def test_double_submit_makes_one_request(self):
        first = self.post(NEW, self.filled())
        second = self.post(NEW, self.filled())
        self.assertEqual(len(self.filed()), 1)
        self.assertEqual(first.url, second.url)

    def test_unknown_fields_are_dropped(self):
        self.post(
            NEW,
            self.filled(
                state="closed", partner_id=str(self.other_company.id), priority="3"
            ),
        )
        self.assertEqual(self.filed().state, "new")
        self.assertEqual(self.filed().partner_id, self.client_company)
        self.assertEqual(self.filed().priority, "0")

    # --- Nothing is written, nothing is lost ----------------------------------------

    def refused(self, data, sentence, **kwargs):
        answer = self.post(NEW, data, **kwargs)
        self.assertIn(sentence, self.text(answer))
        self.assertFalse(self.filed())
        self.assertFalse(self.env["service.device"].search([("brand", "=", "Makita")]))
        return self.page(answer)

    def test_missing_device_is_named(self):
        self.refused(
            {"type_id": str(self.type_repair.id)}, "Tell us about at least one device"
        )

    def test_kind_of_request_is_chosen_from_the_list(self):
        self.refused(self.filled(type_id="999999"), "Choose what the request is about")

    def test_first_error_gets_the_focus_and_texts_stay(self):
        page = self.refused(
            self.filled(
                {"fault": "", "accessories": "walizka"}, {"brand": "", "model": ""}
            ),
            "Describe what is wrong",
        )
        [focused] = page.xpath("//*[@autofocus]")
        self.assertEqual(focused.get("name"), "device-0-fault")
        self.assertIn("device-0-fault-error", focused.get("aria-describedby"))
        self.assertTrue(page.xpath("//*[@id='device-0-fault-error']"))
        [kept] = page.xpath("//input[@name='device-0-accessories']/@value")
        self.assertEqual(kept, "walizka")
        self.assertTrue(page.xpath("//textarea[@name='device-1-fault']"))

    def test_photo_of_30_megabytes_gets_a_sentence_and_texts_stay(self):
        page = self.refused(
            self.filled({"accessories": "walizka"}),
            "too large (limit: 15 MB)",
            files={
                "device-0-photos": ("huge.jpg", self.make_jpeg() + b"0" * (30 << 20))
            },
        )
        [kept] = page.xpath("//input[@name='device-0-accessories']/@value")
        self.assertEqual(kept, "walizka")

    def test_foreign_device_is_refused_like_a_missing_one(self):
        foreign = self.make_device(self.other_company)
        answers = {
            self.text(self.post(NEW, self.filled({"device_id": device_id})))
            for device_id in (str(foreign.id), "999999")
        }
        self.assertEqual(len(answers), 1)
        self.assertIn("Choose one of your own devices", answers.pop())
        self.assertFalse(self.filed())

    def test_device_of_a_colleague_is_chosen_by_right_only(self):
        device = self.make_request(jobs=1).job_ids.device_id
        self.enter(self.colleague_user)
        text = self.text(self.post(NEW, self.filled({"device_id": str(device.id)})))
        self.assertIn("Choose one of your own devices", text)
        self.assertNotIn(device.code, text)

    def test_foreign_address_is_refused(self):
        self.refused(
            self.filled(partner_shipping_id=str(self.other_company.id)),
            "Choose one of your own addresses",
        )

    def test_flood_is_stopped_with_a_sentence(self):
        limit = "odoo.addons.service_portal.models.service_rate_limit.ServiceRateLimit"
        with patch(f"{limit}._service_hit", return_value=False):
            self.refused(self.filled(), "a lot of requests in one hour")

    # --- What is offered --------------------------------------------------------------

    def test_devices_of_colleagues_are_offered_by_right_only(self):
        device = self.make_request(jobs=1).job_ids.device_id
        self.assertIn(device.code, self.get(NEW).text)
        self.enter(self.colleague_user)
        self.assertNotIn(device.code, self.get(NEW).text)

    def test_mail_with_the_number_is_queued(self):
        self.client_contact.lang = "en_US"
        self.post(NEW, self.filled())
        request = self.filed()
        mail = self.env["mail.mail"].search(
            [("model", "=", "service.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual(mail.recipient_ids, self.client_contact)
        self.assertIn(request.name, mail.subject)
        self.assertIn(f"/my/service/{request.id}", mail.body_html)
