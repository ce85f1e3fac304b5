"""Queues of the care desk: archive, what is open, search over everything."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import JOB_FINISHED, REQUEST_FINISHED


class ServiceRequest(models.Model):
    _name = "service.request"
    _inherit = ["service.request", "service.search.mixin"]

    active = fields.Boolean(
        default=True,
        help="An archived request leaves the lists; search and the client still "
        "find it.",
    )
    task_ids = fields.One2many(
        "service.job",
        "request_id",
        string="Tasks",
        domain=[("device_id", "=", False)],
        groups="base.group_user",
    )
    task_count = fields.Integer(
        string="Open Tasks",
        compute="_compute_task_count",
        groups="base.group_user",
    )

    @api.model
    def _service_search_words(self, value):
        words = [
            Domain(name, "ilike", value)
            for name in ("name", "barcode", "subject", "customer_reference")
        ]
        jobs = self.env["service.job"]._service_search_words(value)
        return Domain.OR(words) | Domain("job_ids", "any", jobs)

    # --- The client's other matters ------------------------------------------------

    contact_phone = fields.Char(related="contact_id.phone", string="Phone")
    contact_email = fields.Char(related="contact_id.email", string="E-mail")
    client_request_count = fields.Integer(
        compute="_compute_client_request_count", groups="base.group_user"
    )

    @api.depends("partner_id")
    def _compute_client_request_count(self):
        counts = dict(
            self.env["service.request"]
            .with_context(active_test=False)
            ._read_group(
                [("partner_id", "in", self.partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for request in self:
            own = 1 if request._origin else 0
            request.client_request_count = counts.get(request.partner_id, own) - own

    def action_view_client_requests(self):
        """Open the other requests of this client."""
        self.ensure_one()
        action = self.partner_id.action_view_service_requests()
        return action | {
            "domain": [("partner_id", "=", self.partner_id.id), ("id", "!=", self.id)],
            "context": {"active_test": False},
        }

    def action_triage(self):
        """Open this request in the triage inbox."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "service_portal.triage",
            "name": self.env._("Triage"),
            "params": {"request_id": self.id},
        }

    # --- Archive ----------------------------------------------------------------

    def write(self, vals):
        if vals.get("active") is False:
            self._service_check_may_archive()
        return super().write(vals)

    def _service_check_may_archive(self):
        for request in self:
            if request.state not in REQUEST_FINISHED:
                raise UserError(
                    self.env._(
                        "%(request)s is still open. Close or reject it, then archive "
                        "it.",
                        request=request.display_name,
                    )
                )

    @api.model
    def _service_open_domain(self):
        return [("state", "not in", REQUEST_FINISHED)]

    # --- What is open ---------------------------------------------------------------

    def _service_open_things(self):
        """Return plain names of what keeps this request from being closed."""
        self.ensure_one()
        jobs = self.job_ids.filtered(lambda job: job.state not in JOB_FINISHED)
        labels = dict(jobs._fields["state"]._description_selection(self.env))
        activities = self.activity_ids | self.job_ids.activity_ids
        return [
            " ".join(
                filter(None, [job.reference, job.subject, f"({labels[job.state]})"])
            )
            for job in jobs
        ] + [
            activity.summary or activity.activity_type_id.name
            for activity in activities
        ]

    # --- Tasks ------------------------------------------------------------------

    @api.depends("job_ids.state", "job_ids.device_id")
    def _compute_task_count(self):
        for request in self:
            request.task_count = len(
                request.job_ids.filtered(
                    lambda job: not job.device_id and job.state not in JOB_FINISHED
                )
            )

    def _service_client_jobs(self):
        """Return the jobs that the client sees, in their order."""
        return self.job_ids.filtered(lambda job: not job.is_internal).sorted("number")


class ServiceJob(models.Model):
    _name = "service.job"
    _inherit = ["service.job", "service.search.mixin"]

    @api.model
    def _service_search_words(self, value):
        domain = (
            Domain("search_text", "ilike", value)
            | Domain("reference", "ilike", value)
            | Domain("tracking_display", "ilike", value)
        )
        key = self.env["service.device"]._service_serial_key(value)
        return domain | Domain("search_text", "ilike", key) if key else domain
