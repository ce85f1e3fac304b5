from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCommon

TEAM = "/my/service/team"
MAIL = "nowa@client.example.com"
PASSWORD = "Correct-Horse-77"


@tagged("post_install", "-at_install")
class TestInvitation(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Small numbers stand in every page; an id must be found as such.
        cls.env.cr.execute(
            "SELECT setval('service_invitation_id_seq',"
            " greatest(nextval('service_invitation_id_seq'), 7001))"
        )

    def invite(self, email=MAIL, name="Nowa Osoba", **values):
        self.enter(self.client_user)
        return self.post(
            f"{TEAM}/invite", {"name": name, "email": email} | values, follow=True
        )

    def invitation(self, email=MAIL):
        return self.env["service.invitation"].search([("email", "=", email)])

    def mails(self, invitation):
        return self.env["mail.mail"].search(
            [("model", "=", "service.invitation"), ("res_id", "=", invitation.id)]
        )

    def url(self, invitation):
        return invitation.contact_id.sudo()._get_signup_url()

    def accept(self, invitation, **values):
        """Follow the link of the mail and choose a password."""
        self.enter()
        url = self.url(invitation)
        [token] = self.page(self.url_open(url)).xpath("//input[@name='token']/@value")
        form = {
            "login": invitation.email,
            "name": invitation.name,
            "token": token,
            "password": PASSWORD,
            "confirm_password": PASSWORD,
        }
        return self.post("/web/signup", form | values)

    def user(self, login=MAIL):
        return self.env["res.users"].search([("login", "=", login)])

    def test_invited_person_proves_the_mailbox_and_has_no_rights(self):
        answer = self.invite()
        self.assertIn("on its way", self.text(answer))
        self.assertIn(MAIL, self.text(answer))
        invitation = self.invitation()
        self.assertFalse(self.user(), "no account before the mailbox is proved")
        [mail] = self.mails(invitation)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("/web/signup?", mail.body_html)
        self.accept(invitation)
        user = self.user()
        self.assertEqual(user.partner_id.parent_id, self.client_company)
        self.assertTrue(user.share)
        self.assertFalse(user._service_client_rights())
        self.assertEqual(invitation.state, "accepted")
        self.assertEqual(
            self.client_company.service_access_log_ids.mapped("code"),
            ["joined", "invited"],
        )

    def test_login_is_the_invited_address_whatever_the_form_says(self):
        self.invite()
        self.accept(self.invitation(), login="admin@evil.example.com")
        self.assertTrue(self.user())
        self.assertFalse(self.user("admin@evil.example.com"))

    def test_branch_is_where_the_persons_devices_go(self):
        branch = self.env["res.partner"].create(
            {"name": "Filia", "type": "delivery", "parent_id": self.client_company.id}
        )
        self.invite(branch_id=str(branch.id))
        contact = self.invitation().contact_id
        request = self.make_request(0, contact=contact, accept=False)
        self.assertEqual(request.partner_shipping_id, branch)

    def test_foreign_branch_is_refused(self):
        answer = self.invite(branch_id=str(self.other_company.id))
        self.assertIn("your own addresses", self.text(answer))
        self.assertFalse(self.invitation())

    def test_address_known_elsewhere_reads_the_same_answer_and_moves_nobody(self):
        for user in (self.other_user, self.private_user, self.technician_user):
            user.login = user.email
        emails = [
            u.email for u in (self.other_user, self.private_user, self.technician_user)
        ]
        companies = (self.other_user | self.private_user).partner_id.mapped(
            "commercial_partner_id"
        )
        pages = set()
        for email in (MAIL, *emails):
            answer = self.invite(email=email)
            invitation = self.invitation(email)
            pages.add(self.comparable(answer, email, invitation.id))
            self.assertEqual(bool(invitation.contact_id), email == MAIL)
            invitation._service_withdraw(actor=self.client_user)
            self.env["service.access.log"].search([]).unlink()
        self.assertEqual(len(pages), 1)
        self.assertEqual(
            (self.other_user | self.private_user).partner_id.mapped(
                "commercial_partner_id"
            ),
            companies,
        )

    def test_person_with_an_account_elsewhere_is_told_staff_is_not(self):
        self.other_user.login = self.other_user.email
        self.invite(email=self.other_user.email)
        [mail] = self.mails(self.invitation(self.other_user.email))
        self.assertIn("changed nothing", mail.body_html)
        self.assertNotIn("token", mail.body_html)
        self.invite(email=self.technician_user.email)
        self.assertFalse(self.mails(self.invitation(self.technician_user.email)))

    def test_contact_of_another_company_is_left_alone(self):
        known = self.env["res.partner"].create(
            {"name": "Ktoś", "email": MAIL, "parent_id": self.other_company.id}
        )
        self.invite()
        contact = self.invitation().contact_id
        self.assertNotEqual(contact, known)
        self.assertEqual(contact.parent_id, self.client_company)
        self.assertEqual(known.parent_id, self.other_company)

    def test_contact_that_staff_entered_gets_the_account(self):
        known = self.env["res.partner"].create(
            {"name": "Ktoś", "email": MAIL, "parent_id": self.client_company.id}
        )
        self.invite()
        self.accept(self.invitation())
        self.assertEqual(self.user().partner_id, known)

    def test_colleague_and_twice_invited_get_a_sentence(self):
        self.assertIn(
            "your colleague", self.text(self.invite(email=self.colleague_user.email))
        )
        self.invite()
        self.assertIn("invited already", self.text(self.invite()))
        self.assertEqual(len(self.invitation()), 1)

    def test_wrong_name_or_address_keeps_what_was_typed(self):
        answer = self.invite(email="nonsense")
        self.assertIn("full e-mail address", self.text(answer))
        page = self.page(answer)
        self.assertEqual(
            page.xpath("//input[@id='invite_name']/@value"), ["Nowa Osoba"]
        )
        self.assertIn("first name", self.text(self.invite(name=" ")))

    def test_only_an_administrator_invites(self):
        self.enter(self.colleague_user)
        answer = self.post(f"{TEAM}/invite", {"name": "X", "email": MAIL})
        self.assertEqual(answer.status_code, 404)
        for user in (self.colleague_user, self.other_user, self.private_user):
            with self.assertRaises(AccessError):
                self.env["service.invitation"].with_user(user)._service_invite(
                    {"name": "X", "email": MAIL}, actor=user
                )
        self.assertFalse(self.invitation())

    def test_invitations_are_limited_per_address_and_per_account(self):
        invitations = self.env["service.invitation"].with_user(self.client_user)
        for _try in range(3):
            invitation = invitations._service_invite(
                {"name": "X", "email": MAIL}, actor=self.client_user
            )
            invitation._service_withdraw(actor=self.client_user)
        with self.assertRaisesRegex(UserError, "Too many"):
            invitations._service_invite(
                {"name": "X", "email": MAIL}, actor=self.client_user
            )
        for number in range(16):
            invitations._service_invite(
                {"name": "X", "email": f"x{number}@client.example.com"},
                actor=self.client_user,
            )
        with self.assertRaisesRegex(UserError, "Too many"):
            invitations._service_invite(
                {"name": "X", "email": "y@client.example.com"}, actor=self.client_user
            )

    def test_withdrawn_link_is_dead(self):
        self.invite()
        invitation = self.invitation()
        url = self.url(invitation)
        answer = self.post(f"{TEAM}/invitation/{invitation.id}/withdraw")
        self.assertIn("withdrawn", self.text(answer))
        self.enter()
        self.assertIn("Invalid signup token", self.url_open(url).text)
        self.assertFalse(invitation.contact_id.active)

    def test_expired_invitation_says_so_and_is_sent_again(self):
        self.invite()
        invitation = self.invitation()
        invitation.sent_at = fields.Datetime.now() - timedelta(days=7)
        self.assertIn("expired", self.text(self.get(TEAM)))
        self.post(f"{TEAM}/invitation/{invitation.id}/again")
        self.assertEqual(len(self.mails(invitation)), 2)
        self.assertNotIn("expired", self.text(self.get(TEAM)))

    def test_invitation_of_another_company_is_not_there(self):
        self.invite()
        invitation = self.invitation()
        self.other_user._service_set_client_rights({"admin"}, actor=self.care_user)
        self.enter(self.other_user)
        for step in ("again", "withdraw"):
            path = f"{TEAM}/invitation/{invitation.id}/{step}"
            self.assertEqual(self.post(path).status_code, 404)
        self.assertEqual(invitation.state, "sent")

    def test_person_who_registers_alone_is_not_in_the_company(self):
        self.invite()
        public = self.env(user=self.env.ref("base.public_user"))
        user = public["res.partner"]._service_register(
            {
                "kind": "person",
                "name": "Nowa Osoba",
                "email": MAIL,
                "phone": "600700800",
                "street": "Polna 1",
                "zip": "00-001",
                "city": "Warszawa",
                "consent": "1",
            }
        )
        self.assertFalse(user.partner_id.parent_id)

    # --- Join requests ------------------------------------------------------------

    def join(self):
        user = self.make_client_user("joiner", self.env["res.partner"])
        self.client_company.vat = "PL5260001246"
        join = self.env["service.join.request"]._service_ask(
            user, nip="5260001246", company_name="Klient A"
        )
        self.assertEqual(join.target_partner_id, self.client_company)
        return user, join

    def test_administrator_lets_in_who_asks_to_join(self):
        user, join = self.join()
        self.enter(self.client_user)
        self.assertIn(user.name, self.text(self.get(TEAM)))
        self.post(f"{TEAM}/join/{join.id}", {"decision": "approve"})
        self.assertEqual(user.partner_id.parent_id, self.client_company)
        self.assertFalse(user._service_client_rights())
        self.assertEqual(join.decided_by_id, self.client_user)
        self.assertFalse(join.activity_ids)

    def test_administrator_refuses_and_nobody_is_moved(self):
        user, join = self.join()
        self.enter(self.client_user)
        self.post(f"{TEAM}/join/{join.id}", {"decision": "refuse"})
        self.assertEqual(join.state, "refused")
        self.assertFalse(user.partner_id.parent_id)

    def test_strangers_do_not_decide_who_joins(self):
        user, join = self.join()
        self.other_user._service_set_client_rights({"admin"}, actor=self.care_user)
        for stranger in (self.colleague_user, self.other_user, user):
            self.enter(stranger)
            answer = self.post(f"{TEAM}/join/{join.id}", {"decision": "approve"})
            self.assertEqual(answer.status_code, 404)
            with self.assertRaises(AccessError):
                join.with_user(stranger)._service_decide_by_admin(True, actor=stranger)
        self.assertEqual(join.state, "new")

    def test_nobody_is_moved_out_of_another_company(self):
        user, join = self.join()
        user.partner_id.parent_id = self.other_company
        with self.assertRaisesRegex(UserError, "meanwhile"):
            join.with_user(self.care_user).action_approve()
        self.assertEqual(user.partner_id.parent_id, self.other_company)
