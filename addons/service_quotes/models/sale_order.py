from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

# From -> to. An order is made and confirmed at once; a cancelled one stays so.
_WAYS = {"draft": {"sale"}, "sale": {"cancel"}}


class SaleOrder(models.Model):
    """An order of an accepted quote: its amount is the client's, nobody else's."""

    _inherit = "sale.order"

    service_quote_id = fields.Many2one(
        "service.quote",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    service_job_id = fields.Many2one(
        related="service_quote_id.job_id",
        store=True,
        index="btree_not_null",
        string="Service Job",
    )

    _service_quote_uniq = models.UniqueIndex(
        "(service_quote_id) WHERE service_quote_id IS NOT NULL",
        "This quote has its order already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = self
        if "default_service_quote_id" in self.env.context:
            orders = self.with_context(clean_context(self.env.context))
        quotes = self.env["service.quote"].browse(
            filter(None, (vals.get("service_quote_id") for vals in vals_list))
        )
        # guard: orders of quotes are made by the acceptance, in its transaction
        if quotes and not self.env.su:
            raise UserError(
                self.env._("The order of a quote is made when the client accepts it.")
            )
        return super(SaleOrder, orders).create(vals_list)

    def write(self, vals):
        if "service_quote_id" in vals:
            raise UserError(self.env._("An order keeps the quote it was made from."))
        orders = self.filtered("service_quote_id")
        if orders and "state" in vals:
            orders._service_check_way(vals["state"])
        result = super().write(vals)
        orders._service_check_accepted_amount()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_service(self):
        if self.service_quote_id:
            raise UserError(
                self.env._("The order of an accepted quote is evidence and is kept.")
            )

    def _service_check_way(self, new_state):
        """Guard: an order that leaves `sale` could be changed and confirmed again."""
        for order in self:
            ways = _WAYS.get(order.state, ())
            if new_state != order.state and new_state not in ways:
                quote_sudo = order.service_quote_id.sudo()  # sales staff have no ACL
                raise UserError(
                    self.env._(
                        "%(order)s belongs to an accepted quote and cannot be set back."
                        " Make a new revision of quote %(quote)s.",
                        order=order.name,
                        quote=quote_sudo.name,
                    )
                )

    def _service_check_accepted_amount(self):
        """Guard: the amount of a confirmed order changes with the client only."""
        for order in self:
            quote_sudo = order.service_quote_id.sudo()  # sales staff have no ACL
            if order.state == "sale" and order.currency_id.compare_amounts(
                order.amount_total, quote_sudo.accepted_total
            ):
                raise UserError(
                    self.env._(
                        "%(order)s would no longer amount to what the client accepted. "
                        "Make a new revision of quote %(quote)s and let the client "
                        "decide.",
                        order=order.name,
                        quote=quote_sudo.name,
                    )
                )

    # --- Cancelling: both directions ---------------------------------------------

    def _action_cancel(self):
        """Override of `sale` to give the repair back its freedom.

        Core cancels a repair with its order only when an order line made the
        repair; ours made the parts. They are cancelled here, the repair stays with
        the device, and the job goes back to the diagnosis.
        """
        orders_sudo = self.filtered(
            lambda order: order.service_quote_id and order.state == "sale"
        ).sudo()  # sales staff cancel without rights on stock and quotes
        orders_sudo._service_check_can_cancel()
        result = super()._action_cancel()
        for order in orders_sudo:
            order._service_release_repair()
        return result

    def _service_check_can_cancel(self):
        for order in self:
            if order.service_job_id.repair_id.state == "done":
                reason = self.env._("the repair is finished")
            elif order.invoice_ids.filtered(lambda move: move.state == "posted"):
                reason = self.env._("it is invoiced; issue a credit note instead")
            else:
                continue
            raise UserError(
                self.env._(
                    "%(order)s cannot be cancelled: %(reason)s.",
                    order=order.name,
                    reason=reason,
                )
            )

    def _service_release_repair(self):
        self.ensure_one()
        job = self.service_job_id
        moves = self.order_line.move_ids.filtered("repair_id")
        live = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        live._action_cancel()
        job.repair_id.sale_order_id = False
        if self.service_quote_id.state == "accepted":
            self.service_quote_id._service_write({"state": "superseded"})
        if job.state in ("accepted", "repairing"):
            job._service_transition("diagnosing", source="system", actor=self.env.user)
        job._service_refresh_amounts()

    # --- Portal: core's ways to sign, pay or change an order are closed --------------

    def _has_to_be_signed(self):
        return not self.service_quote_id and super()._has_to_be_signed()

    def _has_to_be_paid(self):
        return not self.service_quote_id and super()._has_to_be_paid()

    def _can_be_edited_on_portal(self):
        return not self.service_quote_id and super()._can_be_edited_on_portal()
