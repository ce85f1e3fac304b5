import io
import uuid

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_count import CountCommon


@tagged("post_install", "-at_install")
class TestCountTogether(CountCommon):
    def test_who_begins_while_a_count_goes_on_joins_it(self):
        count = self.start(self.shelf)
        answer = self.count("SCCOUNT", user=self.manager_user)
        self.assertEqual(answer["count"]["id"], count.id)
        self.assertIn(self.logistics_user.name, answer["message"])
        data = self.env["service.scan"].with_user(self.manager_user).station_data()
        self.assertEqual([row["id"] for row in data["counts"]], count.ids)

    def test_two_people_count_different_shelves(self):
        count = self.start(self.shelf)
        self.count(self.other_shelf.barcode, count, user=self.manager_user)
        for job in self.jobs[:2]:
            self.count(job.barcode, count, self.shelf)
        self.count(
            self.jobs[2].barcode, count, self.other_shelf, user=self.manager_user
        )
        self.finish(count)
        self.assertEqual(set(self.results(count).values()), {"present"})
        line = count.line_ids.filtered(lambda line: line.job_id == self.jobs[2])
        self.assertEqual(line.seen_by_id, self.manager_user)

    def test_a_device_on_two_shelves_is_one_line_the_last_one_counts(self):
        count = self.start(self.shelf, self.other_shelf)
        self.count(self.jobs[0].barcode, count, self.other_shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual(self.results(count), {self.jobs[0]: "present"})

    def test_a_replayed_scan_counts_once(self):
        count, token = self.start(self.shelf), str(uuid.uuid4())
        first = self.count(self.jobs[0].barcode, count, self.shelf, token=token)
        again = self.count(self.jobs[0].barcode, count, self.shelf, token=token)
        self.assertEqual(again, first | {"replayed": True})
        self.assertEqual(len(count.line_ids), 1)

    def test_nothing_is_counted_into_a_finished_count(self):
        count = self.start(self.shelf)
        self.finish(count)
        answer = self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual((answer["result"], answer["count"]), ("refused", False))
        self.assertEqual(self.results(count)[self.jobs[0]], "missing")
        with self.assertRaises(UserError):
            count.with_user(self.logistics_user).action_finish()
        with self.assertRaises(UserError):
            count._service_hold()

    def test_a_count_that_is_given_up_misses_nothing(self):
        count = self.start(self.shelf)
        count.with_user(self.logistics_user).action_cancel()
        self.assertEqual(count.state, "cancelled")
        self.assertFalse(self.searches(self.jobs[0]))
        self.assertNotEqual(self.start(self.shelf), count)

    def test_a_device_is_counted_on_an_open_shelf_only(self):
        count = self.start()
        answer = self.count(self.jobs[0].barcode, count)
        self.assertEqual(answer["result"], "refused")
        answer = self.count(self.jobs[0].barcode, count, self.shelf)
        self.assertEqual(answer["result"], "refused")
        answer = self.count(self.jobs.request_id.barcode, count, self.shelf)
        self.assertIn("each device itself", answer["message"])
        self.assertFalse(count.line_ids)

    def test_a_shelf_of_another_warehouse_is_no_part_of_it(self):
        branch = self.env["stock.warehouse"].create({"name": "Filia", "code": "FIL"})
        far = self.add_shelves("F-1", 1, warehouse=branch)
        count = self.start(self.shelf)
        answer = self.count(far.barcode, count, self.shelf)
        self.assertEqual(answer["result"], "refused")
        self.assertEqual(count.place_ids.location_id, self.shelf)
        self.assertEqual(answer["count"]["place"]["id"], self.shelf.id)

    def test_only_logistics_counts(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        for user in (self.care_user, self.technician_user, self.client_user):
            with self.assertRaises(AccessError):
                self.count("SCCOUNT", user=user)
            for name in ("action_finish", "action_cancel", "action_put_all"):
                with self.assertRaises(AccessError):
                    getattr(count.with_user(user), name)()
            for name in ("action_put_here", "action_damage"):
                with self.assertRaises(AccessError):
                    getattr(count.line_ids.with_user(user), name)()
        self.assertEqual(count.state, "open")

    def test_nobody_writes_a_count_by_hand(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        for records in (count, count.line_ids, count.place_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.manager_user).write({"write_date": False})
            with self.assertRaises(AccessError):
                records.with_user(self.manager_user).unlink()

    def test_counts_of_another_company_are_hidden(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreigner = self.logistics_user.copy(
            {
                "login": "obcy",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        for records in (count, count.line_ids, count.place_ids):
            self.assertFalse(records.with_user(foreigner).search_count([]))
        answer = self.count(self.jobs[0].barcode, count, self.shelf, user=foreigner)
        self.assertEqual((answer["result"], answer["count"]), ("refused", False))

    def test_the_result_is_printed(self):
        count = self.start(self.shelf)
        self.count(self.jobs[0].barcode, count, self.shelf)
        self.finish(count)
        report = self.env.ref("service_logistics.action_report_count")
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.logistics_user)
            ._render(report.report_name, count.ids)
        )
        self.assertEqual(kind, "pdf")
        text = "\n".join(
            page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
        )
        for words in (count.name, "Not seen: 1", self.jobs[1].reference, "A-01"):
            self.assertIn(words, text)
