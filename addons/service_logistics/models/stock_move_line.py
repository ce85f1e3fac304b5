from odoo import api, fields, models
from odoo.exceptions import UserError

# What must not change on a line that has moved a device.
FROZEN_FIELDS = {
    "lot_id",
    "lot_name",
    "owner_id",
    "quantity",
    "location_id",
    "location_dest_id",
    "product_id",
    "quant_id",
    "move_id",
}


class StockMoveLine(models.Model):
    """Here quants move, so here the device, its owner and its place are checked."""

    _inherit = "stock.move.line"

    service_job_id = fields.Many2one(
        related="move_id.service_job_id", store=True, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `stock`: a line added to a finished transfer moves quants."""
        lines = super().create(vals_list)
        # guard: lines added to a finished transfer
        lines.filtered(lambda line: line.state == "done")._service_check_identity()
        return lines

    def write(self, vals):
        """Override of `stock`: what moved a device stays as it was."""
        # guard: finished lines of devices are frozen
        if FROZEN_FIELDS & vals.keys() and any(
            line.state == "done" and line.service_job_id for line in self
        ):
            raise UserError(
                self.env._(
                    "This transfer of a client's device is finished and cannot be "
                    "changed. Make a new transfer that corrects it."
                )
            )
        return super().write(vals)

    def _action_done(self):
        """Override of `stock` to check devices before any quant moves."""
        moving = self.filtered("quantity")
        moving._service_check_identity()
        moving._service_check_place()
        result = super()._action_done()
        moving.exists()._service_follow_place()
        return result

    def _service_follow_place(self):
        """Write at the jobs where their devices lie now."""
        by_place = {}
        corrected = self._service_corrected_jobs()
        for line in self:
            jobs_sudo = line.service_job_id.sudo()  # stock users lack service rights
            jobs_sudo = jobs_sudo or corrected.get(line.lot_id, jobs_sudo)
            if jobs_sudo:
                known = by_place.get(line.location_dest_id, jobs_sudo.browse())
                by_place[line.location_dest_id] = known | jobs_sudo
        for place, jobs_sudo in by_place.items():
            jobs_sudo._service_write_place(place)

    def _service_corrected_jobs(self):
        """Return `{lot: job with sudo}` of devices that a correction moves."""
        corrections = self.filtered(
            lambda line: (
                not line.service_job_id
                and line.lot_id
                and line.product_id.tracking == "serial"
            )
        )
        jobs_sudo = self.env["service.job"].sudo()  # stock users lack service rights
        if corrections:
            jobs_sudo = jobs_sudo.search(
                [
                    ("device_id.lot_id", "in", corrections.lot_id.ids),
                    ("in_house", "=", True),
                ]
            )
        return {job.device_id.lot_id.with_env(self.env): job for job in jobs_sudo}

    def _service_check_identity(self):
        """Raise UserError when a line moves another device than its job's."""
        for line in self.filtered("service_job_id"):
            line._service_check_lot()
            line._service_check_owner()
        strays = self.filtered(
            lambda line: (
                not line.service_job_id and line.product_id.tracking == "serial"
            )
        )
        corrections = strays.filtered(
            lambda line: (
                "inventory" in (line.location_id.usage, line.location_dest_id.usage)
            )
        )
        (strays - corrections)._service_check_no_device()
        corrections._service_check_correction()

    def _service_check_lot(self):
        right = self.move_id._service_lot()
        job_sudo = self.service_job_id.sudo()  # stock users lack service rights
        # guard: right lot when done
        if not right or self.lot_id != right:
            raise UserError(
                self.env._(
                    "%(move)s: the job %(job)s is about the device %(right)s, not "
                    "%(wrong)s. Take the right device and scan it again.",
                    move=self.reference or "",
                    job=job_sudo.reference,
                    right=right.name or self.env._("(none)"),
                    wrong=self.lot_id.name or self.lot_name or self.env._("(none)"),
                )
            )

    def _service_check_owner(self):
        right = self.move_id._service_owner()
        # guard: right owner when done
        if self.owner_id != right:
            raise UserError(
                self.env._(
                    "%(move)s: the device %(device)s belongs to %(right)s, not to "
                    "%(wrong)s. Correct the owner on the transfer line.",
                    move=self.reference or "",
                    device=self.lot_id.name,
                    right=right.display_name,
                    wrong=self.owner_id.display_name or self.company_id.name,
                )
            )

    def _service_devices(self):
        """Return the clients' devices that these lines move, with sudo."""
        devices_sudo = self.env["service.device"].sudo()  # seen whole, whoever moves
        names = [name for name in self.mapped("lot_name") if name]
        return devices_sudo.search(
            ["|", ("lot_id", "in", self.lot_id.ids), ("lot_id.name", "in", names)]
        )

    def _service_check_no_device(self):
        """Refuse moves of clients' devices without a job."""
        if not self:
            return
        stranger = self._service_devices()[:1]
        # guard: no device leaves without a job
        if stranger:
            raise UserError(
                self.env._(
                    "The device %(device)s belongs to %(owner)s and leaves only with "
                    "its service job. Send it from the job or the sending station; "
                    "in the house the station “Shelves” moves it.",
                    device=stranger.code,
                    owner=stranger.partner_id.display_name,
                )
            )

    def _service_check_correction(self):
        """Let core's inventory and scrap correct no device behind its job's back.

        What stock has of a device whose job is over may be taken away; a device that
        stock has lost of a job that is here may be put back, under its owner.
        """
        if not self:
            return
        devices_sudo = self._service_devices()
        by_lot = {device.lot_id.name: device for device in devices_sudo}
        jobs_sudo = devices_sudo.env["service.job"].search(
            [("device_id", "in", devices_sudo.ids), ("in_house", "=", True)]
        )
        by_device = jobs_sudo.grouped("device_id")
        for line in self:
            device_sudo = by_lot.get(line.lot_id.name or line.lot_name)
            if not device_sudo:
                continue
            job_sudo = by_device.get(device_sudo)
            # guard: core's inventory writes no device off
            if job_sudo and line.location_dest_id.usage == "inventory":
                raise UserError(
                    self.env._(
                        "The device %(device)s belongs to %(owner)s and cannot be "
                        "written off here. Count it at the station “Shelves”; when it "
                        "is not to be found, write it down as missing at the job "
                        "%(job)s.",
                        device=device_sudo.code,
                        owner=device_sudo.partner_id.display_name,
                        job=job_sudo[0].reference,
                    )
                )
            if line.location_dest_id.usage == "internal":
                line._service_check_put_back(device_sudo, job_sudo)

    def _service_check_put_back(self, device_sudo, job_sudo):
        quants_sudo = self.env["stock.quant"].sudo()  # the mover may not read stock
        there = quants_sudo.search(
            [
                ("lot_id", "=", device_sudo.lot_id.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ],
            limit=1,
        )
        # guard: core's inventory finds no device that nobody received
        if not job_sudo or there or self.owner_id != job_sudo[0].partner_id:
            raise UserError(
                self.env._(
                    "The device %(device)s belongs to %(owner)s and is not entered "
                    "into the stock here. Receive it at the receiving station, or "
                    "move it at the station “Shelves”.",
                    device=device_sudo.code,
                    owner=device_sudo.partner_id.display_name,
                )
            )

    def _service_check_place(self):
        """Raise UserError when a device is not where its line takes it from.

        Core would move it all the same and leave -1 behind.
        """
        lines = self.filtered(
            lambda line: line.service_job_id and line.location_id.usage == "internal"
        )
        if not lines:
            return
        quants_sudo = self.env["stock.quant"].sudo()  # the mover may not read stock
        present = {
            (lot.id, owner.id, place.id)
            for lot, owner, place in quants_sudo._read_group(
                [
                    ("lot_id", "in", lines.lot_id.ids),
                    ("location_id", "in", lines.location_id.ids),
                    ("quantity", ">", 0),
                ],
                ["lot_id", "owner_id", "location_id"],
            )
        }
        for line in lines:
            key = (line.lot_id.id, line.owner_id.id, line.location_id.id)
            # guard: device lies at the source
            if key not in present:
                raise UserError(
                    self.env._(
                        "The device %(device)s is not in %(place)s. Find it, correct "
                        "its place in stock, then try again.",
                        device=line.lot_id.name,
                        place=line.location_id.display_name,
                    )
                )
