from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _service_jobs(self):
        """Return the jobs that these invoices bill, with sudo."""
        moves_sudo = self.sudo()  # accountants need no right on jobs
        return moves_sudo.invoice_line_ids.sale_line_ids.order_id.service_job_id

    def _post(self, soft=True):
        """Override of `account` to close the jobs that waited for their invoice."""
        posted = super()._post(soft)
        jobs_sudo = posted._service_jobs()
        if jobs_sudo:
            jobs_sudo._service_log(
                "invoice.posted", source="backoffice", actor=self.env.user
            )
            # Whether a missing device is settled is decided by a person.
            jobs_sudo.filtered(lambda job: job.state != "missing")._service_try_close()
            jobs_sudo._service_refresh_next_step()
        return posted

    def _service_portal_values(self):
        """Return what a client is shown of one posted invoice."""
        self.ensure_one()
        paid = self.amount_total - self.amount_residual
        return {
            "id": self.id,
            "name": self.name,
            "is_refund": self.move_type == "out_refund",
            "date": self.invoice_date,
            "due": self.invoice_date_due,
            "currency": self.currency_id,
            "total": self.amount_total,
            "paid": paid,
            "residual": self.amount_residual,
            "state": self._service_payment_code(),
        }
