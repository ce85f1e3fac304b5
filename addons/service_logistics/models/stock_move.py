from odoo import api, fields, models

# Where a device may go without a job: it stays in the house, or is written off.
HOUSE_USAGES = ("internal", "inventory", "view")


class StockMove(models.Model):
    """A move of a client's device touches that device and no other.

    Core reserves any serial of the generic product, so every step is narrowed to
    the lot and the owner of the job, and checked again before anything moves.
    """

    _inherit = "stock.move"

    service_job_id = fields.Many2one(
        "service.job",
        string="Service Job",
        index="btree_not_null",
        ondelete="restrict",
        help="The job whose device is moved; empty for spare parts and goods.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `repair` to give the repaired device its owner."""
        self._service_complete_repair_vals(vals_list)
        return super().create(vals_list)

    # --- What a device move may touch ---------------------------------------

    def _service_lot(self):
        """Return the only lot this move may touch."""
        job_sudo = self.service_job_id.sudo()  # stock users lack service rights
        return job_sudo.device_id.lot_id

    def _service_owner(self):
        """Return the only stock owner this move may touch: the client."""
        return self.service_job_id.sudo().partner_id  # as above

    @api.model
    def _service_complete_repair_vals(self, vals_list):
        """Fill owner and job of the device move that `action_repair_done` makes.

        Core looks for the owner in the location of the parts; the device is not
        there, so core moves it as the company's own and leaves -1 for the client.
        """
        repair_ids = {
            vals["repair_id"]
            for vals in vals_list
            if vals.get("repair_id") and not vals.get("repair_line_type")
        }
        if not repair_ids:
            return
        jobs_sudo = self.env["service.job"].sudo()  # stock users lack service rights
        repaired_sudo = jobs_sudo.search([("repair_id", "in", list(repair_ids))])
        by_repair = {job.repair_id.id: job for job in repaired_sudo}
        for vals in vals_list:
            job = by_repair.get(vals.get("repair_id"))
            if not job or vals.get("repair_line_type"):
                continue
            # guard: repair device move gets the owner
            vals["service_job_id"] = job.id
            place = self._service_repair_place(job, vals)
            vals.update(place)
            for command in vals.get("move_line_ids") or []:
                if command[0] == fields.Command.CREATE:
                    command[2].update(place, owner_id=job.partner_id.id)

    @api.model
    def _service_repair_place(self, job, vals):
        """Return source and destination of a repaired device: it stays on its shelf."""
        if not job.place_id or vals["location_id"] != vals["location_dest_id"]:
            return {}
        # guard: repaired where it lies
        return {"location_id": job.place_id.id, "location_dest_id": job.place_id.id}

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Override of `stock`: devices share a product and stay apart."""
        # guard: distinct merge fields
        return super()._prepare_merge_moves_distinct_fields() + ["service_job_id"]

    def _prepare_move_line_vals(self, quantity=None, reserved_quant=None):
        """Override of `stock` to name the job's lot and owner."""
        vals = super()._prepare_move_line_vals(quantity, reserved_quant)
        if self.service_job_id and not reserved_quant:
            # guard: move line names lot and owner
            vals["lot_id"] = self._service_lot().id
            vals["owner_id"] = self._service_owner().id
        return vals

    def _update_reserved_quantity_vals(
        self,
        need,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        """Override of `stock` to reserve the job's lot of its owner, or nothing."""
        if self.service_job_id:
            # guard: reservation takes the job's lot
            lot, owner = self._service_lot(), self._service_owner()
            if not lot or not self._service_is_free(location_id, lot, owner):
                return [], 0
            # Also when core passes the lot that the moves before this one brought.
            lot_id, owner_id = lot, owner
        return super()._update_reserved_quantity_vals(
            need, location_id, lot_id, package_id, owner_id, strict
        )

    def _get_available_quantity(
        self,
        location_id,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=False,
        allow_negative=False,
    ):
        """Override of `stock` to count the job's device only."""
        if self.service_job_id:
            # guard: availability of the job's lot
            lot_id, owner_id = self._service_lot(), self._service_owner()
            if not lot_id:
                return 0.0
        return super()._get_available_quantity(
            location_id, lot_id, package_id, owner_id, strict, allow_negative
        )

    def _set_quantity_done_prepare_vals(self, qty):
        """Override of `stock`: a typed quantity takes the job's device, not any."""
        commands = super()._set_quantity_done_prepare_vals(qty)
        if not self.service_job_id:
            return commands
        lot, owner = self._service_lot(), self._service_owner()
        for command in commands:
            if command[0] == fields.Command.CREATE:
                # guard: typed quantity takes the job's lot
                command[2].update(lot_id=lot.id, owner_id=owner.id)
        return commands

    def _service_is_free(self, location, lot, owner):
        """Tell whether the very lot of the very owner lies unreserved in `location`.

        Core's own search would also offer an untracked quant of the product.
        """
        quants_sudo = self.env["stock.quant"].sudo()  # as core's own reservation
        found_sudo = quants_sudo.search(
            [
                ("product_id", "=", self.product_id.id),
                ("location_id", "child_of", location.id),
                ("lot_id", "=", lot.id),
                ("owner_id", "=", owner.id),
            ]
        )
        return any(quant.quantity > quant.reserved_quantity for quant in found_sudo)

    # --- Before and after it moves ------------------------------------------

    def _action_done(self, cancel_backorder=False):
        """Override of `stock`: ask the jobs before, let them follow after.

        The lines themselves are checked in `stock.move.line`, the one place where
        quants move.
        """
        jobs_sudo = self.service_job_id.sudo()  # stock users lack service rights
        # Jobs before quants: every way into the stock locks in this order.
        jobs_sudo._service_lock()
        self._service_check_can_leave()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done.filtered("service_job_id")._service_follow()
        return done

    def _service_check_can_leave(self):
        leaving = self.filtered(
            lambda move: (
                move.picked
                and move.state not in ("done", "cancel")
                and move.location_dest_usage not in HOUSE_USAGES
            )
        )
        jobs_sudo = leaving.service_job_id.sudo()  # as above
        # A shipped job was asked before its state changed.
        waiting_sudo = jobs_sudo.filtered(
            lambda job: job.state != "shipped" and not job._service_is_undoing()
        )
        # guard: stock asks before a device leaves
        waiting_sudo._service_check_can_ship()

    def _service_follow(self):
        """Move the jobs on when somebody works in the stock screens."""
        arrived = self.filtered(
            lambda move: (
                move.location_dest_usage == "internal"
                and move.location_id.usage not in HOUSE_USAGES
            )
        )
        left = self.filtered(lambda move: move.location_dest_usage not in HOUSE_USAGES)
        received_sudo = arrived.service_job_id.sudo()  # as in _action_done
        received_sudo._service_follow_receipt()
        sent_sudo = left.service_job_id.sudo()  # as in _action_done
        sent_sudo._service_follow_departure(left.picking_id)
