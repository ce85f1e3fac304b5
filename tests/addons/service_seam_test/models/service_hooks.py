from odoo import api, models


class ServiceInbox(models.Model):
    _inherit = "service.inbox"

    @api.model
    def _service_hook_sources(self):
        about = {
            "token": "seam-token",
            "event_id": lambda payload: payload.get("id"),
            "handler": lambda row: None,
        }
        return super()._service_hook_sources() | {"seam": about}


class ServiceOutbox(models.Model):
    _inherit = "service.outbox"

    @api.model
    def _service_outbox_handlers(self):
        return super()._service_outbox_handlers() | {"seam": lambda row: None}


class ServiceHealth(models.AbstractModel):
    _inherit = "service.health"

    @api.model
    def _service_health_checks(self):
        return [*super()._service_health_checks(), ("seam", True, "held")]
