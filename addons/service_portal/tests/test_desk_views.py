"""The lists of the back office: filters, who is in them, windows."""

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_triage import TriageCommon


@tagged("post_install", "-at_install")
class TestDeskViews(TriageCommon):
    def filters(self, model):
        """Return `{name: domain}` of the model's search view with all extensions."""
        arch = self.env[model].with_user(self.care_user).get_view(view_type="search")
        names = {"uid": self.care_user.id, "context_today": fields.Date.today}
        return {
            node.get("name"): Domain(safe_eval(node.get("domain"), dict(names)))
            for node in etree.fromstring(arch["arch"]).xpath("//filter[@domain]")
        }

    def found(self, name, model="service.request", user=None):
        domain = self.filters(model)[name]
        return self.env[model].with_user(user or self.care_user).search(domain)

    def test_every_filter_of_the_desk_can_be_searched(self):
        for model in ("service.request", "service.job", "service.device"):
            for name, domain in self.filters(model).items():
                with self.subTest(f"{model} {name}"):
                    self.env[model].with_user(self.care_user).search(domain, limit=1)

    def test_unclaimed_are_new_ones_that_nobody_has(self):
        free, taken = self.file(1), self.file(1)
        taken._service_claim()
        self.assertIn(free, self.found("unclaimed"))
        self.assertNotIn(taken, self.found("unclaimed"))
        self.assertIn(taken, self.found("triage"))

    def test_waiting_for_the_client_by_question_or_by_next_step(self):
        asked, to_send, new = self.file(1), self.make_request(1), self.file(1)
        asked._service_claim()
        asked._service_ask([{"field": "proof", "job_id": False}], "")
        found = self.found("client_turn")
        self.assertIn(asked, found)
        self.assertIn(to_send.with_user(self.care_user), found)
        self.assertNotIn(new, found)
        self.assertIn(asked, self.found("needs_info"))

    def test_past_a_term_by_law_or_by_a_job(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        by_law, by_job, calm = (self.make_request(1) for _number in range(3))
        by_law.legal_due_date = yesterday
        by_job.job_ids.date_deadline = yesterday
        found = self.found("late").with_env(self.env)
        self.assertIn(by_law, found)
        self.assertIn(by_job, found)
        self.assertNotIn(calm, found)
        by_law.answered_at = fields.Datetime.now()
        self.assertNotIn(by_law, self.found("late").with_env(self.env))

    def test_clients_are_also_those_whom_the_desk_entered_but_no_contacts(self):
        action = self.env.ref("service_portal.service_client_action")
        entered = self.env["res.partner"].create({"name": "Wpisany przez telefon"})
        self.client_company.service_caretaker_id = self.care_user
        entered.service_caretaker_id = self.care_user
        clients = self.env["res.partner"].with_user(self.care_user)
        found = clients.search(safe_eval(action.domain)).with_env(self.env)
        self.assertIn(entered, found)
        self.assertIn(self.client_company, found)
        self.assertEqual(self.client_contact.service_caretaker_id, self.care_user)
        self.assertNotIn(self.client_contact, found)

    def test_new_complaint_from_the_list_of_complaints_is_one(self):
        action = self.env.ref("service_portal.service_complaint_action")
        context = safe_eval(action.context)
        requests = self.env["service.request"].with_user(self.care_user)
        request = requests.with_context(**context).create(
            {"contact_id": self.client_contact.id}
        )
        self.assertTrue(request.legal_due_date)
        self.assertIn(request, requests.search(safe_eval(action.domain)))

    def test_private_person_has_no_rights_to_set(self):
        person = self.env["res.partner"].create({"name": "Prywatna"})
        wizards = self.env["service.client.rights"].with_user(self.care_user)
        for partner, private in ((person, True), (self.client_contact, False)):
            wizard = wizards.with_context(
                active_model="res.partner", active_id=partner.id
            ).create({})
            self.assertEqual(wizard.is_private, private)

    def test_settings_offer_the_code_with_our_own_address(self):
        code = self.env["res.config.settings"].create({}).service_embed_code
        self.assertIn(f'"{self.env.user.get_base_url()}/service/embed.js"', code)

    def test_every_list_of_the_desk_says_what_to_do_when_it_is_empty(self):
        menus = self.env["ir.ui.menu"].with_context(active_test=False)
        root = self.env.ref("service_portal.service_portal_menu_root")
        under = menus.search([("id", "child_of", root.id)])
        ours = under.filtered(
            lambda menu: menu.get_external_id()[menu.id].startswith("service_portal.")
        )
        silent = [
            menu.complete_name
            for menu in ours
            if menu.action
            and menu.action._name == "ir.actions.act_window"
            and not menu.action.help
            and menu.action.view_mode.split(",")[0] in ("list", "kanban")
        ]
        self.assertFalse(silent)
