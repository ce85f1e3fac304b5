from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import nip as nip_number
from ..const import CLIENT_GROUPS
from .common import ServiceCommon

NIP = "5260001246"
OTHER_NIP = "7740001454"


@tagged("post_install", "-at_install")
class TestRegistration(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.caretaker.rule"].search([]).active = False
        cls.env["service.caretaker.rule"].create(
            [
                {
                    "name": "Kraków",
                    "sequence": 1,
                    "zip_from": "30-000",
                    "zip_to": "32-999",
                    "user_id": cls.manager_user.id,
                },
                {"name": "Reszta", "sequence": 2, "user_id": cls.care_user.id},
            ]
        )
        cls.env["res.partner"].search([("vat", "like", NIP)]).vat = False

    def values(self, **values):
        return {
            "kind": "company",
            "name": "Anna Nowak",
            "email": "anna@nowa.example.com",
            "phone": "+48 600 700 800",
            "company_name": "Nowa Sp. z o.o.",
            "nip": NIP,
            "street": "Polna 1",
            "zip": "30-001",
            "city": "Kraków",
            "consent": "1",
        } | values

    def register(self, **values):
        public = self.env(user=self.env.ref("base.public_user"))
        return (
            public["res.partner"]
            ._service_register(self.values(**values))
            .with_env(self.env)
        )

    def mails(self, user):
        return self.env["mail.mail"].search(
            [("model", "=", "res.users"), ("res_id", "=", user.id)]
        )

    # --- NIP --------------------------------------------------------------------

    def test_nip_is_checked_by_its_checksum_and_read_as_written(self):
        for good in (NIP, "526-000-12-46", "PL 526 000 12 46", "PL5260001246"):
            self.assertTrue(nip_number.is_valid(good), good)
        for bad in ("5260001247", "526000124", "", None, "abcdefghij"):
            self.assertFalse(nip_number.is_valid(bad), bad)

    def test_wrong_nip_gets_a_sentence_and_nothing_is_written(self):
        before = self.env["res.partner"].search_count([])
        with self.assertRaisesRegex(ValidationError, "This NIP is not right"):
            self.register(nip="5260001247")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_errors_come_in_the_order_of_the_form(self):
        errors = self.env["res.partner"]._service_registration_errors(
            {"kind": "company", "email": "nonsense"}
        )
        order = "nip company_name name email phone street zip city consent"
        self.assertEqual(list(errors), order.split())

    # --- Accounts -----------------------------------------------------------------

    def test_new_company_gets_its_first_person_with_all_rights(self):
        user = self.register()
        company = user.partner_id.parent_id
        self.assertEqual(company.name, "Nowa Sp. z o.o.")
        self.assertIn(NIP, company.vat)
        self.assertTrue(company.service_registered_at)
        self.assertEqual(user._service_client_rights(), set(CLIENT_GROUPS))
        self.assertTrue(user.has_group("base.group_portal"))
        self.assertFalse(user.has_group("base.group_user"))

    def test_caretaker_comes_from_the_first_rule_that_fits(self):
        self.assertEqual(
            self.register().partner_id.commercial_partner_id.service_caretaker_id,
            self.manager_user,
        )
        other = self.register(nip=OTHER_NIP, email="b@b.example.com", zip="80-001")
        self.assertEqual(
            other.partner_id.commercial_partner_id.service_caretaker_id, self.care_user
        )

    def test_person_is_a_client_of_its_own_without_company_rights(self):
        user = self.register(kind="person", nip="", company_name="")
        self.assertFalse(user.partner_id.parent_id)
        self.assertEqual(user.partner_id.city, "Kraków")
        self.assertFalse(user._service_client_rights())

    def test_account_has_no_password_before_the_mailbox_is_proved(self):
        user = self.register()
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertFalse(self.env.cr.fetchone()[0])
        [mail] = self.mails(user)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("/web/signup?", mail.body_html)
        self.assertIn("token=", mail.body_html)

    def test_care_desk_is_told(self):
        user = self.register()
        message = self.env["mail.message"].search(
            [
                ("model", "=", "res.partner"),
                ("res_id", "=", user.partner_id.parent_id.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.care_user.partner_id, message.notified_partner_ids)
        self.assertTrue(message.email_from, "the mail has a sender and goes out")

    def test_mails_to_staff_are_queued_and_never_sent_beside_the_queue(self):
        with patch.object(
            type(self.env["mail.mail"]), "send_after_commit"
        ) as sent_at_once:
            self.join()
            request = self.make_request()
            request.message_notify(partner_ids=self.care_user.partner_id.ids, body="x")
            request.job_ids[0].message_notify(
                partner_ids=self.care_user.partner_id.ids, body="x"
            )
        sent_at_once.assert_not_called()

    def test_care_desk_is_told_of_somebody_who_wants_to_join(self):
        _user, join = self.join()
        self.assertTrue(join.activity_ids)
        notes = self.env["mail.message"].search(
            [("model", "=", join._name), ("res_id", "=", join.id)]
        )
        told = notes.filtered(lambda m: m.message_type == "user_notification")
        self.assertTrue(told.email_from, "the mail has a sender and goes out")

    def test_known_address_makes_nothing_and_gets_a_mail_that_says_so(self):
        before = self.env["res.partner"].search_count([])
        self.client_user.login = "known@client.example.com"
        user = self.register(email="KNOWN@client.example.com")
        self.assertFalse(user)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        [mail] = self.mails(self.client_user)
        self.assertIn("account already", mail.body_html)

    def test_person_whom_staff_entered_gets_that_record(self):
        known = self.env["res.partner"].create(
            {"name": "Jan z telefonu", "email": "jan@tel.example.com"}
        )
        user = self.register(kind="person", email="jan@tel.example.com", name="Ktoś")
        self.assertEqual(user.partner_id, known)
        self.assertEqual(known.name, "Jan z telefonu")

    def test_contact_of_a_company_is_not_taken_over_by_registering(self):
        known = self.env["res.partner"].create(
            {
                "name": "Kontakt",
                "email": "k@tel.example.com",
                "parent_id": self.client_company.id,
            }
        )
        user = self.register(kind="person", email="k@tel.example.com")
        self.assertNotEqual(user.partner_id, known)
        self.assertNotEqual(user.partner_id.commercial_partner_id, self.client_company)

    # --- A company that exists --------------------------------------------------------

    def join(self):
        self.client_company.vat = f"PL{NIP}"
        user = self.register()
        return user, self.env["service.join.request"].search(
            [("user_id", "=", user.id)]
        )

    def test_known_company_is_never_joined_without_approval(self):
        for written in (NIP, f"PL{NIP}", "526-000-12-46"):
            self.client_company.vat = written
            user = self.register(email=f"x{len(written)}@nowa.example.com")
            join = self.env["service.join.request"].search([("user_id", "=", user.id)])
            self.assertEqual(join.state, "new")
            self.assertEqual(join.target_partner_id, self.client_company)
            self.assertFalse(user.partner_id.parent_id)
            self.assertFalse(user._service_client_rights())

    def test_second_registration_of_a_fresh_company_waits_for_approval(self):
        first = self.register()
        # As in the other of two transactions at once: the vat is not seen there.
        first.partner_id.parent_id.vat = False
        with mute_logger("odoo.sql_db"):
            second = self.register(email="second@nowa.example.com")
        self.assertFalse(second.partner_id.parent_id)
        self.assertTrue(
            self.env["service.join.request"].search([("user_id", "=", second.id)])
        )

    def test_approval_by_the_care_desk_joins_without_rights_and_is_logged(self):
        user, join = self.join()
        join.with_user(self.care_user).action_approve()
        self.assertEqual(user.partner_id.parent_id, self.client_company)
        self.assertFalse(user._service_client_rights())
        self.assertEqual(join.decided_by_id, self.care_user)
        self.assertFalse(join.activity_ids)
        self.assertEqual(len(self.mails(user)), 2)

    def test_only_the_care_desk_decides_and_only_once(self):
        user, join = self.join()
        for stranger in (self.technician_user, user, self.client_user):
            with self.assertRaises(AccessError):
                join.with_user(stranger).action_approve()
        join.with_user(self.care_user).action_refuse()
        with self.assertRaisesRegex(UserError, "decided already"):
            join.with_user(self.care_user).action_approve()
        self.assertFalse(user.partner_id.parent_id)

    def test_decision_is_not_written_around_the_buttons(self):
        _user, join = self.join()
        with self.assertRaises(AccessError):
            join.with_user(self.care_user).write({"state": "approved"})

    def test_approval_needs_the_company(self):
        _user, join = self.join()
        join.with_user(self.care_user).target_partner_id = False
        with self.assertRaisesRegex(UserError, "Choose the company first"):
            join.with_user(self.care_user).action_approve()
