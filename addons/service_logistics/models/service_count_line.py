from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import COUNT_RESULTS


class ServiceCountPlace(models.Model):
    """A place that a count covers: on the list, or counted since `opened_at`."""

    _name = "service.count.place"
    _description = "Place of a Count"
    _inherit = ["service.lock.mixin"]
    _order = "id"

    count_id = fields.Many2one(
        "service.count", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True)
    location_id = fields.Many2one(
        "stock.location", string="Shelf", required=True, readonly=True, index=True
    )
    opened_at = fields.Datetime(string="Counted", readonly=True)
    opened_by_id = fields.Many2one("res.users", string="Counted by", readonly=True)

    _place_uniq = models.UniqueIndex("(count_id, location_id)")


class ServiceCountLine(models.Model):
    """A device that was seen in a count, or that was not."""

    _name = "service.count.line"
    _description = "Device of a Count"
    _inherit = ["service.lock.mixin"]
    _order = "result_order, id"
    _rec_name = "job_id"

    count_id = fields.Many2one(
        "service.count", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True)
    job_id = fields.Many2one(
        "service.job", required=True, readonly=True, index=True, ondelete="cascade"
    )
    title = fields.Char(related="job_id.title", string="Device")
    serial_number = fields.Char(related="job_id.serial_number")
    partner_id = fields.Many2one(related="job_id.partner_id")
    job_state = fields.Selection(related="job_id.state", string="State of the Job")
    technician_id = fields.Many2one(related="job_id.technician_id")
    expected_place_id = fields.Many2one(
        "stock.location", string="Place on Record", readonly=True
    )
    seen_place_id = fields.Many2one("stock.location", string="Seen on", readonly=True)
    expected_shelf = fields.Char(
        string="On Record", compute="_compute_shelves", help="Where stock has it."
    )
    seen_shelf = fields.Char(string="Seen on Shelf", compute="_compute_shelves")
    seen_at = fields.Datetime(string="Seen", readonly=True)
    seen_by_id = fields.Many2one("res.users", readonly=True)
    station = fields.Char(readonly=True)
    result = fields.Selection(COUNT_RESULTS, required=True, readonly=True)
    result_order = fields.Integer(compute="_compute_result_order", store=True)
    hint = fields.Char(compute="_compute_hint", string="What to Do")
    solved_at = fields.Datetime(string="Put Right", readonly=True)
    solved_by_id = fields.Many2one("res.users", string="Put Right by", readonly=True)
    is_solved = fields.Boolean(compute="_compute_is_solved", store=True)

    _job_uniq = models.UniqueIndex("(count_id, job_id)")

    # --- Computes ---------------------------------------------------------------

    @api.depends("result")
    def _compute_result_order(self):
        order = [code for code, _label in COUNT_RESULTS]
        for line in self:
            line.result_order = order.index(line.result) if line.result else 0

    @api.depends("expected_place_id", "seen_place_id")
    def _compute_shelves(self):
        for line in self:
            line.expected_shelf = line.expected_place_id._service_shown_name()
            seen = line.seen_place_id
            line.seen_shelf = seen._service_shown_name() if seen else False

    @api.depends("solved_at")
    def _compute_is_solved(self):
        for line in self:
            line.is_solved = bool(line.solved_at)

    @api.depends("result", "job_id.state", "job_id.in_house", "is_solved")
    def _compute_hint(self):
        for line in self:
            line.hint = line._service_hint()

    def _service_hint(self):
        _ = self.env._
        if self.is_solved:
            return _("Moved here by the count.")
        if self.result == "unexpected":
            if self.job_id.state == "announced":
                return _("It was never received. Scan it at the receiving station.")
            if self.job_id.in_house:
                return _("It belongs to another warehouse. Send it there.")
            return _("It should not be here any more. Ask the care desk.")
        if self.result == "missing":
            if self.job_id.state == "missing":
                return _("Written down as missing.")
            if self.job_id.state == "cancelled":
                # No way leads from there to missing; the care desk knows the client.
                return _("Look for it, or ask the care desk.")
            name = self.job_id.sudo().technician_id.name  # a name to show
            if name and self.job_id.state in ("diagnosing", "repairing"):
                return _("Perhaps it is on the bench of %(name)s.", name=name)
            return _("Look for it, then write the protocol.")
        if self.result in ("elsewhere", "found"):
            return _("Press “Book here”, or take it back to its place.")
        return False

    # --- Counting ---------------------------------------------------------------

    @api.model
    def _service_see(self, count, job, place, station):
        """Write down that the device of `job` lies in `place`.

        :return: (its line with sudo, whether it was seen in this very place before)
        """
        count._service_hold()
        lines_sudo = self.sudo()  # written by the stations; the caller checked
        line_sudo = lines_sudo.search(
            [("count_id", "=", count.id), ("job_id", "=", job.id)]
        )
        again = line_sudo.seen_place_id == place
        if again and line_sudo:
            return line_sudo, True
        vals = {
            "seen_place_id": place.id,
            "seen_at": fields.Datetime.now(),
            "seen_by_id": self.env.uid,
            "station": station,
            "expected_place_id": job.sudo().place_id.id,  # places of stock
            "result": "present",
        }
        if line_sudo:
            line_sudo.write(vals)
        else:
            # guard: seen by two at one moment is one line
            with lines_sudo._service_replay_on(lines_sudo._job_uniq):
                line_sudo = lines_sudo.create(
                    vals | {"count_id": count.id, "job_id": job.id}
                )
        line_sudo.result = line_sudo._service_judge()
        job._service_end_search(
            self.env._("Seen on %(shelf)s.", shelf=place._service_shown_name())
        )
        return line_sudo, False

    def _service_judge(self):
        """Return the result of a device that was seen, by what stock says now."""
        job, place = self.job_id, self.seen_place_id
        if self.is_solved or not place:
            return self.result
        # guard: a scan that came later knows better
        if (
            job.place_since
            and job.place_since >= self.seen_at
            and job.place_id != place
        ):
            return "moved"
        if not job.in_house or job.place_id.warehouse_id != self.count_id.warehouse_id:
            return "unexpected"
        if job.state == "missing":
            return "found"
        return "present" if job.place_id == place else "elsewhere"

    # --- What follows -------------------------------------------------------------

    def _service_to_move(self):
        """Tell whether the device can be booked to where it was seen."""
        return self.result in ("elsewhere", "found") and not self.is_solved

    def _service_put_right(self):
        """Book the device to where it was seen; one that was missing is back.

        :raise UserError: it was moved since, or cannot be moved; nothing is written
        """
        self.ensure_one()
        self._service_lock()
        self.invalidate_recordset()
        if not self._service_to_move():
            return
        job = self.job_id
        job._service_lock()
        job.invalidate_recordset()
        line_sudo = self.sudo()  # written by the stations; the caller checked
        # guard: an old count moves nothing back
        if line_sudo._service_judge() not in ("elsewhere", "found"):
            raise UserError(
                self.env._(
                    "%(job)s was moved after the count. Scan it where it lies now.",
                    job=job.reference,
                )
            )
        if job.state == "missing":
            job._service_transition(job._service_state_before_missing(), source="scan")
        if job.place_id != self.seen_place_id:
            job._service_put_on(self.seen_place_id)
        line_sudo.write(
            {"solved_at": fields.Datetime.now(), "solved_by_id": self.env.uid}
        )

    # --- Buttons ------------------------------------------------------------------

    def action_put_here(self):
        """Book the device to where it was seen."""
        self.env["service.job"]._service_check_logistics()
        for line in self:
            line._service_put_right()

    def action_damage(self):
        """Open the protocol of a device that was not seen; it is kept on “Save”."""
        self.ensure_one()
        self.env["service.job"]._service_check_logistics()
        action = self.job_id.action_damage()
        action["context"] |= {
            "default_kind": "missing",
            "default_description": self.env._(
                "Not found at the count %(count)s. Last place: %(place)s.",
                count=self.count_id.name,
                place=self.expected_place_id._service_shown_name(),
            ),
        }
        return action
