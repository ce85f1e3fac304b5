from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MONDAY_9, SlaCommon


@tagged("post_install", "-at_install")
class TestSlaPortal(SlaCommon):
    """What the client reads about our answer."""

    def section(self, request, at):
        with freeze_time(at):
            request_sudo = request.with_user(self.client_user).sudo()
            sections = request_sudo._service_portal_sections()
            [found] = [s for s in sections if s["code"] == "response"]
            return str(
                self.env["ir.qweb"]._render(
                    found["template"],
                    {"values": found["values"], "service_request": request_sudo},
                )
            )

    def test_client_reads_until_when_we_answer_in_his_time(self):
        self.client_user.tz = False
        with freeze_time(MONDAY_9):
            request = self.make_request(jobs=1, accept=False)
        text = self.section(request, MONDAY_9)
        self.assertIn("We will answer by", text)
        self.assertIn("13:00", text)
        self.assertIn("November 2026", text)

    def test_client_reads_that_we_are_late(self):
        with freeze_time(MONDAY_9):
            request = self.make_request(jobs=1, accept=False)
        self.assertIn("late", self.section(request, MONDAY_9 + timedelta(days=1)))

    def test_client_reads_when_we_answered(self):
        with freeze_time(MONDAY_9):
            request = self.make_request(jobs=1, accept=False)
            request.with_user(self.care_user).action_accept()
        text = self.section(request, MONDAY_9 + timedelta(days=1))
        self.assertIn("We answered on", text)
        self.assertIn("09:00", text)

    def test_without_a_clock_there_is_no_section(self):
        self.policy.active = False
        request = self.make_request(jobs=1, accept=False)
        codes = [s["code"] for s in request.sudo()._service_portal_sections()]
        self.assertNotIn("response", codes)
