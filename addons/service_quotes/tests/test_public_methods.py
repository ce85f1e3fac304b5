from odoo.tests import tagged

from odoo.addons.service_portal.tests.public_methods_common import PublicMethods

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethods, QuotesCommon):
    def test_strangers_do_no_harm_by_a_public_method(self):
        draft = self.make_draft()
        sent = self.make_sent()
        repaired = self.make_repaired()
        self.env.flush_all()
        rows = self.env["service.money.report"].search(
            [("job_id", "=", repaired.job_id.id)], limit=1
        )
        self.check_strangers(
            "service_quotes",
            [
                draft,
                sent,
                sent.line_ids,
                draft.job_id,
                repaired.job_id,
                repaired.job_id.check_ids,
                repaired.job_id.repair_id,
                repaired.sale_order_id,
                repaired.sale_order_id.order_line,
                rows,
                self.env["service.quality.fail"].create(
                    {"job_id": repaired.job_id.id, "reason": "x"}
                ),
                self.env["service.quote.decision"].create(
                    {"quote_id": sent.id, "choice": "necessary", "note": "x"}
                ),
            ],
        )
