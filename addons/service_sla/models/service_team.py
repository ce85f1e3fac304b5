from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..const import BENCH_STATES
from ..dispatch import Candidate


class ServiceTeam(models.Model):
    _inherit = "service.team"

    queue_policy = fields.Selection(
        selection_add=[("dispatch", "Least loaded technician with the skill")],
        ondelete={"dispatch": "set default"},
    )

    def _service_candidates(self, company):
        """Return the team's technicians as `dispatch.Candidate` (called with sudo)."""
        self.ensure_one()
        users = self.member_ids.filtered(
            lambda user: (
                user.active
                and company in user.company_ids
                and user.has_group("service_portal.group_service_technician")
            )
        )
        employees = self.env["hr.employee"].search(
            [("user_id", "in", users.ids), ("company_id", "=", company.id)]
        )
        skills = self._service_skills(employees)
        absent = self._service_absent(employees)
        loads = self._service_loads(users)
        last = self._service_last_assigned(users)
        return [
            Candidate(
                key=user.id,
                skills=frozenset(skills[user]),
                load=loads.get(user, 0.0),
                last_assigned=last.get(user),
                present=user not in absent,
            )
            for user in users
        ]

    def _service_skills(self, employees):
        """Return `dict[res.users, set of hr.skill ids]` of skills valid today."""
        today = fields.Date.context_today(self)
        found = defaultdict(set)
        for line in employees.employee_skill_ids:
            if (line.valid_from or today) <= today <= (line.valid_to or today):
                found[line.employee_id.user_id].add(line.skill_id.id)
        return found

    def _service_absent(self, employees):
        """Return the users whose approved leave touches what is left of today."""
        zone = ZoneInfo(self.resource_calendar_id.tz or "Europe/Warsaw")
        now = fields.Datetime.now()
        local = now.replace(tzinfo=UTC).astimezone(zone)
        midnight = datetime.combine(local.date() + timedelta(days=1), time(), zone)
        leaves = self.env["hr.leave"].search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "=", "validate"),
                ("date_from", "<", midnight.astimezone(UTC).replace(tzinfo=None)),
                ("date_to", ">", now),
            ]
        )
        return leaves.employee_id.user_id

    def _service_loads(self, users):
        """Return the planned hours on each bench: `dict[res.users, float]`."""
        return dict(
            self.env["service.job"]._read_group(
                [("technician_id", "in", users.ids), ("state", "in", BENCH_STATES)],
                ["technician_id"],
                ["planned_hours:sum"],
            )
        )

    def _service_last_assigned(self, users):
        return dict(
            self.env["service.job"]._read_group(
                [("technician_id", "in", users.ids)],
                ["technician_id"],
                ["assigned_at:max"],
            )
        )
