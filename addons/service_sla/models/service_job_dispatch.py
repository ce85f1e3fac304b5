"""Who works on a job: dispatch on receipt, taking, and the guard around both."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_list
from odoo.tools.misc import formatLang

from odoo.addons.service_portal.const import JOB_FINISHED

from ..dispatch import ABSENT, NO_SKILL, NOBODY, Task, distribute

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_ASSIGNER = object()


class ServiceJob(models.Model):
    _inherit = "service.job"

    queue_policy = fields.Selection(
        related="team_id.queue_policy", groups="base.group_user"
    )
    assigned_at = fields.Datetime(
        string="Assigned", readonly=True, copy=False, groups="base.group_user"
    )
    assigned_reason = fields.Char(readonly=True, copy=False, groups="base.group_user")

    _technician_assigned_idx = models.Index(
        "(technician_id, assigned_at DESC) WHERE technician_id IS NOT NULL"
    )

    # --- Guard ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs.filtered("technician_id")._service_check_may_assign(
            jobs.technician_id, taking=False
        )
        return jobs

    def write(self, vals):
        """Override: only a manager, dispatch or who may take it sets a technician."""
        if "technician_id" not in vals or self._service_is_assigner():
            return super().write(vals)
        changed = self.filtered(
            lambda job: job.technician_id.id != (vals["technician_id"] or False)
        )
        technician = self.env["res.users"].browse(vals["technician_id"] or [])
        changed._service_check_may_assign(technician)
        result = super().write(vals)
        changed._service_note_assignment(
            technician, note=self.env._("Set by hand."), source="backoffice"
        )
        return result

    def _service_is_assigner(self):
        return self.env.context.get("service_assigner") is _ASSIGNER

    def _service_check_may_assign(self, technician, *, taking=True):
        """Raise unless the current user may give these open jobs to `technician`.

        System code (superuser mode) may; RPC cannot reach that mode.
        """
        open_jobs = self.filtered(lambda job: job.state not in JOB_FINISHED)
        if self.env.user.has_group("service_portal.group_service_care"):
            open_jobs = open_jobs.filtered("device_id")  # tasks are the desk's own
        if (
            not open_jobs
            or self.env.su
            or self.env.user.has_group("service_portal.group_service_manager")
        ):
            return
        if taking and technician == self.env.user:
            open_jobs._service_check_can_take()
            return
        raise AccessError(
            self.env._(
                "Only a manager gives jobs to technicians: %(jobs)s. Ask a manager to "
                "do it.",
                jobs=format_list(self.env, open_jobs.mapped("display_name")),
            )
        )

    def _service_check_can_take(self):
        """Raise unless the current user may take each of these jobs."""
        for job in self:
            if not job._service_may_take(self.env.user):
                raise AccessError(
                    self.env._(
                        "You cannot take %(job)s: it has a technician already, or its "
                        "team does not let technicians choose. Ask a manager.",
                        job=job.display_name,
                    )
                )

    def _service_may_take(self, user):
        """Tell whether `user` may take this job without asking a manager."""
        self.ensure_one()
        return (
            not self.technician_id
            and self.team_id.queue_policy == "first"
            and user in self.team_id.member_ids
            and user.has_group("service_portal.group_service_technician")
        )

    # --- Assigning ----------------------------------------------------------------

    def action_take(self):
        """Take unassigned jobs of one's team (queue policy: first to open)."""
        self._service_check_can_take()
        for job in self:
            job._service_assign(
                self.env.user, note=self.env._("Taken."), source="backoffice"
            )

    def _service_assign(self, technician, *, note, source, actor=None):
        """Give the jobs to `technician` (maybe nobody) and write down why.

        Whoever calls it has checked that this may be done.
        """
        jobs_sudo = self.sudo()  # right checked by the caller
        jobs_sudo.with_context(service_assigner=_ASSIGNER).technician_id = technician
        self._service_note_assignment(technician, note=note, source=source, actor=actor)

    def _service_note_assignment(self, technician, *, note, source, actor=None):
        """Log the assignment and let everything follow that hangs on it."""
        now = fields.Datetime.now()
        jobs_sudo = self.sudo()  # the repair's user follows, whoever assigns
        jobs_sudo.write({"assigned_at": technician and now, "assigned_reason": note})
        jobs_sudo.repair_id.user_id = technician
        if technician:
            jobs_sudo.activity_unlink(["service_sla.mail_activity_type_unassigned"])
            note = self.env._("%(name)s: %(note)s", name=technician.name, note=note)
        code = "job.assigned" if technician else "job.unassigned"
        self._service_log(code, source=source, note=note, actor=actor)

    # --- Dispatch -------------------------------------------------------------------

    def _service_after_transition(self, events):
        """Override: a device that arrives, or is opened, gets its technician."""
        super()._service_after_transition(events)
        for event in events.filtered(lambda e: e.state_to == "diagnosing"):
            if event.job_id._service_may_take(event.user_id):
                event.job_id._service_assign(
                    event.user_id,
                    note=self.env._("Opened first."),
                    source=event.source,
                    actor=event.user_id,
                )
        received = events.filtered(lambda e: e.state_to == "received").job_id
        received.filtered(
            lambda job: not job.technician_id and job.team_id.queue_policy == "dispatch"
        )._service_dispatch()

    def _service_dispatch(self):
        """Give each job to the least loaded technician with the skill.

        Two receiving stations at the same moment may see the same load; the next
        device evens it out, so nothing is locked for it. A job for which there is
        nobody stays unassigned, and the team's lead is told why.
        """
        jobs_sudo = self.sudo()  # logistics may not read skills, absences and hours
        for (team, company), jobs in jobs_sudo.grouped(
            lambda job: (job.team_id, job.company_id)
        ).items():
            candidates = team._service_candidates(company)
            tasks = [
                Task(
                    job.id,
                    frozenset(job._service_needed_skills().ids),
                    job.planned_hours,
                )
                for job in jobs.sorted("id")
            ]
            choices = distribute(candidates, tasks, fields.Datetime.now())
            for job in jobs.sorted("id"):
                job._service_follow_choice(choices[job.id])

    def _service_follow_choice(self, choice):
        if choice.key is None:
            self._service_tell_unassigned(self._service_refusal(choice))
            return
        technician = self.env["res.users"].browse(choice.key)
        self._service_assign(
            technician, note=self._service_choice_reason(choice), source="system"
        )

    def _service_needed_skills(self):
        """Return the `hr.skill` records that this job asks for."""
        self.ensure_one()
        return self.category_id.skill_ids | self.fault_type_id.skill_ids

    def _service_choice_reason(self, choice):
        skills = self._service_needed_skills()
        hours = formatLang(self.env, choice.load, digits=1)
        if not skills:
            return self.env._("least loaded: %(hours)s h", hours=hours)
        return self.env._(
            "least loaded: %(hours)s h, skill %(skills)s",
            hours=hours,
            skills=format_list(self.env, skills.mapped("name")),
        )

    def _service_refusal(self, choice):
        """Return the sentence that says why nobody was chosen."""
        skills = self._service_needed_skills()
        missing = skills.filtered(lambda skill: skill.id in choice.missing) or skills
        names = format_list(self.env, missing.mapped("name"))
        team = self.team_id.name
        return {
            NOBODY: self.env._("Team %(team)s has no technician.", team=team),
            NO_SKILL: self.env._(
                "Nobody in team %(team)s has the skill: %(skills)s.",
                team=team,
                skills=names,
            ),
            ABSENT: self.env._(
                "Everybody in team %(team)s who could do it is away today.", team=team
            ),
        }[choice.refusal]

    def _service_tell_unassigned(self, reason):
        """Log why nobody was chosen and give the team's lead an activity."""
        self.ensure_one()
        self.assigned_reason = reason
        self._service_log("job.unassigned", source="system", note=reason)
        self.activity_schedule(
            "service_sla.mail_activity_type_unassigned",
            user_id=self.request_id._service_responsible(self.team_id).id,
            summary=self.env._("Assign a technician: %(job)s", job=self.reference),
            note=reason,
        )
