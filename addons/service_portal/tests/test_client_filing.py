from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCommon

REQUEST = "odoo.addons.service_portal.models.service_request_portal.ServiceRequest"


@tagged("post_install", "-at_install")
class TestClientFiling(ServiceCommon):
    def values(self, **changes):
        device = {
            "category_id": self.category.id,
            "brand": "Marka",
            "serial_number": "S-1",
            "fault": "Nie działa",
        }
        return {
            "type_id": self.type_repair.id,
            "subject": "Naprawa",
            "devices": [device],
        } | changes

    def file(self, user=None, **changes):
        user = user or self.client_user
        requests = self.env["service.request"].with_user(user)
        return requests._service_client_create(self.values(**changes), user=user)

    def test_client_files_and_owner_contact_and_actor_are_right(self):
        request = self.file().sudo()
        self.assertEqual(request.state, "new")
        self.assertEqual(request.partner_id, self.client_company)
        self.assertEqual(request.contact_id, self.client_contact)
        self.assertEqual(request.job_ids.device_id.partner_id, self.client_company)
        self.assertEqual(request.event_ids.user_id, self.client_user)
        self.assertEqual(set(request.event_ids.mapped("source")), {"portal"})

    def test_same_submission_twice_is_one_request(self):
        first = self.file(submission_token="T1")
        self.assertEqual(self.file(submission_token="T1"), first)
        self.assertEqual(len(first.sudo().job_ids), 1)

    def test_double_click_that_is_not_seen_yet_is_replayed(self):
        self.file(submission_token="T2")
        unseen = patch(
            f"{REQUEST}._service_submitted",
            lambda self, token, user: self.browse(),
        )
        with unseen, mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self.file(submission_token="T2")

    def test_token_of_somebody_else_opens_nothing_and_stops_nobody(self):
        foreign = self.file(self.other_user, submission_token="T3")
        mine = self.file(submission_token="T3").sudo()
        self.assertNotEqual(mine, foreign.sudo())
        self.assertEqual(mine.partner_id, self.client_company)
        self.assertEqual(foreign.sudo().partner_id, self.other_company)

    def test_long_tokens_that_begin_alike_are_two_requests(self):
        def ask(end):
            return self.file(
                type_id=self.type_question.id,
                devices=[],
                submission_token="T" * 70 + end,
            )

        first, second = ask("a"), ask("b")
        self.assertNotEqual(first, second)
        self.assertEqual(ask("b"), second)

    def test_token_of_an_archived_request_is_known(self):
        first = self.file(submission_token="T4")
        first.sudo().write({"reject_reason": "Próba", "reject_kind": "mistake"})
        first.sudo()._service_transition("rejected", source="backoffice")
        first.sudo().active = False
        self.assertEqual(self.file(submission_token="T4"), first)

    def test_halves_of_characters_and_endless_numbers_are_no_error(self):
        request = self.file(
            subject="Naprawa \ud83d", partner_shipping_id=float("inf")
        ).sudo()
        self.env.flush_all()
        self.assertEqual(request.subject, "Naprawa")

    def test_fields_that_are_not_a_clients_are_ignored(self):
        request = self.file(
            state="closed", partner_id=self.other_company.id, priority="3", name="X"
        ).sudo()
        self.assertEqual(request.partner_id, self.client_company)
        self.assertEqual((request.state, request.priority), ("new", "0"))

    def test_foreign_ids_are_refused_and_nothing_is_written(self):
        foreign = self.make_device(self.other_company)
        before = self.env["service.request"].search_count([])
        for changes in (
            {"devices": [{"device_id": foreign.id, "fault": "x"}]},
            {"partner_shipping_id": self.other_company.id},
            {"type_id": 0},
            {"type_id": "garbage"},
            {"devices": []},
            {"devices": [{"category_id": self.category.id, "brand": "X"}]},
            {"devices": [{"brand": "X", "fault": "x"}]},
        ):
            with (
                self.subTest(changes=changes),
                self.assertRaises(UserError),
                self.cr.savepoint(),
            ):
                self.file(**changes)
        self.assertEqual(self.env["service.request"].search_count([]), before)

    def test_device_with_an_open_job_is_refused_and_names_the_job(self):
        job = self.make_request(1).job_ids
        with self.assertRaises(UserError) as caught:
            self.file(devices=[{"device_id": job.device_id.id, "fault": "x"}])
        self.assertIn(job.reference, str(caught.exception))

    def test_known_serial_of_the_client_is_the_same_device(self):
        device = self.make_device(serial_number="ab-12 34")
        request = self.file(
            devices=[
                {
                    "category_id": self.category.id,
                    "brand": "Marka",
                    "serial_number": "AB1234",
                    "fault": "x",
                }
            ]
        ).sudo()
        self.assertEqual(request.job_ids.device_id, device)

    def test_same_serial_of_another_client_is_another_device(self):
        foreign = self.make_device(self.other_company, serial_number="S-1")
        self.assertNotEqual(self.file().sudo().job_ids.device_id, foreign)

    def test_answer_to_a_question_goes_back_to_the_care_desk(self):
        request = self.file().sudo()
        care = request.with_user(self.care_user)
        care.missing_info = "Podaj numer seryjny"
        care.action_ask_for_info()
        request.with_user(self.client_user)._service_client_supply(
            {
                "answer": "To S-99",
                "jobs": {request.job_ids.id: {"accessories": "torba", "state": "x"}},
            },
            user=self.client_user,
        )
        self.assertEqual(request.state, "new")
        self.assertEqual(request.job_ids.accessories, "torba")
        answer = request.message_ids.filtered(lambda m: "To S-99" in m.body)
        self.assertEqual(answer.author_id, self.client_contact)
        mails = self.env["mail.mail"].search([("res_id", "=", request.id)])
        received = mails.filtered(lambda mail: mail.subject.startswith("We have"))
        self.assertEqual(len(received), 1, "the receipt of a request is told once")

    def test_answer_needs_the_right_and_a_question(self):
        request = self.file().sudo()
        with self.assertRaises(UserError):
            request._service_client_supply({"answer": "x"}, user=self.client_user)
        for user in (self.other_user, self.colleague_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request._service_client_supply({"answer": "x"}, user=user)
