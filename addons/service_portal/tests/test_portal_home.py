"""The start page: whom to reach, what waits, one button."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalHome(PortalCommon):
    def home(self):
        answer = self.get("/my")
        self.assertEqual(answer.status_code, 200)
        return answer

    def test_first_visit_invites_with_one_button(self):
        self.enter(self.private_user)
        answer = self.home()
        self.assertIn("This is how a repair works here", self.text(answer))
        buttons = self.page(answer).xpath("//a[starts-with(@href, '/my/service/new')]")
        self.assertEqual(len(buttons), 1)
        self.make_request(partner=self.private_partner)
        answer = self.home()
        self.assertNotIn("This is how a repair works here", self.text(answer))

    def test_firm_and_own_company_are_named_with_ways_to_reach(self):
        company = self.env.company
        company.write(
            {
                "name": "Serwis Próbny",
                "phone": "+48 22 111 22 33",
                "email": "serwis@example.com",
                "service_opening_hours": "pon.–pt. 8–17",
            }
        )
        self.client_company.vat = "5260001246"
        self.enter(self.client_user)
        answer = self.home()
        text = self.text(answer)
        for words in ("Serwis Próbny", "pon.–pt. 8–17", "Klient A", "5260001246"):
            self.assertIn(words, text)
        page = self.page(answer)
        self.assertTrue(page.xpath("//a[@href='tel:+48221112233']"))
        self.assertTrue(page.xpath("//a[@href='mailto:serwis@example.com']"))

    def test_message_goes_to_the_newest_open_matter(self):
        self.client_company.service_caretaker_id = self.care_user
        first = self.make_request(jobs=1)
        self.enter(self.client_user)
        path = f"/my/service/{first.id}#messages"
        self.assertTrue(self.page(self.home()).xpath(f"//a[@href='{path}']"))
        first.job_ids._service_transition("cancelled", source="backoffice")
        self.assertFalse(self.page(self.home()).xpath(f"//a[@href='{path}']"))

    def test_cards_count_what_waits(self):
        self.make_request(jobs=2)
        asked = self.make_request(jobs=1, accept=False)
        asked.missing_info = "Which serial number?"
        asked.with_user(self.care_user).action_ask_for_info()
        self.enter(self.client_user)
        answer = self.home()
        text = self.text(answer)
        self.assertIn("2 Devices to send", text)
        self.assertIn("1 Questions to you", text)
        self.assertIn("3 Devices in service", text)
        due = "//a[@href='/my/service/invoices?filterby=due']"
        self.assertFalse(self.page(answer).xpath(due))
        self.enter(self.colleague_user)
        self.assertNotIn("Devices to send", self.text(self.home()))

    def test_announcements_keep_to_their_days_and_readers(self):
        today = fields.Date.context_today(self.env.user)
        day = timedelta(days=1)
        shown = {"audience": "client", "date_from": today}
        for title, vals in (
            ("Dzisiaj", shown),
            ("Dla wszystkich", shown | {"audience": "all", "date_to": today}),
            ("Jutro", shown | {"date_from": today + day}),
            ("Wczoraj", shown | {"date_from": today - day, "date_to": today - day}),
            ("Dla nas", shown | {"audience": "staff"}),
            ("W archiwum", shown | {"active": False}),
        ):
            self.env["service.announcement"].create({"title": title} | vals)
        self.enter(self.private_user)
        text = self.text(self.home())
        self.assertIn("Dzisiaj", text)
        self.assertIn("Dla wszystkich", text)
        for title in ("Jutro", "Wczoraj", "Dla nas", "W archiwum"):
            self.assertNotIn(title, text)
