from unittest.mock import patch

from odoo.tests import tagged

from ..controllers.portal_device import ServiceDevices
from .finished import finish
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestDevicePassport(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(1)
        cls.job = cls.request.job_ids
        cls.device = cls.job.device_id

    def passport(self, user):
        self.enter(user)
        return self.get(f"/my/service/device/{self.device.id}")

    def sell(self):
        """Finish the job, and let another company own the device."""
        finish(self.job)
        self.device.partner_id = self.other_company

    def test_owner_reads_the_history(self):
        text = self.text(self.passport(self.client_user))
        self.assertIn(self.device.code, text)
        self.assertIn(self.job.reference, text)

    def test_new_owner_learns_nothing_of_the_earlier_one(self):
        self.sell()
        answer = self.passport(self.other_user)
        self.assertEqual(answer.status_code, 200)
        for secret in (self.job.reference, self.client_company.name, "Nie działa"):
            self.assertNotIn(secret, answer.text)
        device = self.device.with_user(self.other_user)
        read = device.read(["job_ids", "job_count"])[0]
        self.assertEqual((read["job_ids"], read["job_count"]), ([], 0))

    def test_earlier_owner_keeps_the_job_and_loses_the_device(self):
        self.sell()
        self.assertEqual(self.passport(self.client_user).status_code, 404)
        job = self.get(f"/my/service/job/{self.job.id}")
        self.assertEqual(job.status_code, 200)
        self.assertNotIn(self.other_company.name, job.text)

    def test_colleague_without_right_finds_only_devices_of_own_jobs(self):
        self.assertEqual(self.passport(self.colleague_user).status_code, 404)
        own = self.make_request(0, contact=self.colleague_contact, accept=False)
        finish(self.job)
        mine = self.env["service.job"].create(
            {"request_id": own.id, "device_id": self.device.id, "fault": "Moje"}
        )
        text = self.text(self.passport(self.colleague_user))
        self.assertIn(mine.reference, text)
        self.assertNotIn(self.job.reference, text)

    def test_amounts_are_for_those_who_decide_or_pay(self):
        self.job.amount_display = "123,45 zł"
        self.assertIn("123,45", self.passport(self.client_user).text)
        viewer = self.make_client_user("client_v", self.client_company, "company_view")
        self.assertNotIn("123,45", self.passport(viewer).text)

    def test_list_turns_pages_and_shows_the_state_in_its_colour(self):
        self.make_request(1)
        self.request.job_ids._service_transition("received", source="scan")
        self.request.job_ids._service_transition("missing", source="backoffice")
        self.enter(self.client_user)
        with patch.object(ServiceDevices, "_service_devices_per_page", 1):
            first = self.page(self.get("/my/service/devices"))
            [after] = first.xpath("//a[@rel='next']/@href")
            second = self.page(self.get(after))
        badges = second.xpath("//*[hasclass('o_service_badge_danger')]")
        self.assertEqual(len(badges), 1)
        self.assertFalse(second.xpath("//a[@rel='next']"))
        self.assertTrue(second.xpath("//a[@rel='prev']"))

    def test_search_takes_signs_of_patterns_as_letters(self):
        self.enter(self.client_user)
        self.assertIn(
            "No device fits", self.text(self.get("/my/service/devices", search="%"))
        )

    def test_list_finds_by_serial_written_otherwise(self):
        self.enter(self.client_user)
        serial = self.device.serial_number.lower().replace("-", " ")
        found = self.text(self.get("/my/service/devices", search=serial))
        self.assertIn(self.device.code, found)
        self.assertIn(
            "No device fits", self.text(self.get("/my/service/devices", search="zzz"))
        )
        self.enter(self.other_user)
        self.assertNotIn(self.device.code, self.get("/my/service/devices").text)
