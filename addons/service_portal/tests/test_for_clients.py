"""What is filed on the portal is a client's; employees are led to their own screen."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestForClients(PortalCommon):
    def test_employee_is_led_from_the_form_to_the_own_screen(self):
        for user, link in (
            (self.care_user, "/odoo/service-intake"),
            (self.technician_user, "/odoo"),
        ):
            self.enter(user)
            for path in ("/my/service/new", "/my/service/import"):
                with self.subTest(user=user.login, path=path):
                    answer = self.get(path)
                    self.assertEqual(answer.status_code, 403)
                    self.assertIn("This form is for clients", self.text(answer))
                    links = self.page(answer).xpath("//main//a/@href")
                    self.assertIn(link, links)
                    self.assertFalse(self.page(answer).xpath("//main//form"))

    def test_employee_files_nothing_and_keeps_no_draft(self):
        self.enter(self.care_user)
        count = self.env["service.request"].search_count([])
        values = {
            "type_id": self.type_question.id,
            "description": "Ile?",
            "submission_token": "care-1",
        }
        self.assertEqual(self.post("/my/service/new", values).status_code, 403)
        self.assertEqual(self.post("/my/service/draft", values).status_code, 403)
        self.assertEqual(self.env["service.request"].search_count([]), count)
        self.assertFalse(self.env["service.request.draft"].search([]))

    def test_no_way_files_as_an_employee(self):
        values = {"type_id": self.type_question.id, "description": "Ile?"}
        with self.assertRaises(AccessError):
            self.env["service.request"].with_user(
                self.care_user
            )._service_client_create(values, user=self.care_user)
        with self.assertRaises(AccessError):
            self.env["service.import"].with_user(self.care_user)._service_client_upload(
                "x.csv", b"x", user=self.care_user
            )
