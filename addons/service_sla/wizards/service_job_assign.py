from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.service_portal.const import JOB_FINISHED

from ..dispatch import choose


class ServiceJobAssign(models.TransientModel):
    """A manager gives jobs to a technician, and says why."""

    _name = "service.job.assign"
    _description = "Assign a Technician"

    job_ids = fields.Many2many("service.job", string="Jobs", required=True)
    technician_id = fields.Many2one(
        "res.users",
        domain=lambda self: [
            ("share", "=", False),
            (
                "all_group_ids",
                "in",
                self.env.ref("service_portal.group_service_technician").ids,
            ),
        ],
    )
    reason = fields.Text(required=True)
    line_ids = fields.One2many(
        "service.job.assign.line", "wizard_id", string="Technicians", readonly=True
    )

    @api.model
    def default_get(self, fields):
        self.check_access("create")  # open to RPC; core asks for no right here
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "service.job":
            jobs = self.env["service.job"].browse(self.env.context["active_ids"])
            jobs = jobs.filtered(lambda job: job.state not in JOB_FINISHED)
            values["job_ids"] = [Command.set(jobs.ids)]
            if len(jobs) == 1:
                values["line_ids"] = self._service_lines(jobs)
        return values

    @api.model
    def _service_lines(self, job):
        """Return commands of one line a technician of the job's team, best first."""
        job_sudo = job.sudo()  # hours and absences of employees, shown to managers only
        needed = frozenset(job_sudo._service_needed_skills().ids)
        candidates = job_sudo.team_id._service_candidates(job_sudo.company_id)
        proposed = choose(candidates, needed).key
        lines = [
            {
                "technician_id": candidate.key,
                "load_hours": candidate.load,
                "has_skills": needed <= candidate.skills,
                "present": candidate.present,
                "proposed": candidate.key == proposed,
            }
            for candidate in candidates
        ]
        lines.sort(key=lambda line: (not line["proposed"], line["load_hours"]))
        return [Command.create(line) for line in lines]

    def action_assign(self):
        """Give the jobs to the chosen technician; only managers, only with a reason."""
        self.ensure_one()
        if not self.env.user.has_group("service_portal.group_service_manager"):
            raise UserError(
                self.env._("Only a manager gives jobs to technicians. Ask a manager.")
            )
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Write the reason; it is kept in the job's history.")
            )
        if not self.technician_id:
            raise UserError(self.env._("Choose the technician."))
        self.job_ids.check_access("write")
        self.job_ids._service_assign(
            self.technician_id, note=reason, source="backoffice"
        )
        return {"type": "ir.actions.act_window_close"}


class ServiceJobAssignLine(models.TransientModel):
    """What a manager wants to know of each technician before choosing."""

    _name = "service.job.assign.line"
    _description = "Technician to Choose"

    wizard_id = fields.Many2one(
        "service.job.assign", required=True, index=True, ondelete="cascade"
    )
    technician_id = fields.Many2one("res.users")
    load_hours = fields.Float(string="Open Hours")
    has_skills = fields.Boolean(string="Has the Skills")
    present = fields.Boolean(string="Here Today")
    proposed = fields.Boolean()
