"""Rights and accounts when two act at the same moment."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .race_common import RaceCommon, at_both_moments

ADMIN = {"admin"}


@tagged("post_install", "-at_install")
class TestRaceAccess(RaceCommon):
    def race_of_admins(self, env, overlap, act, *people):
        """Race `act(me, other)` of the two administrators of a company.

        :return: `(users, ids of those who administer it then, what the second read)`
        """
        users = self.make_company(env, ADMIN, ADMIN, *people)
        env.cr.commit()
        one, other = users[:2].ids

        def acts(me, colleague):
            def run(env):
                act(env["res.users"].browse(me), env["res.users"].browse(colleague))

            return me, run

        _first, second = self.race(acts(one, other), acts(other, one), overlap=overlap)
        now = self.now(users)
        left = now.filtered(lambda user: user._service_is_client_admin())
        return now, left, second

    @at_both_moments
    def test_two_administrators_who_take_each_others_right_leave_one(
        self, env, overlap
    ):
        users, left, second = self.race_of_admins(
            env,
            overlap,
            lambda me, other: other._service_set_client_rights({"view"}, actor=me),
        )
        self.assertEqual(left, users[0])
        self.assertIsInstance(second, AccessError)

    @at_both_moments
    def test_two_administrators_who_revoke_each_other_leave_one(self, env, overlap):
        users, left, second = self.race_of_admins(
            env, overlap, lambda me, other: other._service_revoke(actor=me)
        )
        self.assertEqual(left, users[0])
        self.assertEqual(users.mapped("active"), [True, False])
        self.assertIsInstance(second, AccessError)

    @at_both_moments
    def test_last_two_administrators_do_not_leave_at_once(self, env, overlap):
        users, left, second = self.race_of_admins(
            env,
            overlap,
            lambda me, _other: me.sudo()._deactivate_portal_user(),
            set(),
        )
        self.assertEqual(left, users[1])
        self.assertIsInstance(second, UserError)
        self.assertIn("only administrator", str(second))

    @at_both_moments
    def test_invitation_opened_twice_at_once_makes_one_account(self, env, overlap):
        """Whatever login the two forms send, it is one person's one mailbox."""
        invitation = self.invite(self.make_company(env, ADMIN))
        contact = invitation.contact_id
        token = contact._generate_signup_token()
        env.cr.commit()

        def accepts(login):
            def run(env):
                values = {"login": login, "password": "Dlugie-haslo-1"}
                return env["res.users"].sudo().signup(values, token)[0]

            return env.ref("base.public_user").id, run

        first, second = self.race(
            accepts("nowa@client.example.com"),
            accepts("inna@client.example.com"),
            overlap=overlap,
        )
        self.assertEqual(first, "nowa@client.example.com")
        self.assertIsInstance(second, Exception)
        contact = self.now(contact)
        self.assertEqual(contact.user_ids.mapped("login"), [first])
        joined = [("partner_id", "=", contact.id), ("code", "=", "joined")]
        self.assertEqual(contact.env["service.access.log"].search_count(joined), 1)

    @at_both_moments
    def test_two_administrators_who_invite_one_address_send_one_invitation(
        self, env, overlap
    ):
        users = self.make_company(env, ADMIN, ADMIN)
        env.cr.commit()
        first, second = self.race(
            *((uid, lambda env: self.invite(env.user).id) for uid in users.ids),
            overlap=overlap,
        )
        self.assertIsInstance(second, UserError)
        self.assertIn("send the mail again below", str(second))
        users = self.now(users)
        company = users.partner_id.commercial_partner_id
        found = users.env["service.invitation"].search([("client_id", "=", company.id)])
        self.assertEqual(found.ids, [first])
        mails = [("model", "=", found._name), ("res_id", "=", first)]
        self.assertEqual(users.env["mail.mail"].search_count(mails), 1)

    def invite(self, user):
        return user.env["service.invitation"]._service_invite(
            {"name": "Nowa Osoba", "email": "nowa@client.example.com"}, actor=user
        )
