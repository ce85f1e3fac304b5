from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal_common import PortalCommon

TEAM = "/my/service/team"


@tagged("post_install", "-at_install")
class TestPortalTeam(PortalCommon):
    def give(self, user, **rights):
        return self.post(TEAM, {"user_id": str(user.id)} | rights)

    def row(self, answer, user):
        [row] = self.page(answer).xpath(f"//tr[@id='colleague-{user.id}']")
        return row

    def test_administrator_gives_and_takes_rights_at_once(self):
        self.enter(self.client_user)
        self.assertIn("Saved", self.text(self.give(self.colleague_user, approve="1")))
        self.assertEqual(self.colleague_user._service_client_rights(), {"approve"})
        self.give(self.colleague_user)
        self.assertFalse(self.colleague_user._service_client_rights())

    def test_limit_and_billing_data_are_set_in_the_same_row(self):
        billing = self.env["res.partner"].create(
            {"name": "Oddział", "type": "invoice", "parent_id": self.client_company.id}
        )
        self.enter(self.client_user)
        answer = self.give(
            self.colleague_user, approve="1", limit="1 250,50", billing=str(billing.id)
        )
        self.assertEqual(self.colleague_contact.service_approve_limit, 1250.5)
        self.assertEqual(self.colleague_contact.service_billing_id, billing)
        row = self.row(answer, self.colleague_user)
        self.assertEqual(row.xpath(".//input[@name='limit']/@value"), ["1250,50"])
        self.assertEqual(
            row.xpath(".//option[@selected]/@value"),
            [str(billing.id)],
        )
        history = self.page(answer).xpath("//ul[contains(@class, 'service_history')]")
        words = history[0].text_content()
        self.assertIn("no limit → 1250.50", words)
        self.assertIn("Orders repairs", words)
        self.assertIn("Oddział", words)

    def test_wrong_limit_or_foreign_billing_data_change_nothing(self):
        self.enter(self.client_user)
        for wrong in (
            {"limit": "-5"},
            {"limit": "nan"},
            {"limit": "a lot"},
            {"limit": "1e99"},
            {"billing": str(self.other_company.id)},
            {"billing": "x"},
        ):
            with self.subTest(**wrong):
                answer = self.give(self.colleague_user, view="1", **wrong)
                self.assertTrue(self.page(answer).xpath("//*[@role='alert']"))
                self.assertFalse(self.colleague_user._service_client_rights())
        self.assertFalse(self.colleague_contact.service_approve_limit)

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

    def test_history_is_for_the_own_administrator_and_staff(self):
        self.enter(self.client_user)
        self.give(self.colleague_user, view="1")
        logs = self.env["service.access.log"]
        mine = [("client_id", "=", self.client_company.id)]
        for user, seen in (
            (self.client_user, 1),
            (self.care_user, 1),
            (self.technician_user, 1),
        ):
            self.assertEqual(logs.with_user(user).search_count(mine), seen)
        self.other_user._service_set_client_rights({"admin"}, actor=self.care_user)
        self.assertFalse(logs.with_user(self.other_user).search_count(mine))
        for user in (self.colleague_user, self.private_user):
            self.assertFalse(logs.with_user(user).has_access("read"))

    # --- What does this person see ----------------------------------------------

    def seen(self, user):
        page = self.page(self.get(f"{TEAM}/{user.id}"))
        return {
            part.get("id"): " ".join(part.text_content().split())
            for part in page.xpath("//section[starts-with(@id, 'seen-')]")
        }

    def test_preview_is_what_the_rules_give_that_person(self):
        own = self.make_request(1, contact=self.colleague_contact)
        company = self.make_request(1)
        self.enter(self.client_user)
        seen = self.seen(self.colleague_user)
        self.assertIn("Requests: 1 ", seen["seen-requests"])
        self.assertIn(own.name, seen["seen-requests"])
        self.assertIn(own.job_ids.reference, seen["seen-jobs"])
        self.assertNotIn(company.name, str(seen))
        self.give(self.colleague_user, view="1")
        self.assertIn(company.name, self.seen(self.colleague_user)["seen-requests"])
        # Whatever becomes of the rule, the preview follows it.
        rule = self.env.ref("service_portal.service_request_rule_client_company")
        rule.domain_force = "[('id', '=', 0)]"
        self.assertNotIn(company.name, self.seen(self.colleague_user)["seen-requests"])

    def test_preview_of_a_stranger_or_by_a_colleague_is_not_there(self):
        self.enter(self.client_user)
        for user in (self.other_user, self.care_user):
            self.assertEqual(self.get(f"{TEAM}/{user.id}").status_code, 404)
        self.enter(self.colleague_user)
        path = f"{TEAM}/{self.client_user.id}"
        self.assertEqual(self.get(path).status_code, 404)

    # --- Billing data -------------------------------------------------------------

    def test_billing_data_set_for_a_person_are_not_chosen_by_the_person(self):
        billing, other = self.env["res.partner"].create(
            [
                {"name": n, "type": "invoice", "parent_id": self.client_company.id}
                for n in ("Oddział", "Inny")
            ]
        )
        self.colleague_user._service_set_client_rights(
            set(), actor=self.client_user, billing=billing
        )
        request = (
            self.env["service.request"]
            .with_user(self.colleague_user)
            ._service_client_create(
                {
                    "type_id": self.type_question.id,
                    "description": "Kiedy?",
                    "partner_invoice_id": other.id,
                },
                user=self.colleague_user,
            )
        )
        self.assertEqual(request.sudo().partner_invoice_id, billing)

    def test_billing_data_are_the_own_companys(self):
        foreign = self.env["res.partner"].create(
            {"name": "Obcy", "type": "invoice", "parent_id": self.other_company.id}
        )
        for billing in (foreign, self.other_company, self.private_partner):
            with self.assertRaisesRegex(UserError, "of your own company"):
                self.colleague_user._service_set_client_rights(
                    set(), actor=self.client_user, billing=billing
                )
            self.assertFalse(self.colleague_contact.service_billing_id)
