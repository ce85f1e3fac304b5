import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCommon

REPORT = "/service/report"


@tagged("post_install", "-at_install")
class TestPublicReport(PortalCommon):
    def setUp(self):
        super().setUp()
        self.enter()

    # --- Helpers --------------------------------------------------------------

    def filled(self, **values):
        token = self.page(self.get(REPORT)).xpath("//input[@name='form_token']/@value")
        return {
            "form_token": token[0],
            "name": "Ewa Nowa",
            "email": "ewa@nowa.example",
            "phone": "600 700 800",
            "device-0-category_id": str(self.category.id),
            "device-0-brand": "Makita",
            "device-0-fault": "Nie włącza się",
            "consent": "1",
        } | values

    def send(self, files=None, **values):
        return self.post(REPORT, self.filled(**values), files=files)

    def reports(self, email="ewa@nowa.example"):
        return self.env["service.report"].search([("email", "=", email)])

    def link(self, report):
        return report._service_link().partition(report.get_base_url())[2]

    # --- A first-time person --------------------------------------------------

    def test_first_time_person_files_and_gets_a_link_to_this_one_request(self):
        files = {"device-0-photos": ("a.jpg", self.make_jpeg())}
        answer = self.send(files=files)
        self.assertIn("ewa@nowa.example", self.text(answer))
        report = self.reports()
        request = report.request_id
        self.assertEqual((request.channel, request.state), ("website", "new"))
        self.assertEqual(request.contact_id.name, "Ewa Nowa")
        self.assertFalse(request.contact_id.user_ids)
        self.assertEqual(len(request.job_ids.photo_ids), 1)
        mail = self.env["mail.mail"].search([("email_to", "ilike", "ewa@nowa.example")])
        self.assertEqual(len(mail), 1)
        self.assertIn(request.name, mail.subject)
        self.assertNotIn(request.name, self.text(answer))
        [link] = re.findall(r"/service/report/[\w-]+", mail.body_html)
        self.assertIn(request.name, self.text(self.get(link)))

    def test_link_reads_one_record_and_nothing_else(self):
        self.send()
        link = self.link(self.reports())
        for wrong in (link[:-1] + "x", f"{REPORT}/1", f"{REPORT}/AAAA", link[:-4]):
            with self.subTest(wrong=wrong):
                self.assertEqual(self.get(wrong).status_code, 404)
        request = self.reports().request_id
        token = link.rpartition("/")[2]
        for path in (
            f"/my/service/{request.id}?access_token={token}",
            f"/my/service/job/{request.job_ids.id}?access_token={token}",
        ):
            self.assertIn("/web/login", self.get(path).url)

    def test_number_is_no_link(self):
        self.send()
        self.assertEqual(self.get(f"{REPORT}/{self.reports().id}").status_code, 404)

    def test_password_is_chosen_for_the_proved_mailbox_only(self):
        self.send()
        report = self.reports()
        answer = self.post(self.link(report), {"act": "password"}, follow=False)
        self.assertIn("/web/signup?", answer.headers["Location"])
        report.request_id.contact_id.parent_id = self.other_company
        answer = self.post(self.link(report), {"act": "password"}, follow=False)
        self.assertTrue(answer.headers["Location"].endswith("/web/login"))

    def test_mails_to_a_person_without_account_lead_to_the_link(self):
        self.send()
        request = self.reports().request_id
        self.assertIn(f"{REPORT}/", request._service_client_url())
        self.assertIn("/my/service/", self.make_request(1)._service_client_url())

    # --- A known address ------------------------------------------------------

    def test_report_with_a_known_address_waits_for_its_owner(self):
        email = self.client_contact.email
        mails = self.env["mail.mail"].search([])
        known = self.send(email=email)
        report = self.reports(email)
        self.assertEqual(report.state, "waiting")
        self.assertFalse(report.request_id)
        self.assertFalse(
            self.env["service.request"].search([("channel", "=", "website")])
        )
        told = self.env["mail.mail"].search([]) - mails
        self.assertIn(email, told.email_to)
        new = self.send(email="x@nowa.example")
        self.assertEqual(
            self.comparable(known, email), self.comparable(new, "x@nowa.example")
        )

    def test_opening_the_link_makes_nothing_confirming_makes_the_request(self):
        email = self.client_contact.email
        self.send(email=email)
        report = self.reports(email)
        link = self.link(report)
        self.assertIn("Did you send", self.text(self.get(link)))
        self.assertEqual(report.state, "waiting")
        for _click in range(2):
            self.post(link, {"act": "confirm"})
        report.invalidate_recordset()
        self.assertEqual(report.request_id.contact_id, self.client_contact)
        self.assertEqual(report.request_id.partner_id, self.client_company)
        self.assertEqual(
            self.env["service.request"].search_count([("channel", "=", "website")]), 1
        )

    def test_owner_throws_a_foreign_report_away(self):
        email = self.client_contact.email
        self.send(email=email)
        report = self.reports(email)
        self.post(self.link(report), {"act": "drop"})
        self.post(self.link(report), {"act": "confirm"})
        report.invalidate_recordset()
        self.assertEqual(report.state, "dropped")
        self.assertFalse(report.request_id)

    @mute_logger("odoo.http")
    def test_confirming_needs_the_token_of_the_session(self):
        email = self.client_contact.email
        self.send(email=email)
        self.url_open(
            self.link(self.reports(email)), data={"act": "confirm"}, method="POST"
        )
        self.assertEqual(self.reports(email).state, "waiting")

    def test_care_desk_attaches_and_nobody_else(self):
        email = self.client_contact.email
        self.send(email=email)
        report = self.reports(email)
        for user in (self.technician_user, self.client_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user).action_attach()
        care = report.with_user(self.care_user)
        with self.assertRaises(UserError):
            care.state = "filed"
        care.action_attach()
        self.assertEqual(report.request_id.contact_id, self.client_contact)

    # --- Errors ---------------------------------------------------------------

    def test_errors_keep_what_was_typed(self):
        page = self.page(
            self.send(**{"device-0-fault": "", "name": "Ewa & <b>", "email": "ewa@"})
        )
        self.assertEqual(page.xpath("//input[@name='name']/@value"), ["Ewa & <b>"])
        self.assertEqual(
            page.xpath("//input[@name='device-0-brand']/@value"), ["Makita"]
        )
        self.assertTrue(page.xpath("//*[@role='alert']"))
        self.assertTrue(page.xpath("//*[@name='device-0-fault'][@autofocus]"))
        self.assertFalse(self.reports("ewa@"))

    def test_notice_must_be_read(self):
        answer = self.send(consent="")
        self.assertIn("read the notice", self.text(answer))
        self.assertFalse(self.reports())

    def test_a_photo_that_cannot_be_read_keeps_the_rest(self):
        answer = self.send(files={"device-0-photos": ("a.jpg", b"nothing")})
        self.assertIn("a.jpg", self.text(answer))
        self.assertFalse(self.reports())

    def test_programs_get_the_same_answer_and_make_nothing(self):
        person = self.send(email="a@nowa.example")
        program = self.send(email="b@nowa.example", service_website="http://spam")
        self.assertEqual(
            self.comparable(person, "a@nowa.example"),
            self.comparable(program, "b@nowa.example"),
        )
        self.assertFalse(self.reports("b@nowa.example"))

    def test_double_click_is_one_report(self):
        values = self.filled()
        for _click in range(2):
            self.post(REPORT, values)
        self.assertEqual(len(self.reports()), 1)

    def test_form_that_we_did_not_give_out_is_refused(self):
        for token in ("", "x", "AAAA"):
            self.assertIn("send it again", self.text(self.send(form_token=token)))
        self.assertFalse(self.reports())

    def test_many_reports_for_one_address_are_stopped(self):
        for _again in range(3):
            self.send()
        self.assertIn("wait an hour", self.text(self.send()))
        self.assertEqual(len(self.reports()), 3)

    # --- Frames ---------------------------------------------------------------

    def test_form_alone_may_be_framed_by_whom_the_setting_names(self):
        policy = "Content-Security-Policy"
        self.env.company.service_embed_origins = "https://www.firma.example"
        self.assertEqual(
            self.get(REPORT).headers[policy],
            "frame-ancestors 'self' https://www.firma.example",
        )
        self.enter(self.client_user)
        for path in ("/my", "/my/service", "/my/service/new"):
            self.assertEqual(self.get(path).headers[policy], "frame-ancestors 'self'")

    def test_setting_takes_addresses_of_websites_only(self):
        for wrong in ("*", "firma.pl", "https://x.pl/a", "https://x.pl; script-src *"):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.env.company.service_embed_origins = wrong

    def test_framed_form_needs_no_session(self):
        values = self.filled(framed="1", lang="en")
        self.opener.cookies.clear()
        answer = self.url_open(REPORT, data=values, method="POST")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(self.reports()), 1)

    def test_script_is_given_to_other_websites_without_cookies(self):
        answer = self.get("/service/embed.js")
        self.assertIn("javascript", answer.headers["Content-Type"])
        self.assertNotIn("Set-Cookie", answer.headers)
        self.assertLess(len(answer.content), 8000)
