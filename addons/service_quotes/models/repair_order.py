from odoo import models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def _service_accepted_order(self):
        """Return the confirmed order that a client accepted, with sudo, or none."""
        orders_sudo = self.sudo().sale_order_id  # technicians cannot read orders
        return orders_sudo.filtered(
            lambda order: order.service_quote_id and order.state == "sale"
        )

    def action_repair_cancel(self):
        """Override of `repair`: the other cancel direction.

        Core would set the order's quantities to zero and leave it confirmed.
        """
        for repair in self:
            order_sudo = repair._service_accepted_order()
            if order_sudo:
                raise UserError(
                    self.env._(
                        "The client accepted this repair (%(order)s). Cancel the "
                        "order first, then the repair.",
                        order=order_sudo.name,
                    )
                )
        return super().action_repair_cancel()

    def _update_sale_order_line_price(self):
        """Override of `repair`: “under warranty” does not reprice what was accepted."""
        free = self.filtered(lambda repair: not repair._service_accepted_order())
        return super(RepairOrder, free)._update_sale_order_line_price()
