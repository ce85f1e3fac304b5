from odoo.tests import tagged

from odoo.addons.service_portal.tests.access_matrix import AccessMatrix
from odoo.addons.service_portal.tests.access_models import ModelRights

# People and letters as in access_models.py of service_portal.
MODELS = """
#                               A       P B - staff   X N
#                               aveopib       rcltqma
service.flow.report     -       ------- - - - -----r- - -
service.job.assign      -       ------- - - - -----c- - -
service.job.assign.line -       ------- - - - -----c- - -
service.sla.clock       -       ------- - - - rrrrrr- r -
service.sla.policy      -       ------- - - - rrrrrd- r -
"""


@tagged("post_install", "-at_install")
class TestAccessMatrix(ModelRights, AccessMatrix):
    @classmethod
    def make_records(cls):
        """Override of `service_portal`: nothing here belongs to a client."""
        return {}

    def test_there_is_no_route_without_a_row(self):
        self.assertEqual(self.suite_rules("service_sla"), {})

    def test_everybody_has_the_rights_of_the_table(self):
        self.check_models("service_sla", MODELS)
