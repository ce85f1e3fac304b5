"""What is taken out of a matter when its time is over."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ServiceRequest(models.Model):
    _inherit = "service.request"

    legal_hold = fields.Boolean(
        tracking=True,
        copy=False,
        help="Nothing of this matter is anonymised while it is set.",
    )
    legal_hold_reason = fields.Char(string="Reason of the Hold", copy=False)
    anonymised_at = fields.Datetime(string="Anonymised", readonly=True, copy=False)

    @api.constrains("legal_hold", "legal_hold_reason")
    def _check_legal_hold_reason(self):
        for request in self:
            if request.legal_hold and not (request.legal_hold_reason or "").strip():
                raise UserError(
                    self.env._("Say why %(request)s is held.", request=request.name)
                )

    # --- Whose time is over -----------------------------------------------------

    @api.model
    def _service_privacy_domain(self, company):
        """Return the domain of the company's matters whose retention is over."""
        now = fields.Datetime.now()
        closed = now - relativedelta(months=company.service_keep_months)
        rejected = now - relativedelta(days=company.service_keep_rejected_days)
        ended = Domain("state", "=", "closed") & Domain("closed_at", "<", closed)
        ended |= Domain("state", "=", "rejected") & Domain("state_since", "<", rejected)
        return (
            Domain("company_id", "=", company.id)
            & Domain("anonymised_at", "=", False)
            & Domain("legal_hold", "=", False)
            & Domain("partner_id.service_legal_hold", "=", False)
            & Domain("contact_id.service_legal_hold", "=", False)
            & ended
        )

    def _service_privacy_check(self):
        """Raise UserError unless the matter's time is over and nothing holds it."""
        self.ensure_one()
        # guard: a hold that came after the plan counts
        if not self.filtered_domain(self._service_privacy_domain(self.company_id)):
            raise UserError(
                self.env._(
                    "%(request)s is not to be anonymised: it is held, open, or its "
                    "time is not over.",
                    request=self.name,
                )
            )

    # --- Taking it out ----------------------------------------------------------------

    def _service_privacy_records(self):
        """Return recordsets whose messages and files go with the matter.

        :return: list of recordsets with sudo; invoices are never among them
        """
        self.ensure_one()
        jobs = self.job_ids
        return [self, jobs, jobs.repair_id]

    def _service_anonymise(self):
        """Take everything that tells of a person out of the matter (with sudo).

        Number, dates, states, device and amounts stay: they count the work.
        """
        for request in self:
            request._service_privacy_check()
            for records in request._service_privacy_records():
                self.env["service.privacy"]._service_forget_threads(records)
            request._service_privacy_wipe()
            self.env["service.event"]._service_append(
                request, code="request.anonymised", source="system", actor=self.env.user
            )

    def _service_privacy_wipe(self):
        """Empty the texts of the matter; an addon empties its own as well."""
        self.ensure_one()
        quiet = self.with_context(tracking_disable=True)
        quiet.write(
            {
                "subject": False,
                "description": False,
                "customer_reference": False,
                "missing_info": False,
                "reject_reason": False,
                "answer_text": False,
                "submission_token": False,
                "anonymised_at": fields.Datetime.now(),
            }
        )
        jobs = quiet.job_ids
        jobs.photo_ids._service_forget()
        jobs.repair_id.write({"internal_notes": False})
        jobs.write(
            {
                "fault": False,
                "accessories": False,
                "condition": False,
                "customer_reference": False,
            }
        )
        jobs.filtered("subject").write({"subject": self.env._("Anonymised")})
        jobs._service_refresh_search_text()
        self.event_ids._service_forget()


class ServiceEvent(models.Model):
    _inherit = "service.event"

    def _service_forget(self):
        """Empty the remarks; the steps and their times stay."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE service_event SET note = NULL WHERE id = ANY(%s)", self.ids)
        )
        self.invalidate_recordset(["note"])


class ServicePhoto(models.Model):
    _inherit = "service.photo"

    def _service_forget(self):
        """Take the picture and its file name away; kind, time and hash stay."""
        shown = self.filtered(lambda photo: not photo.removed_at)
        if shown:
            shown._service_remove(self.env._("Anonymised"))
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE service_photo SET name = '-', position = NULL"
                " WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(["name", "position"])
        self.env["service.privacy"]._service_forget_threads(self)
