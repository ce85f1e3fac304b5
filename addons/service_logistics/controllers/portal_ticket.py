"""The client orders a label or a courier for the devices that he sends."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request, route

from odoo.addons.service_portal.controllers.portal_pages import ServicePages

_ORDERS_PER_HOUR = 20
_FIELDS = ("choice", "point", "address", "day", "token")


class ServiceTicketPortal(ServicePages):
    _service_label_url = "/my/service/<int:request_id>/label"
    _service_label_cancel_url = "/my/service/<int:request_id>/label/cancel"
    _service_label_file_url = "/my/service/<int:request_id>/label/<int:shipment_id>.pdf"

    @route(_service_label_url, type="http", auth="user", methods=["POST"], website=True)
    def service_request_label(self, request_id, **post):
        values = {key: str(post.get(key) or "") for key in _FIELDS}
        values["jobs"] = request.httprequest.form.getlist("job")

        def order(matter, user):
            matter._service_client_order_label(values, user=user)

        return self._service_change_label(request_id, order, values, "ordered")

    @route(
        _service_label_cancel_url,
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_request_label_cancel(self, request_id, **post):
        def cancel(matter, user):
            matter._service_client_cancel_label(post.get("parcel"), user=user)

        return self._service_change_label(request_id, cancel, {}, "cancelled")

    def _service_change_label(self, request_id, change, values, done):
        """Answer a POST about labels: done, or the page with what was entered.

        :param change: called with the request as the client and his user
        """
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        user = request.env.user
        try:
            # Outside the savepoint: refused tries count, too.
            if not self._service_within("label", _ORDERS_PER_HOUR, 3600):
                raise UserError(
                    request.env._("That is a lot in one hour. Please wait a while.")
                )
            with request.env.cr.savepoint():
                change(request_sudo.with_user(user), user)
        except (AccessError, UserError) as error:
            page = self._service_request_values(request_sudo)
            for section in page["sections"]:
                if section["code"] == "inbound":
                    section["values"]["label_form"] = values
            return request.render(
                "service_portal.portal_request", page | {"error": str(error)}
            )
        return request.redirect(
            f"/my/service/{request_sudo.id}?label={done}#section_inbound", code=303
        )

    @route(
        _service_label_file_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_request_label_file(self, request_id, shipment_id, **query):
        """Answer with the label of one of the request's parcels."""
        request_sudo = self._service_checked("service.request", request_id)
        # guard: a label is reached through a request of one's own only
        parcel_sudo = request_sudo and request_sudo._service_ordered_parcel(shipment_id)
        if not parcel_sudo or not parcel_sudo.label_file:
            return self._service_not_found()
        return request.make_response(
            base64.b64decode(parcel_sudo.label_file),
            headers=[
                ("Content-Type", "application/pdf"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Disposition", content_disposition(parcel_sudo.label_name)),
                ("Cache-Control", "private, no-store"),
            ],
        )
