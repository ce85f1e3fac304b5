"""Queues of a team: what waits, and who may see it."""

from odoo import api, fields, models


class ServiceTeam(models.Model):
    _inherit = "service.team"

    members_only = fields.Boolean(
        help="Technicians who are no members do not see this team's requests and "
        "jobs, except their own jobs.",
    )
    color = fields.Integer()
    open_request_count = fields.Integer(compute="_compute_counts")
    new_request_count = fields.Integer(compute="_compute_counts")
    open_job_count = fields.Integer(compute="_compute_counts")
    late_job_count = fields.Integer(compute="_compute_counts")

    def _compute_counts(self):
        jobs = self.env["service.job"]
        requests = self.env["service.request"]
        mine = [("team_id", "in", self.ids)]
        is_open = [*mine, ("is_open", "=", True)]
        late = [*is_open, ("date_deadline", "<", fields.Date.context_today(self))]
        counted = {
            "open_request_count": (requests, [*mine, *requests._service_open_domain()]),
            "new_request_count": (requests, [*mine, ("state", "=", "new")]),
            "open_job_count": (jobs, is_open),
            "late_job_count": (jobs, late),
        }
        for name, (model, domain) in counted.items():
            counts = dict(model._read_group(domain, ["team_id"], ["__count"]))
            for team in self:
                team[name] = counts.get(team, 0)

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()  # evaluated rules are cached a user
        return teams

    def write(self, vals):
        result = super().write(vals)
        if {"members_only", "member_ids", "active"} & vals.keys():
            self.env["res.users"].invalidate_model(["service_hidden_team_ids"])
            self.env.registry.clear_cache()  # as above: effective at once
        return result

    # --- Buttons ------------------------------------------------------------------

    def _service_open_queue(self, action, **filters):
        self.ensure_one()
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        context = {f"search_default_{name}": value for name, value in filters.items()}
        return found | {
            "domain": [("team_id", "=", self.id)],
            "context": context | {"default_team_id": self.id},
            "display_name": self.name,
        }

    def action_view_new_requests(self):
        """Open the requests of this team that wait for triage."""
        return self._service_open_queue(
            "service_portal.service_request_action", triage=1
        )

    def action_view_requests(self):
        """Open the open requests of this team."""
        return self._service_open_queue("service_portal.service_request_action", open=1)

    def action_view_jobs(self):
        """Open the open jobs of this team."""
        return self._service_open_queue("service_portal.service_job_action", open=1)

    def action_view_late_jobs(self):
        """Open the jobs of this team that are past their term."""
        return self._service_open_queue("service_portal.service_job_action", late=1)
