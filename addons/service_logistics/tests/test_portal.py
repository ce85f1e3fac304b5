from odoo.tests import HttpCase, tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestPortal(LogisticsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.client_user | cls.colleague_user | cls.other_user:
            user.password = f"{user.login}-Haslo1"

    def get(self, url, user):
        self.authenticate(user.login, f"{user.login}-Haslo1")
        return self.url_open(url)

    def test_the_client_prints_the_document(self):
        request = self.make_request(jobs=1, accept=False)
        response = self.get(f"/my/service/{request.id}/document", self.client_user)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_a_foreign_document_answers_like_a_missing_one(self):
        request = self.make_request(jobs=1, accept=False)
        missing = self.get(
            f"/my/service/{request.id + 10**6}/document", self.other_user
        )
        for user in (self.other_user, self.colleague_user):
            foreign = self.get(f"/my/service/{request.id}/document", user)
            self.assertEqual(foreign.status_code, missing.status_code)
            self.assertNotIn(request.name.encode(), foreign.content)

    def test_the_document_needs_a_login(self):
        request = self.make_request(jobs=1, accept=False)
        self.authenticate(None, None)
        response = self.url_open(
            f"/my/service/{request.id}/document", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)

    def test_the_job_page_shows_the_parcel(self):
        job = self.make_ready()
        self.send(job, number="620099887766", carrier_id=self.carrier.id)
        page = self.get(f"/my/service/job/{job.id}", self.client_user)
        self.assertEqual(page.status_code, 200)
        self.assertIn("620099887766", page.text)
        self.assertIn("https://kurier.example/620099887766", page.text)

    def test_the_client_opens_the_receipt_of_a_hand_over(self):
        job = self.make_ready()
        url = f"/my/service/job/{job.id}/receipt"
        self.assertEqual(self.get(url, self.client_user).status_code, 404)
        self.hand_over(job, name="Jan Odbierający")
        page = self.get(f"/my/service/job/{job.id}", self.client_user)
        self.assertIn("Jan Odbierający", page.text)
        self.assertIn(url, page.text)
        receipt = self.get(url, self.client_user)
        self.assertEqual(receipt.headers["Content-Type"], "application/pdf")
        for user in (self.other_user, self.colleague_user):
            self.assertEqual(self.get(url, user).status_code, 404)

    def test_photos_of_the_station_are_on_the_page_at_once(self):
        job = self.make_received()
        photo = (
            self.env["service.photo"]
            .with_user(self.logistics_user)
            ._service_add(job, "in", [("a.jpg", self.make_jpeg())], source="scan")
        )
        page = self.get(f"/my/service/job/{job.id}", self.client_user)
        self.assertIn(f"/my/service/photo/{photo.id}", page.text)

    def test_the_client_sees_neither_shelf_nor_staff_notes(self):
        job = self.make_ready()
        job.shelf = "REGAL-77"
        self.send(job, number="1")
        job.shipment_id._service_set_state(
            "problem", source="carrier", note="tajna uwaga"
        )
        page = self.get(f"/my/service/job/{job.id}", self.client_user)
        self.assertNotIn("REGAL-77", page.text)
        self.assertNotIn("tajna uwaga", page.text)
