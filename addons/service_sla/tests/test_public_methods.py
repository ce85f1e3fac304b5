from odoo.tests import tagged

from odoo.addons.service_portal.tests.public_methods_common import PublicMethods

from .common import SlaCommon


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethods, SlaCommon):
    def test_strangers_do_no_harm_by_a_public_method(self):
        request = self.make_request(1, accept=False, team_id=self.team.id)
        self.check_strangers(
            "service_sla",
            [
                request,
                request.job_ids,
                self.clock_of(request).with_env(self.env),
                self.env["service.job.assign"].create(
                    {
                        "job_ids": request.job_ids.ids,
                        "technician_id": self.technician_user.id,
                        "reason": "x",
                    }
                ),
            ],
        )
