"""Triage of what came in: path, rejection, split, merge."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import REJECT_KINDS, REQUEST_FINISHED

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()
_LINKS = {"merged_into_id", "split_from_id"}
_UNDECIDED = ("new", "needs_info")


class ServiceRequest(models.Model):
    _inherit = "service.request"

    reject_kind = fields.Selection(REJECT_KINDS, string="Why Rejected", copy=False)
    merged_into_id = fields.Many2one(
        "service.request", readonly=True, copy=False, index="btree_not_null"
    )
    merged_ids = fields.One2many(
        "service.request",
        "merged_into_id",
        string="Merged Into This",
        context={"active_test": False},
    )
    split_from_id = fields.Many2one(
        "service.request", readonly=True, copy=False, index="btree_not_null"
    )
    split_ids = fields.One2many(
        "service.request",
        "split_from_id",
        string="Split Off",
        context={"active_test": False},
    )

    def write(self, vals):
        if _LINKS & vals.keys() and (
            self.env.context.get("service_triage_writer") is not _WRITER
        ):
            raise UserError(
                self.env._("Use the buttons to split or to merge requests.")
            )
        return super().write(vals)

    # --- States -----------------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        ways = super()._service_allowed_transitions()
        return ways | {state: ways[state] | {"closed"} for state in _UNDECIDED}

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        for request in self:
            if (
                new_state == "closed"
                and request.state in _UNDECIDED
                and not request.merged_into_id
            ):
                raise UserError(
                    self.env._(
                        "%(request)s is not accepted yet. Accept, reject or merge it.",
                        request=request.name,
                    )
                )
            if new_state == "in_progress" and request.merged_into_id:
                raise UserError(
                    self.env._(
                        "%(request)s goes on as %(other)s. Work there.",
                        request=request.name,
                        other=request.merged_into_id.name,
                    )
                )

    @api.model
    def _service_transition_vals(self, new_state, now):
        vals = super()._service_transition_vals(new_state, now)
        return vals if new_state == "rejected" else vals | {"reject_kind": False}

    def _service_follow_state(self, state, events):
        super()._service_follow_state(state, events)
        if state == "new":
            back = events.filtered(lambda e: e.state_from == "rejected").request_id
            back._service_revive_jobs(events.user_id[:1])

    def _service_revive_jobs(self, actor):
        """Announce again what the rejection cancelled, where the device is free."""
        jobs = self.browse().job_ids
        for request in self:
            jobs |= request._service_rejected_jobs()
        busy = self.env["service.job"].search(
            [("device_id", "in", jobs.device_id.ids), ("is_open", "=", True)]
        )
        free = jobs.filtered(lambda job: job.device_id not in busy.device_id)
        free._service_transition("announced", source="system", actor=actor)

    def _service_rejected_jobs(self):
        """Return the jobs that the last rejection cancelled.

        All of them when the client cancelled one by one and so withdrew the request.
        """
        self.ensure_one()
        cancelled = self.job_ids.filtered(lambda job: job.state == "cancelled")
        log_sudo = self.sudo().event_ids  # the order of steps, no secret
        rejected = max(
            log_sudo.filtered(lambda e: e.code == "request.rejected").ids, default=0
        )
        after = log_sudo.filtered(
            lambda e: e.id > rejected and e.code == "job.cancelled"
        )
        with_it = cancelled & after.job_id.with_env(self.env)
        return with_it or cancelled

    # --- Personal data ------------------------------------------------------------

    @api.model
    def _service_privacy_domain(self, company):
        """Archived matters, too; spam has a shorter time of its own."""
        over = fields.Datetime.now() - timedelta(days=company.service_keep_spam_days)
        spam = (
            Domain("company_id", "=", company.id)
            & Domain("anonymised_at", "=", False)
            & Domain("legal_hold", "=", False)
            & Domain("partner_id.service_legal_hold", "=", False)
            & Domain("contact_id.service_legal_hold", "=", False)
            & Domain("state", "=", "rejected")
            & Domain("reject_kind", "=", "spam")
            & Domain("state_since", "<", over)
        )
        found = super()._service_privacy_domain(company) | spam
        return found & Domain("active", "in", [True, False])

    # --- Mails --------------------------------------------------------------------

    @api.model
    def _service_mail_templates(self):
        return super()._service_mail_templates() | {
            "request.rejected": {
                "template": "service_portal.mail_template_request_rejected",
                "needs_client": True,
            }
        }

    def _service_notify(self, events):
        """Spam is not answered; a merged request goes on, it is not finished."""
        silent = events.filtered(
            lambda e: (
                (e.code == "request.rejected" and e.request_id.reject_kind == "spam")
                or (e.code == "request.closed" and e.request_id.merged_into_id)
                # The client has the receipt of the request it was split from.
                or (e.code == "request.new" and e.request_id.split_from_id)
            )
        )
        return super()._service_notify(events - silent)

    # --- Deciding -------------------------------------------------------------------

    def _service_set_path(self, *, kind=None, team=None, priority=None):
        """Set how the matter is repaired, by whom, how soon; jobs not begun follow.

        :param kind: `service.request.type`; its default team comes with it
        """
        for request in self:
            vals = {}
            if kind and kind != request.type_id:
                vals |= {"type_id": kind.id, "legal_due_date": False}
                team = team or kind.team_id
            if team and team != request.team_id:
                vals["team_id"] = team.id
            if priority in ("0", "1", "2", "3") and priority != request.priority:
                vals["priority"] = priority
            if not vals:
                continue
            request.write(vals)
            request._service_set_legal_due_date()
            if "team_id" in vals:
                waiting = request.job_ids.filtered(lambda j: j.state == "announced")
                waiting.team_id = team
            request.job_ids._service_refresh_next_step()
            request._service_log(
                "request.path",
                source="backoffice",
                note=f"{request.type_id.name}, {request.team_id.name or '–'}",
            )

    def _service_reject_as(self, kind, reason):
        """Reject for one of `const.REJECT_KINDS`; the client reads `reason`."""
        if kind not in dict(REJECT_KINDS):
            raise UserError(self.env._("Choose why the request is rejected."))
        self._service_take_over()
        self.write(
            {"reject_kind": kind, "reject_reason": self._service_clean_text(reason)}
        )
        self._service_transition("rejected", source="backoffice")

    # --- Split --------------------------------------------------------------------

    def _service_split(self, jobs, *, subject=None):
        """Move some of the jobs of a request, not yet decided, to a new one.

        :param jobs: `service.job` records of this request, some but not all
        :return: the new request: same client, addresses, type and handler
        """
        self.ensure_one()
        self.check_access("write")
        self._service_lock()
        self._service_check_can_split(jobs)
        new = self.with_context(
            service_source="backoffice",
            service_triage_writer=_WRITER,
            mail_create_nosubscribe=True,
        ).create(self._service_split_vals(subject or jobs[:1].title or self.subject))
        new = new.with_env(self.env)
        # guard: the term of a legal answer runs since the client wrote
        new.submitted_at = self.submitted_at
        new._service_set_legal_due_date()
        jobs._service_move_to(new)
        new.message_subscribe(self.contact_id.ids)
        self._service_log("request.split", source="backoffice", note=new.name)
        new._service_log("request.split_from", source="backoffice", note=self.name)
        self.message_post(
            body=self.env._(
                "%(jobs)s: we go on with this in a request of its own, %(new)s.",
                jobs=", ".join(job.title or job.reference for job in jobs),
                new=new.name,
            ),
            subtype_xmlid="mail.mt_comment",
        )
        return new

    def _service_check_can_split(self, jobs):
        if self.state not in _UNDECIDED:
            raise UserError(
                self.env._(
                    "%(request)s is decided already and stays in one piece.",
                    request=self.name,
                )
            )
        if not jobs or jobs - self.job_ids or jobs == self.job_ids:
            raise UserError(
                self.env._(
                    "Choose some of the devices of %(request)s, but not all of them.",
                    request=self.name,
                )
            )

    def _service_split_vals(self, subject):
        vals = {
            name: self[name].id
            for name in (
                "type_id",
                "team_id",
                "company_id",
                "contact_id",
                "partner_id",
                "partner_invoice_id",
                "partner_shipping_id",
                "caretaker_id",
                "user_id",
                "origin_job_id",
            )
        }
        return vals | {
            "subject": subject,
            "description": self.description,
            "customer_reference": self.customer_reference,
            "channel": self.channel,
            "priority": self.priority,
            "complaint_demand": self.complaint_demand,
            "split_from_id": self.id,
        }

    # --- Merge --------------------------------------------------------------------

    def _service_merge_candidates(self):
        """Return the newest open requests that this one may be merged into."""
        self.ensure_one()
        return self.search(self._service_merge_domain(), limit=20)

    def _service_merge_domain(self):
        return [
            ("partner_id", "=", self.partner_id.id),
            ("contact_id", "=", self.contact_id.id),
            ("company_id", "=", self.company_id.id),
            ("state", "not in", ["draft", *REQUEST_FINISHED]),
            ("id", "!=", self.id),
        ]

    def _service_merge_into(self, target):
        """Move everything of this undecided request to another open one of the client.

        Jobs, photos, messages, files and activities go along. This request closes and
        leads to the other one.

        :raise UserError: not the same person, or one of the two is decided
        """
        self.ensure_one()
        (self | target).check_access("write")
        for request in (self | target).sorted("id"):
            request._service_lock()
        self._service_check_can_merge(target)
        self.job_ids._service_move_to(target)
        self._service_move_thread(target)
        self.with_context(service_triage_writer=_WRITER).write(
            {"merged_into_id": target.id, "missing_info": False}
        )
        self._service_transition("closed", source="backoffice", note=target.name)
        target._service_log("request.merged", source="backoffice", note=self.name)
        target.message_post(
            body=self.env._(
                "%(request)s belongs to this matter. Everything goes on here.",
                request=self.display_name,
            ),
            subtype_xmlid="mail.mt_comment",
        )

    def _service_check_can_merge(self, target):
        if self.state not in _UNDECIDED:
            raise UserError(
                self.env._(
                    "%(request)s is decided already and stays a request of its own.",
                    request=self.name,
                )
            )
        if not target.filtered_domain(self._service_merge_domain()):
            raise UserError(
                self.env._(
                    "Choose another open request of the same person: %(person)s.",
                    person=self.contact_id.name,
                )
            )

    def _service_move_thread(self, target):
        """Move messages, files, activities and followers; subtypes stay as they are.

        Core's `message_change_thread` drops the subtype of internal notes, and a
        client could read them then.
        """
        messages_sudo = self.env["mail.message"].sudo()  # all, whoever wrote them
        messages = messages_sudo.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "!=", "user_notification"),
            ]
        )
        messages.write({"res_id": target.id})
        files_sudo = self.env["ir.attachment"].sudo()  # as above
        files_sudo.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
            ]
        ).write({"res_id": target.id})
        activities_sudo = self.activity_ids.sudo()  # colleagues' ones, too
        activities_sudo.write({"res_id": target.id})
        self.invalidate_recordset(["activity_ids", "message_ids"])
        target.invalidate_recordset(["activity_ids", "message_ids"])
        staff = self.message_partner_ids.filtered(lambda p: not p.partner_share)
        target.message_subscribe(staff.ids)
