import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestPhotoBooth(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.make_received()
        cls.positions = cls.env["service.photo.position"]
        cls.positions.search([]).active = False
        cls.back, cls.front, cls.box = cls.positions.create(
            [
                {"name": "Tył", "sequence": 20},
                {"name": "Przód", "sequence": 10},
                {"name": "Pudło", "sequence": 30, "before_sending": False},
            ]
        )

    def booth(self, user=None):
        return self.env["service.scan"].with_user(user or self.logistics_user)

    def shoot(self, color="red", job=None, user=None, **kwargs):
        data = base64.b64encode(self.make_jpeg(color)).decode()
        return self.booth(user).add_photo((job or self.job).id, "a.jpg", data, **kwargs)

    def test_a_photo_is_kept_with_view_station_and_person(self):
        answer = self.shoot(station="Stół 1", position_id=self.back.id)
        photo = self.job.photo_ids
        self.assertEqual(
            answer,
            {"job_id": self.job.id, "photo_count": 1, "photo_id": photo.id},
        )
        self.assertEqual(
            (photo.kind, photo.position, photo.station, photo.user_id, photo.source),
            ("in", "Tył", "Stół 1", self.logistics_user, "scan"),
        )
        self.assertTrue(photo.sha256)
        self.assertTrue(photo.taken_at)

    def test_the_station_says_whether_it_is_before_or_after(self):
        for mode, kind in (("receive", "in"), ("send", "out"), ("damage", "damage")):
            answer = self.shoot(mode=mode)
            photo = self.env["service.photo"].browse(answer["photo_id"])
            self.assertEqual(photo.kind, kind)
        for mode in ("", "request", None):
            with self.assertRaises(UserError):
                self.shoot("green", mode=mode)
        self.assertEqual(len(self.job.photo_ids), 3)

    def test_a_photo_that_got_no_answer_is_sent_again_and_kept_once(self):
        first = self.shoot(position_id=self.front.id)
        self.assertEqual(self.shoot(position_id=self.front.id), first)
        self.assertEqual(len(self.job.photo_ids), 1)

    def test_views_come_in_their_order_and_say_what_is_taken(self):
        self.shoot(position_id=self.front.id)
        known = self.booth().photo_job(self.job.id, "receive")
        self.assertEqual(
            [(view["name"], view["taken"]) for view in known["positions"]],
            [("Przód", True), ("Tył", False), ("Pudło", False)],
        )
        self.assertEqual([photo["position"] for photo in known["photos"]], ["Przód"])
        after = self.booth().photo_job(self.job.id, "send")
        self.assertEqual(
            [(view["name"], view["taken"]) for view in after["positions"]],
            [("Przód", False), ("Tył", False)],
        )

    def test_a_removed_photo_is_taken_again(self):
        answer = self.shoot(position_id=self.front.id)
        photo = self.env["service.photo"].browse(answer["photo_id"])
        photo.with_user(self.manager_user)._service_remove("Nieostre")
        known = self.booth().photo_job(self.job.id, "receive")
        self.assertFalse(known["positions"][0]["taken"])
        self.assertFalse(known["photos"])

    def test_a_view_is_named_in_the_language_of_the_client(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        front = self.positions.create({"name": "Left side"})
        front.with_context(lang="pl_PL").name = "Lewy bok"
        self.job.contact_id.lang = "pl_PL"
        self.shoot(position_id=front.id)
        self.assertEqual(self.job.photo_ids.position, "Lewy bok")
        known = self.booth().photo_job(self.job.id, "receive")
        taken = [view["id"] for view in known["positions"] if view["taken"]]
        self.assertEqual(taken, front.ids)

    def test_a_broken_photo_is_refused_in_plain_words(self):
        for data in ("&&&", base64.b64encode(b"no photo").decode()):
            with self.assertRaises(UserError):
                self.booth().add_photo(self.job.id, "a.jpg", data)
        self.assertFalse(self.job.photo_ids)

    def test_without_a_device_there_is_no_photo(self):
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreigner = self.logistics_user.copy(
            {
                "login": "obcy",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "Scan the device first"):
            self.shoot(user=foreigner)
        with self.assertRaisesRegex(UserError, "Scan the device first"):
            self.booth(foreigner).photo_job(self.job.id, "receive")
        self.assertFalse(self.job.photo_ids)

    def test_only_logistics_takes_photos(self):
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(AccessError):
                self.shoot(user=user)
            with self.assertRaises(AccessError):
                self.booth(user).photo_job(self.job.id, "receive")
        self.assertFalse(self.job.photo_ids)

    def test_only_the_manager_changes_the_views(self):
        with self.assertRaises(AccessError):
            self.front.with_user(self.logistics_user).name = "Bok"
        self.front.with_user(self.manager_user).name = "Bok"
