from odoo import fields, models
from odoo.exceptions import UserError


class ServiceJob(models.Model):
    """Where the device is now. Stock moves write it, nothing else does."""

    _inherit = "service.job"

    place_id = fields.Many2one(
        "stock.location",
        string="Place",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="Where stock has the device; empty when it is not here.",
    )

    def _service_write_place(self, place):
        """Write down that the devices are in `place`, an empty record: nowhere here."""
        inside = place if place.usage == "internal" else place.browse()
        self.write(
            {
                "place_id": inside.id,
                "shelf": inside._service_place_name() if inside else False,
            }
        )

    def _service_put_on(self, shelf):
        """Move the devices to `shelf`: each its own lot, under its own owner.

        What lies there already stays. A return that is prepared is reserved anew, from
        the new place.

        :param shelf: `stock.location` record
        :raise UserError: a device is not here, or the shelf is of another warehouse;
            nothing is written
        """
        jobs_sudo = self.sudo()  # who scans needs no rights on others' transfers
        jobs_sudo._service_lock()
        jobs_sudo.invalidate_recordset(["in_house", "place_id"])
        jobs_sudo._service_check_can_put(shelf)
        moving_sudo = jobs_sudo.filtered(lambda job: job.place_id != shelf)
        returns_sudo = moving_sudo._service_open_moves("outgoing")
        returns_sudo._do_unreserve()
        moves_sudo = moving_sudo.env["stock.move"].create(
            [job._service_shelf_move_vals(shelf) for job in moving_sudo]
        )
        moves_sudo._action_confirm(merge=False)
        moving_sudo._service_pick(moves_sudo)
        moves_sudo._action_done()
        returns_sudo._action_assign()

    def _service_check_is_here(self):
        """Raise UserError when a device is not in the house."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self:
            # guard: only what is here lies on a shelf
            if not job.in_house or not job.device_id:
                raise UserError(
                    self.env._(
                        "%(job)s is “%(state)s”: its device is not here.",
                        job=job.display_name,
                        state=labels[job.state],
                    )
                )

    def _service_check_can_put(self, shelf):
        self._service_check_is_here()
        for job in self:
            home = job.place_id.warehouse_id or job._service_warehouse()
            # guard: a device stays in its warehouse
            if shelf.warehouse_id != home:
                raise UserError(
                    self.env._(
                        "%(job)s lies in %(home)s; the shelf %(shelf)s is in another "
                        "warehouse. Choose a shelf of %(home)s.",
                        job=job.reference,
                        home=home.name,
                        shelf=shelf.name,
                    )
                )

    def _service_shelf_move_vals(self, shelf):
        source = self.place_id or self._service_warehouse().service_location_id
        return {
            "product_id": self.device_id.lot_id.product_id.id,
            "product_uom_qty": 1.0,
            "location_id": source.id,
            "location_dest_id": shelf.id,
            "company_id": self.company_id.id,
            "origin": self.reference,
            "service_job_id": self.id,
        }
