from odoo import models


class StockMove(models.Model):
    """Guard: core's synchronisation of repair parts into the order is off for us.

    A technician who adds or changes a part would raise the client's bill.
    """

    _inherit = "stock.move"

    def _service_without_quote(self):
        moves_sudo = self.sudo()  # technicians cannot read orders
        return moves_sudo.filtered(
            lambda move: not move.repair_id.sale_order_id.service_quote_id
        ).with_env(self.env)

    def _create_repair_sale_order_line(self):
        """Override of `repair` to leave the accepted order alone."""
        return super(
            StockMove, self._service_without_quote()
        )._create_repair_sale_order_line()

    def _update_repair_sale_order_line(self):
        """Override of `repair` to leave the accepted order alone."""
        return super(
            StockMove, self._service_without_quote()
        )._update_repair_sale_order_line()

    def _clean_repair_sale_order_line(self):
        """Override of `repair` to leave the accepted order alone."""
        return super(
            StockMove, self._service_without_quote()
        )._clean_repair_sale_order_line()
