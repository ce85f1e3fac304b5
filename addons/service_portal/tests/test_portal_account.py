from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCommon

ACCOUNT = "/my/service/account"
PLACE = {"street": "Nowa 2", "zip": "00-002", "city": "Warszawa"}


@tagged("post_install", "-at_install")
class TestPortalAccount(PortalCommon):
    def person(self, **values):
        return {
            "name": "Anna",
            "phone": "600",
            "lang": "en_US",
            "service_mail_preference": "daily",
        } | values

    def address(self, kind="delivery", **vals):
        return self.env["res.partner"].create(
            {
                "name": "Filia",
                "type": kind,
                "parent_id": self.client_company.id,
                "street": "Stara 1",
                "zip": "00-001",
                "city": "Łódź",
            }
            | vals
        )

    # --- Person -----------------------------------------------------------------

    def test_person_changes_the_own_data_and_nothing_else(self):
        self.enter(self.colleague_user)
        login, email = self.colleague_user.login, self.colleague_user.email
        answer = self.post(
            ACCOUNT,
            self.person(
                **PLACE,
                email="evil@example.com",
                parent_id=str(self.other_company.id),
                vat="PL5260001246",
                company_name="Zmieniona",
                service_approve_limit="0",
            ),
        )
        self.assertIn("saved", self.text(answer))
        contact = self.colleague_contact
        self.assertEqual(contact.name, "Anna")
        self.assertEqual(contact.service_mail_preference, "daily")
        self.assertEqual(contact.street, "Prosta 1", "people have the company's")
        self.assertEqual(contact.email, email)
        self.assertEqual(self.colleague_user.login, login)
        self.assertEqual(contact.parent_id, self.client_company)
        self.assertEqual(self.client_company.name, "Klient A Sp. z o.o.")

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        self.enter(self.private_user)
        answer = self.post(ACCOUNT, self.person(name="Anna B", street="Sama"))
        self.assertIn("Enter the street", self.text(answer))
        page = self.page(answer)
        self.assertEqual(page.xpath("//input[@id='person_name']/@value"), ["Anna B"])
        self.assertNotEqual(self.private_partner.name, "Anna B")

    def test_unknown_choices_are_left_alone(self):
        self.enter(self.colleague_user)
        self.post(ACCOUNT, self.person(lang="xx", service_mail_preference="x"))
        self.assertEqual(self.colleague_contact.lang, "en_US")
        self.assertEqual(self.colleague_contact.service_mail_preference, "all")

    def test_usual_address_is_an_own_one(self):
        branch = self.address()
        foreign = self.address(parent_id=self.other_company.id)
        self.enter(self.colleague_user)
        answer = self.post(ACCOUNT, self.person(service_shipping_id=str(foreign.id)))
        self.assertIn("your own addresses", self.text(answer))
        self.post(ACCOUNT, self.person(service_shipping_id=str(branch.id)))
        self.assertEqual(self.colleague_contact.service_shipping_id, branch)
        request = self.make_request(0, contact=self.colleague_contact, accept=False)
        self.assertEqual(request.partner_shipping_id, branch)

    # --- Company ------------------------------------------------------------------

    def test_only_an_administrator_changes_company_and_addresses(self):
        branch = self.address()
        posts = (
            (f"{ACCOUNT}/company", PLACE),
            (f"{ACCOUNT}/address", PLACE | {"name": "Obca"}),
            (f"{ACCOUNT}/address", PLACE | {"name": "X", "address_id": branch.id}),
            (f"{ACCOUNT}/address/{branch.id}/archive", {}),
        )
        self.enter(self.colleague_user)
        for path, data in posts:
            with self.subTest(path=path):
                self.assertIn("administrator", self.text(self.post(path, data)))
        self.assertTrue(branch.active)
        self.assertEqual(branch.street, "Stara 1")
        self.assertEqual(self.client_company.street, "Prosta 1")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Obca")]))

    def test_administrator_changes_the_company_but_not_name_and_nip(self):
        self.enter(self.client_user)
        data = PLACE | {"email": "biuro@a.example.com", "name": "Inna", "vat": "1"}
        self.post(f"{ACCOUNT}/company", data)
        self.assertEqual(self.client_company.street, "Nowa 2")
        self.assertEqual(self.client_company.email, "biuro@a.example.com")
        self.assertEqual(self.client_company.name, "Klient A Sp. z o.o.")
        self.assertFalse(self.client_company.vat)

    def test_core_pages_of_the_same_lead_here_and_write_nothing(self):
        branch = self.address()
        self.enter(self.colleague_user)
        for path in ("/my/account", "/my/addresses", "/my/address"):
            self.assertIn(ACCOUNT, self.get(path).url)
        form = PLACE | {"name": "X", "email": "x@x.example.com", "company_name": "Zła"}
        self.assertEqual(self.post("/my/address/submit", form).status_code, 403)
        self.assert_refused("/my/address/archive", {"partner_id": branch.id})
        self.assertTrue(branch.active)
        self.assertEqual(self.client_company.name, "Klient A Sp. z o.o.")

    def assert_refused(self, path, params):
        answer = self.url_open(path, json={"params": params}, method="POST").json()
        self.assertIn("error", answer)

    # --- Addresses ------------------------------------------------------------------

    def test_administrator_adds_and_removes_addresses(self):
        self.enter(self.client_user)
        for kind in ("delivery", "invoice"):
            data = PLACE | {"name": f"Nowy {kind}", "type": kind}
            self.assertIn("saved", self.text(self.post(f"{ACCOUNT}/address", data)))
            address = self.env["res.partner"].search([("name", "=", f"Nowy {kind}")])
            self.assertEqual(address.parent_id, self.client_company)
            self.assertEqual(address.type, kind)
        self.colleague_contact.service_shipping_id = address
        self.post(f"{ACCOUNT}/address/{address.id}/archive")
        self.assertFalse(address.active)
        self.assertFalse(self.colleague_contact.service_shipping_id)

    def test_private_person_has_several_addresses(self):
        self.enter(self.private_user)
        self.post(f"{ACCOUNT}/address", PLACE | {"name": "Działka"})
        address = self.env["res.partner"].search([("name", "=", "Działka")])
        self.assertEqual(address.parent_id, self.private_partner)
        again = self.post(f"{ACCOUNT}/address", PLACE | {"name": "Biuro"})
        self.assertIn("Działka", self.text(again))
        chosen = self.env["service.request"]._service_client_address(
            address.id, self.private_user
        )
        self.assertEqual(chosen, address)

    def test_foreign_address_is_not_changed(self):
        foreign = self.address(parent_id=self.other_company.id)
        self.enter(self.client_user)
        data = PLACE | {"name": "X", "address_id": str(foreign.id)}
        self.assertIn("your own", self.text(self.post(f"{ACCOUNT}/address", data)))
        answer = self.post(f"{ACCOUNT}/address/{foreign.id}/archive")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(foreign.street, "Stara 1")
        self.assertTrue(foreign.active)

    def two_matters(self, address):
        """Return an open job and a finished one that go to the address."""
        vals = {"partner_shipping_id": address.id, "partner_invoice_id": address.id}
        open_, finished = (self.make_request(1, **vals) for _number in range(2))
        finished.job_ids._service_transition("cancelled", source="backoffice")
        self.assertEqual(finished.job_ids.state, "cancelled")
        return open_, finished

    def test_changed_address_leaves_finished_matters_alone(self):
        branch = self.address()
        open_, finished = self.two_matters(branch)
        self.env["res.partner"]._service_client_set_address(
            PLACE | {"name": "Filia", "address_id": branch.id}, user=self.client_user
        )
        for old in (finished, finished.job_ids):
            self.assertEqual(old.partner_shipping_id.street, "Stara 1")
            self.assertEqual(old.partner_invoice_id.street, "Stara 1")
        for new in (open_, open_.job_ids):
            self.assertEqual(new.partner_shipping_id, branch)
            self.assertEqual(new.partner_invoice_id, branch)
        self.assertEqual(branch.street, "Nowa 2")

    def test_moved_company_leaves_finished_matters_alone(self):
        # Core gives the company's address to its people as well.
        for address in (self.client_company, self.client_contact):
            address.street = "Prosta 1"
            open_, finished = self.two_matters(address)
            self.env["res.partner"]._service_client_set_company(
                PLACE, user=self.client_user
            )
            for old in (finished, finished.job_ids):
                self.assertEqual(old.partner_shipping_id.street, "Prosta 1")
            for new in (open_, open_.job_ids):
                self.assertEqual(new.partner_shipping_id.street, "Nowa 2")

    def test_model_refuses_who_may_not_whatever_the_page(self):
        partners = self.env["res.partner"].with_user(self.colleague_user)
        with self.assertRaises(AccessError):
            partners._service_client_set_company(PLACE, user=self.colleague_user)
        with self.assertRaises(UserError):
            partners._service_client_set_person({"name": ""}, user=self.colleague_user)

    # --- API keys -------------------------------------------------------------------

    def make_key(self, **values):
        self.enter(self.colleague_user)
        password = self.colleague_user.login
        return self.post(
            f"{ACCOUNT}/key", {"name": "Magazyn", "password": password} | values
        )

    def allow_keys(self):
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", "True")

    def test_no_keys_unless_the_company_allows_them(self):
        self.assertEqual(self.make_key().status_code, 404)
        self.assertNotIn("key_name", self.get(ACCOUNT).text)
        self.assertFalse(self.colleague_user.api_key_ids)

    def test_key_is_shown_once_and_is_the_persons(self):
        self.allow_keys()
        page = self.page(self.make_key(days="90"))
        [key] = page.xpath("//code[contains(@class, 'o_service_key')]")
        keys = self.env["res.users.apikeys"]
        found = keys._check_credentials(scope="rpc", key=key.text_content().strip())
        self.assertEqual(found, self.colleague_user.id)
        self.assertNotIn(key.text_content().strip(), self.get(ACCOUNT).text)
        [row] = self.colleague_user.api_key_ids
        self.assertTrue(row.expiration_date)
        self.post(f"{ACCOUNT}/key/{row.id}/revoke")
        self.assertFalse(self.colleague_user.api_key_ids)

    def test_key_needs_the_password(self):
        self.allow_keys()
        self.assertIn("not right", self.text(self.make_key(password="wrong")))
        self.assertFalse(self.colleague_user.api_key_ids)

    def test_key_of_somebody_else_is_not_there(self):
        self.allow_keys()
        self.make_key()
        [row] = self.colleague_user.api_key_ids
        self.enter(self.client_user)
        answer = self.post(f"{ACCOUNT}/key/{row.id}/revoke")
        self.assertEqual(answer.status_code, 404)
        self.assertTrue(self.colleague_user.api_key_ids)
