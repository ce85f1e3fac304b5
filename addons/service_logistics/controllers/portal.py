from odoo.http import content_disposition, request, route

from odoo.addons.service_portal.controllers.portal import ServicePortal


class ServiceLogisticsPortal(ServicePortal):
    _service_document_url = "/my/service/<int:request_id>/document"

    @route(
        _service_document_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_request_document(self, request_id, **query):
        """Answer with the document that travels with the parcel."""
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo or not request_sudo._service_has_document():
            return self._service_not_found()
        content = request_sudo._service_document()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", str(len(content))),
                (
                    "Content-Disposition",
                    content_disposition(request_sudo._service_document_name()),
                ),
                ("Cache-Control", "private, no-store"),
            ],
        )
