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
GET  ~/job/<int:job_id>/receipt  own       4444444 4 4 . ....... . .
GET  ~/job/<int:job_id>/receipt  colleague 4444444 . 4 . ....... . .
GET  ~/job/<int:job_id>/receipt  foreign   4444444 4 4 L 4444444 4 4
POST ~/<int:request_id>/parcel   own       3333333 3 3 . ....... . .
POST ~/<int:request_id>/parcel   colleague 3!34444 . 3 . ....... . .
POST ~/<int:request_id>/parcel   foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/<int:request_id>/label    own       3333333 3 3 . ....... . .
POST ~/<int:request_id>/label    colleague 3!34444 . 3 . ....... . .
POST ~/<int:request_id>/label    foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/<int:request_id>/label/cancel own       !!!!!!! ! ! . ....... . .
POST ~/<int:request_id>/label/cancel colleague !!!4444 . ! . ....... . .
POST ~/<int:request_id>/label/cancel foreign   4444444 4 4 L !!!!!!! 4 4
POST ~/<int:request_id>/locker   own       3333333 3 3 . ....... . .
POST ~/<int:request_id>/locker   colleague 3!34444 . 3 . ....... . .
POST ~/<int:request_id>/locker   foreign   4444444 4 4 L !!!!!!! 4 4
GET  ~/<int:request_id>/label/<int:shipment_id>.pdf own       4444444 4 4 . ....... . .
GET  ~/<int:request_id>/label/<int:shipment_id>.pdf colleague 4444444 . 4 . ....... . .
GET  ~/<int:request_id>/label/<int:shipment_id>.pdf foreign   4444444 4 4 L 4444444 4 4
"""

MODELS = """
#                              A       P B - staff   X N
#                              aveopib       rcltqma
service.label.wizard   -       ------- - - - -cc--c- c -
service.parcel         -       ------- - - - -wc--c- w -
service.parcel.request -       ------- - - - -c---c- c -
service.manifest       -       ------- - - - rrwrrw- r -
service.count          -       ------- - - - rrrrrr- r -
service.count.line     -       ------- - - - rrrrrr- r -
service.count.place    -       ------- - - - rrrrrr- r -
service.damage         -       ------- - - - rrcrrcr r -
service.photo.position -       ------- - - - rrrrrd- r -
service.hand.over.wizard - ------- - - - --c--c- - -
service.release.wizard -       ------- - - - -----c- - -
service.scan           -       ------- - - - rrnrrn- r -
service.send.wizard    -       ------- - - - --c--c- - -
service.shelf.wizard   -       ------- - - - --c--c- - -
service.shipment       -       ------- - - - rrwrrwr r -
service.shipment.event -       ------- - - - rrrrrrr r -
"""


@tagged("post_install", "-at_install")
class TestAccessMatrix(ModelRights, AccessMatrix, LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.service_ticket_for = "everybody"
        cls.offered = cls.carrier.copy(
            {"delivery_type": "service_simulator", "service_inbound_offered": True}
        )
        cls.carrier.copy({"delivery_type": "service_inpost_locker"})

    @classmethod
    def make_matter(cls, contact):
        """Override: states that were written by hand have their next steps."""
        records = super().make_matter(contact)
        records["request_id"].job_ids._service_refresh_next_step()
        return records

    def posted(self, persona, path, record):
        """Override: what a person enters of a parcel."""
        if path == "/my/service/<int:request_id>/parcel":
            return {"carrier": "InPost", "number": "620000111122"}
        if path == "/my/service/<int:request_id>/label":
            return {"choice": f"{self.offered.id}-point"}
        if path == "/my/service/<int:request_id>/locker":
            return {"point": "KRA012"}
        return super().posted(persona, path, record)

    def test_every_route_answers_everybody_as_the_table_says(self):
        self.check_routes("service_logistics", ROUTES)

    def test_everybody_has_the_rights_of_the_table(self):
        self.check_models("service_logistics", MODELS)
