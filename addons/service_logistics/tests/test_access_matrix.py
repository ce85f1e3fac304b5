from odoo.tests import tagged

from odoo.addons.service_portal.tests.access_matrix import AccessMatrix
from odoo.addons.service_portal.tests.access_models import ModelRights

from .common import LogisticsCommon

# People and letters as in access_table.py and access_models.py of service_portal.
ROUTES = """
#                                      A       P B - staff   X N
#                                      aveopib       rcltqma
GET  ~/<int:request_id>/document own       2222222 2 2 . ....... . .
GET  ~/<int:request_id>/document colleague 2224444 . 2 . ....... . .
GET  ~/<int:request_id>/document foreign   4444444 4 4 L 2222222 4 4
"""

MODELS = """
#                              A       P B - staff   X N
#                              aveopib       rcltqma
service.parcel         -       ------- - - - -wc--c- w -
service.parcel.request -       ------- - - - -c---c- c -
service.damage         -       ------- - - - rrcrrcr r -
service.photo.position -       ------- - - - rrrrrd- r -
service.scan           -       ------- - - - rrnrrn- r -
service.send.wizard    -       ------- - - - --c--c- - -
service.shelf.wizard   -       ------- - - - --c--c- - -
service.shipment       -       ------- - - - rrwrrwr r -
service.shipment.event -       ------- - - - rrrrrr- r -
"""


@tagged("post_install", "-at_install")
class TestAccessMatrix(ModelRights, AccessMatrix, LogisticsCommon):
    def test_every_route_answers_everybody_as_the_table_says(self):
        self.check_routes("service_logistics", ROUTES)

    def test_everybody_has_the_rights_of_the_table(self):
        self.check_models("service_logistics", MODELS)
