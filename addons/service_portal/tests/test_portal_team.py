from odoo.tests import tagged

from .portal_common import PortalCommon

TEAM = "/my/service/team"


@tagged("post_install", "-at_install")
class TestPortalTeam(PortalCommon):
    def give(self, user, **rights):
        return self.post(TEAM, {"user_id": str(user.id)} | rights)

    def test_administrator_gives_and_takes_rights_at_once(self):
        self.enter(self.client_user)
        self.assertIn("Saved", self.text(self.give(self.colleague_user, approve="1")))
        self.assertEqual(self.colleague_user._service_client_rights(), {"approve"})
        self.give(self.colleague_user)
        self.assertFalse(self.colleague_user._service_client_rights())

    def test_only_an_administrator_finds_the_page(self):
        for user in (self.colleague_user, self.other_user, self.private_user):
            self.enter(user)
            self.assertEqual(self.get(TEAM).status_code, 404)
            self.assertEqual(self.give(self.colleague_user, admin="1").status_code, 404)
        self.assertFalse(self.colleague_user._service_client_rights())

    def test_stranger_and_nobody_answer_alike(self):
        self.enter(self.client_user)
        before = self.other_user._service_client_rights()
        answers = {
            self.comparable(self.post(TEAM, {"user_id": user_id, "admin": "1"}))
            for user_id in (
                str(self.other_user.id),
                str(self.care_user.id),
                "99999",
                "x",
            )
        }
        self.assertEqual(len(answers), 1)
        self.assertEqual(self.other_user._service_client_rights(), before)

    def test_rights_are_no_get(self):
        self.enter(self.client_user)
        self.get(TEAM, user_id=self.colleague_user.id, admin="1")
        self.assertFalse(self.colleague_user._service_client_rights())

    def test_administrator_does_not_lock_himself_out(self):
        self.enter(self.client_user)
        self.assertIn("cannot take", self.text(self.give(self.client_user, edit="1")))
        self.assertIn("admin", self.client_user._service_client_rights())
