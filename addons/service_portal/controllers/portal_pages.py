"""Pages of one request and of one job, and the photos on them."""

from itertools import zip_longest

from odoo.http import request, route

from ..models.service_photo import MAX_FILES
from .portal import MAX_ID, ServicePortal

# What a client sees of the photos; the others are for staff. Those of receipt and of
# sending are compared position by position, the others stand below in their column.
_PHOTO_COLUMNS = {"in": ("in", ("contents", "damage")), "out": ("out", ("quality",))}
_ROWS_SHOWN = 100
CLIENT_KINDS = {"request", "in", "contents", "damage", "quality", "out"}


class ServicePages(ServicePortal):
    _service_request_url = "/my/service/<int:request_id>"
    _service_job_url = "/my/service/job/<int:job_id>"
    _service_photo_url = "/my/service/photo/<int:photo_id>"

    # --- Request ----------------------------------------------------------------

    @route(
        _service_request_url, type="http", auth="user", methods=["GET"], website=True
    )
    def service_request_page(self, request_id, **query):
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        values = self._service_request_values(request_sudo)
        return request.render(
            "service_portal.portal_request", values | {"just_sent": "sent" in query}
        )

    def _service_request_values(self, request_sudo):
        user = request.env.user
        labels = dict(request_sudo._fields["state"]._description_selection(request.env))
        jobs_sudo = request_sudo._service_client_jobs()
        values = {
            "page_name": "service_request",
            "title": request_sudo.name,
            "service_request": request_sudo,
            "state_label": labels[request_sudo.state],
            "rows": self._service_rows(jobs_sudo[:_ROWS_SHOWN]),
            "more_rows": len(jobs_sudo) > _ROWS_SHOWN
            and request.env._("All devices of this request (%s)", len(jobs_sudo)),
            "request_photos": self._service_photos(request_sudo.job_ids, {"request"}),
            "sections": self._service_by_sequence(
                request_sudo._service_portal_sections()
            ),
            "actions": self._service_by_sequence(
                request_sudo._service_portal_actions(user)
            ),
            "may_supply": request_sudo.state == "needs_info"
            and request_sudo._service_client_may(user, "edit"),
            "service_caretaker": request_sudo.caretaker_id,
            "answer": "",
            "submitted": self._service_date_time(request_sudo.submitted_at),
            "legal_due": self._service_day(request_sudo.legal_due_date),
        }
        return self._get_page_view_values(
            request_sudo, None, values, "my_service_history", False
        )

    # --- Job --------------------------------------------------------------------

    @route(_service_job_url, type="http", auth="user", methods=["GET"], website=True)
    def service_job_page(self, job_id, **query):
        job_sudo = self._service_checked("service.job", job_id)
        if not job_sudo:
            return self._service_not_found()
        done = query.get("done") if query.get("done") in ("return", "cancel") else ""
        return request.render(
            "service_portal.portal_job",
            self._service_job_values(job_sudo) | {"just_done": done},
        )

    def _service_job_values(self, job_sudo):
        user = request.env.user
        labels = dict(job_sudo._fields["state"]._description_selection(request.env))
        timeline = sorted(
            job_sudo._service_timeline_entries(), key=lambda e: e["at"], reverse=True
        )
        pairs = self._service_photo_pairs(job_sudo)
        values = {
            "page_name": "service_job",
            "job": job_sudo,
            "service_request": job_sudo.request_id,
            "state_label": labels[job_sudo.state],
            "steps": self._service_steps(job_sudo),
            "sentence": job_sudo._service_next_sentence(),
            "client_next": job_sudo.next_actor == "client",
            "sections": self._service_by_sequence(job_sudo._service_portal_sections()),
            "actions": self._service_by_sequence(
                job_sudo._service_portal_actions(user)
            ),
            "timeline": [
                entry | {"when": self._service_date_time(entry["at"])}
                for entry in timeline
            ],
            "photos_request": self._service_photos(job_sudo, {"request"}),
            "photo_pairs": pairs,
            "photos_out": any(pair["out"] for pair in pairs),
            "device_left": job_sudo.state == "shipped" or not job_sudo.is_open,
            "title": " – ".join(filter(None, [job_sudo.title, job_sudo.reference])),
            "device_url": self._service_device_url(job_sudo),
            "just_done": "",
            "asked_back": self._service_date(job_sudo.return_asked_at),
            "service_caretaker": job_sudo.request_id.caretaker_id,
        }
        values = self._get_page_view_values(
            job_sudo, None, values, "my_service_job_history", False
        )
        # One conversation a matter: what is written here is read there.
        return values | {"object": job_sudo.request_id}

    def _service_device_url(self, job_sudo):
        """Return the address of the device's page when the client may open it."""
        device = job_sudo.device_id
        if device and device._service_client_owns(request.env.user):
            return f"/my/service/device/{device.id}"
        return ""

    def _service_steps(self, job_sudo):
        return [
            step | {"when": self._service_date(step["reached"])}
            for step in job_sudo._service_status_steps()
        ]

    def _service_date_time(self, moment):
        if not moment:
            return ""
        return f"{request.env['service.job']._service_local(moment):%d.%m.%Y, %H:%M}"

    def _service_day(self, day):
        return f"{day:%d.%m.%Y}" if day else ""

    def _service_by_sequence(self, dicts):
        return sorted(dicts, key=lambda d: d.get("sequence", 100))

    # --- Photos -----------------------------------------------------------------

    def _service_photos(self, jobs_sudo, kinds):
        return jobs_sudo.photo_ids.filtered(
            lambda photo: photo.kind in kinds and not photo.removed_at
        ).sorted("id")

    def _service_photo_pairs(self, job_sudo):
        """Return `[{"position", "in", "out", "compared"}]`.

        Compared are photos of the same view before and after; the others fill what
        is free in their column.
        """
        shown = {
            code: self._service_photos(job_sudo, {main}).grouped(
                lambda photo: (photo.position or "").strip().casefold()
            )
            for code, (main, _others) in _PHOTO_COLUMNS.items()
        }
        pairs = []
        for key in sorted(
            {*shown["in"], *shown["out"]}, key=lambda key: (not key, key)
        ):
            columns = [list(shown[code].get(key, ())) for code in ("in", "out")]
            pairs += ((*pair, True) for pair in zip_longest(*columns))
        others = [
            list(self._service_photos(job_sudo, set(kinds)))
            for _main, kinds in _PHOTO_COLUMNS.values()
        ]
        pairs += ((*pair, False) for pair in zip_longest(*others))
        return [
            {
                "position": (before or after).position,
                "in": before,
                "out": after,
                "compared": compared,
            }
            for before, after, compared in pairs
        ]

    @route(
        _service_photo_url,
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def service_photo(self, photo_id, **query):
        photo_sudo = self._service_checked_photo(photo_id)
        if not photo_sudo:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(photo_sudo, "image")
        response = stream.get_response(
            as_attachment="download" in query, max_age=3600, immutable=True
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    def _service_checked_photo(self, photo_id):
        """Return the photo with sudo when its job is readable, else None."""
        if not 0 < photo_id < MAX_ID:
            return None
        photos_sudo = request.env["service.photo"].sudo()  # the job's right decides
        photo_sudo = photos_sudo.browse(photo_id).exists()
        shown = photo_sudo.kind in CLIENT_KINDS and not photo_sudo.removed_at
        if shown and self._service_checked("service.job", photo_sudo.job_id.id):
            return photo_sudo
        return None

    # --- Uploads ----------------------------------------------------------------

    def _service_files(self, name):
        """Return `[(file name, bytes)]` of an upload field.

        Read one byte and one file past the limits and no further: `_service_add`
        refuses them, and a huge upload does not fill the memory.
        """
        limit = self._service_photo_max_mb() * 1024 * 1024
        files = []
        for upload in request.httprequest.files.getlist(name)[: MAX_FILES + 1]:
            if upload.filename:
                files.append((upload.filename, upload.stream.read(limit + 1)))
        return files

    def _service_photo_max_mb(self):
        return request.env.company.sudo().service_photo_max_mb  # a limit, no secret

    def _service_keep_photos(self, job_sudo, files):
        """Keep the client's photos of a job that the caller has checked."""
        photos_sudo = request.env["service.photo"].sudo()  # clients write nothing
        return photos_sudo._service_add(job_sudo, "request", files, source="portal")
