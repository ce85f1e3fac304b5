"""The client says to which parcel locker the devices come back."""

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.service_portal.controllers.portal_pages import ServicePages

_CHANGES_PER_HOUR = 60


class ServiceLockerPortal(ServicePages):
    _service_locker_url = "/my/service/<int:request_id>/locker"

    @route(
        _service_locker_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_request_locker(self, request_id, **post):
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        values = {"point": str(post.get("point") or "")}
        try:
            with request.env.cr.savepoint():
                self._service_set_locker(request_sudo, values)
        except (AccessError, UserError) as error:
            page = self._service_request_values(request_sudo)
            for section in page["sections"]:
                if section["code"] == "locker":
                    section["values"]["form"] = values
            return request.render(
                "service_portal.portal_request", page | {"error": str(error)}
            )
        return request.redirect(
            f"/my/service/{request_sudo.id}?locker=1#section_locker", code=303
        )

    def _service_set_locker(self, request_sudo, values):
        if not self._service_within("locker", _CHANGES_PER_HOUR, 3600):
            raise UserError(
                request.env._("That is a lot in one hour. Please wait a while.")
            )
        user = request.env.user
        request_sudo.with_user(user)._service_client_set_locker(values, user=user)
