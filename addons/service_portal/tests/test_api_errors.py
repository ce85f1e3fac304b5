"""An error tells a client what happened, and nothing of the inside (R10)."""

import json
import xmlrpc.client
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessDenied, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..controllers.portal_list import ServiceList
from .portal_common import PortalCommon

_INSIDE = ("Traceback", "psycopg2", "SELECT", ".py", "OFFSET", "secret-inside")


@tagged("post_install", "-at_install")
class TestApiErrors(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allow_keys(True)
        cls.key = cls.make_key(cls.client_user)

    @classmethod
    def allow_keys(cls, allowed):
        cls.env["ir.config_parameter"].set_param("portal.allow_api_keys", allowed)

    @classmethod
    def make_key(cls, user):
        keys_sudo = cls.env["res.users.apikeys"].with_user(user).sudo()  # longer
        until = fields.Datetime.add(fields.Datetime.now(), days=30)
        return keys_sudo._generate("rpc", "x", until)

    def json2(self, path, values, key=None):
        with mute_logger("odoo.http", "odoo.sql_db"):
            return self.url_open(
                f"/json/2/{path}",
                data=json.dumps(values),
                headers={
                    "Authorization": f"bearer {key or self.key}",
                    "Content-Type": "application/json",
                },
            )

    def json_rpc(self, path, params):
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc"):
            return self.url_open(path, json={"params": params}, method="POST")

    def assertTellsNothing(self, answer):
        for word in _INSIDE:
            self.assertNotIn(word, answer.text)

    # --- JSON-2 -------------------------------------------------------------------

    def test_error_of_the_database_tells_a_program_nothing_of_it(self):
        answer = self.json2("service.request/search_read", {"offset": -1})
        self.assertEqual(answer.status_code, 500)
        self.assertTellsNothing(answer)
        self.assertIn("tell us when", answer.json()["message"])

    def test_unknown_field_tells_a_program_nothing_of_the_code(self):
        answer = self.json2("service.request/search_read", {"fields": ["xyz"]})
        self.assertEqual(answer.status_code, 500)
        self.assertTellsNothing(answer)

    def test_refusal_is_told_in_its_own_words_without_the_code(self):
        answer = self.json2("service.request/service_client_create", {"values": {}})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer.json()["message"], "Choose what the request is about.")
        self.assertTellsNothing(answer)
        for path, status in (
            ("service.xyz/read", 404),
            ("service.team/search_count", 403),
            ("service.request/search_count", 422),  # its argument is missing
        ):
            values = {"domain": []} if status == 403 else {}
            answer = self.json2(path, values)
            self.assertEqual(answer.status_code, status, path)
            self.assertTellsNothing(answer)

    def test_wrong_key_tells_nothing(self):
        answer = self.json2("service.request/search_read", {}, key="x" * 40)
        self.assertEqual(answer.status_code, 401)
        self.assertTellsNothing(answer)

    def test_program_of_an_employee_gets_what_helps_to_find_the_fault(self):
        key = self.make_key(self.care_user)
        answer = self.json2("service.request/search_read", {"fields": ["xyz"]}, key)
        self.assertIn("Traceback", answer.json()["debug"])

    # --- The browser's and the old addresses -----------------------------------------

    def test_call_of_the_browser_tells_a_client_nothing(self):
        call = {
            "model": "service.request",
            "method": "search_read",
            "args": [],
            "kwargs": {"offset": -1},
        }
        path = "/web/dataset/call_kw"
        for user in (self.client_user, self.care_user):
            self.enter(user)
            answer = self.json_rpc(path, call)
            data = answer.json()["error"]["data"]
            if user == self.client_user:
                self.assertTellsNothing(answer)
                self.assertFalse(data["debug"])
            else:
                self.assertIn("Traceback", data["debug"])
        self.enter(self.client_user)
        answer = self.json_rpc(path, call | {"method": "service_client_create"})
        self.assertTellsNothing(answer)
        call["kwargs"] = {"values": {}}
        answer = self.json_rpc(path, call | {"method": "service_client_create"})
        data = answer.json()["error"]["data"]
        self.assertEqual(data["name"], "odoo.exceptions.UserError")
        self.assertEqual(data["message"], "Choose what the request is about.")
        self.assertTellsNothing(answer)

    def test_report_that_fails_tells_a_client_nothing(self):
        self.enter(self.client_user)
        with mute_logger("odoo.http", "odoo.addons.web.controllers.report"):
            answer = self.post(
                "/report/download",
                {"data": json.dumps(["/report/pdf/no.report/1", "qweb-pdf"])},
            )
        # Core answers 200 here.
        self.assertIn("tell us when", answer.text)
        self.assertTellsNothing(answer)

    def test_old_addresses_tell_nobody_anything(self):
        login = self.client_user.login
        call = [
            self.env.cr.dbname, self.client_user.id, login,
            "service.request", "search_read", [], {"offset": -1},
        ]  # fmt: skip
        answer = self.json_rpc(
            "/jsonrpc", {"service": "object", "method": "execute_kw", "args": call}
        )
        self.assertIn("tell us when", answer.json()["error"]["data"]["message"])
        self.assertTellsNothing(answer)
        for version in ("", "2/"):
            with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc"):
                answer = self.url_open(
                    f"/xmlrpc/{version}object",
                    data=xmlrpc.client.dumps(tuple(call), "execute_kw"),
                    headers={"Content-Type": "text/xml"},
                )
            with self.assertRaises(xmlrpc.client.Fault) as fault:
                xmlrpc.client.loads(answer.text)
            self.assertIn("tell us when", fault.exception.faultString)
            self.assertTellsNothing(answer)

    # --- Pages ------------------------------------------------------------------------

    def broken_page(self, error):
        with (
            patch.object(ServiceList, "_service_list_values", side_effect=error),
            mute_logger("odoo.http"),
        ):
            return self.url_open("/my/service?debug=1")

    def test_debug_in_the_address_shows_a_client_no_traceback(self):
        self.enter(self.client_user)
        answer = self.broken_page(ValueError("secret-inside"))
        self.assertEqual(answer.status_code, 500)
        self.assertTellsNothing(answer)
        self.enter(self.care_user)
        answer = self.broken_page(ValueError("secret-inside"))
        self.assertIn("secret-inside", answer.text)

    def test_page_says_what_was_said_to_the_client(self):
        self.enter(self.client_user)
        self.assertIn("Ask us.", self.broken_page(UserError("Ask us.")).text)

    # --- Keys ---------------------------------------------------------------------

    def test_key_of_a_client_opens_nothing_while_keys_are_not_allowed(self):
        path = "service.request/service_client_list"
        employee = self.make_key(self.care_user)
        self.assertEqual(self.json2(path, {}).status_code, 200)
        self.allow_keys(False)
        self.assertEqual(self.json2(path, {}).status_code, 401)
        count = ("service.request/search_count", {"domain": []}, employee)
        self.assertEqual(self.json2(*count).status_code, 200)
        self.allow_keys(True)
        self.assertEqual(self.json2(path, {}).status_code, 200)

    def test_key_of_a_client_is_no_password_while_keys_are_not_allowed(self):
        credential = {
            "login": self.client_user.login, "password": self.key, "type": "password"
        }  # fmt: skip
        user = self.client_user.with_user(self.client_user)
        self.assertTrue(user._check_credentials(credential, {"interactive": False}))
        self.allow_keys(False)
        with self.assertRaises(AccessDenied), mute_logger("odoo.addons.base"):
            user._check_credentials(credential, {"interactive": False})

    def test_trusted_device_of_a_client_is_no_key(self):
        devices = self.env["auth_totp.device"].with_user(self.client_user).sudo()
        until = fields.Datetime.add(fields.Datetime.now(), days=1)
        device = devices._generate("browser", "x", until)
        self.allow_keys(False)
        self.assertTrue(devices._check_credentials(scope="browser", key=device))
