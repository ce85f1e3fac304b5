from odoo.tests import tagged

from odoo.addons.service_logistics.tests.common import LogisticsCommon
from odoo.addons.service_portal.tests.public_methods_common import PublicMethods


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethods, LogisticsCommon):
    def test_strangers_do_no_harm_by_a_public_method(self):
        job = self.make_received()[0]
        job.with_user(self.technician_user)._service_ensure_repair()
        self.check_strangers("service_purchase", [job])
