from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestClientRights(ServiceCommon):
    def wizard(self, partner, user=None, **values):
        wizards = self.env["service.client.rights"].with_user(user or self.care_user)
        return wizards.with_context(
            active_model="res.partner", active_id=partner.id
        ).create(values)

    def test_wizard_shows_what_the_person_may_now(self):
        wizard = self.wizard(self.client_contact)
        self.assertTrue(wizard.has_account)
        self.assertTrue(wizard.right_admin and wizard.right_approve)
        self.assertFalse(self.wizard(self.colleague_contact).right_view)

    def test_care_desk_sets_rights_at_once_and_it_is_logged(self):
        request = self.make_request(1)
        seen = self.env["service.request"].with_user(self.colleague_user)
        self.assertNotIn(request, seen.search([]))
        wizard = self.wizard(
            self.colleague_contact, right_view=True, right_approve=True
        )
        wizard.limit = 500
        wizard.action_save()
        self.assertIn(request, seen.search([]))
        self.assertEqual(self.colleague_contact.service_approve_limit, 500)
        logs = self.env["service.access.log"].search(
            [("partner_id", "=", self.colleague_contact.id)]
        )
        self.assertEqual(logs[:1].actor_id, self.care_user.partner_id)

    def test_revoked_and_opened_again_is_without_rights(self):
        self.wizard(self.client_contact).action_revoke()
        self.assertFalse(self.client_user.active)
        wizard = self.wizard(self.client_contact)
        self.assertTrue(wizard.was_revoked)
        wizard.action_restore()
        self.assertTrue(self.client_user.active)
        self.assertFalse(self.client_user._service_client_rights())

    def test_person_without_account_is_invited_without_rights(self):
        person = self.env["res.partner"].create(
            {
                "name": "Nowy Pracownik",
                "email": "nowy@client.example.com",
                "parent_id": self.client_company.id,
            }
        )
        wizard = self.wizard(person)
        self.assertFalse(wizard.has_account)
        with self.assertRaises(UserError):
            wizard.action_save()
        wizard.action_invite()
        self.assertTrue(person.user_ids.share)
        self.assertFalse(person.user_ids._service_client_rights())

    def test_only_the_care_desk_opens_it(self):
        for user in (self.technician_user, self.client_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.wizard(self.colleague_contact, user)

    def test_employees_have_no_client_rights(self):
        wizard = self.wizard(self.technician_user.partner_id, right_admin=True)
        with self.assertRaises(UserError):
            wizard.action_save()
