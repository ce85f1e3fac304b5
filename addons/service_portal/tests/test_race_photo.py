"""A photo that is sent twice at once is kept once."""

from odoo.tests import tagged

from .common import ServiceCommon
from .race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRacePhoto(RaceCommon):
    @at_both_moments
    def test_a_photo_sent_twice_at_once_is_one(self, env, overlap):
        client = self.make_company(env, set())
        [person] = self.make_staff(env, 1)
        job = self.make_matter(env, client.partner_id).job_ids
        raw = ServiceCommon.make_jpeg("blue")
        env.cr.commit()

        def send(env):
            photos = env["service.photo"]
            own = env["service.job"].browse(job.id)
            return photos._service_add(own, "in", [("a.jpg", raw)], source="scan").id

        act = (person.id, send)
        first, second = self.race(act, act, overlap=overlap)
        self.assertEqual(first, second)
        found = self.now(env["service.photo"]).search([("job_id", "=", job.id)])
        self.assertEqual(found.ids, [first])
