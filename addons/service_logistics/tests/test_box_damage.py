import base64
import uuid
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestBoxDamage(LogisticsCommon):
    """PROBLEM at the receiving station begins the protocol of the box."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=3)
        cls.jobs = cls.request.job_ids.sorted("number")

    def at(self, raw, **kwargs):
        return self.scan(raw, request_id=self.request.id, **kwargs)

    def report(self, note="Karton zgnieciony z boku", user=None, token=None):
        scans = self.env["service.scan"].with_user(user or self.logistics_user)
        return scans.report_damage(token or str(uuid.uuid4()), self.request.id, note)

    def damages(self):
        return self.env["service.damage"].search(
            [("job_ids", "in", self.jobs.ids)], order="id"
        )

    def test_a_problem_begins_a_protocol_of_what_was_received(self):
        self.at(self.jobs[0].barcode)
        answer = self.report()
        damage = self.damages()
        self.assertEqual(answer["damage"]["id"], damage.id)
        self.assertIn(damage.name, answer["message"])
        self.assertEqual((damage.kind, damage.job_ids), ("in", self.jobs[0]))
        self.assertEqual(damage.description, "Karton zgnieciony z boku")
        self.assertEqual(damage.found_by_id, self.logistics_user)
        self.assertTrue(damage.claim_due)

    def test_before_anything_is_received_it_names_what_is_expected(self):
        self.report()
        self.assertEqual(self.damages().job_ids, self.jobs)
        self.at(self.jobs[0].barcode)
        self.at("SCNEXT")
        self.at("SCNEXT", confirm="next")
        self.assertEqual(self.damages().job_ids, self.jobs[0])

    def test_photos_of_the_box_land_in_the_protocol(self):
        answer = self.report()
        job = self.env["service.job"].browse(answer["damage"]["job"]["id"])
        scans = self.env["service.scan"].with_user(self.logistics_user)
        data = base64.b64encode(self.make_jpeg()).decode()
        photo = scans.add_photo(job.id, "karton.jpg", data, mode="damage")
        self.assertEqual(self.damages().photo_ids.id, photo["photo_id"])
        # Its device did not come: the photos stay in the protocol all the same.
        self.at((self.jobs - job)[:1].barcode)
        self.at("SCNEXT", confirm="next")
        self.assertIn(job, self.damages().job_ids)
        self.assertTrue(self.damages().photo_ids)

    def test_a_second_problem_of_the_box_goes_into_the_same_protocol(self):
        self.report()
        self.at(self.jobs[0].barcode)
        self.report("W środku zbita szyba")
        damage = self.damages()
        self.assertEqual(len(damage), 1)
        self.assertEqual(
            damage.description, "Karton zgnieciony z boku\nW środku zbita szyba"
        )

    def test_the_next_box_has_its_own_protocol(self):
        self.at(self.jobs[0].barcode)
        self.report()
        first = self.damages()
        first.found_at -= timedelta(minutes=1)
        self.at("SCNEXT", confirm="next")
        self.at(self.jobs[1].barcode)
        self.report("Druga paczka mokra")
        self.assertEqual(len(self.damages()), 2)
        self.assertEqual((self.damages() - first).job_ids, self.jobs[1])

    def test_a_protocol_that_went_to_the_carrier_stays_as_it_is(self):
        self.report()
        first = self.damages()
        first.with_user(self.logistics_user).action_claimed()
        self.report("Jeszcze jedno wgniecenie")
        self.assertEqual(first.description, "Karton zgnieciony z boku")
        self.assertEqual(len(self.damages()), 2)

    def test_the_carrier_is_that_of_the_parcel(self):
        parcel = self.env["service.shipment"].create(
            {
                "direction": "in",
                "method": "carrier",
                "by_client": True,
                "carrier_id": self.carrier.id,
                "tracking_number": "620000999911",
                "company_id": self.env.company.id,
                "partner_id": self.client_company.id,
                "job_ids": self.jobs.ids,
            }
        )
        self.jobs.inbound_shipment_id = parcel
        self.report()
        damage = self.damages()
        self.assertEqual(
            (damage.shipment_id, damage.carrier_id, damage.tracking_number),
            (parcel, self.carrier, "620000999911"),
        )

    def test_a_replayed_problem_writes_once(self):
        token = str(uuid.uuid4())
        first = self.report(token=token)
        self.assertEqual(self.report(token=token), first | {"replayed": True})
        self.assertEqual(self.damages().description, "Karton zgnieciony z boku")

    def test_a_problem_without_words_writes_nothing(self):
        with self.assertRaises(UserError):
            self.report("   ")
        self.assertFalse(self.damages())

    def test_only_logistics_begins_a_protocol(self):
        for user in (self.care_user, self.client_user):
            with self.assertRaises(AccessError):
                self.report(user=user)
        self.assertFalse(self.damages())
