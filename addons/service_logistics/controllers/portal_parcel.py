"""The client enters carrier and number of the parcel that he sends."""

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.service_portal.controllers.portal_pages import ServicePages

_PARCELS_PER_HOUR = 60


class ServiceParcelPortal(ServicePages):
    _service_parcel_url = "/my/service/<int:request_id>/parcel"

    @route(
        _service_parcel_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_request_parcel(self, request_id, **post):
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        values = {
            key: str(post.get(key) or "") for key in ("carrier", "number", "parcel")
        } | {"jobs": request.httprequest.form.getlist("job")}
        try:
            with request.env.cr.savepoint():
                self._service_take_parcel(request_sudo, values)
        except (AccessError, UserError) as error:
            page = self._service_request_values(request_sudo)
            for section in page["sections"]:
                if section["code"] == "inbound":
                    section["values"]["form"] = values
            return request.render(
                "service_portal.portal_request", page | {"error": str(error)}
            )
        return request.redirect(
            f"/my/service/{request_sudo.id}?parcel=1#section_inbound", code=303
        )

    def _service_take_parcel(self, request_sudo, values):
        if not self._service_within("parcel", _PARCELS_PER_HOUR, 3600):
            raise UserError(
                request.env._("That is a lot in one hour. Please wait a while.")
            )
        user = request.env.user
        request_sudo.with_user(user)._service_client_send_parcel(values, user=user)
