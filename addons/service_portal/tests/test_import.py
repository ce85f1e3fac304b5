"""Spreadsheets: staged, checked, corrected, filed at once. Limits: tests/repo."""

import csv
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import request_form
from .common import ServiceCommon

IMPORT = "odoo.addons.service_portal.models.service_import.ServiceImport"
FILE = "odoo.addons.service_portal.models.service_import_file"
HEADER = [
    "Kind of device",
    "Brand",
    "Model",
    "Serial number",
    "Fault description",
    "Return address",
]


class ImportCommon(ServiceCommon):
    @classmethod
    def line(cls, serial="", **cells):
        return cells | {
            "category": cells.get("category", cls.category.name),
            "brand": cells.get("brand", "Dell"),
            "serial_number": serial,
            "fault": cells.get("fault", "Nie działa"),
        }

    @classmethod
    def content(cls, *lines):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADER)
        names = ("category", "brand", "model", "serial_number", "fault", "shipping")
        writer.writerows([line.get(name, "") for name in names] for line in lines)
        return out.getvalue().encode()

    def upload(self, *lines, user=None):
        user = user or self.client_user
        imports = self.env["service.import"].with_user(user)
        staging, _again = imports._service_client_upload(
            "lista.csv", self.content(*lines), user=user
        )
        return staging

    def confirm(self, staging, user=None, **values):
        user = user or self.client_user
        staging.with_user(user)._service_client_confirm(
            {"type_id": str(self.type_repair.id)} | values, user=user
        )
        staging.invalidate_recordset()
        return staging.sudo().request_id

    def problems(self, staging):
        return {
            line.number: {column: code for column, (code, _d) in line.problems.items()}
            for line in staging.sudo().line_ids
            if line.problems
        }


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    # --- Staging ------------------------------------------------------------------

    def test_rows_are_staged_and_nothing_is_filed(self):
        before = self.env["service.device"].search_count([])
        staging = self.upload(self.line("S1"), self.line("S2"))
        self.assertEqual(staging.row_count, 2)
        self.assertFalse(staging.wrong_count)
        self.assertEqual(staging.line_ids.mapped("serial_number"), ["S1", "S2"])
        self.assertEqual(self.env["service.device"].search_count([]), before)

    def test_wrong_cells_are_named_by_row_and_column(self):
        staging = self.upload(
            self.line("S1"),
            self.line("S2", category="Rakieta"),
            self.line("S3", brand=""),
            self.line("S4", fault=""),
            self.line("S5", shipping="Nowhere 1"),
            self.line("s-1"),
        )
        self.assertEqual(
            self.problems(staging),
            {
                3: {"category": "unknown"},
                4: {"brand": "name"},
                5: {"fault": "fault"},
                6: {"shipping": "unknown"},
                7: {"serial_number": "twin"},
            },
        )
        self.assertEqual(staging.wrong_count, 5)

    def test_every_problem_has_words(self):
        imports = self.env["service.import"]
        for code in [
            "kind",
            "unknown",
            "ambiguous",
            "name",
            "fault",
            "long",
            "rounded",
            "twin",
            "open",
        ]:
            self.assertTrue(imports._service_cell_problem("fault", code, "7"))

    def test_device_with_an_open_job_names_it_to_who_may_see_it(self):
        job = self.make_request(1).job_ids
        serial = job.device_id.serial_number
        row = self.line(serial)
        [line] = self.upload(row).sudo().line_ids
        self.assertEqual(line.problems, {"serial_number": ["open", job.reference]})
        [line] = self.upload(row, user=self.colleague_user).sudo().line_ids
        self.assertEqual(line.problems, {"serial_number": ["open", ""]})
        [line] = self.upload(row, user=self.other_user).sudo().line_ids
        self.assertFalse(line.problems, "another client's device is not ours")

    def test_address_of_another_client_is_no_choice(self):
        label = self.env["service.import"]._service_address_label(self.other_company)
        for said in (self.other_company.name, label):
            staging = self.upload(self.line("S1", shipping=said, model=said))
            self.assertEqual(self.problems(staging), {2: {"shipping": "unknown"}})

    def test_example_row_is_left_out(self):
        example = self.env["service.import"]._service_example()
        staging = self.upload(self.line(example["serial_number"]), self.line("S1"))
        self.assertEqual(staging.line_ids.mapped("serial_number"), ["S1"])

    def test_file_without_our_columns_is_told_and_kept_nowhere(self):
        imports = self.env["service.import"].with_user(self.client_user)
        for content, words in (
            (b"Brand;Model\nDell;X", "Kind of device"),
            (b"Kind of device;Fault description\n", "no rows"),
            (b"%PDF\x00", "cannot read"),
            (b"", "empty"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                imports._service_client_upload("x", content, user=self.client_user)
        self.assertFalse(imports.search([]))

    def test_same_file_again_is_the_same_import(self):
        staging = self.upload(self.line("S1"))
        self.assertEqual(self.upload(self.line("S1")), staging)
        self.assertEqual(len(staging.line_ids), 1)
        self.assertNotEqual(self.upload(self.line("S1"), user=self.other_user), staging)

    def test_same_file_uploaded_at_the_same_moment_is_replayed(self):
        self.upload(self.line("S1"))
        with (
            patch.object(type(self.env["service.import"]), "search", lambda s, *a: s),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
        ):
            self.upload(self.line("S1"))

    # --- Who ------------------------------------------------------------------------

    def test_only_the_author_sees_and_touches_it(self):
        staging = self.upload(self.line("S1"))
        for user in (self.colleague_user, self.other_user, self.care_user):
            with self.subTest(user=user.login):
                foreign = staging.with_user(user)
                self.assertFalse(foreign.search([("id", "=", staging.id)]))
                lines = self.env["service.import.line"].with_user(user)
                self.assertFalse(lines.search([("import_id", "=", staging.id)]))
                for change, args in (
                    (foreign._service_client_confirm, ({},)),
                    (foreign._service_client_correct, ({},)),
                    (foreign._service_client_discard, ()),
                    (foreign._service_client_replace, ("x", b"")),
                ):
                    with self.assertRaises(AccessError):
                        change(*args, user=user)

    # --- Correcting -----------------------------------------------------------------

    def test_corrected_cells_are_checked_again(self):
        staging = self.upload(self.line("S1", category="Rakieta"), self.line("S1"))
        first, second = staging.line_ids
        cells = {
            first.id: {"category": self.category.name, "number": "9", "user_id": "1"},
            second.id: {"serial_number": "S2"},
        }
        staging._service_client_correct(cells, user=self.client_user)
        self.assertFalse(staging.wrong_count)
        self.assertFalse(self.problems(staging))
        self.assertEqual(first.number, 2)

    def test_cells_of_another_file_stay(self):
        foreign = self.upload(self.line("S9"), user=self.other_user)
        staging = self.upload(self.line("S1"))
        staging._service_client_correct(
            {foreign.sudo().line_ids.id: {"brand": "X"}},
            user=self.client_user,
            remove=foreign.sudo().line_ids.ids,
        )
        self.assertEqual(foreign.sudo().line_ids.brand, "Dell")

    def test_removed_row_is_not_filed(self):
        staging = self.upload(self.line("S1"), self.line("S1"))
        staging._service_client_correct(
            {}, user=self.client_user, remove=[staging.line_ids[1].id]
        )
        self.assertEqual((staging.row_count, staging.wrong_count), (1, 0))

    def test_corrected_file_takes_the_place_of_the_rows(self):
        staging = self.upload(self.line("S1", category="Rakieta"))
        staging._service_client_replace(
            "b.csv",
            self.content(self.line("S1"), self.line("S2")),
            user=self.client_user,
        )
        self.assertEqual((staging.row_count, staging.wrong_count), (2, 0))
        with self.assertRaises(UserError), self.cr.savepoint():
            staging._service_client_replace("c", b"%PDF\x00", user=self.client_user)
        self.assertEqual(len(staging.line_ids), 2)

    # --- Filing ---------------------------------------------------------------------

    def test_confirmed_rows_are_one_request_of_the_author(self):
        address = self.env["res.partner"].create(
            {
                "name": "Magazyn",
                "parent_id": self.client_company.id,
                "type": "delivery",
                "street": "Składowa 2",
                "city": "Łódź",
            }
        )
        known = self.make_device(serial_number="ab-12")
        staging = self.upload(
            self.line("S1", shipping="Magazyn"), self.line("AB12"), self.line()
        )
        request = self.confirm(staging, customer_reference="PO-7", state="closed")
        self.assertEqual(request.state, "new")
        self.assertEqual(request.customer_reference, "PO-7")
        self.assertEqual(request.contact_id, self.client_contact)
        self.assertEqual(request.create_uid, self.client_user)
        jobs = request.job_ids.sorted("number")
        self.assertEqual(jobs.mapped("serial_number"), ["S1", "ab-12", False])
        self.assertEqual(jobs[1].device_id, known)
        self.assertEqual(jobs[0].partner_shipping_id, address)
        self.assertEqual(jobs[1].partner_shipping_id, request.partner_shipping_id)
        self.assertEqual(set(jobs.mapped("state")), {"announced"})
        self.assertTrue(all(jobs.mapped("is_open")))
        self.assertEqual(set(jobs.mapped("next_step_code")), {"triage"})
        self.assertIn(jobs[0].reference, jobs[0].search_text)
        self.assertEqual(len(jobs.event_ids), 3)
        self.assertEqual(jobs.event_ids.user_id, self.client_user)
        mails = self.env["mail.mail"].search([("res_id", "=", request.id)])
        self.assertEqual(len(mails), 1, "one mail, however many devices")
        self.assertFalse(staging.sudo().line_ids, "the rows are jobs now")

    def test_confirmed_twice_is_one_request(self):
        staging = self.upload(self.line("S1"))
        request = self.confirm(staging)
        self.assertEqual(self.confirm(staging), request)
        again, known = (
            self.env["service.import"]
            .with_user(self.client_user)
            ._service_client_upload(
                "x", self.content(self.line("S1")), user=self.client_user
            )
        )
        self.assertTrue(known)
        self.assertEqual(again, staging)
        requests = self.env["service.request"].search_count(
            [("contact_id", "=", self.client_contact.id)]
        )
        self.assertEqual(requests, 1)

    def test_filed_import_is_not_changed(self):
        staging = self.upload(self.line("S1"))
        self.confirm(staging)
        for change in (
            lambda: staging._service_client_correct({}, user=self.client_user),
            lambda: staging._service_client_discard(user=self.client_user),
        ):
            with self.assertRaises(UserError):
                change()

    def refused(self, staging, words, **values):
        before = self.env["service.device"].search_count([])
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self.confirm(staging, **values)
        self.env.invalidate_all()
        self.assertEqual(staging.sudo().state, "draft")
        self.assertEqual(self.env["service.device"].search_count([]), before)

    def test_wrong_rows_are_not_filed(self):
        staging = self.upload(self.line("S1"), self.line("S2", fault=""))
        self.refused(staging, "Rows with errors: 1")

    def test_data_of_now_counts_and_not_of_the_upload(self):
        staging = self.upload(self.line("S1"))
        self.category.active = False
        self.refused(staging, "Rows with errors: 1")

    def test_kind_and_addresses_are_the_clients_own(self):
        staging = self.upload(self.line("S1"))
        self.refused(staging, "about devices", type_id=str(self.type_question.id))
        self.refused(staging, "what the request is about", type_id="x")
        foreign = str(self.other_company.id)
        self.refused(staging, "your own addresses", partner_shipping_id=foreign)

    # --- In sets --------------------------------------------------------------------

    def test_queries_grow_with_hundreds_of_rows_and_not_with_rows(self):
        def queries(prefix, count):
            staging = self.upload(*(self.line(f"{prefix}{n}") for n in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.confirm(staging)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries("W", 3)
        few, many = queries("A", 5), queries("B", 95)
        self.assertLessEqual(many, few + 5)

    def test_anonymised_author_leaves_no_spreadsheet_and_no_draft(self):
        staging = self.upload(self.line("S1"))
        form = request_form.read({"submission_token": "T", "description": "Jan"})
        drafts = self.env["service.request.draft"]
        drafts._service_client_save(form, user=self.client_user)
        self.client_user._service_forget_account()
        self.assertFalse(staging.sudo().exists())
        self.assertFalse(drafts.search([("user_id", "=", self.client_user.id)]))
        self.env.cr.execute("SELECT 1 FROM service_import_line")
        self.assertFalse(self.env.cr.fetchall())
