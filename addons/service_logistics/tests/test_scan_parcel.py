import uuid

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..const import COUNT_COMMANDS
from .common import LogisticsCommon
from .test_document import read_codes


@tagged("post_install", "-at_install")
class TestScanParcel(LogisticsCommon):
    """A whole parcel: all at once, something missing, something too much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=3)
        cls.jobs = cls.request.job_ids.sorted("number")
        cls.job = cls.jobs[0]

    def at(self, raw, **kwargs):
        """Scan with the request open."""
        return self.scan(raw, request_id=self.request.id, **kwargs)

    def call(self, method, *args, user=None, token=None, **kwargs):
        scans = self.env["service.scan"].with_user(user or self.logistics_user)
        return getattr(scans, method)(token or str(uuid.uuid4()), *args, **kwargs)

    def events(self, code):
        return self.request.event_ids.filtered(lambda event: event.code == code)

    def section(self):
        sections = self.request._service_portal_sections()
        return next(s for s in sections if s["code"] == "parcel")

    # --- All at once ----------

    def test_the_document_alone_receives_nothing(self):
        answer = self.at(self.request.barcode)
        self.assertEqual((answer["result"], answer["confirm"]), ("request", "all"))
        self.assertEqual(set(self.jobs.mapped("state")), {"announced"})

    def test_the_document_confirmed_receives_the_whole_parcel(self):
        self.at(self.request.barcode)
        answer = self.at(self.request.barcode, confirm="all")
        self.assertEqual(answer["result"], "received")
        self.assertEqual(set(self.jobs.mapped("state")), {"received"})
        for job in self.jobs:
            self.assertDeviceIn(job, self.service_location)
        self.assertEqual(self.at(self.request.barcode)["result"], "repeated")

    def test_a_confirmation_of_another_document_receives_nothing(self):
        other = self.make_request(jobs=1, partner=self.other_contact)
        answer = self.at(other.barcode, confirm="all")
        self.assertEqual(answer["result"], "request")
        self.assertEqual(other.job_ids.state, "announced")

    def test_a_replayed_confirmation_changes_nothing(self):
        token = str(uuid.uuid4())
        first = self.at(self.request.barcode, confirm="all", token=token)
        events = len(self.request.event_ids)
        again = self.at(self.request.barcode, confirm="all", token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertEqual(len(self.request.event_ids), events)

    # --- Tasks ----------

    def make_task(self, **vals):
        return self.env["service.job"].create(
            {"request_id": self.request.id, "subject": "Zamówić część"} | vals
        )

    def test_all_devices_are_received_and_no_task(self):
        task = self.make_task()
        answer = self.at(self.request.barcode)
        self.assertEqual(len(answer["request"]["jobs"]), 3)
        answer = self.at(self.request.barcode, confirm="all")
        self.assertEqual(answer["result"], "received")
        self.assertIn("3 device(s)", answer["message"])
        self.assertEqual(set(self.jobs.mapped("state")), {"received"})
        self.assertEqual(task.state, "announced")
        self.assertEqual(self.at(self.request.barcode)["result"], "repeated")
        task.with_user(self.care_user).action_task_done()
        self.assertEqual(task.state, "closed")

    def test_a_task_is_not_received_by_its_own_number_either(self):
        task = self.make_task()
        answer = self.at(task.barcode)
        self.assertEqual((answer["result"], answer["confirm"]), ("refused", ""))
        self.assertEqual(task.state, "announced")

    def test_all_that_came_already_is_not_received_again(self):
        self.make_task()
        self.at(self.request.barcode, confirm="all")
        # Two stations at one parcel: the other one still offers to receive all.
        self.jobs[0].with_user(self.logistics_user).action_missing()
        answer = self.at(self.request.barcode)
        self.assertEqual((answer["result"], answer["confirm"]), ("request", ""))
        answer = self.at(self.request.barcode, confirm="all")
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(self.jobs[0].state, "missing")

    # --- A device of another request ----------

    def test_a_foreign_device_is_received_under_its_own_request_when_asked(self):
        foreign = self.make_request(jobs=1, partner=self.other_contact).job_ids
        offer = self.at(foreign.barcode)
        self.assertEqual((offer["result"], offer["confirm"]), ("foreign", "own"))
        self.assertEqual(foreign.state, "announced")
        answer = self.at(foreign.barcode, confirm="own")
        self.assertEqual(answer["result"], "received")
        self.assertEqual(answer["request"]["id"], self.request.id)
        self.assertEqual(foreign.state, "received")
        # It is none of the open request: its photos and accessories need it here.
        self.assertEqual(
            (answer["job"]["id"], answer["job"]["received"]), (foreign.id, True)
        )
        self.assertNotIn(foreign.id, [job["id"] for job in answer["request"]["jobs"]])
        self.assertDeviceIn(foreign, self.service_location)
        self.assertEqual(set(self.jobs.mapped("state")), {"announced"})

    # --- NEXT ----------

    def test_next_asks_before_it_tells_that_something_is_missing(self):
        self.at(self.job.barcode)
        answer = self.at("SCNEXT")
        self.assertEqual((answer["result"], answer["confirm"]), ("incomplete", "next"))
        self.assertIn(self.jobs[1].display_name, answer["message"])
        self.assertFalse(self.events("parcel.incomplete"))

    def test_next_confirmed_tells_the_client_and_the_care_desk(self):
        self.at(self.job.barcode)
        self.at("SCNEXT")
        answer = self.at("scnext", confirm="next")
        self.assertEqual(answer["result"], "partial")
        self.assertEqual(
            self.jobs.mapped("state"), ["received", "announced", "announced"]
        )
        self.assertEqual(len(self.events("parcel.incomplete")), 1)
        activity = self.request.activity_ids
        self.assertIn(self.jobs[2].display_name, activity.note)
        mail = self.env["mail.mail"].search(
            [("res_id", "=", self.request.id), ("model", "=", "service.request")],
            limit=1,
            order="id desc",
        )
        self.assertIn("something is missing", mail.subject)
        self.assertIn(self.jobs[1].reference, mail.body_html)

    def test_next_tells_once_a_parcel(self):
        self.at(self.job.barcode)
        self.at("SCNEXT", confirm="next")
        # Opened again by mistake: nothing came since.
        self.at(self.request.barcode)
        self.assertEqual(self.at("SCNEXT", confirm="next")["result"], "finished")
        self.assertEqual(len(self.events("parcel.incomplete")), 1)

    def test_next_of_a_parcel_that_was_only_looked_at_tells_nobody(self):
        self.at(self.request.barcode)
        self.assertEqual(self.at("SCNEXT")["result"], "finished")
        self.assertFalse(self.events("parcel.incomplete"))

    def test_next_of_a_whole_parcel_is_one_scan(self):
        self.at(self.request.barcode, confirm="all")
        self.assertEqual(self.at("SCNEXT")["result"], "finished")
        self.assertFalse(self.request.activity_ids)

    def test_next_without_an_open_parcel_says_so(self):
        self.assertEqual(self.scan("SCNEXT")["result"], "refused")

    # --- Accessories ----------

    def test_missing_accessories_are_recorded_and_told(self):
        self.job.accessories = "ładowarka, etui; kabel"
        answer = self.at(self.request.barcode, confirm="all")
        shown = next(j for j in answer["request"]["jobs"] if j["id"] == self.job.id)
        self.assertEqual(shown["accessory_list"], ["ładowarka", "etui", "kabel"])
        answer = self.call("check_accessories", self.job.id, ["etui", "złoto"])
        self.assertEqual(answer["result"], "checked")
        self.assertEqual(self.job.accessories_missing, "etui")
        self.at("SCNEXT")
        self.assertEqual(len(self.events("parcel.incomplete")), 1)
        section = self.section()
        self.assertEqual(section["values"]["accessories"], [(self.job.title, "etui")])

    def test_accessories_of_a_foreign_device_leave_the_parcel_open(self):
        foreign = self.make_request(jobs=1, partner=self.other_contact).job_ids
        foreign.accessories = "etui"
        self.at(foreign.barcode, confirm="own")
        answer = self.call(
            "check_accessories", foreign.id, ["etui"], request_id=self.request.id
        )
        self.assertEqual(answer["request"]["id"], self.request.id)
        self.assertEqual(answer["job"]["accessories_missing"], "etui")
        self.assertEqual(foreign.accessories_missing, "etui")

    def test_accessories_are_checked_of_a_device_that_is_here(self):
        self.job.accessories = "etui"
        with self.assertRaisesRegex(UserError, "Receive the device first"):
            self.call("check_accessories", self.job.id, [])
        self.assertFalse(self.job.accessories_checked_at)

    # --- A device nobody announced ----------

    def extra(self, **values):
        values = self.unannounced(**values)
        return self.call("add_device", self.request.id, values)

    def test_an_extra_device_becomes_a_job_of_the_open_request(self):
        answer = self.extra()
        self.assertEqual(answer["result"], "extra")
        job = self.request.job_ids - self.jobs
        self.assertEqual(answer["job_id"], job.id)
        self.assertEqual(job.state, "received")
        self.assertEqual(job.device_id.partner_id, self.request.partner_id)
        self.assertDeviceIn(job, self.service_location)
        self.assertEqual(
            job.event_ids.filtered(lambda e: e.code == "job.unannounced").user_id,
            self.logistics_user,
        )
        self.assertTrue(self.request.activity_ids)

    def test_an_extra_device_that_is_half_described_leaves_nothing(self):
        devices = self.env["service.device"].search_count([])
        for values in ({"category_id": 0}, {"fault": ""}):
            self.assertEqual(self.extra(**values)["result"], "refused")
        self.assertEqual(self.request.job_ids, self.jobs)
        self.assertEqual(self.env["service.device"].search_count([]), devices)

    def test_nothing_is_added_to_a_request_that_is_not_accepted(self):
        self.request = self.make_request(jobs=1, accept=False)
        self.assertEqual(self.extra()["result"], "refused")
        self.assertEqual(len(self.request.job_ids), 1)

    # --- A damaged box ----------

    def test_a_damaged_box_is_recorded_and_shown(self):
        answer = self.call("report_damage", self.request.id, "Rozdarty róg")
        self.assertEqual(answer["result"], "problem")
        self.assertEqual(self.request.parcel_damage, "Rozdarty róg")
        self.assertEqual(self.events("parcel.damaged").note, "Rozdarty róg")
        self.assertTrue(self.request.activity_ids)
        section = self.section()
        self.assertEqual(section["values"]["damage"], "Rozdarty róg")

    def test_only_logistics_says_what_is_in_a_parcel(self):
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(UserError):
                self.call("report_damage", self.request.id, "Dziura", user=user)
            with self.assertRaises(UserError):
                self.call("add_device", self.request.id, {}, user=user)
            with self.assertRaises(UserError):
                self.call("check_accessories", self.job.id, [], user=user)
        self.assertFalse(self.request.parcel_damage)

    # --- Paper ----------

    def test_the_sheet_of_commands_is_read_by_a_scanner(self):
        report = self.env["ir.actions.report"].with_user(self.logistics_user)
        content, kind = report._render_qweb_pdf(
            "service_logistics.action_report_station_commands", self.env.company.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertEqual(
            set(read_codes(content)),
            {"SCNEXT", "SCUNDO", "SCORDER", "SCPHOTO", "SCPROBLEM", *COUNT_COMMANDS},
        )

    def test_expected_parcels_are_listed_by_client(self):
        data = self.env["service.scan"].with_user(self.logistics_user).station_data()
        [row] = [row for row in data["parcels"] if row["id"] == self.request.id]
        self.assertEqual(row["devices"], 3)
        self.assertEqual(row["client"], self.request.partner_id.display_name)
