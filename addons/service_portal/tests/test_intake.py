from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestIntake(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.env["service.intake"].with_user(cls.care_user)
        cls.private_partner.phone = "+48 600-700 800"
        cls.env.company.service_default_caretaker_id = cls.care_user

    def values(self, **other):
        return {
            "token": "t1",
            "channel": "phone",
            "contact_id": self.private_partner.id,
            "type_id": self.type_repair.id,
            "devices": [
                {
                    "category_id": self.category.id,
                    "brand": "Marka",
                    "model": "M1",
                    "serial_number": "INT-1",
                    "fault": "Nie działa",
                }
            ],
            "accept": True,
            "invite": True,
        } | other

    def file(self, **other):
        answer = self.intake.intake_file(self.values(**other))
        return self.env["service.request"].browse(answer["id"]), answer

    def new_contact(self, **other):
        contact = {
            "kind": "person",
            "name": "Zofia Dzwoniąca",
            "phone": "600 111 222",
            "email": "zofia@client.example.com",
        }
        return {"contact_id": False, "contact": contact | other}

    # --- Looking up -------------------------------------------------------------

    def test_phone_is_found_however_it_is_written(self):
        for spelling in (
            "600700800",
            "600 700 800",
            "+48600700800",
            "0048 600-700-800",
        ):
            with self.subTest(spelling):
                found = self.intake.intake_lookup(spelling)["clients"]
                self.assertIn(self.private_partner.id, [row["id"] for row in found])

    def test_serial_number_finds_device_and_its_open_job(self):
        request = self.make_request(1)
        serial = request.job_ids.device_id.serial_number
        [row] = self.intake.intake_lookup(serial.lower())["devices"]
        self.assertEqual(row["id"], request.job_ids.device_id.id)
        self.assertEqual(row["open_job"], request.job_ids.reference)
        self.assertEqual(row["contact_id"], self.client_contact.id)

    def test_employee_is_no_client(self):
        found = self.intake.intake_lookup(self.care_user.name)["clients"]
        self.assertNotIn(self.care_user.partner_id.id, [row["id"] for row in found])

    def test_lookup_asks_no_query_per_device(self):
        def queries(count):
            for number in range(count):
                self.make_device(serial_number=f"QQ{count}{number}")
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.intake.intake_lookup(f"QQ{count}")["devices"]
            self.assertEqual(len(rows), count)
            return self.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(3), queries(7))

    # --- Filing -----------------------------------------------------------------

    def test_filed_request_is_the_clients_and_verified(self):
        request, answer = self.file()
        self.assertEqual(request.contact_id, self.private_partner)
        self.assertEqual(request.state, "accepted")
        self.assertEqual(request.channel, "phone")
        self.assertEqual(request.user_id, self.care_user)
        self.assertFalse(answer["invited"], "has an account")
        seen = self.env["service.request"].with_user(self.private_user)
        self.assertIn(request, seen.search([]))

    def test_not_verified_waits_in_triage(self):
        request, _answer = self.file(accept=False)
        self.assertEqual(request.state, "new")

    def test_sent_twice_files_once(self):
        first, _answer = self.file()
        again, _answer = self.file()
        self.assertEqual(first, again)
        self.assertEqual(len(first.job_ids), 1)

    def test_verified_on_the_phone_is_one_mail(self):
        mails = self.env["mail.mail"].search([])
        notices = self.env["service.mail.notice"].search([])
        self.file()
        self.send_waiting_mails()
        sent = self.env["mail.mail"].search([]) - mails
        mine = sent.filtered(lambda mail: self.private_partner in mail.recipient_ids)
        self.assertEqual(len(mine), 1, mine.mapped("subject"))
        self.assertFalse(
            (self.env["service.mail.notice"].search([]) - notices).filtered(
                lambda notice: notice.code == "request.new"
            )
        )

    def test_new_person_is_invited_and_sees_the_request(self):
        request, answer = self.file(**self.new_contact())
        self.assertTrue(answer["invited"])
        user = request.contact_id.user_ids
        self.assertTrue(user.share)
        self.assertEqual(user.login, "zofia@client.example.com")
        self.assertTrue(request.partner_id.service_caretaker_id)
        requests = self.env["service.request"].with_user(user)
        self.assertEqual(requests.search([]), request)
        mail = self.env["mail.mail"].search([("email_to", "like", "zofia@")])
        self.assertTrue(mail.filtered(lambda m: "signup" in m.body_html))

    def test_founder_of_a_new_company_gets_its_rights(self):
        request, _answer = self.file(
            **self.new_contact(
                kind="company", nip="526-000-12-46", company_name="Nowa Sp. z o.o."
            )
        )
        self.assertTrue(request.partner_id.is_company)
        self.assertEqual(request.partner_id.vat, "PL5260001246")
        user = request.contact_id.user_ids
        self.assertTrue(user.has_group("service_portal.group_client_admin"))

    def test_caller_of_a_known_company_gets_no_rights(self):
        self.client_company.vat = "PL5260001246"
        request, answer = self.file(
            **self.new_contact(kind="company", nip="5260001246")
        )
        self.assertEqual(request.partner_id, self.client_company)
        self.assertTrue(answer["invited"])
        user = request.contact_id.user_ids
        self.assertFalse(user._service_client_rights())

    def test_known_address_makes_no_second_card(self):
        with self.assertRaisesRegex(UserError, "has this e-mail address already"):
            self.file(**self.new_contact(email=self.private_user.email.upper()))

    def test_nothing_is_written_when_something_is_missing(self):
        count = self.env["service.request"].search_count([])
        wrong = [
            {"devices": []},
            {"devices": [{"category_id": self.category.id, "brand": "X"}]},
            {"channel": "portal"},
            {"type_id": 0},
            {"contact_id": self.care_user.partner_id.id},
            {"token": ""},
            self.new_contact(name=" "),
            self.new_contact(phone="", email=""),
            self.new_contact(email="zofia@"),
            self.new_contact(kind="company", nip="5260001247"),
            self.new_contact(kind="company"),
        ]
        for other in wrong:
            with self.subTest(other), self.assertRaises(UserError):
                self.file(**other)
        self.assertEqual(self.env["service.request"].search_count([]), count)

    def test_device_of_another_client_is_refused(self):
        device = self.make_device(self.other_company)
        with self.assertRaises(UserError):
            self.file(devices=[{"device_id": device.id, "fault": "Nie działa"}])

    # --- Rights -----------------------------------------------------------------

    def test_only_the_care_desk_files_for_clients(self):
        for user in (self.technician_user, self.logistics_user, self.private_user):
            intake = self.env["service.intake"].with_user(user)
            for call in (
                intake.intake_choices,
                lambda i=intake: i.intake_lookup("client"),
                lambda i=intake: i.intake_client(self.private_partner.id),
                lambda i=intake: i.intake_file(self.values()),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    call()
