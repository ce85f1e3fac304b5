import uuid

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.service_scan import OtherUserError
from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestScanReceive(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(jobs=2)
        cls.job = cls.request.job_ids.sorted("number")[0]

    def test_the_request_shows_what_is_expected(self):
        answer = self.scan(self.request.barcode)
        self.assertEqual(answer["result"], "request")
        self.assertEqual(answer["request"]["name"], self.request.name)
        self.assertEqual(len(answer["request"]["jobs"]), 2)
        self.assertFalse(any(job["received"] for job in answer["request"]["jobs"]))

    def test_a_device_is_received_in_stock(self):
        answer = self.scan(self.job.barcode, request_id=self.request.id)
        self.assertEqual((answer["result"], answer["level"]), ("received", "success"))
        self.assertEqual(answer["job_id"], self.job.id)
        self.assertEqual(self.job.state, "received")
        self.assertDeviceIn(self.job, self.service_location)
        event = self.job.event_ids.filtered(lambda e: e.state_to == "received")
        self.assertEqual(event.source, "scan")
        self.assertEqual(event.user_id, self.logistics_user)

    def test_small_letters_and_spaces_do_no_harm(self):
        answer = self.scan(f" {self.job.barcode.lower()} ")
        self.assertEqual(answer["result"], "received")

    def test_a_typed_number_is_as_good_as_a_scan(self):
        self.assertEqual(self.scan(self.request.name)["result"], "request")
        self.assertEqual(self.scan(self.job.reference)["result"], "received")

    def test_a_device_of_another_client_is_refused(self):
        foreign = self.make_request(jobs=1, partner=self.other_contact).job_ids
        answer = self.scan(foreign.barcode, request_id=self.request.id)
        self.assertEqual((answer["result"], answer["level"]), ("foreign", "danger"))
        self.assertIn(self.other_company.name, answer["message"])
        self.assertEqual(answer["request"]["id"], self.request.id)
        self.assertEqual(foreign.state, "announced")
        self.assertDeviceIn(foreign, None)

    def test_an_unknown_barcode_is_refused(self):
        answer = self.scan("5901234123457", request_id=self.request.id)
        self.assertEqual((answer["result"], answer["level"]), ("unknown", "danger"))
        self.assertEqual(answer["request"]["id"], self.request.id)

    def test_a_device_scanned_twice_is_received_once(self):
        self.scan(self.job.barcode, request_id=self.request.id)
        answer = self.scan(self.job.barcode, request_id=self.request.id)
        self.assertEqual((answer["result"], answer["level"]), ("repeated", "warning"))
        self.assertIn(self.logistics_user.name, answer["message"])
        self.assertEqual(len(self.receipt_moves(self.job)), 1)

    def test_the_same_document_scanned_twice_says_that_all_is_here(self):
        for job in self.request.job_ids:
            self.scan(job.barcode, request_id=self.request.id)
        answer = self.scan(self.request.barcode)
        self.assertEqual(answer["result"], "repeated")

    def test_a_replayed_scan_gets_the_first_answer(self):
        token = str(uuid.uuid4())
        first = self.scan(self.job.barcode, token=token)
        events = len(self.job.event_ids)
        again = self.scan(self.job.barcode, token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertEqual(len(self.job.event_ids), events)
        self.assertEqual(
            self.env["service.scan"].search_count([("token", "=", token)]), 1
        )

    def test_the_next_user_of_the_browser_scans_nothing_of_the_one_before(self):
        token = str(uuid.uuid4())
        scans = self.env["service.scan"].with_user(self.manager_user)
        waiting = scans.with_context(service_station_user=self.logistics_user.id)
        picture = {"name": "a.jpg", "data": "", "mode": "receive"}
        for send in (
            lambda: waiting.scan(token, self.job.barcode, "receive"),
            lambda: waiting.send(token, self.job.ids, number="620000111122"),
            lambda: waiting.add_device(token, self.request.id, {"brand": "X"}),
            lambda: waiting.report_damage(token, self.request.id, "Zgniecione"),
            lambda: waiting.add_parcel(token, {"sender": "Jan"}),
            lambda: waiting.add_photo(self.job.id, **picture),
        ):
            with self.assertRaises(OtherUserError):
                send()
        self.assertFalse(scans.search_count([("token", "=", token)]))
        self.assertEqual(self.job.state, "announced")
        # The scan waits in the browser: whose it is gets it done.
        own = self.env["service.scan"].with_user(self.logistics_user)
        own = own.with_context(service_station_user=self.logistics_user.id)
        answer = own.scan(token, self.job.barcode, "receive")
        self.assertEqual(answer["result"], "received")

    def test_a_token_of_somebody_else_tells_nothing(self):
        token = str(uuid.uuid4())
        self.scan(self.job.barcode, token=token)
        with self.assertRaisesRegex(UserError, "no valid scan"):
            self.scan(self.job.barcode, token=token, user=self.manager_user)

    def test_garbage_is_no_token(self):
        for token in ("", "x" * 500, None, "1; DROP TABLE service_scan"):
            with self.assertRaisesRegex(UserError, "no valid scan"):
                self.env["service.scan"].with_user(self.logistics_user).scan(
                    token, self.job.barcode, "receive"
                )

    def test_a_request_that_is_not_accepted_is_refused(self):
        new = self.make_request(jobs=1, accept=False)
        self.assertEqual(self.scan(new.barcode)["result"], "refused")
        answer = self.scan(new.job_ids.barcode)
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(new.job_ids.state, "announced")

    def test_a_refusal_leaves_nothing_behind(self):
        """A caught error must not keep half of the receipt."""
        quants = self.env["stock.quant"]

        def broken(*args, **kwargs):
            message = "Magazyn zamknięty"
            raise UserError(message)

        self.patch(type(quants), "_update_available_quantity", broken)
        answer = self.scan(self.job.barcode)
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(answer["message"], "Magazyn zamknięty")
        self.job.invalidate_recordset()
        self.assertEqual(self.job.state, "announced")
        self.assertFalse(self.job.in_house)

    def test_the_assigned_technician_is_shown(self):
        self.job.technician_id = self.technician_user
        answer = self.scan(self.job.barcode)
        self.assertIn(self.technician_user.name, answer["message"])
        shown = [job for job in answer["request"]["jobs"] if job["id"] == self.job.id]
        self.assertEqual(shown[0]["technician"], self.technician_user.name)

    def test_only_logistics_scans(self):
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(UserError):
                self.scan(self.job.barcode, user=user)
        self.assertEqual(self.job.state, "announced")

    def test_looking_up_a_scan_takes_few_queries(self):
        code = self.job.barcode
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            self.env["service.scan"]._service_look_up(code)
