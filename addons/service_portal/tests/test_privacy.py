import io
import json
import zipfile

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .portal_common import PortalCommon
from .privacy_common import EMAIL, NAME, PHONE, STREET, PrivacyCommon


@tagged("post_install", "-at_install")
class TestPrivacy(PrivacyCommon):
    def test_nothing_in_the_database_knows_the_person_any_more(self):
        request = self.make_matter()
        self.spread(request)
        self.age(request, years=4)
        self.assertTrue(self.traces())
        self.assertTrue(self.files_with_traces())
        number, events = request.name, len(request.event_ids)
        self.run_tasks()
        self.assertEqual(self.traces(), [])
        self.assertEqual(self.files_with_traces(), [])
        # The work is still counted.
        self.assertEqual(request.name, number)
        self.assertGreaterEqual(len(request.event_ids), events)
        self.assertFalse(self.user.active)
        with self.assertRaises(Exception):  # noqa: B017 - whatever core raises
            self.user.with_user(self.user)._check_credentials(
                {"type": "password", "password": EMAIL}, {"interactive": True}
            )

    def test_old_addresses_of_a_companys_person_go_along(self):
        self.user.partner_id.parent_id = self.client_company
        self.person.write({"street": STREET, "zip": "00-001", "city": "Kraków"})
        request = self.make_request(1, contact=self.person, accept=False)
        request.partner_shipping_id = self.person
        request.reject_reason = "Nie naprawiamy"
        request.with_user(self.care_user).action_reject()
        self.person.street = "Nowa 1"  # the finished matter keeps a copy of the old one
        self.assertNotEqual(request.partner_shipping_id, self.person)
        self.assertIn(f"{NAME}", request.partner_shipping_id.name)
        self.age(request, years=1)
        self.run_tasks()
        self.assertEqual(self.traces(), [])
        self.assertEqual(self.client_company.name, "Klient A Sp. z o.o.")

    def test_posted_invoice_stays_as_it_is_and_only_accounting_knows_the_buyer(self):
        request = self.make_matter()
        self.spread(request)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.person.id,
                "invoice_line_ids": [(0, 0, {"name": "Naprawa", "price_unit": 100.0})],
            }
        )
        invoice.journal_id.restrict_mode_hash_table = True
        invoice.action_post()
        self.env.flush_all()
        self.assertTrue(invoice.inalterable_hash)
        before = self.row(invoice)
        self.age(request, years=4)
        self.run_tasks()
        self.assertEqual(self.row(invoice), before)
        self.accountant_user.group_ids |= self.env.ref("account.group_account_user")
        company = self.env.company.with_user(self.accountant_user)
        report = company._check_hash_integrity()
        self.assertNotIn("corrupted", json.dumps(report, default=str).lower())
        # Name and address stay where the invoices need them, and nowhere else.
        left = self.traces()
        self.assertEqual(
            {row.split(".")[0] for row in left}, {"res_partner", "account_move"}
        )
        columns = {row.split(":")[0] for row in left}
        self.assertNotIn("res_partner.email", columns)
        self.assertNotIn("res_partner.phone", columns)
        partners = self.env["res.partner"].with_context(active_test=False)
        mine = [("id", "=", self.person.id)]
        self.assertFalse(partners.with_user(self.care_user).search(mine))
        self.assertTrue(partners.with_user(self.accountant_user).search(mine))
        self.assertNotEqual(request.contact_id, self.person)
        self.assertNotIn("Brz", request.contact_id.with_user(self.care_user).name)

    def row(self, invoice):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(m) FROM account_move m WHERE id = %s"
                " UNION ALL SELECT to_jsonb(l) FROM account_move_line l"
                " WHERE move_id = %s",
                invoice.id,
                invoice.id,
            )
        )
        return self.env.cr.fetchall()

    def test_preview_writes_nothing(self):
        request = self.make_matter()
        self.age(request, years=4)
        wizard = self.env["service.privacy.wizard"].with_user(self.manager_user)
        wizard = wizard.create({})
        self.assertIn(request.id, wizard.line_ids.mapped("res_id"))
        self.assertFalse(request.anonymised_at)
        self.assertIn(NAME, request.subject)
        self.assertFalse(self.env["service.privacy.task"].search([]))

    def test_time_that_is_not_over_is_kept(self):
        request = self.make_matter()
        self.age(request, months=35)
        self.run_tasks()
        self.assertFalse(request.anonymised_at)
        self.assertEqual(self.person.name, NAME)

    def test_hold_keeps_matter_and_person(self):
        for holder, field, reason in (
            (self.person, "service_legal_hold", "service_legal_hold_reason"),
            (None, "legal_hold", "legal_hold_reason"),
        ):
            request = self.make_matter()
            self.age(request, years=4)
            record = holder or request
            with self.subTest(field=field):
                with self.assertRaises(UserError), self.cr.savepoint():
                    record[field] = True
                    record.flush_recordset()
                record.write({reason: "Sprawa w sądzie", field: True})
                self.run_tasks()
                self.assertFalse(request.anonymised_at)
                self.assertEqual(self.person.name, NAME)
                if holder:
                    record.write({field: False})
                    self.env["service.privacy.task"].search([]).unlink()
                    request.legal_hold_reason = "x"
                    request.legal_hold = True

    def test_hold_after_the_plan_counts(self):
        request = self.make_matter()
        self.age(request, years=4)
        self.env["service.privacy.task"]._service_plan(self.env.company)
        request.write({"legal_hold_reason": "Sąd", "legal_hold": True})
        with self.assertRaises(UserError):
            request._service_anonymise()
        self.assertIn(NAME, request.subject)

    def test_person_with_another_matter_stays(self):
        old = self.make_matter()
        self.age(old, years=4)
        self.make_request(1, contact=self.person)
        self.run_tasks()
        self.assertTrue(old.anonymised_at)
        self.assertFalse(old.subject)
        self.assertFalse(old.job_ids.photo_ids.image)
        self.assertEqual(self.person.name, NAME)
        self.assertTrue(self.user.active)

    def test_rejected_matter_goes_after_its_own_time(self):
        request = self.make_request(1, contact=self.person, accept=False)
        request.reject_reason = "Nie naprawiamy"
        request.with_user(self.care_user).action_reject()
        self.age(request, days=89)
        self.run_tasks()
        self.assertFalse(request.anonymised_at)
        self.age(request, days=91)
        self.run_tasks()
        self.assertTrue(request.anonymised_at)

    def test_poison_row_is_quarantined_and_the_next_one_runs(self):
        bad, good = self.make_matter(), None
        good = self.make_request(1, contact=self.private_partner, accept=False)
        good.reject_reason = "x"
        good.with_user(self.care_user).action_reject()
        self.age(bad, years=4)
        self.age(good, years=4)
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        wipe = type(bad)._service_privacy_wipe

        def poison(record):
            if record == bad:
                raise ValueError("poison")
            return wipe(record)

        self.patch(type(bad), "_service_privacy_wipe", poison)
        tasks = self.env["service.privacy.task"]
        tasks._service_plan(self.env.company)
        tasks._cron_work()
        self.assertTrue(good.anonymised_at)
        self.assertTrue(bad.message_ids)
        failed = tasks.search([("res_id", "=", bad.id), ("kind", "=", "request")])
        self.assertIn("poison", failed.error)

    def test_employees_are_never_anonymised(self):
        with self.assertRaises(UserError):
            self.care_user.partner_id._service_anonymise()


@tagged("post_install", "-at_install")
class TestPrivacyExport(PrivacyCommon, PortalCommon):
    def test_client_downloads_own_data_and_nobody_elses(self):
        self.make_matter()
        foreign = self.make_request(1, contact=self.other_contact)
        self.authenticate(EMAIL, "zelislawa_p")
        self.assertIn("My personal data", self.text(self.get("/my/service/privacy")))
        answer = self.post("/my/service/privacy/export")
        self.assertEqual(answer.headers["Content-Type"], "application/zip")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        names = archive.namelist()
        self.assertIn("data.xlsx", names)
        self.assertTrue([name for name in names if name.endswith(".jpg")])
        text = archive.read("data.json").decode()
        for word in (NAME, EMAIL, "nie działa", PHONE):
            self.assertIn(word, text)
        self.assertNotIn(foreign.name, text)
        self.assertNotIn(f"Klientka {NAME}", text)  # a note of staff

    def test_contact_of_a_company_gets_no_colleagues_matter(self):
        mine = self.make_request(1, contact=self.client_contact)
        colleagues = self.make_request(1, contact=self.colleague_contact)
        text = json.dumps(self.client_contact.sudo()._service_personal_data())
        self.assertIn(json.dumps(mine.name), text)
        self.assertNotIn(json.dumps(colleagues.name), text)

    def test_staff_export_is_for_the_care_desk(self):
        path = f"/service/privacy/export/{self.person.id}"
        for user, status in (
            (self.care_user, 200),
            (self.technician_user, 404),
            (self.other_user, 404),
        ):
            self.enter(user)
            self.assertEqual(self.post(path).status_code, status, user.login)
            self.assertIn(self.get(path).status_code, (404, 405), "never by a link")

    def test_every_export_is_written_down_at_the_person_by_name(self):
        action = self.person.with_user(self.care_user).action_service_export()
        before = len(self.person.message_ids)
        self.enter(self.care_user)
        self.get(action["params"]["url"])
        self.assertEqual(len(self.person.message_ids), before)
        self.post(action["params"]["url"])
        [said] = self.person.message_ids[: len(self.person.message_ids) - before]
        self.assertIn(self.care_user.name, said.body)
        self.assertEqual(said.author_id, self.care_user.partner_id)

    def test_care_desk_exports_matters_of_the_own_companies_only(self):
        elsewhere = self.env["res.company"].create({"name": "Inna firma"})
        stranger = new_test_user(
            self.env,
            "care_elsewhere",
            groups="service_portal.group_service_care",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        matter = self.make_request(1, contact=self.person)
        path = f"/service/privacy/export/{self.person.id}"
        for user, seen in ((stranger, False), (self.care_user, True)):
            self.enter(user)
            archive = zipfile.ZipFile(io.BytesIO(self.post(path).content))
            text = archive.read("data.json").decode()
            self.assertEqual(matter.name in text, seen, user.login)
