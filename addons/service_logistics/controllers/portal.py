from odoo.http import content_disposition, request, route

from odoo.addons.service_portal.controllers.portal import ServicePortal


class ServiceLogisticsPortal(ServicePortal):
    _service_document_url = "/my/service/<int:request_id>/document"
    _service_receipt_url = "/my/service/job/<int:job_id>/receipt"

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
        return self._service_answer_pdf(
            request_sudo._service_document(), request_sudo._service_document_name()
        )

    @route(
        _service_receipt_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_job_receipt(self, job_id, **query):
        """Answer with the receipt of what was taken at the counter."""
        job_sudo = self._service_checked("service.job", job_id)
        shipment_sudo = job_sudo.shipment_id if job_sudo else None
        if not shipment_sudo or not shipment_sudo.signature:
            return self._service_not_found()
        # guard: what a colleague had repaired is not in it
        content = shipment_sudo._service_receipt(job_sudo.request_id.job_ids)
        return self._service_answer_pdf(content, shipment_sudo._service_receipt_name())

    def _service_answer_pdf(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
            ],
        )
