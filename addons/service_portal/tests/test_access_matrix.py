from odoo.tests import tagged

from .access_api import ClientApi
from .access_core import CoreRoutes
from .access_matrix import AccessMatrix
from .access_models import ModelRights
from .access_table import CORE, MODELS, ROUTES


@tagged("post_install", "-at_install")
class TestAccessMatrix(ClientApi, CoreRoutes, ModelRights, AccessMatrix):
    """Everybody x every route, every model, core's routes to our records x own,
    colleague's, foreign, missing. Public methods: TestPublicMethods."""

    def test_every_route_answers_everybody_as_the_table_says(self):
        self.check_routes("service_portal", ROUTES)

    def test_core_gives_everybody_what_the_table_says(self):
        self.check_core(CORE)

    def test_everybody_has_the_rights_of_the_table(self):
        self.check_models("service_portal", MODELS)

    def test_client_api_gives_everybody_what_the_page_gives(self):
        self.check_client_api(ROUTES)
