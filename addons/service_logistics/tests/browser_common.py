"""Tours of the stations in a real browser; no test in here."""

from odoo.tests import HttpCase, common

from odoo.addons.service_portal.tests import kept

kept.browse(
    scripts=("web.assets_web", "web.assets_tests"),
    styles=("web.assets_web", "web.assets_web_print"),
)


class BrowserCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Core gives Chromium ten seconds; a busy machine of two cores needs more.
        cls.classPatch(common, "CHECK_BROWSER_ITERATIONS", 600)
