"""Device passports: the client's devices, and the history of each."""

from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools.sql import escape_psql

from .portal import COUNT_CAP, MAX_ID
from .portal_pages import CLIENT_KINDS, ServicePages


class ServiceDevices(ServicePages):
    _service_devices_url = "/my/service/devices"
    _service_device_page_url = "/my/service/device/<int:device_id>"
    _service_devices_per_page = 40

    @route(
        [_service_devices_url, f"{_service_devices_url}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_devices(self, page=1, **query):
        search = self._service_search_text(query)
        devices = request.env["service.device"]
        domain = self._service_devices_domain(search)
        found, pager = self._service_paged(
            self._service_devices_url,
            {"search": search},
            page=page,
            step=self._service_devices_per_page,
            fetch=lambda offset, limit: devices.search(
                domain, limit=limit, offset=offset
            ),
            count=lambda: devices.search_count(domain, limit=COUNT_CAP + 1),
        )
        return request.render(
            "service_portal.portal_devices",
            {
                "page_name": "service_devices",
                "title": request.env._("Device passports"),
                "rows": self._service_device_rows(found),
                "pager": pager,
                "search": search,
            },
        )

    def _service_devices_domain(self, search):
        """Return the domain of the client's devices that fit the typed words."""
        devices = request.env["service.device"]
        client = request.env.user.partner_id.commercial_partner_id
        domain = Domain("partner_id", "=", client.id)
        if not search:
            return domain
        words = escape_psql(search)
        fields = ("code", "brand", "model", "serial_number", "category_id.name")
        return domain & Domain.OR(
            [
                Domain("serial_key", "=", devices._service_serial_key(search)),
                *(Domain(name, "ilike", words) for name in fields),
            ]
        )

    def _service_device_rows(self, devices):
        jobs = request.env["service.job"]
        labels = dict(jobs._fields["state"]._description_selection(request.env))
        open_jobs = {
            job.device_id.id: job
            for job in jobs.search(
                [("device_id", "in", devices.ids), ("is_open", "=", True)]
            )
        }
        rows = []
        for device in devices:
            job = open_jobs.get(device.id)
            rows.append(
                {
                    "url": f"/my/service/device/{device.id}",
                    "title": self._service_device_title(device),
                    "code": device.code,
                    "serial": device.serial_number,
                    "kind": device.category_id.name,
                    "open": job and labels[job.state],
                    "color": job and self._service_state_color(job),
                }
            )
        return rows

    def _service_device_title(self, device):
        name = " ".join(filter(None, [device.brand, device.model]))
        return name or device.category_id.name

    @route(
        _service_device_page_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def service_device(self, device_id, **query):
        device = self._service_checked_device(device_id)
        if not device:
            return self._service_not_found()
        user = request.env.user
        jobs_sudo = device._service_passport(user)
        return request.render(
            "service_portal.portal_device",
            {
                "page_name": "service_device",
                "device": device,
                "title": self._service_device_title(device),
                "history": [self._service_history_row(job) for job in jobs_sudo],
                "is_open": bool(
                    jobs_sudo.filtered_domain(jobs_sudo._service_keeping_domain())
                ),
            },
        )

    def _service_checked_device(self, device_id):
        """Return the device as the user, when it is his, else None."""
        if not 0 < device_id < MAX_ID:
            return None
        device = request.env["service.device"].browse(device_id).exists()
        owns = device and device._service_client_owns(request.env.user)
        return device if owns else None

    def _service_history_row(self, job_sudo):
        user = request.env.user
        labels = dict(job_sudo._fields["state"]._description_selection(request.env))
        outcomes = dict(job_sudo._fields["outcome"]._description_selection(request.env))
        may_see_money = any(
            job_sudo._service_client_may(user, right)
            for right in ("approve", "invoices")
        )
        photos = job_sudo.photo_ids.filtered(
            lambda photo: photo.kind in CLIENT_KINDS and not photo.removed_at
        )
        return {
            "url": job_sudo.access_url,
            "reference": job_sudo.reference,
            "label": labels[job_sudo.state],
            "color": self._service_state_color(job_sudo),
            "from": self._service_date(job_sudo.request_id.submitted_at),
            "to": "" if job_sudo.is_open else self._service_date(job_sudo.state_since),
            "fault": job_sudo.fault_type_id.name or "",
            "text": job_sudo.fault or "",
            "outcome": outcomes.get(job_sudo.outcome, ""),
            "photo_count": len(photos),
            "amount": may_see_money and job_sudo.amount_display,
            "documents": self._service_documents_of(job_sudo),
        }

    def _service_documents_of(self, job_sudo):
        """Return `[(name, address)]` of posted invoices, by right."""
        if not job_sudo._service_client_may(request.env.user, "invoices"):
            return []
        posted = job_sudo._service_invoices().filtered(
            lambda move: move.state == "posted"
        )
        return [(move.name, f"/my/invoices/{move.id}") for move in posted]
