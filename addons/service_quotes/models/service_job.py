from odoo import api, fields, models
from odoo.exceptions import UserError

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()


class ServiceJob(models.Model):
    """Checklist, quotes and states of the commercial part of a job's way."""

    _inherit = "service.job"

    check_ids = fields.One2many(
        "service.job.check", "job_id", string="Checklist", groups="base.group_user"
    )
    quote_ids = fields.One2many(
        "service.quote", "job_id", string="Quotes", groups="base.group_user"
    )
    quote_count = fields.Integer(
        compute="_compute_quote_count", groups="base.group_user"
    )

    @api.depends("quote_ids")
    def _compute_quote_count(self):
        counts = dict(
            self.env["service.quote"]._read_group(
                [("job_id", "in", self.ids)], ["job_id"], ["__count"]
            )
        )
        for job in self:
            job.quote_count = counts.get(job, 0)

    def _service_current_quote(self):
        """Return the latest revision, or an empty recordset."""
        self.ensure_one()
        return self.quote_ids.sorted("revision", reverse=True)[:1]

    # --- CRUD -----------------------------------------------------------------

    def write(self, vals):
        # guard: the result of the quality check is written by the check only
        if (
            "quality_result" in vals
            and self.env.context.get("service_quality_writer") is not _WRITER
        ):
            raise UserError(
                self.env._("Use the buttons of the quality check: passed, failed.")
            )
        return super().write(vals)

    def _service_write_quality(self, result):
        """Write the result of the quality check: passed, failed or False."""
        jobs_sudo = self.sudo()  # read-only for everybody; the callers check the right
        jobs_sudo.with_context(service_quality_writer=_WRITER).write(
            {"quality_result": result}
        )

    # --- States -----------------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        """Override of `service_portal` to put decision and quality into the way."""
        ways = super()._service_allowed_transitions()
        ways = {state: set(to) for state, to in ways.items()}
        added = {
            "diagnosing": {"quoted"},
            "quoted": {"accepted", "declined", "diagnosing", "missing"},
            "accepted": {"repairing", "diagnosing", "missing"},
            "declined": {"ready", "missing"},
            "repairing": {"quality", "diagnosing"},
            "quality": {"ready", "repairing", "missing"},
            "missing": {"quoted", "accepted", "declined", "quality"},
        }
        for state, to in added.items():
            ways.setdefault(state, set()).update(to)
        # What was repaired leaves by the quality check only.
        ways["repairing"].discard("ready")
        return ways

    def _service_path(self):
        """Override of `service_portal` to show decision and quality."""
        path = super()._service_path()
        job_sudo = self.sudo()  # quotes are closed to clients, they are only counted
        if not self.type_id.needs_quote and not job_sudo.quote_ids:
            return path | {"quality"}
        if self.outcome == "declined" or self.state == "declined":
            return (path - {"repairing"}) | {"quoted", "declined"}
        return path | {"quoted", "accepted", "quality"}

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        check = {
            "quoted": self._service_check_quote,
            "accepted": self._service_check_quote,
            "declined": self._service_check_quote,
            "repairing": self._service_check_green_light,
            "quality": self._service_check_parts_used,
            "ready": self._service_check_quality,
        }.get(new_state)
        if check:
            check(new_state)

    def _service_quote_states(self):
        jobs_sudo = self.sudo()  # who moves a job needs no right on its quotes
        return set(jobs_sudo.quote_ids.mapped("state"))

    def _service_check_quote(self, new_state):
        """A job is quoted, accepted or declined by its quote, not by hand."""
        wanted = {"quoted": "sent", "accepted": "accepted", "declined": "declined"}
        for job in self:
            states = job._service_quote_states()
            if wanted[new_state] not in states:
                raise UserError(
                    self.env._(
                        "%(job)s has no quote in this state. Send the quote, or record "
                        "the client's decision on it; the job follows by itself.",
                        job=job.reference,
                    )
                )

    def _service_check_green_light(self, new_state):
        for job in self:
            states = job._service_quote_states()
            if job.type_id.needs_quote and "accepted" not in states:
                raise UserError(
                    self.env._(
                        "%(job)s has no green light: the client has not accepted a "
                        "quote. Send the quote and wait for the decision.",
                        job=job.reference,
                    )
                )

    def _service_check_quality(self, new_state):
        # guard: nothing that was repaired gets ready without a passed check
        for job in self:
            repaired = job.state in ("repairing", "quality") or (
                "accepted" in job._service_quote_states()
            )
            if repaired and job.quality_result != "passed":
                raise UserError(
                    self.env._(
                        "%(job)s has not passed the quality check. Somebody who did "
                        "not repair it has to check it first.",
                        job=job.reference,
                    )
                )

    def _service_after_transition(self, events):
        super()._service_after_transition(events)
        for state, jobs in self._service_jobs_by_state(events).items():
            if state == "diagnosing":
                jobs._service_ensure_checks()
            elif state == "repairing":
                jobs._service_write_quality(False)
                jobs._service_begin_repair()
            elif state == "quality":
                jobs._service_end_repair()
            elif state == "cancelled":
                jobs._service_end_quotes()

    def _service_end_quotes(self):
        jobs_sudo = self.sudo()  # whoever cancels a job ends its quotes
        jobs_sudo.quote_ids.filtered(
            lambda quote: quote.state in ("draft", "sent", "expired")
        )._service_write({"state": "superseded"})

    @api.model
    def _service_jobs_by_state(self, events):
        return {
            state: rows.job_id for state, rows in events.grouped("state_to").items()
        }

    # --- Checklist -----------------------------------------------------------------

    def _service_ensure_checks(self):
        """Put the points of the category's checklist on the jobs; idempotent."""
        checklists = self.env["service.checklist"]
        vals_list = []
        for job in self:
            lang = job.env.company.partner_id.lang
            known = job.check_ids.line_id
            lines = checklists._service_find(job).line_ids - known
            vals_list += [
                {
                    "job_id": job.id,
                    "line_id": line.id,
                    "sequence": line.sequence,
                    "name": line.with_context(lang=lang).name,
                }
                for line in lines
            ]
        self.env["service.job.check"].create(vals_list)

    def action_reload_checklist(self):
        """Add points that the checklist got meanwhile; for those who may tick."""
        self.ensure_one()
        self._service_ensure_checks()

    def _service_propose_lines(self, checks):
        """Let the ticks just made add lines to the draft quote, or take theirs back.

        :param checks: `service.job.check` of this job whose result changed
        """
        self.ensure_one()
        quote = self.quote_ids.filtered(lambda q: q.state == "draft")[:1]
        failed = checks.filtered(lambda check: check.result == "failed")
        stale = quote.line_ids.filtered(lambda line: line.check_id in checks)
        stale.unlink()
        prices = self.env["service.price"]._service_match(self, failed.line_id)
        if not prices:
            return
        quote = quote or self.env["service.quote"].create({"job_id": self.id})
        check_of = {check.line_id: check for check in failed}
        lang = self.contact_id.lang
        self.env["service.quote.line"].create(
            [
                {
                    "quote_id": quote.id,
                    "check_id": check_of[price.checklist_line_id].id,
                    "price_id": price.id,
                    "sequence": check_of[price.checklist_line_id].sequence,
                    "kind": price.kind,
                    "product_id": price.product_id.id,
                    "quantity": price.quantity,
                    "name": price.with_context(lang=lang).display_name,
                }
                for price in prices
            ]
        )

    # --- Buttons ----------------------------------------------------------------------

    def action_send_quote(self):
        """Send the draft quotes of the jobs; for technicians and the care desk."""
        drafts = self.quote_ids.filtered(lambda quote: quote.state == "draft")
        missing = self - drafts.job_id
        if missing:
            raise UserError(
                self.env._(
                    "%(jobs)s: there is no draft quote. Tick the checklist, a failed "
                    "point proposes lines; or make a quote by hand.",
                    jobs=", ".join(missing.mapped("reference")),
                )
            )
        drafts.action_send()

    def action_return_unrepaired(self):
        """Return devices that need no repair or are not worth one."""
        for job in self:
            if job.outcome not in ("no_fault", "not_worth"):
                raise UserError(
                    self.env._(
                        "Say first why %(job)s is not repaired: choose the outcome.",
                        job=job.reference,
                    )
                )
        self._service_transition("ready", source="backoffice")

    def action_view_quotes(self):
        """Open the quotes of the job; a new one starts from the job."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_quotes.service_quote_action"
        )
        action |= {
            "domain": [("job_id", "=", self.id)],
            "context": {"default_job_id": self.id},
        }
        if len(self.quote_ids) == 1:
            action |= {"res_id": self.quote_ids.id, "views": [(False, "form")]}
        return action
