from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

DIGEST = "digest"
DIGEST_HOUR = 16
# The step that a digest begins with is logged a moment before the digest's row.
_WITH_IT = timedelta(seconds=30)


class ServiceMailNotice(models.Model):
    """A mail that waits: for more devices of its request, or for the daily digest.

    A row with a request is the mail of one event; a row without one is the digest of
    a person. There is at most one waiting row of each, by unique index.
    """

    _name = "service.mail.notice"
    _description = "Mail That Waits"
    _inherit = "service.queue.mixin"
    _service_keep_days = 30
    _rec_name = "code"

    code = fields.Char(string="Event", required=True, readonly=True)
    request_id = fields.Many2one(
        "service.request", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    first_at = fields.Datetime(required=True, readonly=True)
    request_ids = fields.Many2many(
        "service.request",
        "service_mail_notice_request_rel",
        string="Changed Requests",
        readonly=True,
    )
    job_ids = fields.Many2many(
        "service.job", "service_mail_notice_job_rel", string="Jobs", readonly=True
    )

    _event_uniq = models.UniqueIndex(
        "(request_id, code) WHERE state = 'waiting' AND request_id IS NOT NULL"
    )
    _digest_uniq = models.UniqueIndex(
        "(contact_id, company_id) WHERE state = 'waiting' AND request_id IS NULL"
    )
    _due_idx = models.Index("(next_try) WHERE state = 'waiting'")

    # --- Waiting ----------------------------------------------------------------

    @api.model
    def _service_wait_for_more(self, request, code, jobs):
        """Let the mail of `code` about `jobs` wait until no more of them follow.

        Sent after `service_mail_quiet_minutes` without news, and in any case
        `service_mail_longest_minutes` after the first.
        """
        company = request.company_id
        now = fields.Datetime.now()
        quiet = now + timedelta(minutes=company.service_mail_quiet_minutes)
        longest = timedelta(minutes=company.service_mail_longest_minutes)
        again = SQL(
            "(request_id, code) WHERE state = 'waiting' AND request_id IS NOT NULL "
            "DO UPDATE SET next_try = LEAST(excluded.next_try, n.first_at + %s)",
            longest,
        )
        self._service_put(request, request.id, code, now, quiet, again, jobs)

    @api.model
    def _service_wait_for_digest(self, request, jobs):
        """Add `jobs` to what the contact of `request` reads once a day."""
        now = fields.Datetime.now()
        due = self._service_digest_time(request.contact_id, request.company_id, now)
        again = SQL(
            "(contact_id, company_id) WHERE state = 'waiting' AND request_id IS NULL "
            "DO UPDATE SET contact_id = excluded.contact_id"
        )
        self._service_put(request, None, DIGEST, now, due, again, jobs)

    @api.model
    def _service_put(self, request, request_id, code, now, due, again, jobs):
        """Insert the waiting row or find it, and add the jobs.

        A row that a cron sends at this moment raises a serialization error; core
        replays the request, which then starts the next row.
        """
        self.flush_model()
        [[notice_id, due]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_mail_notice AS n (code, request_id, contact_id,
                    company_id, first_at, state, tries, next_try, create_uid,
                    write_uid, create_date, write_date)
                VALUES (%s, %s, %s, %s, %s, 'waiting', 0, %s, %s, %s, %s, %s)
                ON CONFLICT %s
                RETURNING n.id, n.next_try
                """,
                code,
                request_id,
                request.contact_id.id,
                request.company_id.id,
                now,
                due,
                self.env.uid,
                self.env.uid,
                now,
                now,
                again,
            )
        )
        notice = self.browse(notice_id)
        notice.invalidate_recordset(["next_try"])
        notice.write(
            {
                "job_ids": [fields.Command.link(job.id) for job in jobs],
                "request_ids": [fields.Command.link(request.id)],
            }
        )
        self.env.ref("service_portal.ir_cron_service_mail_notice")._trigger(due)

    @api.model
    def _service_digest_time(self, contact, company, now):
        """Return the next 16:00 of the person's clock, as UTC."""
        name = contact.tz or company.resource_calendar_id.tz or "Europe/Warsaw"
        zone = pytz.timezone(name)
        day = pytz.utc.localize(now).astimezone(zone).date()
        for ahead in (0, 1):
            local = datetime.combine(day + timedelta(days=ahead), time(DIGEST_HOUR))
            due = zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
            if due > now:
                return due
        return due

    # --- Sending ----------------------------------------------------------------

    def _service_work(self):
        self.ensure_one()
        if self.request_id:
            self.request_id._service_send_waiting(self.code, self.job_ids)
        else:
            self._service_send_digest()

    def _service_send_digest(self):
        """Queue the digest; nothing when nothing is left to tell."""
        self.ensure_one()
        contact = self.contact_id
        lines = self.with_context(lang=contact.lang)._service_digest_lines()
        # Who wants every step again gets this last one; who wants none gets none.
        if not lines or contact.service_mail_preference == "needs_me":
            return
        # guard: whose access was taken away gets nothing more
        if not contact.email or contact._service_has_left():
            return
        template = self.env.ref("service_portal.mail_template_digest")
        template.with_context(
            service_lines=lines, service_company=self.company_id
        ).send_mail(
            contact.id,
            email_layout_xmlid="service_portal.mail_layout",
            email_values={"model": False, "res_id": False},
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _service_digest_lines(self):
        """Return what changed since the last digest, a dict a job or request.

        :return: `[{"title", "reference", "url", "steps", "sentence", "my_turn"}]`
        """
        self.ensure_one()
        lines = [
            {
                "title": job.title or job.reference,
                "reference": job.reference,
                "url": f"{job.get_base_url()}/my/service/job/{job.id}",
                "steps": self._service_steps(job),
                "sentence": job._service_next_sentence(),
                "my_turn": job.next_actor == "client",
            }
            for job in self.job_ids.sorted("reference")
        ]
        loose = self.request_ids.filtered(lambda request: not request.job_ids)
        states = self.env["service.request"]._fields["state"]
        labels = dict(states._description_selection(self.env))
        lines += [
            {
                "title": request.subject or request.name,
                "reference": request.name,
                "url": f"{request.get_base_url()}/my/service/{request.id}",
                "steps": labels[request.state],
                "sentence": "",
                "my_turn": request.state == "needs_info",
            }
            for request in loose
        ]
        return lines

    def _service_steps(self, job):
        """Return the steps since the first of this digest in one line."""
        fresh = job.event_ids.filtered(
            lambda event: event.state_to and event.at >= self.first_at - _WITH_IT
        )
        return " → ".join(fresh.sorted("id").mapped("state_label"))

    def action_retry(self):
        """Override: what waits meanwhile takes along what failed."""
        self.check_access("write")
        for notice in self.filtered(lambda row: row.state == "failed"):
            waiting = notice._service_waiting_twin()
            if not waiting:
                super(ServiceMailNotice, notice).action_retry()
                continue
            waiting.write(
                {
                    "first_at": min(waiting.first_at, notice.first_at),
                    "job_ids": [fields.Command.link(id_) for id_ in notice.job_ids.ids],
                    "request_ids": [
                        fields.Command.link(id_) for id_ in notice.request_ids.ids
                    ],
                }
            )
            notice.write({"state": "done", "done_at": fields.Datetime.now()})

    def _service_waiting_twin(self):
        """Return the row that waits for the same mail, by the unique indexes."""
        same = [("request_id", "=", self.request_id.id), ("code", "=", self.code)]
        if not self.request_id:
            same = [
                ("request_id", "=", False),
                ("contact_id", "=", self.contact_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        return self.search([*same, ("state", "=", "waiting")], limit=1)
