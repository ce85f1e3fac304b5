"""What a client does on a job's page: cancel, ask for the device back, complain."""

import uuid

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from .portal_pages import ServicePages

_COMPLAINTS_PER_HOUR = 20


class ServiceJobActs(ServicePages):
    _service_cancel_url = "/my/service/job/<int:job_id>/cancel"
    _service_return_url = "/my/service/job/<int:job_id>/return"
    _service_complain_url = "/my/service/job/<int:job_id>/complain"

    @route(
        _service_cancel_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_job_cancel(self, job_id, **post):
        return self._service_act(job_id, "cancel")

    @route(
        _service_return_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_job_return(self, job_id, **post):
        return self._service_act(job_id, "return")

    def _service_act(self, job_id, act):
        """Do `act` once, or show the page with the reason why not."""
        job_sudo = self._service_checked("service.job", job_id)
        if not job_sudo:
            return self._service_not_found()
        user = request.env.user
        job = job_sudo.with_user(user)
        method = {
            "cancel": job._service_client_cancel,
            "return": job._service_client_return,
        }[act]
        try:
            with request.env.cr.savepoint():
                method(user=user)
        except (AccessError, UserError) as error:
            values = self._service_job_values(job_sudo) | {"error": str(error)}
            return request.render("service_portal.portal_job", values)
        return request.redirect(f"{job_sudo.access_url}?done={act}", code=303)

    # --- Complaint --------------------------------------------------------------

    @route(
        _service_complain_url, type="http", auth="user", methods=["GET"], website=True
    )
    def service_complain(self, job_id, **query):
        job_sudo = self._service_checked("service.job", job_id)
        if not job_sudo:
            return self._service_not_found()
        values = {"fault": "", "demand": "", "submission_token": uuid.uuid4().hex}
        error = job_sudo._service_client_refusal("complain")
        return self._service_render_complaint(job_sudo, values, error, blocked=error)

    @route(
        _service_complain_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_complain_submit(self, job_id, **post):
        job_sudo = self._service_checked("service.job", job_id)
        if not job_sudo:
            return self._service_not_found()
        values = {
            key: str(post.get(key) or "")
            for key in ("fault", "demand", "submission_token")
        }
        try:
            with request.env.cr.savepoint():
                filed = self._service_file_complaint(job_sudo, values)
        except (AccessError, UserError) as error:
            return self._service_render_complaint(job_sudo, values, str(error))
        return request.redirect(f"/my/service/{filed.id}/done", code=303)

    def _service_file_complaint(self, job_sudo, values):
        if not self._service_within("complaint", _COMPLAINTS_PER_HOUR, 3600):
            raise UserError(
                request.env._("That is a lot in one hour. Please wait a while.")
            )
        user = request.env.user
        job = job_sudo.with_user(user)
        filed = job._service_client_complain(values, user=user)
        files = self._service_files("photos")
        if files:
            self._service_keep_photos(filed.sudo().job_ids[:1], files)  # just filed
        return filed

    def _service_render_complaint(self, job_sudo, values, error="", blocked=False):
        demands = request.env["service.request"]._fields["complaint_demand"]
        return request.render(
            "service_portal.portal_complain",
            {
                "page_name": "service_complain",
                "title": request.env._(
                    "Complaint about %(job)s", job=job_sudo.reference
                ),
                "job": job_sudo,
                "service_request": job_sudo.request_id,
                "form": values,
                "error": error or "",
                "blocked": blocked,
                "demands": demands._description_selection(request.env),
                "photo_max_mb": self._service_photo_max_mb(),
                "service_caretaker": job_sudo.request_id.caretaker_id,
            },
        )
