"""The care desk finds out whose an unknown parcel is."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_MAX_SUGGESTED = 10


class ServiceParcel(models.Model):
    _inherit = "service.parcel"

    suggested_job_ids = fields.Many2many(
        "service.job",
        string="Perhaps One of These",
        compute="_compute_suggested_job_ids",
        help="Open jobs with this serial number, waybill or phone.",
    )

    @api.depends("serial_number", "tracking_number", "phone", "sender", "state")
    def _compute_suggested_job_ids(self):
        for parcel in self:
            words = [parcel.serial_number, parcel.tracking_number, parcel.phone]
            words = [word for word in words if word and len(word.strip()) > 2]
            if parcel.state != "open" or not words:
                parcel.suggested_job_ids = False
                continue
            found = Domain.OR([[("search_any", "ilike", word)] for word in words])
            parcel.suggested_job_ids = self.env["service.job"].search(
                found
                & Domain("is_open", "=", True)
                & Domain("company_id", "=", parcel.company_id.id),
                limit=_MAX_SUGGESTED,
            )

    def _service_check_desk(self):
        # guard: the care desk says whose a parcel is
        if not self.env.user.has_group("service_portal.group_service_care"):
            raise AccessError(self.env._("Only the care desk matches parcels."))
        self.check_access("write")

    def _service_check_open(self):
        for parcel in self:
            # guard: a parcel is dealt with once
            if parcel.state != "open":
                raise UserError(
                    self.env._(
                        "%(parcel)s is dealt with already. Reload the page.",
                        parcel=parcel.name,
                    )
                )

    def action_match(self):
        """Link the parcel with the chosen request or job."""
        self._service_check_desk()
        for parcel in self:
            parcel._service_lock()
            parcel._service_check_open()
            if not (parcel.job_id or parcel.request_id):
                raise UserError(
                    self.env._("Choose the request or the job that it belongs to.")
                )
            if parcel.job_id and parcel.request_id not in (
                parcel.job_id.request_id,
                self.env["service.request"],
            ):
                raise UserError(
                    self.env._(
                        "%(job)s is no job of %(request)s. Correct one of them.",
                        job=parcel.job_id.reference,
                        request=parcel.request_id.name,
                    )
                )
            parcel._service_link(parcel.job_id, parcel.request_id, "matched")

    def _service_match_job(self, job):
        """Match this parcel with a job that was suggested for it."""
        self.ensure_one()
        self._service_check_desk()
        self._service_lock()
        self._service_check_open()
        job.check_access("read")
        # guard: a parcel goes to a matter of its own company
        if job.company_id != self.company_id:
            raise UserError(
                self.env._("%s belongs to another company.", job.display_name)
            )
        self._service_link(job, job.request_id, "matched")

    def action_make_request(self):
        """Open the form of a request for this parcel."""
        self._service_check_desk()
        self._service_check_open()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make the Request"),
            "res_model": "service.parcel.request",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_parcel_id": self.id,
                "default_serial_number": self.serial_number,
            },
        }

    def action_returned(self):
        """The parcel went back to its sender."""
        self._service_check_desk()
        for parcel in self:
            parcel._service_lock()
            parcel._service_check_open()
            parcel_sudo = parcel.sudo()  # states are written by the steps
            parcel_sudo.state = "returned"
            parcel_sudo._service_finish_activities()

    def _service_link(self, job, request, state):
        """Write where the parcel belongs; its photos go to the job."""
        self.ensure_one()
        request = request or job.request_id
        job = job or (request.job_ids if len(request.job_ids) == 1 else job)
        parcel_sudo = self.sudo()  # states are written by the steps
        parcel_sudo.write({"state": state, "request_id": request.id, "job_id": job.id})
        if job and parcel_sudo.photo_ids:
            self.env["service.photo"].sudo()._service_add(  # write-once for everybody
                job.sudo(),  # as above
                "in",
                [(photo.name, photo.raw) for photo in parcel_sudo.photo_ids],
                source="scan",
            )
            parcel_sudo.photo_ids.unlink()
        (job or request)._service_log(
            "parcel.matched", source="backoffice", note=self.name
        )
        parcel_sudo._service_finish_activities()

    def _service_finish_activities(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for parcel in self:
            parcel.activity_ids.action_feedback(feedback=labels[parcel.state])
