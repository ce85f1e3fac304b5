from unittest.mock import patch

from odoo.tests import tagged

from .portal_common import PortalCommon

SIGNUP = "/web/signup"


@tagged("post_install", "-at_install")
class TestRegistrationPage(PortalCommon):
    def setUp(self):
        super().setUp()
        self.env["res.partner"].search([("vat", "like", "5260001246")]).vat = False
        self.enter()

    def form(self, **values):
        return {
            "kind": "company",
            "name": "Anna Nowak",
            "login": "anna@nowa.example.com",
            "phone": "600700800",
            "company_name": "Nowa",
            "nip": "526-000-12-46",
            "street": "Polna 1",
            "zip": "00-001",
            "city": "Warszawa",
            "consent": "1",
        } | values

    def user(self, login="anna@nowa.example.com"):
        return self.env["res.users"].search([("login", "=", login)])

    def test_visitor_sees_that_the_account_is_there_and_a_mail_was_sent(self):
        answer = self.post(SIGNUP, self.form())
        self.assertIn("Your account is there", answer.text)
        self.assertIn("anna@nowa.example.com", answer.text)
        self.assertTrue(self.user())
        self.assertIn(
            "frame-ancestors 'self'", answer.headers["Content-Security-Policy"]
        )

    def test_link_of_the_mail_leads_to_a_password_and_into_the_portal(self):
        self.post(SIGNUP, self.form())
        url = self.user().partner_id.sudo()._get_signup_url()
        page = self.page(self.url_open(url))
        self.assertTrue(page.xpath("//input[@name='password']"))
        self.assertFalse(page.xpath("//input[@name='nip']"))
        [token] = page.xpath("//input[@name='token']/@value")
        password = "Correct-Horse-77"
        self.post(
            SIGNUP,
            {
                "login": "anna@nowa.example.com",
                "name": "Anna Nowak",
                "token": token,
                "password": password,
                "confirm_password": password,
            },
        )
        self.assertIn("/my/service/new", self.url_open("/my").text)

    def test_form_has_no_password_so_that_the_mailbox_is_proved_first(self):
        page = self.page(self.url_open(SIGNUP))
        self.assertFalse(page.xpath("//input[@type='password']"))
        self.assertTrue(page.xpath("//input[@name='nip']"))

    def test_wrong_nip_is_shown_at_its_field_and_nothing_is_lost_or_written(self):
        answer = self.post(SIGNUP, self.form(nip="5260001247"))
        page = self.page(answer)
        [error] = page.xpath("//*[@id='nip-error']")
        self.assertIn("not right", error.text_content())
        self.assertEqual(page.xpath("//input[@name='company_name']/@value"), ["Nowa"])
        self.assertFalse(self.user())

    def test_known_and_new_address_read_the_same_answer(self):
        self.client_user.login = "known@client.example.com"
        answers = {
            self.comparable(self.post(SIGNUP, self.form(login=login)), login)
            for login in ("known@client.example.com", "fresh@client.example.com")
        }
        self.assertEqual(len(answers), 1)

    def test_known_and_new_company_read_the_same_answer(self):
        first = self.post(SIGNUP, self.form())
        second = self.post(SIGNUP, self.form(login="anna@nowa2.example.com"))
        self.assertEqual(
            self.comparable(first, "anna@nowa.example.com"),
            self.comparable(second, "anna@nowa2.example.com"),
        )

    def test_program_that_fills_in_everything_makes_no_account(self):
        answer = self.post(SIGNUP, self.form(service_website="http://spam.example"))
        self.assertIn("Your account is there", answer.text)
        self.assertFalse(self.user())

    def test_many_registrations_are_stopped_with_a_sentence(self):
        limit = "odoo.addons.service_portal.models.service_rate_limit.ServiceRateLimit"
        with patch(f"{limit}._service_hit", return_value=False):
            answer = self.post(SIGNUP, self.form())
        self.assertIn("many registrations", answer.text)
        self.assertFalse(self.user())

    def test_address_gets_three_mails_an_hour_at_most(self):
        self.client_user.login = "known@client.example.com"
        form = self.form(login="known@client.example.com")
        texts = [self.post(SIGNUP, form).text for _try in range(4)]
        self.assertIn("Your account is there", texts[2])
        self.assertIn("many registrations", texts[3])
