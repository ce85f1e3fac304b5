from psycopg2.errors import CheckViolation, NotNullViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SlaCommon


@tagged("post_install", "-at_install")
class TestSlaPolicy(SlaCommon):
    def found(self, request, metric="first_response"):
        policies = self.env["service.sla.policy"]._service_find(request, metric)
        return policies.get(request)

    def test_policy_without_calendar_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(NotNullViolation):
            self.make_policy(calendar_id=False)

    def test_calendar_without_hours_is_refused(self):
        empty = self.make_calendar(days=[])
        with self.assertRaisesRegex(ValidationError, "working hours"):
            self.make_policy(calendar_id=empty.id)

    def test_target_out_of_reach_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "400"):
            self.make_policy(hours=10000)

    def test_target_of_zero_hours_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.make_policy(hours=0)

    def test_first_policy_that_fits_wins(self):
        request = self.make_request(jobs=1, accept=False)
        self.assertEqual(self.found(request), self.policy)
        urgent = self.make_policy(hours=1, priority="3", sequence=1)
        self.assertEqual(self.found(request), self.policy)
        request.priority = "3"
        self.assertEqual(self.found(request), urgent)

    def test_policy_of_one_client_holds_for_his_people(self):
        own = self.make_policy(hours=2, partner_id=self.client_contact.id, sequence=1)
        request = self.make_request(jobs=1, accept=False)
        self.assertEqual(self.found(request), own)
        other = self.make_request(
            jobs=1, partner=self.other_company, contact=self.other_company, accept=False
        )
        self.assertEqual(self.found(other), self.policy)

    def test_policy_of_another_company_is_not_used(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.make_policy(company_id=company.id, sequence=1)
        request = self.make_request(jobs=1, accept=False)
        self.assertEqual(self.found(request), self.policy)

    def test_only_managers_change_policies(self):
        for user in (self.care_user, self.technician_user, self.logistics_user):
            with self.assertRaises(AccessError):
                self.policy.with_user(user).target_hours = 40
        self.policy.with_user(self.manager_user).target_hours = 40
        self.assertEqual(self.policy.target_hours, 40)
