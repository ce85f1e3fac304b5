from odoo import models
from odoo.exceptions import AccessError, UserError


class ServiceJob(models.Model):
    """Repair and quality check: who repaired cannot pass."""

    _inherit = "service.job"

    # --- Repair -----------------------------------------------------------------

    def _service_begin_repair(self):
        """Start the repair orders; in a second round they are done already."""
        for job_sudo in self.filtered(
            "device_id"
        ).sudo():  # repair needs no stock right
            repair = job_sudo._service_ensure_repair()
            if repair.state in ("draft", "confirmed"):
                repair._action_repair_confirm()
                repair.action_repair_start()

    def _service_end_repair(self):
        """End the repair orders: the parts are consumed, the device moves on."""
        for job_sudo in self.sudo():  # as above
            if job_sudo.repair_id.state == "under_repair":
                job_sudo.repair_id.action_repair_end()
            if not job_sudo.outcome:
                job_sudo.outcome = "repaired"

    def _service_check_parts_used(self, new_state):
        """Refuse to end a repair whose accepted parts were not taken from stock.

        Core would cancel such parts silently: billed, but never built in.
        """
        for job in self:
            repair_sudo = job.sudo().repair_id  # technicians read their parts only
            short = repair_sudo.move_ids.filtered(
                lambda move: (
                    move.repair_line_type == "add"
                    and move.state not in ("done", "cancel")
                    and move.product_uom.compare(move.quantity, move.product_uom_qty)
                    < 0
                )
            )
            if short:
                raise UserError(
                    self.env._(
                        "%(job)s: %(parts)s was not taken from stock completely. Enter "
                        "the used quantity on the repair order, or wait for the part.",
                        job=job.reference,
                        parts=", ".join(short.product_id.mapped("display_name")),
                    )
                )

    def action_finish_repair(self):
        """The technician is done; the quality check is next."""
        self._service_transition("quality", source="backoffice")

    # --- Quality ----------------------------------------------------------------

    def action_quality_pass(self):
        """Pass the quality check; for the quality group, not for who repaired."""
        self._service_check_quality_user()
        self._service_write_quality("passed")
        self._service_transition("ready", source="backoffice")

    def action_quality_fail(self):
        """Open the question for the reason; for the quality group."""
        self.ensure_one()
        self._service_check_quality_user()
        return {
            "type": "ir.actions.act_window",
            "res_model": "service.quality.fail",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_job_id": self.id},
        }

    def _service_fail_quality(self, reason):
        """Send the jobs back to repair with the reason."""
        self._service_check_quality_user()
        self._service_transition("repairing", source="backoffice", note=reason)
        self._service_write_quality("failed")
        self._service_log("quality.failed", source="backoffice", note=reason)

    def _service_check_quality_user(self):
        """Raise unless the user belongs to quality and did not repair these jobs."""
        user = self.env.user
        if not user.has_group("service_portal.group_service_quality"):
            raise AccessError(
                self.env._("The quality check belongs to the quality group.")
            )
        for job in self:
            if job.state != "quality":
                raise UserError(
                    self.env._(
                        "%(job)s is not waiting for a quality check.", job=job.reference
                    )
                )
            # guard: who repaired cannot pass
            if user in job._service_repairers():
                raise UserError(
                    self.env._(
                        "You repaired %(job)s yourself. Ask a colleague to check it.",
                        job=job.reference,
                    )
                )

    def _service_repairers(self):
        """Return the users who started, ended or were assigned the repair."""
        self.ensure_one()
        job_sudo = self.sudo()  # the log is complete, whoever asks
        rounds_sudo = job_sudo.event_ids.filtered(
            lambda event: (
                (event.state_from, event.state_to)
                in (
                    ("accepted", "repairing"),
                    ("diagnosing", "repairing"),
                    ("repairing", "quality"),
                )
            )
        )
        return rounds_sudo.user_id | self.technician_id
