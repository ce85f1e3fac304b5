from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCommon

TEAM = "/my/service/team"


@tagged("post_install", "-at_install")
class TestRevoke(PortalCommon):
    def revoke(self, **values):
        self.enter(self.client_user)
        return self.post(f"{TEAM}/{self.colleague_user.id}/revoke", values)

    def test_open_session_of_a_revoked_colleague_ends(self):
        self.enter(self.colleague_user)
        session = self.opener.cookies.copy()
        self.assertEqual(self.get("/my/service").status_code, 200)
        self.colleague_user._service_revoke(actor=self.client_user)
        self.opener.cookies = session
        self.assertIn("/web/login", self.get("/my/service").url)

    def test_revoked_colleague_does_not_log_in_again(self):
        self.colleague_user.password = "colleague-pass"
        self.colleague_user._service_revoke(actor=self.client_user)
        self.assertFalse(self.colleague_user.active)
        self.assertFalse(self.colleague_user._service_client_rights())
        for password in ("colleague-pass", ""):
            credential = {"login": self.colleague_user.login, "password": password}
            with self.assertRaises(AccessDenied):
                self.env["res.users"].authenticate(
                    credential | {"type": "password"}, {"interactive": True}
                )

    def test_keys_followers_activities_and_waiting_mails_are_gone(self):
        request = self.make_request(1, contact=self.colleague_contact)
        other = self.make_request(1)
        other.message_subscribe(self.colleague_contact.ids)
        keys = self.env["res.users.apikeys"].with_user(self.colleague_user)
        keys.sudo()._generate(None, "k", None)
        request.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.colleague_user.id
        )
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.colleague_contact.ids)]
        )
        self.assertTrue(mails.filtered(lambda mail: mail.state == "outgoing"))
        by_address = self.env["mail.mail"].create(
            {"email_to": self.colleague_contact.email_formatted, "body_html": "x"}
        )
        self.colleague_user._service_revoke(actor=self.client_user)
        self.assertFalse(self.colleague_user.api_key_ids)
        self.assertFalse(
            self.env["mail.followers"].search(
                [("partner_id", "=", self.colleague_contact.id)]
            )
        )
        self.assertFalse(
            self.env["mail.activity"].search([("user_id", "=", self.colleague_user.id)])
        )
        self.assertEqual(set((mails | by_address).mapped("state")), {"cancel"})

    def test_links_of_old_mails_open_nothing(self):
        request = self.make_request(1, contact=self.colleague_contact)
        followed = self.make_request(1)
        followed.message_subscribe(self.colleague_contact.ids)
        untouched = self.make_request(1)
        tokens = {r: r._portal_ensure_token() for r in request | followed | untouched}
        file = self.env["ir.attachment"].create(
            {"name": "x.txt", "raw": b"x", "res_model": request._name}
            | {"res_id": request.id, "access_token": "secret"}
        )
        self.colleague_contact.signup_prepare()
        link = self.colleague_contact._get_signup_url()
        self.colleague_user._service_revoke(actor=self.client_user)
        self.assertNotEqual(request.access_token, tokens[request])
        self.assertNotEqual(followed.access_token, tokens[followed])
        self.assertEqual(untouched.access_token, tokens[untouched])
        self.enter()
        answer = self.get(f"/web/content/{file.id}", access_token="secret")
        self.assertEqual(answer.status_code, 404)
        self.assertIn("Invalid signup token", self.url_open(link).text)

    def test_open_requests_go_to_the_successor_and_addresses_stay(self):
        open_ = self.make_request(1, contact=self.colleague_contact)
        branch = self.env["res.partner"].create(
            {"name": "Filia", "type": "delivery", "parent_id": self.client_company.id}
        )
        open_.partner_shipping_id = branch
        open_.job_ids.partner_shipping_id = self.client_company
        invoice = open_.partner_invoice_id
        finished = self.make_request(0, contact=self.colleague_contact, accept=False)
        finished.reject_reason = "x"
        finished.with_user(self.care_user).action_reject()
        self.revoke(successor=str(self.client_user.id))
        self.assertFalse(self.colleague_user.active)
        self.assertEqual(open_.contact_id, self.client_contact)
        self.assertEqual(open_.job_ids.contact_id, self.client_contact)
        self.assertEqual(open_.partner_shipping_id, branch)
        self.assertEqual(open_.partner_invoice_id, invoice)
        self.assertEqual(open_.job_ids.partner_shipping_id, self.client_company)
        self.assertEqual(finished.contact_id, self.colleague_contact)

    def test_nothing_is_written_to_a_revoked_person(self):
        """Neither at once, nor later, nor what waited when the access was taken."""
        request = self.make_request(1, contact=self.colleague_contact)
        daily = self.make_request(1, contact=self.colleague_contact)
        self.colleague_contact.service_mail_preference = "daily"
        daily._service_send_mail("job.received", daily.job_ids)
        self.colleague_contact.service_mail_preference = "all"
        request._service_send_mail("job.received", request.job_ids)
        notices = self.env["service.mail.notice"]
        waiting = notices.search([("contact_id", "=", self.colleague_contact.id)])
        self.assertEqual(len(waiting), 2)
        self.colleague_user._service_revoke(actor=self.care_user)
        self.assertEqual(request.contact_id, self.colleague_contact)
        before = self.env["mail.mail"].search_count([])
        for code in ("request.closed", "job.received"):
            request._service_send_mail(code, request.job_ids)
        for notice in waiting.exists():
            notice._service_work_safely()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(
            notices.search(
                [
                    ("contact_id", "=", self.colleague_contact.id),
                    ("state", "!=", "done"),
                ]
            )
        )

    def test_nobody_revokes_himself_or_a_stranger(self):
        for actor, target in (
            (self.client_user, self.client_user),
            (self.client_user, self.other_user),
            (self.client_user, self.technician_user),
            (self.colleague_user, self.client_user),
            (self.care_user, self.technician_user),
            (self.technician_user, self.colleague_user),
        ):
            with (
                self.subTest(actor=actor.login, target=target.login),
                self.assertRaises(AccessError),
            ):
                target.with_user(actor).sudo()._service_revoke(actor=actor)
            self.assertTrue(target.active)

    def test_successor_is_a_colleague(self):
        with self.assertRaisesRegex(UserError, "Choose a colleague"):
            self.colleague_user._service_revoke(
                actor=self.client_user, successor=self.other_user
            )

    def test_only_administrator_does_not_delete_the_account_alone(self):
        with self.assertRaisesRegex(UserError, "only administrator"):
            self.client_user._deactivate_portal_user()
        self.colleague_user._service_set_client_rights(
            {"admin"}, actor=self.client_user
        )
        self.client_user._deactivate_portal_user()
        self.assertFalse(self.client_user.active)

    def test_access_given_back_is_without_rights_and_by_mail(self):
        self.colleague_user._service_set_client_rights({"view"}, actor=self.client_user)
        self.revoke()
        answer = self.post(f"{TEAM}/{self.colleague_user.id}/restore")
        self.assertIn("open again", self.text(answer))
        self.assertTrue(self.colleague_user.active)
        self.assertFalse(self.colleague_user._service_client_rights())
        mail = self.env["mail.mail"].search(
            [("model", "=", "res.users"), ("res_id", "=", self.colleague_user.id)]
        )
        self.assertIn("token=", mail.body_html)
        self.assertEqual(
            self.client_company.service_access_log_ids.mapped("code"),
            ["restored", "revoked", "rights"],
        )

    def test_former_colleague_of_another_company_is_not_restored(self):
        self.other_user._service_revoke(actor=self.care_user)
        self.enter(self.client_user)
        answer = self.post(f"{TEAM}/{self.other_user.id}/restore")
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.other_user.active)
