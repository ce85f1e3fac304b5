import base64
import uuid

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestUnknownParcel(LogisticsCommon):
    def keep(self, token=None, user=None, photos=(), **values):
        scans = self.env["service.scan"].with_user(user or self.logistics_user)
        values = values or {"sender": "Jan z Krakowa", "phone": "+48 600 100-200"}
        return scans.add_parcel(token or str(uuid.uuid4()), values, list(photos))

    def parcel(self, **values):
        self.keep(**values)
        return self.env["service.parcel"].search([], limit=1)

    def found(self, words, user=None):
        parcels = self.env["service.parcel"].with_user(user or self.care_user)
        return parcels.search([("search_any", "ilike", words)])

    def wizard(self, parcel, **values):
        return (
            self.env["service.parcel.request"]
            .with_user(self.care_user)
            .create(
                {
                    "parcel_id": parcel.id,
                    "contact_id": self.client_contact.id,
                    "category_id": self.category.id,
                    "brand": "Bosch",
                    "serial_number": "NP-1",
                    "fault": "Nie grzeje",
                }
                | values
            )
        )

    # --- At the station ----------

    def test_the_station_keeps_it_and_the_care_desk_is_told(self):
        answer = self.keep(sender="Jan", shelf_place="A-1")
        self.assertEqual(answer["result"], "parcel")
        parcel = self.env["service.parcel"].search([], limit=1)
        self.assertIn(parcel.name, answer["message"])
        self.assertEqual(parcel.found_by_id, self.logistics_user)
        self.assertEqual(parcel.state, "open")
        self.assertTrue(parcel.activity_ids)

    def test_a_replayed_parcel_is_kept_once(self):
        token = str(uuid.uuid4())
        first = self.keep(token=token)
        before = self.env["service.parcel"].search_count([])
        self.assertEqual(self.keep(token=token), first | {"replayed": True})
        self.assertEqual(self.env["service.parcel"].search_count([]), before)

    def test_something_has_to_be_known_of_it(self):
        with self.assertRaisesRegex(UserError, "or take a photo"):
            self.keep(note="Nic")

    def test_a_photo_is_cleaned_and_a_broken_one_refused(self):
        photo = base64.b64encode(self.make_jpeg()).decode()
        self.keep(photos=[photo], note="Bez etykiety")
        parcel = self.env["service.parcel"].search([], limit=1)
        self.assertEqual(len(parcel.photo_ids), 1)
        for data in ("&&&", base64.b64encode(b"no photo").decode(), None):
            with self.assertRaises(UserError):
                self.keep(photos=[data])

    def test_only_logistics_keeps_parcels(self):
        for user in (self.technician_user, self.client_user):
            with self.assertRaises(UserError):
                self.keep(user=user)

    # --- Finding ----------

    def test_it_is_found_however_the_number_is_written(self):
        parcel = self.parcel(
            phone="+48 600 100-200",
            serial_number="AB-12/34",
            tracking_number="6200 1234 5678",
            sender="Jan z Krakowa",
        )
        for words in (
            "600100200",
            "48600100200",
            "600 100 200",
            "ab1234",
            "AB-12/34",
            "620012345678",
            "krakowa",
            parcel.name,
        ):
            self.assertEqual(self.found(words), parcel, words)
        self.assertFalse(self.found("600100201"))

    def test_open_jobs_with_its_serial_number_are_suggested(self):
        job = self.make_request(jobs=1).job_ids
        parcel = self.parcel(serial_number=job.serial_number)
        shown = parcel.with_user(self.care_user).suggested_job_ids
        self.assertEqual(shown.ids, job.ids)

    # --- The care desk ----------

    def test_it_is_matched_and_its_photos_go_to_the_job(self):
        job = self.make_request(jobs=1).job_ids
        photo = base64.b64encode(self.make_jpeg()).decode()
        parcel = self.parcel(photos=[photo], sender="Jan")
        mine = parcel.with_user(self.care_user)
        mine.job_id = job
        mine.action_match()
        self.assertEqual((parcel.state, parcel.request_id), ("matched", job.request_id))
        self.assertEqual(job.photo_ids.kind, "in")
        self.assertFalse(parcel.photo_ids)
        self.assertFalse(parcel.activity_ids)
        events = job.event_ids.filtered(lambda e: e.code == "parcel.matched")
        self.assertEqual(events.user_id, self.care_user)
        with self.assertRaisesRegex(UserError, "dealt with already"):
            mine.action_match()

    def press(self, job, parcel, user=None):
        job.with_user(user or self.care_user).with_context(
            service_parcel_id=parcel.id
        ).action_match_parcel()

    def test_a_suggested_job_takes_it_by_one_press(self):
        job = self.make_request(jobs=2).job_ids[1]
        parcel = self.parcel(serial_number=job.serial_number)
        self.press(parcel.with_user(self.care_user).suggested_job_ids, parcel)
        self.assertEqual((parcel.state, parcel.job_id), ("matched", job))
        self.assertEqual(parcel.request_id, job.request_id)
        self.assertFalse(parcel.activity_ids)
        with self.assertRaisesRegex(UserError, "dealt with already"):
            self.press(job, parcel)

    def test_only_the_desk_presses_and_only_what_is_there(self):
        job = self.make_request(jobs=1).job_ids
        parcel = self.parcel(serial_number=job.serial_number)
        for user in (self.logistics_user, self.technician_user):
            with self.assertRaises(AccessError):
                self.press(job, parcel, user=user)
        with self.assertRaisesRegex(UserError, "is not there"):
            self.press(job, parcel.browse())
        company = self.env["res.company"].create({"name": "Druga firma"})
        self.care_user.company_ids |= company
        parcel.sudo().company_id = company
        with self.assertRaisesRegex(UserError, "another company"):
            self.press(job, parcel)
        self.assertEqual(parcel.state, "open")

    def test_a_job_and_a_request_have_to_agree(self):
        mine = self.parcel().with_user(self.care_user)
        mine.job_id = self.make_request(jobs=1).job_ids
        mine.request_id = self.make_request(jobs=1)
        with self.assertRaisesRegex(UserError, "is no job of"):
            mine.action_match()
        self.assertEqual(mine.state, "open")

    def test_the_request_is_made_on_the_spot_once(self):
        parcel = self.parcel()
        wizard = self.wizard(parcel)
        wizard.action_file()
        self.assertEqual(parcel.state, "requested")
        self.assertEqual(parcel.request_id.contact_id, self.client_contact)
        self.assertEqual(parcel.request_id.state, "accepted")
        self.assertEqual(parcel.job_id, parcel.request_id.job_ids)
        with self.assertRaisesRegex(UserError, "dealt with already"):
            wizard.action_file()
        # The device is received by its own code now.
        self.assertEqual(self.scan(parcel.job_id.barcode)["result"], "received")

    def test_logistics_matches_nothing_and_nobody_writes_the_state(self):
        parcel = self.parcel()
        with self.assertRaises(AccessError):
            parcel.with_user(self.logistics_user).action_match()
        with self.assertRaises(AccessError):
            parcel.with_user(self.logistics_user).action_returned()
        for user in (self.care_user, self.logistics_user, self.manager_user):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                parcel.with_user(user).write({"state": "returned"})
        self.assertEqual(parcel.state, "open")

    def test_a_new_parcel_is_open_and_found_by_whoever_enters_it(self):
        parcels = self.env["service.parcel"].with_user(self.logistics_user)
        parcel = parcels.create(
            {
                "sender": "Jan",
                "state": "returned",
                "found_by_id": self.care_user.id,
            }
        )
        self.assertEqual(parcel.state, "open")
        self.assertEqual(parcel.found_by_id, self.logistics_user)

    def test_what_was_matched_stays_where_it_belongs(self):
        parcel = self.parcel().with_user(self.care_user)
        parcel.request_id = self.make_request(jobs=1)
        parcel.action_match()
        with self.assertRaisesRegex(UserError, "dealt with already"):
            parcel.request_id = self.make_request(jobs=1)

    def test_parcels_of_another_company_are_hidden(self):
        self.parcel()
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreigner = self.care_user.copy(
            {
                "login": "obca_opieka",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        self.assertFalse(self.found("Krakowa", user=foreigner))

    # --- Personal data ----------

    def test_who_sent_it_is_forgotten_with_the_matter(self):
        parcel = self.parcel().with_user(self.care_user)
        parcel.request_id = self.make_request(jobs=1)
        parcel.action_match()
        parcel.request_id.sudo()._service_privacy_wipe()
        self.assertFalse(parcel.sender or parcel.phone or parcel.note)
        self.assertFalse(self.found("Krakowa"))

    def test_what_went_back_is_forgotten_after_its_days(self):
        parcel = self.parcel()
        parcel.with_user(self.care_user).action_returned()
        self.assertEqual(parcel.state, "returned")
        self.env["service.parcel"]._gc_returned()
        self.assertTrue(parcel.sender)
        old = fields.Datetime.subtract(fields.Datetime.now(), days=91)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE service_parcel SET write_date = %s WHERE id = %s", [old, parcel.id]
        )
        self.env.invalidate_all()
        self.env["service.parcel"]._gc_returned()
        self.assertFalse(parcel.sender or parcel.phone)
