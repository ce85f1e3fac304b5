from odoo import Command, api, fields, models
from odoo.exceptions import UserError

OPEN_STATES = ("draft", "waiting", "confirmed", "partially_available", "assigned")


class ServiceJob(models.Model):
    """Stock moves of devices. They run with sudo: who moves a job on - a care desk
    that accepts, a client who declines - needs no rights in stock."""

    _inherit = "service.job"

    stock_move_ids = fields.One2many(
        "stock.move", "service_job_id", groups="stock.group_stock_user"
    )
    transfer_count = fields.Integer(
        compute="_compute_transfer_count", groups="stock.group_stock_user"
    )

    def _compute_transfer_count(self):
        counts = dict(
            self.env["stock.move"]._read_group(
                [("service_job_id", "in", self.ids)],
                ["service_job_id"],
                ["picking_id:count_distinct"],
            )
        )
        for job in self:
            job.transfer_count = counts.get(job, 0)

    # --- Receipt --------------------------------------------------------------

    def _service_prepare_receipts(self):
        """Make one receipt per request, one move per device. Idempotent."""
        jobs_sudo = self.sudo().filtered("device_id")  # see the class
        todo_sudo = jobs_sudo - jobs_sudo._service_open_moves("incoming").service_job_id
        todo_sudo.device_id._service_ensure_lot()
        pickings_sudo = todo_sudo.env["stock.picking"].with_context(
            tracking_disable=True
        )
        vals_list = []
        for request_sudo, request_jobs_sudo in todo_sudo.grouped("request_id").items():
            warehouse_sudo = request_jobs_sudo._service_warehouse()
            vals_list.append(
                request_jobs_sudo._service_picking_vals(
                    warehouse_sudo.service_receipt_type_id
                )
                | {
                    "partner_id": request_sudo.contact_id.id,
                    "owner_id": request_sudo.partner_id.id,
                }
            )
        pickings_sudo.create(vals_list).action_confirm()

    def _service_receive_stock(self):
        """Move the devices from the client into the service location."""
        jobs_sudo = self.sudo().filtered("device_id")  # see the class
        arriving_sudo = jobs_sudo.filtered(lambda job: not job.in_house)
        # guard: no device is received twice
        arriving_sudo._service_check_not_here_elsewhere()
        arriving_sudo.in_house = True
        arriving_sudo._service_prepare_receipts()
        moves_sudo = arriving_sudo._service_open_moves("incoming")
        arriving_sudo._service_validate(moves_sudo)

    def _service_follow_receipt(self):
        """Follow a receipt that somebody validated in the stock screens."""
        arrived = self.filtered(lambda job: job.state in ("announced", "missing"))
        arrived.in_house = True
        arrived._service_transition("received", source="backoffice")

    def _service_cancel_receipts(self):
        self.sudo()._service_open_moves("incoming")._action_cancel()  # see the class

    # --- Return ---------------------------------------------------------------

    def _service_prepare_returns(self):
        """Make and reserve one return per device that is here. Idempotent."""
        self_sudo = self.sudo()  # see the class
        jobs_sudo = self_sudo.filtered(lambda job: job.device_id and job.in_house)
        todo_sudo = jobs_sudo - jobs_sudo._service_open_moves("outgoing").service_job_id
        vals_list = []
        for job_sudo in todo_sudo:
            warehouse_sudo = job_sudo._service_warehouse()
            vals_list.append(
                # guard: no owner on return pickings
                # (core would write it over every line, also over a wrong one)
                job_sudo._service_picking_vals(warehouse_sudo.service_return_type_id)
                | {"partner_id": job_sudo._service_receiver().id, "owner_id": False}
            )
        pickings_sudo = todo_sudo.env["stock.picking"].with_context(
            tracking_disable=True
        )
        pickings_sudo.create(vals_list).action_confirm()

    def _service_ship_stock(self):
        """Move the devices out to the client."""
        self_sudo = self.sudo()  # see the class
        leaving_sudo = self_sudo.filtered(lambda job: job.device_id and job.in_house)
        leaving_sudo._service_prepare_returns()
        leaving_sudo.in_house = False
        moves_sudo = leaving_sudo._service_open_moves("outgoing")
        for job_sudo in leaving_sudo:
            shipment_sudo = job_sudo.shipment_id
            moves_sudo.filtered(
                lambda move, job=job_sudo: move.service_job_id == job
            ).picking_id.write(
                {
                    "service_shipment_id": shipment_sudo.id,
                    "carrier_id": shipment_sudo.carrier_id.id,
                    "carrier_tracking_ref": shipment_sudo.tracking_number,
                }
            )
        leaving_sudo._service_validate(moves_sudo)

    def _service_follow_departure(self, pickings):
        """Follow a return that somebody validated in the stock screens."""
        left = self.filtered(
            lambda job: (
                job.state == "ready" or (job.in_house and job._service_goes_back())
            )
        )
        left.in_house = False
        for picking in pickings:
            jobs = left & picking.move_ids.service_job_id
            if jobs:
                jobs = jobs._service_leaving()
                self.env["service.shipment"]._service_dispatch(
                    jobs,
                    carrier=picking.carrier_id,
                    number=picking.carrier_tracking_ref,
                    source="backoffice",
                )

    # --- Loss -----------------------------------------------------------------

    def _service_write_off_stock(self):
        """Take the devices out of stock that were missing when their job was closed."""
        self_sudo = self.sudo()  # see the class
        lost_sudo = self_sudo.filtered(lambda job: job.device_id and job.in_house)
        if not lost_sudo:
            return
        lost_sudo._service_open_moves("outgoing")._action_cancel()
        lost_sudo.in_house = False
        vals_list = []
        for job_sudo in lost_sudo:
            product_sudo = job_sudo.device_id.lot_id.product_id
            inventory = product_sudo.with_company(
                job_sudo.company_id
            ).property_stock_inventory
            vals_list.append(
                # guard: a lost device leaves the stock with its job
                job_sudo._service_shelf_move_vals(inventory)
            )
        moves_sudo = lost_sudo.env["stock.move"].create(vals_list)
        moves_sudo._action_confirm(merge=False)
        moves_sudo._action_assign()
        found_sudo = moves_sudo.filtered("quantity")
        # What stock had lost before is no hindrance to closing.
        (moves_sudo - found_sudo)._action_cancel()
        found_sudo.picked = True
        found_sudo._action_done()
        lost_sudo._service_write_place(lost_sudo.env["stock.location"])

    # --- Shared ---------------------------------------------------------------

    def _service_receiver(self):
        """Return the address the device goes back to."""
        self.ensure_one()
        return self.partner_shipping_id or self.contact_id or self.partner_id

    def _service_warehouse(self):
        """Return the warehouse where these devices are, or will be received.

        :raise UserError: the company has no warehouse
        """
        self_sudo = self.sudo()  # see the class
        arrival_sudo = self_sudo.env["stock.move"].search(
            [
                ("service_job_id", "in", self.ids),
                ("picking_type_id.code", "=", "incoming"),
                ("state", "=", "done"),
            ],
            order="date desc",
            limit=1,
        )
        warehouse_sudo = arrival_sudo.location_dest_id.warehouse_id
        if not warehouse_sudo:
            warehouses_sudo = self_sudo.env["stock.warehouse"]
            warehouse_sudo = warehouses_sudo._service_for_company(self.company_id[:1])
        if not warehouse_sudo:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse. Create one in Inventory first.",
                    company=self.company_id[:1].name,
                )
            )
        return warehouse_sudo

    def _service_open_moves(self, code):
        """Return the unfinished moves of these jobs' devices of one direction."""
        return self.env["stock.move"].search(
            [
                ("service_job_id", "in", self.ids),
                ("picking_type_id.code", "=", code),
                ("state", "in", OPEN_STATES),
            ]
        )

    def _service_picking_vals(self, picking_type):
        """Return values of a transfer that moves the devices of `self`."""
        source = picking_type.default_location_src_id
        destination = picking_type.default_location_dest_id
        return {
            "picking_type_id": picking_type.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": self.company_id.id,
            "origin": ", ".join(self.mapped("reference"))
            if len(self) == 1
            else self.request_id.name,
            "move_ids": [
                Command.create(
                    {
                        "product_id": job.device_id.lot_id.product_id.id,
                        "product_uom_qty": 1.0,
                        "location_id": source.id,
                        "location_dest_id": destination.id,
                        "company_id": job.company_id.id,
                        "picking_type_id": picking_type.id,
                        "service_job_id": job.id,
                    }
                )
                for job in self
            ],
        }

    def _service_validate(self, moves):
        """Finish exactly `moves`; what else is in their transfers stays open."""
        self._service_pick(moves)
        self._service_split_off(moves)._action_done()

    @api.model
    def _service_split_off(self, moves):
        """Return transfers that hold `moves` and nothing else that is open.

        Core would leave the few that came in the transfer and move all others into a
        backorder: at every scan, and the more devices the longer.
        """
        pickings = moves.picking_id.browse()
        for picking, came in moves.grouped("picking_id").items():
            open_moves = picking.move_ids.filtered(lambda m: m.state in OPEN_STATES)
            if open_moves - came:
                quiet = picking.with_context(tracking_disable=True)
                picking = quiet.copy({"move_ids": [], "move_line_ids": []})
                came.picking_id = picking
                came.move_line_ids.picking_id = picking
            pickings |= picking
        return pickings

    def _service_pick(self, moves):
        """Reserve `moves` and mark them as picked.

        :raise UserError: a device is not where its move takes it from
        """
        missing = moves.filtered(lambda move: move.state != "assigned")
        missing._action_assign()
        for move in moves:
            if not move.quantity:
                raise UserError(
                    self.env._(
                        "The device %(device)s is not in %(place)s. Find it, correct "
                        "its place in stock, then try again.",
                        device=move._service_lot().name,
                        place=move.location_id.display_name,
                    )
                )
        moves.picked = True

    def _service_repair_vals(self):
        """Override of `service_portal`: the device is repaired where it lies."""
        vals = super()._service_repair_vals()
        warehouse_sudo = self._service_warehouse()
        return vals | {
            # guard: repair in the service location, for the owner
            # (the type names the place of the device and that of the parts)
            "picking_type_id": warehouse_sudo.service_repair_type_id.id,
            "partner_id": self.partner_id.id,
        }
