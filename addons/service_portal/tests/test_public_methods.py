"""Every method of ours that RPC can call is listed, with who may call it and why."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon
from .public_methods_common import PublicMethods

# The addon that overrides each seam runs in a job of its own, on no server.
_TEST_ADDONS = {"service_seam_test"}


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethods, ServiceCommon):
    @classmethod
    def setUpClass(cls):
        """The owner with every right, a colleague with none, another client, a private
        person, a visitor, an employee outside, the care desk of another company, and
        each role of staff."""
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Druga firma"})
        cls.elsewhere_user = new_test_user(
            cls.env,
            "svc_elsewhere",
            groups="service_portal.group_service_care",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        cls.everybody |= (
            cls.colleague_user
            | cls.other_user
            | cls.private_user
            | cls.env.ref("base.public_user")
            | cls.elsewhere_user
            | new_test_user(
                cls.env, "svc_read", groups="service_portal.group_service_user"
            )
            | cls.care_user
            | cls.logistics_user
            | cls.technician_user
            | cls.quality_user
            | cls.manager_user
            | cls.accountant_user
        )

    def installed(self):
        modules = self.env["ir.module.module"].sudo()
        found = modules.search(
            [("state", "=", "installed"), ("name", "=like", r"service\_%")]
        )
        return set(found.mapped("name")) - _TEST_ADDONS

    def test_every_public_method_is_listed_and_no_entry_is_stale(self):
        listed = self.listed_methods()
        for addon in sorted(self.installed()):
            with self.subTest(addon=addon):
                entries = listed.get(addon, {})
                self.assertEqual(self.public_methods(addon), set(entries))
                for name, entry in entries.items():
                    self.assertTrue(entry["who"] and entry["why"], name)

    def test_strangers_do_no_harm_by_a_public_method(self):
        self.check_strangers("service_portal", self.records())

    def records(self):
        """Return records of the client, in states in which something could be done."""
        new = self.make_request(1, accept=False)
        new.write({"missing_info": "?", "reject_reason": "?"})
        complaint = self.make_request(1, accept=False, type_id=self.type_complaint.id)
        closed = self.make_request(0, type_id=self.type_question.id)
        closed.with_user(self.care_user).action_close()
        asked = self.make_request(2).job_ids
        asked[0]._service_transition("received", source="system")
        asked[0].return_asked_at = fields.Datetime.now()
        repairing = asked[1]
        for state in ("received", "diagnosing"):
            repairing._service_transition(state, source="system")
        photo = self.env["service.photo"]._service_add(
            asked[0], "in", [("x.jpg", self.make_jpeg())], source="scan"
        )
        wizard = self.env["service.answer.wizard"].create(
            {"request_id": complaint.id, "decision": "accepted", "text": "Tak"}
        )
        return [
            new,
            closed,
            complaint,
            *asked,
            new.job_ids,
            photo,
            wizard,
            asked[0].event_ids[:1],
            asked[0].device_id,
            self.client_contact,
            self.client_company,
            self.client_user,
            self.make_join(),
            self.make_failure(new),
            self.make_outbox(new),
            self.make_log(),
            self.env["service.privacy.wizard"].create({}),
            self.env["service.team"].create({"name": "x"}),
            self.env["service.caretaker.assign"].create(
                {
                    "partner_ids": self.client_company.ids,
                    "user_id": self.care_user.id,
                }
            ),
        ]

    def make_join(self):
        return self.env["service.join.request"].create(
            {
                "user_id": self.private_user.id,
                "company_name": self.client_company.name,
                "nip": "1234563218",
                "target_partner_id": self.client_company.id,
            }
        )

    def make_outbox(self, request):
        return self.env["service.outbox"].create(
            {
                "kind": "x",
                "key": "x",
                "res_model": request._name,
                "res_id": request.id,
                "company_id": request.company_id.id,
                "state": "failed",
            }
        )

    def make_log(self):
        self.colleague_user._service_set_client_rights({"view"}, actor=self.client_user)
        logs = self.env["service.access.log"]
        return logs.search([("client_id", "=", self.client_company.id)], limit=1)

    def make_failure(self, request):
        mail = self.env["mail.mail"].create(
            {
                "subject": "x",
                "state": "exception",
                "model": request._name,
                "res_id": request.id,
            }
        )
        self.env.flush_all()
        return self.env["service.mail.failure"].browse(mail.id)

    def test_mail_is_brought_in_by_no_client(self):
        letter = (
            f"From: {self.other_contact.email}\nTo: x@example.com\n"
            "Message-Id: <forged@example.com>\nSubject: x\n\nx"
        )
        for user in (self.client_user, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                call_kw(
                    self.env["mail.thread"].with_user(user),
                    "message_process",
                    ["service.request", letter],
                    {},
                )

    def test_letters_are_no_method_of_the_api(self):
        letter = {"email_from": self.other_contact.email, "subject": "x", "body": "x"}
        for name in ("message_new", "message_parse"):
            with self.subTest(method=name), self.assertRaises(AccessError):
                call_kw(
                    self.env["service.request"].with_user(self.client_user),
                    name,
                    [letter],
                    {},
                )
