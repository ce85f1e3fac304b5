from odoo.tests import HttpCase, tagged

from odoo.addons.service_portal.tests.privacy_common import NAME, PrivacyCommon

from .common import LogisticsCommon
from .test_damage import DamageCommon


@tagged("post_install", "-at_install")
class TestDamagePortal(DamageCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_user.password = f"{cls.client_user.login}-Haslo1"

    def page(self):
        login = self.client_user.login
        self.authenticate(login, f"{login}-Haslo1")
        page = self.url_open(f"/my/service/job/{self.job.id}")
        self.assertEqual(page.status_code, 200)
        return page.text

    def test_the_client_reads_a_plain_sentence_and_sees_the_photos(self):
        photo = self.damage_photo()
        damage = self.protocol(packaging="tylko dla nas")
        text = self.page()
        self.assertIn("The device came to us damaged in transport.", text)
        self.assertIn(damage.name, text)
        self.assertIn(f"/my/service/photo/{photo.id}", text)
        self.assertNotIn("tylko dla nas", text)
        self.assertNotIn("Pęknięty narożnik", text)
        damage.action_claimed()
        damage.action_refused()
        self.assertIn("The carrier has refused our claim.", self.page())

    def test_the_client_reads_that_we_look_for_the_device(self):
        self.protocol("missing")
        self.assertIn("We are looking for it and will write to you.", self.page())


@tagged("post_install", "-at_install")
class TestDamagePrivacy(LogisticsCommon, PrivacyCommon):
    def test_words_and_papers_of_a_protocol_go_with_the_matter(self):
        request = self.make_request(1, contact=self.person)
        job = request.job_ids
        self.scan(job.barcode)
        damage = (
            self.env["service.damage"]
            .with_user(self.logistics_user)
            .create(
                {
                    "kind": "in",
                    "job_ids": job.ids,
                    "description": f"Widziała {NAME}",
                    "packaging": f"Karton od {NAME}",
                }
            )
        )
        damage.action_claimed()
        self.assertTrue(damage.message_ids.attachment_ids)
        for records in request.sudo()._service_privacy_records():
            self.env["service.privacy"]._service_forget_threads(records)
        request.sudo()._service_privacy_wipe()
        self.env.flush_all()
        left = [row for row in self.traces() if row.split(".")[0] == "service_damage"]
        self.assertEqual(left, [])
        self.assertFalse(damage.message_ids.attachment_ids)
        self.assertEqual(damage.kind, "in")
