from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_datetime

from ..const import COMMANDS

EXPECTED = ("announced", "missing")

LEVELS = {
    "request": "info",
    "received": "success",
    "repeated": "warning",
    "collected": "success",
    "tracking": "info",
    "sent": "success",
    "ordered": "success",
    "labelled": "success",
    "shelf": "info",
    "waiting": "info",
    "shelved": "success",
    "foreign": "danger",
    "refused": "danger",
    "unknown": "danger",
    "incomplete": "warning",
    "partial": "warning",
    "finished": "success",
    "undone": "warning",
    "extra": "success",
    "checked": "success",
    "problem": "info",
    "parcel": "success",
    "back": "warning",
    "returned": "success",
    "handed": "success",
    "count": "info",
    "counted": "success",
    "seen": "success",
    "misplaced": "warning",
}


class ServiceScan(models.Model):
    """What a station is answered: refusals are answers, never errors."""

    _inherit = "service.scan"

    @api.model
    def _service_look_up(self, raw):
        """Return `(request, job)`; one of them or none is found.

        A typed number of a request or job is as good as its barcode.
        """
        code = raw.upper()
        jobs = self.env["service.job"].search(
            ["|", ("barcode", "=", code), ("reference", "=", code)], limit=1
        )
        if jobs:
            return jobs.request_id, jobs
        requests = self.env["service.request"].search(
            [
                ("state", "!=", "draft"),
                "|",
                ("barcode", "=", code),
                ("name", "=", code),
            ],
            limit=1,
        )
        return requests, jobs

    def _service_answer_receive(self, raw, armed, confirm=None):
        if raw.upper() in COMMANDS:
            return self._service_answer_command(COMMANDS[raw.upper()], armed, confirm)
        request, job = self._service_look_up(raw)
        if not request:
            return self._service_answer_unknown(raw, armed, confirm)
        if not job:
            if confirm == "all" and request == armed:
                return self._service_answer_all(request)
            return self._service_answer_request(request)
        # guard: a task is no device; received it could never be finished
        if not job.device_id:
            return self._service_answer_task(job, armed)
        # guard: device of another request is refused
        if armed and request != armed and confirm != "own":
            return self._service_answer(
                "foreign",
                self.env._("Another request!"),
                self.env._(
                    "%(job)s belongs to request %(other)s of %(client)s, not to "
                    "%(armed)s. Put it aside, or receive it under its own request.",
                    job=job.display_name,
                    other=request.name,
                    client=request.partner_id.display_name,
                    armed=armed.name,
                ),
                request=armed,
                confirm="own" if job.state in EXPECTED else "",
            )
        if job.state not in EXPECTED:
            return self._service_answer_repeated(job, confirm)
        return self._service_answer_arrival(job, armed or request)

    @api.model
    def _service_answer_unknown(self, raw, armed, confirm=""):
        return self._service_answer(
            "unknown",
            self.env._("Unknown barcode"),
            self.env._(
                "“%(raw)s” is no request and no device of ours. Scan the code on the "
                "logistics document, or look the client up.",
                raw=raw,
            ),
            request=armed,
        )

    @api.model
    def _service_answer_task(self, job, armed):
        return self._service_answer(
            "refused",
            self.env._("No device"),
            self.env._(
                "%(job)s is a task without a device: nothing of it is received.",
                job=job.display_name,
            ),
            request=armed,
        )

    @api.model
    def _service_answer_request(self, request):
        if request.state not in ("accepted", "in_progress", "closed"):
            labels = dict(request._fields["state"]._description_selection(self.env))
            return self._service_answer(
                "refused",
                self.env._("Not accepted"),
                self.env._(
                    "%(request)s is “%(state)s”. Ask the care desk to accept it first.",
                    request=request.name,
                    state=labels[request.state],
                ),
            )
        devices = request._service_shown_jobs()
        here = devices.filtered(lambda job: job.state not in EXPECTED)
        if devices and here == devices:
            return self._service_answer(
                "repeated",
                self.env._("All received already"),
                self.env._(
                    "All %(count)s device(s) of %(request)s have been received.",
                    count=len(devices),
                    request=request.name,
                ),
                request=request,
            )
        shown = {
            "client": request.partner_id.display_name,
            "here": len(here),
            "count": len(devices),
        }
        if not request._service_missing_jobs():
            # What was written down as missing is received by its own label only.
            return self._service_answer(
                "request",
                request.name,
                self.env._(
                    "%(client)s: %(here)s of %(count)s device(s) received. Scan each "
                    "device.",
                    **shown,
                ),
                request=request,
            )
        return self._service_answer(
            "request",
            request.name,
            self.env._(
                "%(client)s: %(here)s of %(count)s device(s) received. Scan each "
                "device, or the document once more to receive all.",
                **shown,
            ),
            request=request,
            confirm="all",
        )

    @api.model
    def _service_answer_repeated(self, job, confirm=""):
        labels = dict(job._fields["state"]._description_selection(self.env))
        arrival = job.event_ids.filtered(lambda event: event.state_to == "received")[:1]
        if not arrival:
            return self._service_answer(
                "refused",
                self.env._("Cannot be received"),
                self.env._(
                    "%(job)s is “%(state)s”.",
                    job=job.display_name,
                    state=labels[job.state],
                ),
                request=job.request_id,
            )
        return self._service_answer(
            "repeated",
            self.env._("Received already"),
            self.env._(
                "%(job)s was received on %(when)s by %(who)s. Now: %(state)s.",
                job=job.display_name,
                when=format_datetime(self.env, arrival.at, dt_format="short"),
                who=arrival.user_id.name,
                state=labels[job.state],
            ),
            request=job.request_id,
            job=job,
        )

    def _service_answer_arrival(self, job, armed):
        reason = self._service_receive(job)
        if reason:
            return self._service_answer(
                "refused", self.env._("Cannot be received"), reason, request=armed
            )
        technician_sudo = job.sudo().technician_id  # a name to show
        message = (
            self.env._(
                "%(job)s is received. Technician: %(name)s.",
                job=job.display_name,
                name=technician_sudo.name,
            )
            if technician_sudo
            else self.env._(
                "%(job)s is received. No technician is assigned yet.",
                job=job.display_name,
            )
        )
        return self._service_answer(
            "received",
            self.env._("Received"),
            message,
            request=armed,
            job=job,
        )

    def _service_receive(self, jobs):
        """Receive `jobs` by this scan; return the reason when it cannot be."""
        try:
            with self.env.cr.savepoint():
                jobs._service_transition("received", source="scan")
                scan_sudo = self.sudo()  # the log is read-only for everybody
                scan_sudo.received_job_ids = jobs
        except UserError as error:
            return str(error)
        finally:
            jobs.invalidate_recordset()
        return ""

    @api.model
    def _service_answer(
        self,
        result,
        title,
        message,
        *,
        request=None,
        job=None,
        basket=None,
        number=None,
        confirm="",
    ):
        return {
            "result": result,
            "level": LEVELS[result],
            "title": title,
            "message": message,
            "request": self._service_show_request(request) if request else False,
            "job_id": job.id if job else False,
            # Also where it is none of the open request: received under its own.
            "job": job._service_show()[0] if job else False,
            "basket": basket._service_show() if basket else [],
            "number": number or "",
            "confirm": confirm,
        }

    @api.model
    def _service_show_request(self, request):
        return {
            "id": request.id,
            "name": request.name,
            "client": request.partner_id.display_name,
            "contact": request.contact_id.display_name,
            "jobs": request._service_shown_jobs()._service_show(),
        }
