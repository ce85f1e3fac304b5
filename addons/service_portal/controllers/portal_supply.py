"""The client supplies what is missing; old links of merged requests lead on."""

from odoo.exceptions import UserError
from odoo.http import request, route

from .portal_pages import ServicePages

_ADDRESS = ("street", "zip", "city")
_FILES = ("photo", "proof")


class ServiceSupply(ServicePages):
    _service_supply_url = "/my/service/<int:request_id>/supply"

    @route()
    def service_request_page(self, request_id, **query):
        """Override: what was merged into another request goes on there."""
        request_sudo = self._service_checked("service.request", request_id)
        target_sudo = request_sudo and request_sudo.merged_into_id
        if target_sudo and self._service_checked("service.request", target_sudo.id):
            return request.redirect(f"/my/service/{target_sudo.id}?merged=1")
        return super().service_request_page(request_id, **query)

    def _service_request_values(self, request_sudo):
        """Override: the form with just what was asked."""
        values = super()._service_request_values(request_sudo)
        return values | {
            "asks": [
                self._service_ask_row(ask) for ask in request_sudo._service_open_asks()
            ],
            "just_merged": "merged" in request.httprequest.args,
            "said": {},
            "unanswered": [],
        }

    def _service_ask_row(self, ask):
        labels = dict(ask._fields["field"]._description_selection(request.env))
        job = ask.job_id
        known = {
            "serial_number": job.device_id.serial_number,
            "model": job.device_id.model,
            "fault": job.fault,
            "accessories": job.accessories,
            "condition": job.condition,
            "phone": ask.request_id.contact_id.phone,
        }
        return {
            "id": ask.id,
            "field": ask.field,
            "label": labels[ask.field],
            "device": job.title or "",
            "value": known.get(ask.field) or "",
        }

    @route(
        _service_supply_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_request_supply(self, request_id, **post):
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        values = self._service_supplied(request_sudo, post)
        unanswered = request_sudo._service_unanswered(values)
        try:
            with request.env.cr.savepoint():
                self._service_take_supply(request_sudo, values)
        except UserError as error:
            page = self._service_request_values(request_sudo)
            page |= {
                "error": str(error),
                "answer": values["answer"],
                "said": values["asks"],
                "unanswered": unanswered.ids,
            }
            return request.render("service_portal.portal_request", page)
        return request.redirect(f"/my/service/{request_sudo.id}?sent=1", code=303)

    def _service_supplied(self, request_sudo, post):
        """Return the posted form in the shape of `_service_client_supply`."""
        asks = {}
        for ask in request_sudo._service_open_asks():
            name = f"ask-{ask.id}"
            if ask.field in _FILES:
                asks[ask.id] = self._service_files(name)
            elif ask.field == "address":
                asks[ask.id] = {
                    part: self._service_supply_text(post, f"{name}-{part}")
                    for part in _ADDRESS
                }
            else:
                asks[ask.id] = self._service_supply_text(post, name)
        return {"answer": self._service_supply_text(post, "answer"), "asks": asks}

    def _service_supply_text(self, post, name):
        value = post.get(name)
        return value if isinstance(value, str) else ""

    def _service_take_supply(self, request_sudo, values):
        user = request.env.user
        request_sudo.with_user(user)._service_client_supply(values, user=user)
        for job in request_sudo.job_ids:
            files = self._service_files(f"job-{job.id}-photos")
            if files:
                self._service_keep_photos(job, files)
