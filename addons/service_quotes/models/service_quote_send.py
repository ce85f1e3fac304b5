import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import VARIANTS


class ServiceQuote(models.Model):
    """Sending, new revisions, expiry."""

    _inherit = "service.quote"

    # --- Sending ---------------------------------------------------------------

    def action_send(self):
        """Send the quotes to the client; for technicians, care desk and managers."""
        self._service_check_staff()
        self._service_send()

    def _service_check_staff(self):
        user = self.env.user
        if not any(
            user.has_group(f"service_portal.group_service_{group}")
            for group in ("technician", "care", "manager")
        ):
            raise UserError(
                self.env._("Quotes are made by technicians and the care desk.")
            )

    def _service_send(self, *, source="backoffice"):
        """Freeze the quotes, show them to the client, move the jobs to `quoted`.

        One batch makes one mail per request, with all its open quotes.

        :raise UserError: a quote is incomplete; nothing is sent then
        """
        for quote in self:
            quote._service_check_can_send()
        quotes_sudo = self.sudo()  # evidence fields have one writer, whoever sends
        for quote in quotes_sudo:
            snapshot = quote._service_snapshot()
            quote._service_write(
                {
                    "state": "sent",
                    "sent_at": fields.Datetime.now(),
                    "sent_by_id": self.env.uid,
                    "snapshot": snapshot,
                    "snapshot_hash": hashlib.sha256(snapshot.encode()).hexdigest(),
                }
            )
        quotes_sudo.job_id._service_refresh_amounts()
        self.job_id._service_transition("quoted", source=source)

    def _service_check_can_send(self):
        self.ensure_one()
        self._service_check_draft()
        unchecked = self.job_id.check_ids.filtered(lambda check: not check.result)
        if unchecked:
            reason = self.env._(
                "The checklist is not complete: %(points)s. Tick these points first.",
                points=", ".join(unchecked.mapped("name")),
            )
        elif not self._service_variant_lines("necessary"):
            reason = self.env._(
                "The necessary variant of %(quote)s is empty. Add at least one line "
                "of the kind “necessary”.",
                quote=self.name,
            )
        elif self._service_is_past():
            reason = self.env._(
                "%(quote)s is valid until %(date)s, which is past. Set a later date.",
                quote=self.name,
                date=fields.Date.to_string(self.valid_until),
            )
        else:
            return
        raise UserError(reason)

    def _service_today(self):
        """Return the day in the time zone of the company, not of the reader."""
        zone = self.company_id.partner_id.tz or "Europe/Warsaw"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _service_is_past(self):
        self.ensure_one()
        return self.valid_until < self._service_today()

    def _service_snapshot(self):
        """Return what the client is shown, as canonical JSON."""
        self.ensure_one()
        lines = [line._service_snapshot() for line in self.line_ids]
        content = {
            "quote": self.name,
            "job": self.job_id.reference,
            "device": self.device_id.display_name or "",
            "valid_until": fields.Date.to_string(self.valid_until),
            "currency": self.currency_id.name,
            "diagnosis": self.diagnosis or "",
            "lines": lines,
            "totals": {
                variant: f"{self[f'{variant}_total']:.2f}" for variant, _ in VARIANTS
            },
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    # --- Revisions -------------------------------------------------------------

    def action_revise(self):
        """Make a new draft from this quote; for technicians and the care desk."""
        self.ensure_one()
        self._service_check_staff()
        return self._service_revise()._service_open_form()

    def _service_revise(self, *, source="backoffice"):
        """Return a draft with the same lines; the old quote no longer waits.

        A quote that was accepted stays in force until the new one is decided.
        """
        self.ensure_one()
        job = self.job_id
        job._service_lock()
        current = job._service_current_quote()
        if self.state == "draft" or self != current:
            raise UserError(
                self.env._(
                    "A new revision is made from the latest quote of the job. "
                    "That is %(quote)s; if it is a draft, just change it.",
                    quote=current.name,
                )
            )
        if self.state in ("sent", "expired"):
            quote_sudo = self.sudo()  # evidence has one writer, whoever revises
            quote_sudo._service_write({"state": "superseded"})
        if job.state != "diagnosing":
            job._service_transition("diagnosing", source=source)
        return self.copy()

    def action_open(self):
        """Open the form; reading rights are enough."""
        self.ensure_one()
        return self._service_open_form()

    def _service_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
        }

    # --- Expiry ------------------------------------------------------------------

    @api.model
    def _cron_expire(self, batch=200):
        """Mark what was not decided in time; a refused decision needs no cron."""
        today = fields.Date.context_today(self.with_context(tz="Europe/Warsaw"))
        domain = Domain("state", "=", "sent") & Domain("valid_until", "<", today)
        quotes = self.search(domain, limit=batch, order="id")
        remaining = self.search_count(domain)
        for quote in quotes._service_each_locked(domain, remaining):
            if quote._service_is_past():
                quote._service_write({"state": "expired"})
                quote.job_id._service_log("quote.expired", source="system")
