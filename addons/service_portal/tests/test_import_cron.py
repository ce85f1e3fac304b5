"""Long spreadsheets are filed by the cron: all or nothing, and once."""

from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_import import FILE, ImportCommon


@tagged("post_install", "-at_install")
class TestImportCron(ImportCommon):
    def queue(self, *lines):
        staging = self.upload(*lines)
        with patch(f"{FILE}.DIRECT_ROWS", 0):
            self.assertFalse(self.confirm(staging))
        self.assertEqual(staging.sudo().state, "queued")
        return staging.sudo()

    def work(self):
        cron = self.env.ref("service_portal.ir_cron_service_import")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_long_file_is_filed_by_the_cron_in_the_authors_name(self):
        staging = self.queue(self.line("S1"), self.line("S2"))
        self.work()
        self.assertEqual(staging.state, "done")
        self.assertEqual(len(staging.request_id.job_ids), 2)
        self.assertEqual(staging.request_id.create_uid, self.client_user)
        self.assertEqual(staging.request_id.event_ids.user_id, self.client_user)
        progress = self.env["service.import.progress"]._service_done(staging)
        self.assertEqual(progress, 2)

    def test_queued_file_is_confirmed_once(self):
        staging = self.queue(self.line("S1"))
        self.confirm(staging)
        self.work()
        self.work()
        self.assertEqual(len(staging.request_id.job_ids), 1)

    def test_failure_files_nothing_and_gives_the_draft_back(self):
        staging = self.queue(self.line("S1"), self.line("S2"))
        requests = self.env["service.request"].search_count([])
        taken = self.make_device(serial_number="S2")
        request = self.make_request(0, accept=False)
        self.env["service.job"].create(
            {"request_id": request.id, "device_id": taken.id, "fault": "x"}
        )
        self.work()
        self.assertEqual(staging.state, "draft")
        self.assertIn("not right any more", staging.error)
        self.assertEqual(self.problems(staging), {3: {"serial_number": "open"}})
        self.assertEqual(self.env["service.request"].search_count([]), requests + 1)

    def test_nothing_is_filed_for_somebody_who_was_sent_away_meanwhile(self):
        staging = self.queue(self.line("S1"))
        requests = self.env["service.request"].search_count([])
        self.client_user.active = False
        self.work()
        self.assertEqual(staging.state, "draft")
        self.assertIn("no access", staging.error)
        self.assertEqual(self.env["service.request"].search_count([]), requests)

    def test_crash_half_way_leaves_the_draft_as_it_was(self):
        staging = self.queue(self.line("S1"), self.line("S2"))
        devices = self.env["service.device"].search_count([])
        jobs = type(self.env["service.job"])
        with (
            patch.object(
                jobs, "_service_refresh_search_text", side_effect=RuntimeError
            ),
            mute_logger("odoo.addons.service_portal.models.service_import_file"),
        ):
            self.work()
        self.assertEqual(staging.state, "draft")
        self.assertEqual(len(staging.line_ids), 2)
        self.assertEqual(self.env["service.device"].search_count([]), devices)
        self.assertEqual(len(self.confirm(staging).job_ids), 2)

    def test_somebody_who_works_at_it_is_waited_for(self):
        staging = self.queue(self.line("S1"))
        with patch.object(
            type(self.env["service.request"]),
            "_service_client_create_bulk",
            side_effect=ConcurrencyError("busy"),
        ):
            self.work()
        self.assertEqual(staging.state, "queued")
        self.work()
        self.assertEqual(staging.state, "done")
