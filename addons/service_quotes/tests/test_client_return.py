from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestClientReturn(QuotesCommon):
    def test_ordered_repair_is_not_undone_by_a_click(self):
        quote = self.make_accepted()
        job = quote.job_id
        job._service_transition("diagnosing", source="backoffice")
        self.assertIn("ordered already", job._service_client_refusal("return"))
        codes = [a["code"] for a in job._service_portal_actions(self.client_user)]
        self.assertNotIn("return", codes)

    def test_device_under_diagnosis_is_asked_back(self):
        job = self.make_diagnosing()
        self.assertFalse(job._service_client_refusal("return"))
