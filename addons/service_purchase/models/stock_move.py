from odoo import models

OPEN_STATES = ("confirmed", "waiting", "partially_available")


class StockMove(models.Model):
    """Parts of a repair that are bought for it."""

    _inherit = "stock.move"

    def _service_is_part(self):
        """Tell whether this is a part that a repair of a client's device takes."""
        repair_sudo = self.repair_id.sudo()  # a stock user reads no service jobs
        return self.repair_line_type == "add" and bool(repair_sudo.service_job_ids)

    def _service_open_purchases(self):
        """Return the purchase lines (sudo) that will bring this part."""
        lines_sudo = self.sudo().created_purchase_line_ids  # technicians read no orders
        return lines_sudo.filtered(
            lambda line: (
                line.order_id.state != "cancel"
                and line.product_uom_id.compare(line.qty_received, line.product_qty) < 0
            )
        )

    def _service_missing_quantity(self):
        """Return how much is neither reserved nor ordered, in the unit of the move.

        Repairs may share a purchase line: what is on order is then compared with what
        all of them need. Whoever of them orders first orders what they lack together.
        """
        if self.state not in OPEN_STATES or not self.product_id.is_storable:
            return 0.0
        moves_sudo, lines_sudo = self._service_sharing()
        unit = self.product_uom
        needed = sum(move._service_needed(unit) for move in moves_sudo)
        ordered = sum(
            line.product_uom_id._compute_quantity(
                line.product_qty - line.qty_received, unit
            )
            for line in lines_sudo
        )
        missing = min(self._service_needed(unit), needed - ordered)
        return missing if unit.compare(missing, 0) > 0 else 0.0

    def _service_needed(self, unit):
        """Return how much a move still waits for, in `unit`."""
        if self.state not in OPEN_STATES:
            return 0.0
        needed = self.product_uom_qty - self.quantity
        return max(self.product_uom._compute_quantity(needed, unit), 0.0)

    def _service_sharing(self):
        """Return `(moves, purchase lines)`, with sudo, that share what is on order.

        The move itself is among them, and what shares lines with these, too.
        """
        moves_sudo = self.sudo()  # technicians read no orders, nor others' repairs
        while True:
            lines_sudo = moves_sudo._service_open_purchases()
            all_sudo = moves_sudo | lines_sudo.move_dest_ids
            if all_sudo == moves_sudo:
                return moves_sudo, lines_sudo
            moves_sudo = all_sudo

    def _action_assign(self, force_qty=False):
        """Override of `stock`: a part that was half here takes the bought rest whole.

        Core counts what a move reserved before its purchase against what the purchase
        brought, and leaves as much of that to others.
        """
        assigned = super()._action_assign(force_qty=force_qty)
        for move in self:
            if (
                not force_qty
                and move.move_orig_ids
                and move.state in OPEN_STATES
                and move._service_is_part()
            ):
                move._service_take_bought()
        return assigned

    def _get_upstream_documents_and_responsibles(self, visited):
        """Override of `purchase_stock`: who cancels an accepted order is sales staff,
        who read no purchases; whom core tells of it is the system's to find out."""
        move = self.sudo() if self._service_is_part() else self  # as above
        return super(StockMove, move)._get_upstream_documents_and_responsibles(visited)

    def _service_take_bought(self):
        """Reserve of the free stock as much as the done purchases brought."""
        brought = sum(
            origin.product_uom._compute_quantity(
                origin.quantity, self.product_id.uom_id
            )
            for origin in self.move_orig_ids
            if origin.state == "done"
        )
        need = min(
            brought,
            self.product_uom._compute_quantity(
                self.product_uom_qty - self.quantity, self.product_id.uom_id
            ),
        )
        # guard: what was bought for this repair is kept for it
        if self.product_id.uom_id.compare(need, 0) > 0:
            self._update_reserved_quantity(need, self.location_id, strict=False)
            self._recompute_state()

    def _service_procurement(self, origin):
        """Return core's procurement of what is missing of this part."""
        warehouse = self.repair_id.picking_type_id.warehouse_id
        return self.env["stock.rule"].Procurement(
            self.product_id,
            self._service_missing_quantity(),
            self.product_uom,
            self.location_id,
            self.product_id.display_name,
            origin,
            self.company_id,
            self._prepare_procurement_values()
            | {
                "move_dest_ids": self,
                "route_ids": warehouse.buy_pull_id.route_id,
                "warehouse_id": warehouse,
                "partner_id": False,
            },
        )

    def _service_coming_parts(self):
        """Return the purchase lines (sudo) that parts still wait for."""
        waiting = self.filtered(
            lambda move: move.repair_line_type == "add" and move.state in OPEN_STATES
        )
        lines_sudo = self.env["purchase.order.line"].sudo()  # technicians read none
        return lines_sudo.concat(*(move._service_open_purchases() for move in waiting))
