"""Eighty rows cost as many queries as ten, on every screen with rows."""

from lxml import etree

from odoo.tests import new_test_user, tagged

from ..controllers.portal_device import ServiceDevices
from .portal_common import PortalCommon

FEW, MANY = 10, 80


@tagged("post_install", "-at_install")
class TestRowQueries(PortalCommon):
    def assertNoQueryPerRow(self, make, show):
        """Show FEW rows, then MANY: not one query more.

        :param make: function of a count, makes so many rows
        :param show: function without arguments, shows all of them
        """
        make(FEW)
        show()  # fills core's caches
        few = self.queries(show)
        make(MANY - FEW)
        show()
        many = self.queries(show)
        self.assertLessEqual(many, few, f"{FEW} rows: {few}, {MANY} rows: {many}")

    def queries(self, show):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        show()
        return self.cr.sql_log_count - before

    def make_jobs(self, count, **vals):
        """Make one request with so many devices, in sets."""
        request = self.make_request(jobs=0, accept=False, **vals)
        devices = self.env["service.device"].create(
            [
                {
                    "partner_id": request.partner_id.id,
                    "category_id": self.category.id,
                    "model": f"Model {number}",
                    "serial_number": f"{request.id}-{number}",
                }
                for number in range(count)
            ]
        )
        self.env["service.job"].create(
            [
                {
                    "request_id": request.id,
                    "device_id": device.id,
                    "fault": "Nie działa",
                }
                for device in devices
            ]
        )

    def make_requests(self, count):
        for number in range(count):
            self.make_request(
                jobs=number % 2, accept=False, contact=self.client_contact
            )

    # --- Client ---------------------------------------------------------------------

    def showing(self, path, user=None):
        self.enter(user or self.client_user)

        def show():
            self.assertEqual(self.get(path).status_code, 200)

        return show

    def test_list_of_devices_in_service(self):
        self.assertNoQueryPerRow(self.make_jobs, self.showing("/my/service"))

    def test_passports(self):
        # A second page would be counted, whatever its rows cost.
        self.patch(ServiceDevices, "_service_devices_per_page", MANY)
        self.assertNoQueryPerRow(self.make_jobs, self.showing("/my/service/devices"))

    def test_start_page(self):
        self.assertNoQueryPerRow(self.make_jobs, self.showing("/my/home"))

    def test_export(self):
        show = self.showing("/my/service/export.xlsx")
        self.assertNoQueryPerRow(self.make_jobs, show)

    def test_colleagues(self):
        def make(count):
            people = self.env["res.partner"].search_count([])
            for number in range(people, people + count):
                self.make_client_user(f"client_{number}", self.client_company)

        few, many = 3, 9  # a person costs more to make than a device

        self.assertNoQueryPerRow(
            lambda count: make({FEW: few, MANY - FEW: many}[count]),
            self.showing("/my/service/team"),
        )

    def test_rows_of_a_spreadsheet(self):
        imports = self.env["service.import"].with_user(self.client_user)
        show_of = {}

        def make(count):
            lines = ["Kind of device;Brand;Serial number;Fault description"]
            # Half of them are wrong.
            lines += [
                f"{self.category.name if number % 2 else 'X'};Dell;{count}-{number};Y"
                for number in range(count if count == FEW else MANY)
            ]
            staging, _again = imports._service_client_upload(
                f"{count}.csv", "\n".join(lines).encode(), user=self.client_user
            )
            show_of["path"] = f"/my/service/import/{staging.id}"

        self.enter(self.client_user)
        self.assertNoQueryPerRow(
            make, lambda: self.assertEqual(self.get(show_of["path"]).status_code, 200)
        )

    # --- Care desk ------------------------------------------------------------------

    def reading(self, model, kind, domain=(), user=None):
        """Return a function that reads what the screen of `model` shows."""
        records = self.env[model].with_user(user or self.care_user)
        arch = records.get_views([(False, kind)])["views"][kind]["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        names &= records._fields.keys()
        specification = {
            name: {"fields": {"display_name": {}}}
            if records._fields[name].relational
            else {}
            for name in names
        }
        return lambda: records.web_search_read(list(domain), specification, limit=1000)

    def test_triage_inbox(self):
        triage = self.env["service.triage"].with_user(self.care_user)
        self.assertNoQueryPerRow(self.make_requests, triage.triage_queue)

    def test_requests(self):
        show = self.reading("service.request", "list")
        self.assertNoQueryPerRow(self.make_requests, show)

    def test_jobs(self):
        for kind in ("list", "kanban"):
            with self.subTest(kind):
                show = self.reading("service.job", kind)
                self.assertNoQueryPerRow(self.make_jobs, show)

    def test_devices(self):
        show = self.reading("service.device", "list")
        self.assertNoQueryPerRow(self.make_jobs, show)

    def test_tasks(self):
        request = self.make_request(1)

        def make(count):
            self.env["service.job"].create(
                [
                    {"request_id": request.id, "subject": f"Zadzwonić {number}"}
                    for number in range(count)
                ]
            )

        show = self.reading("service.job", "list", [("device_id", "=", False)])
        self.assertNoQueryPerRow(make, show)

    def test_queues(self):
        def make(count):
            self.env["service.team"].create(
                [{"name": f"Zespół {number}"} for number in range(count)]
            )

        show = self.reading("service.team", "kanban")
        self.assertNoQueryPerRow(make, show)

    def test_log_of_rights(self):
        person = new_test_user(self.env, "client_x", groups="base.group_portal")
        person.partner_id.parent_id = self.client_company
        log = self.env["service.access.log"].sudo()

        def make(count):
            for _number in range(count):
                log._service_write_down(
                    "rights",
                    person.partner_id,
                    client=self.client_company,
                    actor=self.client_user,
                    changes={"edit": [False, True]},
                )

        show = self.reading("service.access.log", "list", user=self.manager_user)
        self.assertNoQueryPerRow(make, show)
