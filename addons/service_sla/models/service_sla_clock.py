from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..clock import UnreachableError
from ..const import CLOCK_STATES, METRICS


class ServiceSlaClock(models.Model):
    """One target of one request or job.

    The deadline follows from three stored numbers: start, target and the working time
    that was paused. Only this model's own methods write it.
    """

    _name = "service.sla.clock"
    _inherit = "service.lock.mixin"
    _description = "SLA Clock"
    _order = "deadline, id"

    request_id = fields.Many2one(
        "service.request", required=True, index=True, ondelete="cascade", readonly=True
    )
    job_id = fields.Many2one(
        "service.job", index="btree_not_null", ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        related="request_id.partner_id", store=True, string="Client"
    )
    team_id = fields.Many2one(related="request_id.team_id", store=True, index=False)
    policy_id = fields.Many2one(
        "service.sla.policy", required=True, ondelete="restrict", readonly=True
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    metric = fields.Selection(METRICS, required=True, readonly=True)
    target_seconds = fields.Integer(required=True, readonly=True)
    target_hours = fields.Float(
        string="Target (Hours)", compute="_compute_target_hours", store=True
    )
    started_at = fields.Datetime(string="Started", required=True, readonly=True)
    deadline = fields.Datetime(readonly=True)
    paused_since = fields.Datetime(readonly=True)
    paused_seconds = fields.Integer(
        string="Paused (Working Seconds)", default=0, readonly=True
    )
    state = fields.Selection(
        CLOCK_STATES, required=True, default="running", readonly=True
    )
    met_at = fields.Datetime(string="Answered or Done", readonly=True)
    escalated_at = fields.Datetime(string="Lead Told", readonly=True)
    error = fields.Text(string="What Went Wrong", readonly=True)

    _request_metric_uniq = models.UniqueIndex(
        "(request_id, metric) WHERE job_id IS NULL",
        "This request has a clock for this target already.",
    )
    _job_metric_uniq = models.UniqueIndex(
        "(job_id, metric) WHERE job_id IS NOT NULL",
        "This job has a clock for this target already.",
    )
    _running_idx = models.Index("(deadline, id) WHERE state = 'running'")
    _escalate_idx = models.Index(
        "(id) WHERE state = 'breached' AND escalated_at IS NULL"
    )
    _error_idx = models.Index("(id) WHERE error IS NOT NULL")
    _deadline_known = models.Constraint(
        "CHECK (deadline IS NOT NULL OR state IN ('paused', 'cancelled', 'failed'))",
        "A running clock has a deadline.",
    )

    @api.depends("metric", "request_id.name", "job_id.reference")
    @api.depends_context("lang")
    def _compute_display_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        for clock in self:
            record = clock.job_id.reference or clock.request_id.name
            clock.display_name = f"{record}: {metrics.get(clock.metric, '')}"

    @api.depends("target_seconds")
    def _compute_target_hours(self):
        for clock in self:
            clock.target_hours = clock.target_seconds / 3600

    # --- Life -------------------------------------------------------------------

    @api.model
    def _service_start(self, records, metric, at):
        """Start the clock of `metric` where a policy fits and none is there yet.

        A calendar that was emptied later must not keep a client from filing: such a
        clock is made `failed`, with the reason, and the health check shows it.

        :param records: `service.request` or `service.job` records
        :param datetime at: naive UTC
        :return: the new clocks, with sudo
        """
        clocks_sudo = self.sudo()  # clients file requests and cannot write clocks
        is_job = records._name == "service.job"
        link = "job_id" if is_job else "request_id"
        known = clocks_sudo.search(
            [(link, "in", records.ids), ("metric", "=", metric)]
            + ([] if is_job else [("job_id", "=", False)])
        )
        records_sudo = records.sudo() - known[link]  # as above
        requests_sudo = records_sudo.request_id if is_job else records_sudo
        policies = clocks_sudo.policy_id._service_find(requests_sudo, metric)
        vals_list = []
        for record in records_sudo:
            request = record.request_id if is_job else record
            if request in policies:
                vals_list.append(
                    {
                        "request_id": request.id,
                        "job_id": record.id if is_job else False,
                        "company_id": request.company_id.id,
                        "metric": metric,
                        "started_at": at,
                        "state": "failed",
                        **self._service_policy_vals(policies[request]),
                    }
                )
        clocks = clocks_sudo.create(vals_list)
        clocks._service_set_deadlines()
        clocks._service_sync_due()
        return clocks

    @api.model
    def _service_policy_vals(self, policy):
        return {
            "policy_id": policy.id,
            "calendar_id": policy.calendar_id.id,
            "target_seconds": policy._service_target().total_seconds(),
        }

    def _service_set_deadlines(self):
        """Let the clocks run towards a deadline from their three numbers."""
        for (calendar, company), clocks in self._service_by_calendar():
            targets = [
                (
                    clock.started_at,
                    timedelta(seconds=clock.target_seconds + clock.paused_seconds),
                )
                for clock in clocks
            ]
            found = calendar._service_deadlines(targets, company)
            for clock, deadline in zip(clocks, found, strict=True):
                failed = isinstance(deadline, UnreachableError)
                clock.write(
                    {
                        "state": "failed" if failed else "running",
                        "deadline": not failed and deadline,
                        "paused_since": False,
                        "error": str(deadline) if failed else False,
                    }
                )

    def _service_by_calendar(self):
        groups = defaultdict(self.browse)
        for clock in self:
            groups[clock.calendar_id, clock.company_id] += clock
        return groups.items()

    def _service_meet(self, at):
        """Stop the open clocks: met, or breached when `at` is past the deadline.

        A failed clock keeps the time, for when it is calculated again.
        """
        self.filtered(lambda clock: clock.state == "paused")._service_resume(at)
        stopped = self.filtered(
            lambda clock: (
                clock._service_is_open()
                or (clock.state == "failed" and not clock.met_at)
            )
        )
        for clock in stopped:
            late = clock.state == "breached" or clock._service_is_late(at)
            state = "breached" if late else "met"
            clock.write(
                {
                    "state": "failed" if clock.state == "failed" else state,
                    "met_at": at,
                    # Nobody need be told any more of what is done.
                    "escalated_at": clock.escalated_at or (late and at),
                }
            )
        stopped._service_clear_activities()
        stopped._service_sync_due()

    def _service_pause(self, at):
        """Stop counting: the client has to do something. Late clocks are breached."""
        running = self.filtered(lambda clock: clock.state == "running")
        late = running.filtered(lambda clock: clock._service_is_late(at))
        late.state = "breached"
        (running - late).write(
            {"state": "paused", "paused_since": at, "deadline": False}
        )
        running._service_sync_due()

    def _service_resume(self, at):
        """Count again; the deadline moves by the working time that was paused."""
        paused = self.filtered(lambda clock: clock.state == "paused")
        for (calendar, company), clocks in paused._service_by_calendar():
            since = min(clocks.mapped("paused_since"))
            if since < at:
                work = calendar._service_working_time(since, at, company)
                for clock in clocks:
                    pause = work.elapsed(clock.paused_since, at)
                    clock.paused_seconds += int(pause.total_seconds())
        paused._service_set_deadlines()
        paused._service_sync_due()

    def _service_cancel(self):
        """Stop for good: nobody waits for this any more."""
        open_clocks = self.filtered(
            lambda clock: clock._service_is_open() or clock.state == "failed"
        )
        open_clocks.write({"state": "cancelled", "error": False})
        open_clocks._service_clear_activities()
        open_clocks._service_sync_due()

    def _service_retarget(self):
        """Follow a changed priority, type, team or client; the start stays."""
        moved = self.browse()
        for metric, clocks in self.grouped("metric").items():
            policies = self.policy_id._service_find(clocks.request_id, metric)
            for clock in clocks.filtered(lambda c: c.state in ("running", "paused")):
                policy = policies.get(clock.request_id)
                if policy and policy != clock.policy_id:
                    clock.write(self._service_policy_vals(policy))
                    moved += clock
        moved.filtered(lambda c: c.state == "running")._service_set_deadlines()
        moved._service_sync_due()

    def action_recalculate(self):
        """Try failed clocks again after their policy or calendar was mended."""
        self.check_access("read")
        self.env["service.sla.policy"].check_access("write")
        clocks_sudo = self.sudo()  # managers have no write access to clocks
        failed_sudo = clocks_sudo.filtered(lambda clock: clock.state == "failed")
        for clock in failed_sudo:
            clock.write(self._service_policy_vals(clock.policy_id))
        failed_sudo._service_set_deadlines()
        for clock in failed_sudo.filtered("met_at"):
            clock._service_meet(clock.met_at)
        failed_sudo._service_sync_due()

    # --- Questions ----------------------------------------------------------------

    def _service_is_open(self):
        """Tell whether somebody still waits for this clock's matter."""
        self.ensure_one()
        return self.state in ("running", "paused") or (
            self.state == "breached" and not self.met_at
        )

    def _service_is_late(self, at):
        """Tell whether `at` is past the deadline; the second itself is in time."""
        self.ensure_one()
        return bool(self.deadline) and at.replace(microsecond=0) > self.deadline

    # --- What lists show ------------------------------------------------------------

    def _service_sync_due(self):
        """Write the stored columns of requests and jobs that show these clocks."""
        if self:
            self.request_id._service_sla_sync()

    def _service_clear_activities(self):
        self.filtered("escalated_at").request_id.activity_unlink(
            ["service_sla.mail_activity_type_breach"]
        )
