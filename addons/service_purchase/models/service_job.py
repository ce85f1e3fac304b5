from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_BUYERS = (
    "service_portal.group_service_technician",
    "service_portal.group_service_logistics",
)


class ServiceJob(models.Model):
    """A job whose repair waits for parts."""

    _inherit = "service.job"

    parts_asked_at = fields.Datetime(
        string="Parts Ordered", readonly=True, copy=False, groups="base.group_user"
    )
    parts_since = fields.Datetime(
        string="Waiting for Parts Since",
        compute="_compute_parts",
        groups="base.group_user",
    )
    parts_missing = fields.Boolean(compute="_compute_parts", groups="base.group_user")

    @api.depends(
        "repair_id.state",
        "repair_id.move_ids.state",
        "repair_id.move_ids.quantity",
        "repair_id.move_ids.product_uom_qty",
        "repair_id.move_ids.created_purchase_line_ids.order_id.state",
        "repair_id.move_ids.created_purchase_line_ids.product_qty",
        "repair_id.move_ids.created_purchase_line_ids.qty_received",
        "repair_id.move_ids.created_purchase_line_ids.move_dest_ids.state",
        "repair_id.move_ids.created_purchase_line_ids.move_dest_ids.quantity",
        "repair_id.move_ids.created_purchase_line_ids.move_dest_ids.product_uom_qty",
    )
    def _compute_parts(self):
        for job in self:
            repair_sudo = job.sudo().repair_id  # care desks read no repairs
            open_repair = repair_sudo.state in ("confirmed", "under_repair")
            missing = open_repair and repair_sudo._service_missing_parts()
            lines_sudo = open_repair and repair_sudo.move_ids._service_coming_parts()
            job.parts_missing = bool(missing)
            job.parts_since = bool(lines_sudo) and min(lines_sudo.mapped("create_date"))

    def _service_waiting_for(self):
        """Override of `service_portal` to name parts that are on order."""
        waiting = super()._service_waiting_for()
        since = self.sudo().parts_since  # clocks ask without a user's rights
        return waiting | {("parts", since)} if since else waiting

    def action_buy_parts(self):
        """Order exactly the missing parts of the repair from their vendors.

        :raise AccessError: neither technician nor logistics
        :raise UserError: nothing is missing, a part has no vendor, the repair has not
            begun; nothing is ordered
        """
        self.ensure_one()
        # guard: only who repairs or receives buys parts
        if not any(map(self.env.user.has_group, _BUYERS)):
            raise AccessError(
                self.env._("Only technicians and logistics order missing parts.")
            )
        self.check_access("read")
        repair_sudo = self.sudo().repair_id  # technicians buy nothing themselves
        if repair_sudo.state not in ("confirmed", "under_repair"):
            raise UserError(
                self.env._(
                    "Confirm the repair first; then its missing parts are known."
                )
            )
        repair_sudo._service_buy_parts(self.reference)
        self.sudo()._service_log(  # as above
            "job.parts_ordered", source="backoffice", actor=self.env.user
        )

    def _service_fact_labels(self):
        """Override of `service_portal` to name the order in the history."""
        return super()._service_fact_labels() | {
            "job.parts_ordered": self.env._("Parts ordered"),
        }
