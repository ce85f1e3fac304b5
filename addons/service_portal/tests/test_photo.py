import base64
import io
import struct

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestPhoto(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.make_request(1).job_ids
        cls.photos = cls.env["service.photo"].with_user(cls.logistics_user)

    def add(self, *files, kind="in"):
        return self.photos._service_add(self.job, kind, list(files), source="scan")

    def test_location_and_camera_data_are_gone_and_orientation_is_kept(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was turned
        exif[0x010F] = "Camera"
        exif.get_ifd(0x8825)[1] = "N"
        photo = self.add(
            ("a.jpg", self.make_jpeg(size=(80, 40), exif=exif, comment=b"Jan"))
        )
        with Image.open(io.BytesIO(base64.b64decode(photo.image))) as image:
            self.assertEqual(image.size, (40, 80))
            self.assertFalse(dict(image.getexif()))
            self.assertNotIn("comment", image.info)
        self.assertEqual((photo.width, photo.height), (40, 80))

    def test_photo_with_broken_notes_of_the_camera_is_taken(self):
        entries = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)  # the camera was turned
        entries += struct.pack("<HHI4s", 0x0100, 2, 4, b"ab")  # a width in letters
        notes = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + b"\0" * 4
        photo = self.add(("a.jpg", self.make_jpeg(size=(80, 40), exif=notes)))
        self.assertTrue(photo.image)

    def test_same_photo_twice_is_one(self):
        raw = self.make_jpeg("blue")
        first = self.add(("a.jpg", raw))
        self.assertEqual(self.add(("b.jpg", raw), ("c.jpg", raw)), first)

    def test_too_large_file_is_refused_and_none_is_kept(self):
        huge = b"\xff\xd8" + b"0" * (30 * 1024 * 1024)
        with self.assertRaises(UserError) as caught:
            self.add(("ok.jpg", self.make_jpeg("green")), ("huge.jpg", huge))
        self.assertIn("huge.jpg", str(caught.exception))
        self.assertIn("15 MB", str(caught.exception))
        self.assertFalse(self.job.photo_ids)

    def test_file_that_is_no_photo_is_refused(self):
        for raw in (b"", b"%PDF-1.4", b"<svg/>", self.make_jpeg()[:100]):
            with self.subTest(raw=raw[:5]), self.assertRaises(UserError):
                self.add(("a.jpg", raw))

    def test_photo_is_write_once_and_removal_leaves_a_trace(self):
        photo = self.add(("a.jpg", self.make_jpeg("white")))
        with self.assertRaises(UserError):
            photo.sudo().write({"image": base64.b64encode(self.make_jpeg("black"))})
        with self.assertRaises(UserError):
            photo.sudo().unlink()
        removed = photo.with_user(self.manager_user)
        with self.assertRaises(UserError):
            removed._service_remove(" ")
        for vals in ({"image": False}, {"removed_at": False}, {"removed_reason": "x"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                removed.write(vals)
        digest = photo.sha256
        removed._service_remove("Widać twarz")
        self.assertFalse(photo.image)
        self.assertEqual(photo.sha256, digest)
        self.assertEqual(photo.sudo().removed_by_id, self.manager_user)
