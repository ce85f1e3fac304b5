from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ServiceCommon

# Lists of the world that core gives to everybody, and messages, which core guards in
# code by the record they are written on.
PUBLIC_LISTS = {
    "mail.message",
    "res.currency",
    "account.payment.term",
    "payment.method",
    "res.country",
    "res.country.group",
    "res.country.state",
    "res.currency.rate",
    "res.lang",
    "discuss.call.history",
}


@tagged("post_install", "-at_install")
class TestAccess(ServiceCommon):
    def test_every_model_that_a_portal_user_reads_has_a_rule(self):
        portal = self.env.ref("base.group_portal")
        access = (
            self.env["ir.model.access"]
            .sudo()
            .search(
                [
                    ("perm_read", "=", True),
                    ("group_id", "in", [False, *portal.all_implied_ids.ids]),
                ]
            )
        )
        rules = self.env["ir.rule"].sudo().search([])
        bare = {
            model.model
            for model in access.model_id
            if not model.transient
            and not rules.filtered(
                lambda rule, model=model: (
                    rule.model_id == model
                    and rule.perm_read
                    # Ours need a rule for clients: companies alone are not enough.
                    and (
                        portal in rule.groups
                        or not (rule.groups or model.model.startswith("service."))
                    )
                )
            )
        }
        self.assertEqual(bare - PUBLIC_LISTS, set())

    def test_portal_user_writes_no_service_model(self):
        models = [name for name in self.env.registry if name.startswith("service.")]
        for name in models:
            model = self.env[name].with_user(self.client_user)
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(
                        model._abstract is False and model.has_access(operation)
                    )

    def test_client_sees_own_colleagues_by_right_and_never_foreign(self):
        own = self.make_request(1, contact=self.colleague_contact)
        company = self.make_request(1)
        foreign = self.make_request(1, contact=self.other_contact)
        private = self.make_request(1, contact=self.private_partner)
        everything = own | company | foreign | private
        for user, seen in (
            (self.colleague_user, own),
            (self.client_user, own | company),
            (self.other_user, foreign),
            (self.private_user, private),
        ):
            with self.subTest(user=user.login):
                found = (
                    self.env["service.request"]
                    .with_user(user)
                    .search([("id", "in", everything.ids)])
                )
                self.assertEqual(found.sudo(), seen.sudo())
                jobs = (
                    self.env["service.job"]
                    .with_user(user)
                    .search([("request_id", "in", everything.ids)])
                )
                self.assertEqual(jobs.sudo(), seen.sudo().job_ids)

    def test_client_reads_no_internal_field_of_a_job(self):
        job = self.make_request(1).job_ids.with_user(self.client_user)
        for name in ("repair_id", "planned_hours", "shelf", "event_ids", "photo_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                job.read([name])

    def test_client_writes_a_message_to_what_he_may_read_only(self):
        # A colleague's matter: core lets followers write in any case.
        job = self.make_request(1, contact=self.colleague_contact).job_ids
        for record in (job.request_id, job):
            message = record.with_user(self.client_user).message_post(body="Pytanie")
            self.assertEqual(message.sudo().author_id, self.client_contact)
            with self.assertRaises(AccessError):
                record.with_user(self.other_user).message_post(body="Pytanie")

    def test_revoked_right_is_gone_at_once(self):
        company = self.make_request(1)
        self.client_user._service_set_client_rights({"view"}, actor=self.care_user)
        as_user = company.with_user(self.client_user)
        self.assertTrue(as_user._service_client_may(self.client_user, "view"))
        colleague = self.make_request(1, contact=self.colleague_contact)
        self.assertTrue(
            self.env["service.request"]
            .with_user(self.client_user)
            .search_count([("id", "=", colleague.id)])
        )
        self.client_user._service_set_client_rights(set(), actor=self.care_user)
        self.assertFalse(
            self.env["service.request"]
            .with_user(self.client_user)
            .search_count([("id", "=", colleague.id)])
        )

    def test_rights_are_set_by_the_own_administrator_or_the_care_desk_only(self):
        target = self.colleague_user
        for actor in (self.other_user, self.colleague_user, self.private_user):
            with self.subTest(actor=actor.login), self.assertRaises(AccessError):
                target._service_set_client_rights({"view"}, actor=actor)
        target._service_set_client_rights({"view"}, actor=self.client_user)
        self.assertEqual(target._service_client_rights(), {"view"})
        [line] = self.client_company.service_access_log_ids
        self.assertEqual(line.partner_id, target.partner_id)
        self.assertEqual(line.actor_id, self.client_contact)
        self.assertEqual(line.changes, {"rights": [[], ["view"]]})

    def test_care_desk_cannot_give_client_rights_to_staff(self):
        with self.assertRaises(AccessError):
            self.technician_user._service_set_client_rights(
                {"admin"}, actor=self.care_user
            )

    def test_manager_anonymises_in_the_own_companies_only(self):
        other = self.env["res.company"].create({"name": "Druga firma"})
        wizards = self.env["service.privacy.wizard"].with_user(self.manager_user)
        self.assertTrue(wizards.create({}))
        with self.assertRaises(AccessError):
            wizards.create({"company_id": other.id})

    def test_administrator_cannot_lock_himself_out(self):
        with self.assertRaises(AccessError):
            self.client_user._service_set_client_rights(set(), actor=self.client_user)

    def test_colleague_without_right_sees_no_invoice_of_the_company(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client_company.id,
                "invoice_line_ids": [(0, 0, {"name": "Naprawa", "price_unit": 100.0})],
            }
        )
        invoice.action_post()
        for user, count in (
            (self.colleague_user, 0),
            (self.client_user, 1),
            (self.other_user, 0),
            (self.private_user, 0),
        ):
            with self.subTest(user=user.login):
                domain = [("id", "=", invoice.id)]
                moves = self.env["account.move"].with_user(user)
                self.assertEqual(moves.search_count(domain), count)
                lines = self.env["account.move.line"].with_user(user)
                found = lines.search_count([("move_id", "=", invoice.id)])
                self.assertEqual(bool(found), bool(count))

    def test_colleague_without_right_sees_no_order_of_the_company(self):
        order = self.env["sale.order"].create({"partner_id": self.client_company.id})
        for user, count in ((self.colleague_user, 0), (self.client_user, 1)):
            orders = self.env["sale.order"].with_user(user)
            self.assertEqual(orders.search_count([("id", "=", order.id)]), count)
