"""Device passports: the client's devices, and the history of each."""

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal_pages import _CLIENT_KINDS, ServicePages

_COUNT_CAP = 1000
_PER_PAGE = 40


class ServiceDevices(ServicePages):
    _service_devices_url = "/my/service/devices"
    _service_device_page_url = "/my/service/device/<int:device_id>"

    @route(
        [_service_devices_url, f"{_service_devices_url}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_devices(self, page=1, **query):
        search = str(query.get("search") or "").replace("\x00", "").strip()[:100]
        devices = request.env["service.device"]
        client = request.env.user.partner_id.commercial_partner_id
        domain = Domain("partner_id", "=", client.id)
        if search:
            domain &= Domain.OR(
                [
                    Domain(name, "ilike", search)
                    for name in ("code", "brand", "model", "serial_number")
                ]
                + [
                    Domain("serial_key", "=", devices._service_serial_key(search)),
                    Domain("category_id.name", "ilike", search),
                ]
            )
        pager = portal_pager(
            url=self._service_devices_url,
            total=devices.search_count(domain, limit=_COUNT_CAP),
            page=page,
            step=_PER_PAGE,
            url_args={"search": search} if search else {},
        )
        found = devices.search(domain, limit=_PER_PAGE, offset=pager["offset"])
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

    def _service_device_rows(self, devices):
        jobs = request.env["service.job"]
        labels = dict(jobs._fields["state"]._description_selection(request.env))
        open_jobs = {
            job.device_id.id: job
            for job in jobs.search(
                [("device_id", "in", devices.ids), ("is_open", "=", True)]
            )
        }
        return [
            {
                "url": f"/my/service/device/{device.id}",
                "title": self._service_device_title(device),
                "code": device.code,
                "serial": device.serial_number,
                "kind": device.category_id.name,
                "open": device.id in open_jobs and labels[open_jobs[device.id].state],
            }
            for device in devices
        ]

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
                "is_open": any(job.is_open for job in jobs_sudo),
            },
        )

    def _service_checked_device(self, device_id):
        """Return the device as the user, when it is his, else None."""
        if not 0 < device_id < 2**31:
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
            lambda photo: photo.kind in _CLIENT_KINDS and not photo.removed_at
        )
        return {
            "url": job_sudo.access_url,
            "reference": job_sudo.reference,
            "label": labels[job_sudo.state],
            "is_open": job_sudo.is_open,
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
