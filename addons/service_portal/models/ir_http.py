from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """Override of `http_routing` so that scripts of the portal speak Polish."""
        return [*super()._get_translation_frontend_modules_name(), "service_portal"]
