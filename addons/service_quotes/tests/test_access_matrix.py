from odoo.tests import tagged

from odoo.addons.service_portal.tests.access_matrix import AccessMatrix
from odoo.addons.service_portal.tests.access_models import ModelRights
from odoo.addons.service_portal.tests.access_people import CLIENTS

from .common import QuotesCommon

# People and letters as in access_table.py and access_models.py of service_portal.
ROUTES = """
#                          A       P B - staff   X N
#                          aveopib       rcltqma
GET  ~/quotes    -         2222222 2 2 L 2222222 2 F
POST ~/quotes    own       3!!!3!! 3 3 . ....... . .
POST ~/quotes    colleague 3!!4444 . 3 . ....... . .
POST ~/quotes    foreign   4444444 4 4 L !!!!!!! 4 4
"""

MODELS = """
#                              A       P B - staff   X N
#                              aveopib       rcltqma
service.checklist      -       ------- - - - rrrrrd- r -
service.checklist.line -       ------- - - - rrrrrd- r -
service.job.check      -       ------- - - - rrrcrd- r -
service.money.report   -       ------- - - - -----rr - -
service.price          -       ------- - - - rrrrrd- r -
service.quality.fail   -       ------- - - - ----cc- - -
service.quote          -       ------- - - - rdrdrdr d -
service.quote.decision -       ------- - - - -c---c- c -
service.quote.line     -       ------- - - - rdrdrdr d -
quote_id               own       ------- - - . ....... . .
quote_id               colleague ------- . - . ....... . .
quote_id               foreign   ------- - - - rdrdrdr - -
"""


@tagged("post_install", "-at_install")
class TestAccessMatrix(ModelRights, AccessMatrix, QuotesCommon):
    kinds = AccessMatrix.kinds | {("POST", "/my/service/quotes"): "quote_id"}

    @classmethod
    def make_records(cls):
        """Override of `service_portal`: with a quote that waits for a decision."""
        records = super().make_records()
        for owner in (*CLIENTS, "colleague", "foreign"):
            contact = records[owner]["partner_id"]
            records[owner]["quote_id"] = cls.make_sent(contact=contact)
        return records

    def posted(self, persona, path, record):
        if path == "/my/service/quotes":
            return {f"quote-{getattr(record, 'id', record)}": "necessary"}
        return super().posted(persona, path, record)

    def test_every_route_answers_everybody_as_the_table_says(self):
        self.check_routes("service_quotes", ROUTES)

    def test_everybody_has_the_rights_of_the_table(self):
        self.check_models("service_quotes", MODELS)
