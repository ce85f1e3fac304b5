from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..clock import UnreachableError
from ..const import HORIZONS, METRICS


class ServiceSlaPolicy(models.Model):
    """Ordered rules: the first one that fits gives the target of a metric."""

    _name = "service.sla.policy"
    _description = "SLA Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    metric = fields.Selection(METRICS, required=True, default="first_response")
    target_hours = fields.Float(
        string="Target (Working Hours)", required=True, default=8.0
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.resource_calendar_id,
        help="Only time inside these hours counts.",
    )
    type_id = fields.Many2one(
        "service.request.type", string="Request Type", help="Empty: every type."
    )
    priority = fields.Selection(
        lambda self: self._selection_priority(), help="Empty: every priority."
    )
    team_id = fields.Many2one("service.team", string="Team", help="Empty: every team.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        help="Empty: every client.",
    )

    _target_positive = models.Constraint(
        "CHECK (target_hours > 0)", "A target must be longer than zero hours."
    )

    @api.constrains("calendar_id", "target_hours", "company_id")
    def _check_reachable(self):
        """Refuse hours in which no deadline would ever come."""
        now = fields.Datetime.now()
        for policy in self:
            [found] = policy.calendar_id._service_deadlines(
                [(now, policy._service_target())], policy.company_id
            )
            if isinstance(found, UnreachableError):
                raise ValidationError(
                    policy.env._(
                        "“%(calendar)s” does not have %(hours)s working hours within "
                        "%(days)s days, so no deadline can be set. Add working "
                        "hours to the calendar or choose another one.",
                        calendar=policy.calendar_id.name,
                        hours=policy.target_hours,
                        days=HORIZONS[-1],
                    )
                )

    @api.model
    def _selection_priority(self):
        field = self.env["service.request"]._fields["priority"]
        return field._description_selection(self.env)

    def _service_target(self):
        """Return the target as a timedelta in whole seconds."""
        self.ensure_one()
        return timedelta(seconds=max(1, round(self.target_hours * 3600)))

    @api.model
    def _service_find(self, requests, metric):
        """Return the policy of each request: `dict[service.request, policy]`.

        A request that no policy fits is not among the keys.
        """
        policies = self.search(
            [("metric", "=", metric), ("company_id", "in", requests.company_id.ids)]
        )
        found = {}
        for request in requests:
            policy = next((p for p in policies if p._service_fits(request)), None)
            if policy:
                found[request] = policy
        return found

    def _service_fits(self, request):
        self.ensure_one()
        return (
            self.company_id == request.company_id
            and (not self.type_id or self.type_id == request.type_id)
            and (not self.priority or self.priority == request.priority)
            and (not self.team_id or self.team_id == request.team_id)
            and (
                not self.partner_id
                or self.partner_id.commercial_partner_id == request.partner_id
            )
        )
