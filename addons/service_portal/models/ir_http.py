from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing` so that scripts of the portal speak Polish."""
        found = super()._get_translation_frontend_modules_name()
        # The chat of the portal pages is core's; without them it would speak English.
        return [*found, "mail", "im_livechat", "service_portal"]

    @classmethod
    def _post_dispatch(cls, response):
        """Override of core: other websites frame no page of the portal.

        The public form alone may be framed, by whom the settings name.
        """
        super()._post_dispatch(response)
        if request.httprequest.path.startswith("/my"):
            response.headers.setdefault(
                "Content-Security-Policy", "frame-ancestors 'self'"
            )
