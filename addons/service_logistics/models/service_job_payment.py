"""Payment before release: what is unpaid, who may let a device go all the same."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_BY_COD = object()


class ServiceJob(models.Model):
    _inherit = "service.job"

    released_by_id = fields.Many2one(
        "res.users", string="Released Unpaid By", readonly=True, copy=False
    )
    release_reason = fields.Char(readonly=True, copy=False)
    is_payment_blocked = fields.Boolean(compute="_compute_is_payment_blocked")

    def _compute_is_payment_blocked(self):
        for job in self:
            waiting = job.in_house and job.state in ("ready", "cancelled")
            job.is_payment_blocked = waiting and bool(job._service_blocking_invoices())

    # --- What is unpaid -----------------------------

    def _service_unpaid_invoices(self, parcel=None):
        """Return the posted invoices of these jobs with something left to pay.

        Those that a carrier collects are left out; with sudo.

        :param parcel: `service.shipment` whose own invoices are not left out
        """
        invoices_sudo = self.env["account.move"].sudo()  # logistics reads no invoices
        if not self:
            return invoices_sudo
        for job_sudo in self.sudo():  # as above
            invoices_sudo |= job_sudo._service_invoices()
        unpaid = invoices_sudo.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.state == "posted"
                and move.payment_state not in ("paid", "in_payment", "reversed")
                and not move.currency_id.is_zero(move.amount_residual)
            )
        )
        parcel_sudo = (parcel or self.env["service.shipment"]).sudo()  # as above
        # guard: nothing is collected twice
        return unpaid - parcel_sudo._service_collected(unpaid)

    def _service_blocking_invoices(self):
        """Return unpaid invoices that keep these devices here by the settings."""
        held = self.filtered(lambda job: job._service_pays_before())
        return held._service_unpaid_invoices()

    def _service_pays_before(self):
        """Tell whether this device leaves only when it is paid for."""
        self.ensure_one()
        when = self.company_id.service_pay_before
        if when == "never" or self.released_by_id:
            return False
        return when == "all" or not self.partner_id.is_company

    def _service_check_paid(self):
        """Raise UserError while an issued invoice of a device is unpaid."""
        if self.env.context.get("service_by_cod") is _BY_COD:
            return
        for job in self:
            unpaid = job._service_blocking_invoices()
            # guard: no release before payment
            if unpaid:
                raise UserError(
                    self.env._(
                        "%(job)s: unpaid: %(invoices)s. Take the payment, send it by "
                        "cash on delivery, or ask a manager to release it.",
                        job=job.reference,
                        invoices=", ".join(
                            f"{move.name} ({job._service_money(move)})"
                            for move in unpaid
                        ),
                    )
                )

    def _service_money(self, move):
        return formatLang(self.env, move.amount_residual, currency_obj=move.currency_id)

    # --- Cash on delivery -----------------------------

    def _service_may_cod(self):
        """Tell whether the company lets carriers collect."""
        return bool(self) and all(self.company_id.mapped("service_cod"))

    def _service_by_cod(self):
        """Return the jobs for a parcel whose carrier collects what is unpaid."""
        return self.with_context(service_by_cod=_BY_COD)

    # --- Release -----------------------------

    def action_release_unpaid(self):
        """Ask a manager why the devices may leave unpaid."""
        self._service_check_may_release()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release Unpaid"),
            "res_model": "service.release.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_job_ids": self.ids},
        }

    def _service_check_may_release(self):
        # guard: only managers release what is unpaid
        if not self.env.user.has_group("service_portal.group_service_manager"):
            raise AccessError(
                self.env._("Only a manager releases unpaid devices. Ask one.")
            )

    def _service_release_unpaid(self, reason):
        """Let the devices leave unpaid, for a reason that is kept.

        :raise UserError: no manager, or no reason
        """
        self._service_check_may_release()
        reason = " ".join((reason or "").split())
        if not reason:
            raise UserError(self.env._("Write why the devices may leave unpaid."))
        self._service_lock()
        jobs_sudo = self.sudo()  # written by the release only
        jobs_sudo.write(
            {"released_by_id": self.env.uid, "release_reason": reason[:250]}
        )
        self._service_log("job.released_unpaid", source="backoffice", note=reason)
