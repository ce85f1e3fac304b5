"""Tasks: jobs without a device, with a person or a team and a term."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import REQUEST_FINISHED


class ServiceJob(models.Model):
    _inherit = "service.job"

    # Few of many jobs are tasks, and their list has no other filter.
    _task_idx = models.Index("(id DESC) WHERE device_id IS NULL")

    is_internal = fields.Boolean(
        string="Internal",
        compute="_compute_is_internal",
        store=True,
        readonly=False,
        help="Clients do not see it. A task without a device is internal until you "
        "say otherwise.",
    )

    @api.depends("device_id")
    def _compute_is_internal(self):
        for job in self:
            job.is_internal = not job.device_id

    # --- Only in an open request ------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs._service_check_request_open()
        return jobs

    def _service_check_request_open(self):
        for request in self.request_id:
            if request.state in REQUEST_FINISHED:
                raise UserError(
                    self.env._(
                        "%(request)s is finished. Reopen it, then add the job.",
                        request=request.display_name,
                    )
                )

    # --- States: announced, then done or cancelled ---------------------------------

    @api.model
    def _service_allowed_transitions(self):
        ways = super()._service_allowed_transitions()
        return ways | {
            "announced": ways.get("announced", set()) | {"closed"},
            "cancelled": ways.get("cancelled", set()) | {"announced"},
        }

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        if new_state == "announced":
            self._service_check_revived()

    def _service_check_revived(self):
        """A cancelled job comes back only with its request."""
        for job in self:
            if job.state == "cancelled" and job.request_id.state != "new":
                raise UserError(
                    self.env._(
                        "%(job)s was cancelled. File the device again in a new "
                        "request.",
                        job=job.display_name,
                    )
                )

    def _service_check_can_close(self):
        """Tasks: whenever somebody says that they are done."""
        tasks = self.filtered(lambda job: not job.device_id and not job.repair_id)
        return super(ServiceJob, self - tasks)._service_check_can_close()

    def _service_try_close(self, *, source="system"):
        """Tasks are closed by people, never by an event of a device."""
        devices = self.filtered("device_id")
        return super(ServiceJob, devices)._service_try_close(source=source)

    def _service_next_step(self):
        code, actor = super()._service_next_step()
        if (
            not self.device_id
            and self.state == "announced"
            and code
            in (
                "send",
                "diagnose",
            )
        ):
            return "task", "technician" if self.technician_id else "care"
        return code, actor

    def _service_path(self):
        path = super()._service_path()
        if self.device_id:
            return path
        return {"announced", "closed"} | ({self.state} & {"cancelled"})

    # --- Buttons ------------------------------------------------------------------

    def action_task_done(self):
        """Say that the tasks are done."""
        self._service_transition("closed", source="backoffice")
