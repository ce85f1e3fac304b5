"""A person's own data: what we keep, for how long, and a copy of it."""

import tempfile

from odoo.http import Response, content_disposition, request, route

from .portal import MAX_ID, ServicePortal

_EXPORTS_PER_DAY = 10
_CHUNK = 64 * 1024


class ServicePrivacyPages(ServicePortal):
    _service_privacy_url = "/my/service/privacy"
    _service_privacy_export_url = "/my/service/privacy/export"
    _service_staff_export_url = "/service/privacy/export/<int:partner_id>"

    @route(
        _service_privacy_url, type="http", auth="user", methods=["GET"], website=True
    )
    def service_privacy(self, **query):
        return request.render(
            "service_portal.portal_privacy", self._service_privacy_values()
        )

    def _service_privacy_values(self):
        company_sudo = request.env.company.sudo()  # public terms of the firm
        return {
            "page_name": "service_privacy",
            "title": request.env._("My personal data"),
            "keep_months": company_sudo.service_keep_months,
            "keep_rejected_days": company_sudo.service_keep_rejected_days,
            "service_company": company_sudo,
            "service_caretaker": self._service_caretaker(request.env.user.partner_id),
        }

    @route(
        _service_privacy_export_url,
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_privacy_export(self, **post):
        """Give the person who is logged in a copy of the own data, nobody else's."""
        if not self._service_within("privacy-export", _EXPORTS_PER_DAY, 86400):
            error = request.env._("That is a lot for one day. Please try tomorrow.")
            return request.render(
                "service_portal.portal_privacy",
                self._service_privacy_values() | {"error": error},
            )
        return self._service_export_answer(request.env.user.partner_id)

    @route(_service_staff_export_url, type="http", auth="user", methods=["POST"])
    def service_privacy_staff_export(self, partner_id, **post):
        """Give the care desk the data of a person who asked for it; written down."""
        # guard: the care desk only
        if not (
            0 < partner_id < MAX_ID
            and request.env.user.has_group("service_portal.group_service_care")
        ):
            raise request.not_found()
        partner = request.env["res.partner"].search([("id", "=", partner_id)])
        if not partner or partner.is_company:
            raise request.not_found()
        # guard: matters of the own companies only; the person is everybody's
        own = request.env.user.company_ids.ids
        return self._service_export_answer(
            partner.with_context(service_export_company_ids=own)
        )

    def _service_export_answer(self, partner):
        partner_sudo = partner.sudo()  # the person's own rows, chosen by the person
        partner_sudo.message_post(
            body=request.env._(
                "Personal data exported by %(user)s.", user=request.env.user.name
            ),
            author_id=request.env.user.partner_id.id,
        )
        # On the disk: photos of years do not fill the memory.
        target = tempfile.TemporaryFile()  # noqa: SIM115 - closed after the last chunk
        partner_sudo._service_export(target)
        size = target.tell()
        target.seek(0)
        answer = Response(_chunks(target), direct_passthrough=True)
        answer.headers["Content-Type"] = "application/zip"
        answer.headers["Content-Length"] = size
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Disposition"] = content_disposition(
            request.env._("my data.zip")
        )
        return answer


def _chunks(target):
    with target:
        while chunk := target.read(_CHUNK):
            yield chunk
