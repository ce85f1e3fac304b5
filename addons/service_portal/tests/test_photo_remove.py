from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestPhotoRemove(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.make_request(1).job_ids
        cls.photo = cls.env["service.photo"]._service_add(
            cls.job, "in", [("a.jpg", cls.make_jpeg())], source="scan"
        )

    def remove(self, user, reason="Widać twarz"):
        windows = self.env["service.photo.remove"].with_user(user)
        windows.create({"photo_id": self.photo.id, "reason": reason}).action_remove()

    def test_the_manager_removes_a_photo_and_says_why(self):
        digest = self.photo.sha256
        self.remove(self.manager_user)
        self.assertFalse(self.photo.image)
        self.assertEqual(self.photo.removed_reason, "Widać twarz")
        self.assertEqual(self.photo.removed_by_id, self.manager_user)
        self.assertEqual(self.photo.sha256, digest)

    def test_without_a_reason_the_photo_stays(self):
        with self.assertRaises(UserError):
            self.remove(self.manager_user, "  ")
        self.assertTrue(self.photo.image)

    def test_nobody_else_removes_a_photo(self):
        for user in (self.logistics_user, self.technician_user, self.care_user):
            with self.assertRaises(AccessError):
                self.remove(user)
        self.assertTrue(self.photo.image)
