from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import COUNT_STATES


class ServiceCount(models.Model):
    """An inventory of the service area: what lies on the shelves, and what does not.

    It covers the shelves that were scanned in it. Several people may count at once:
    each scan keeps the count open until it is written, and what two write at one
    moment is one line, see `service.count.line`.
    """

    _name = "service.count"
    _description = "Count of Devices"
    _inherit = ["service.lock.mixin"]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False, default="/")
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        COUNT_STATES, required=True, readonly=True, default="open", copy=False
    )
    station = fields.Char(readonly=True)
    started_at = fields.Datetime(
        string="Begun", readonly=True, default=lambda self: fields.Datetime.now()
    )
    started_by_id = fields.Many2one(
        "res.users",
        string="Begun by",
        readonly=True,
        default=lambda self: self.env.user,
    )
    finished_at = fields.Datetime(string="Finished", readonly=True, copy=False)
    finished_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    place_ids = fields.One2many("service.count.place", "count_id", readonly=True)
    line_ids = fields.One2many("service.count.line", "count_id", readonly=True)
    open_line_ids = fields.One2many(
        "service.count.line",
        "count_id",
        string="To Clear Up",
        readonly=True,
        domain=[("result", "in", ("missing", "elsewhere", "found", "unexpected"))],
    )
    present_count = fields.Integer(string="In Their Place", compute="_compute_results")
    elsewhere_count = fields.Integer(
        string="Found Elsewhere", compute="_compute_results"
    )
    missing_count = fields.Integer(string="Not Seen", compute="_compute_results")
    unexpected_count = fields.Integer(
        string="Not Expected Here", compute="_compute_results"
    )
    to_move_count = fields.Integer(string="To Be Moved", compute="_compute_results")
    shelf_count = fields.Integer(string="Shelves", compute="_compute_shelf_count")

    _open_uniq = models.UniqueIndex(
        "(warehouse_id) WHERE state = 'open'",
        "A count of this warehouse is open already.",
    )

    # --- Computes ---------------------------------------------------------------

    @api.depends("line_ids.result", "line_ids.solved_at")
    def _compute_results(self):
        counts = {}
        for count, result, solved, number in self.env["service.count.line"]._read_group(
            [("count_id", "in", self.ids)],
            ["count_id", "result", "is_solved"],
            ["__count"],
        ):
            counts[count.id, result, solved] = number
        for count in self:
            found = {
                result: sum(counts.get((count.id, result, done), 0) for done in (0, 1))
                for result in (
                    *("present", "moved", "elsewhere", "found"),
                    *("missing", "unexpected"),
                )
            }
            count.present_count = found["present"] + found["moved"]
            count.elsewhere_count = found["elsewhere"] + found["found"]
            count.missing_count = found["missing"]
            count.unexpected_count = found["unexpected"]
            count.to_move_count = sum(
                counts.get((count.id, result, False), 0)
                for result in ("elsewhere", "found")
            )

    @api.depends("place_ids.opened_at")
    def _compute_shelf_count(self):
        counts = dict(
            self.env["service.count.place"]._read_group(
                [("count_id", "in", self.ids), ("opened_at", "!=", False)],
                ["count_id"],
                ["__count"],
            )
        )
        for count in self:
            count.shelf_count = counts.get(count, 0)

    # --- Counting ---------------------------------------------------------------

    @api.model
    def _service_start(self, warehouse, station):
        """Return the open count of `warehouse`; begin it when there is none.

        :param warehouse: `stock.warehouse` with sudo
        :return: (count, whether it was there already)
        """
        count = self.search(
            [("warehouse_id", "=", warehouse.id), ("state", "=", "open")], limit=1
        )
        if count:
            return count, True
        counts_sudo = self.sudo()  # written by the stations; the caller checked
        # guard: two who begin at once begin one count
        with counts_sudo._service_replay_on(counts_sudo._open_uniq):
            numbers = counts_sudo.env["ir.sequence"]
            count_sudo = counts_sudo.create(
                {
                    "name": numbers.next_by_code("service.count"),
                    "warehouse_id": warehouse.id,
                    "company_id": warehouse.company_id.id,
                    "station": station,
                    "started_by_id": self.env.uid,
                }
            )
        return count_sudo.with_env(self.env), False

    def _service_hold(self):
        """Keep the count open until the end of the transaction.

        Any number of people hold it at once; who finishes it waits for none of them
        and is replayed. Who comes after the end is replayed, too, and reads it here.

        :raise UserError: it is not open any more
        """
        self.ensure_one()
        self.flush_recordset(["state"])
        # guard: nothing is counted into a count that is being finished
        self.env.cr.execute(
            SQL("SELECT state FROM service_count WHERE id = %s FOR SHARE", self.id)
        )
        if self.env.cr.fetchone()[0] != "open":
            raise UserError(self._service_closed_sentence())

    def _service_closed_sentence(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(count)s is “%(state)s” by now. Begin a new count.",
            count=self.name,
            state=labels[self.state],
        )

    def _service_open_place(self, place):
        """Write down that somebody counts `place` from now on. Idempotent."""
        self._service_hold()
        places_sudo = self.sudo().place_ids  # written by the stations
        here_sudo = places_sudo.filtered(lambda row: row.location_id == place)
        opened = {"opened_at": fields.Datetime.now(), "opened_by_id": self.env.uid}
        if not here_sudo:
            with places_sudo._service_replay_on(places_sudo._place_uniq):
                places_sudo.create(
                    {"count_id": self.id, "location_id": place.id} | opened
                )
        elif not here_sudo.opened_at:
            here_sudo.write(opened)

    def _service_add_area(self):
        """Put all places of the warehouse on the list of what is to be counted.

        :return: how many places are on the list
        """
        self._service_hold()
        count_sudo = self.sudo()  # written by the stations
        root = count_sudo.warehouse_id.service_location_id
        places = count_sudo.env["stock.location"].search(
            [("id", "child_of", root.id), ("usage", "=", "internal")]
        )
        new = places - count_sudo.place_ids.location_id
        rows_sudo = count_sudo.env["service.count.place"]
        with rows_sudo._service_replay_on(rows_sudo._place_uniq):
            rows_sudo.create(
                [{"count_id": self.id, "location_id": place.id} for place in new]
            )
        return len(places)

    def _service_expected(self, places):
        """Return the jobs whose devices should lie in `places`, with sudo."""
        jobs_sudo = self.env["service.job"].sudo()  # counted whole, whoever counts
        return jobs_sudo.search(self._service_expected_domain(places))

    @api.model
    def _service_expected_domain(self, places):
        return [
            ("place_id", "in", places.ids),
            ("in_house", "=", True),
            # guard: of a cancelled job it lies here until it goes back
            ("state", "not in", ("missing", "closed")),
        ]

    def _service_not_seen(self):
        """Return the jobs, with sudo, that lay on a counted shelf and were not seen.

        What other scans brought there after its count had begun is left out.
        """
        self.ensure_one()
        opened_sudo = self.sudo().place_ids.filtered("opened_at")  # as above
        since = {row.location_id.id: row.opened_at for row in opened_sudo}
        expected_sudo = self._service_expected(opened_sudo.location_id)
        seen_sudo = self.sudo().line_ids.job_id  # as above
        # guard: what was moved meanwhile is not missing
        return (expected_sudo - seen_sudo).filtered(
            lambda job: not job.place_since or job.place_since < since[job.place_id.id]
        )

    def _service_not_opened(self):
        """Return the places on the list, with devices, that nobody counted."""
        rows_sudo = self.sudo().place_ids  # as above
        waiting = rows_sudo.filtered(lambda row: not row.opened_at).location_id
        return self._service_expected(waiting).place_id & waiting

    # --- The end ------------------------------------------------------------------

    def _service_finish(self):
        """Write the result: what is not in its place, what was not seen.

        :return: the jobs, with sudo, that were not seen
        :raise UserError: it is not open
        """
        self.ensure_one()
        self._service_take("open")
        count_sudo = self.sudo()  # written by the stations
        for line_sudo in count_sudo.line_ids:
            line_sudo.result = line_sudo._service_judge()
        missing_sudo = self._service_not_seen()
        lines_sudo = count_sudo.env["service.count.line"]
        # guard: what somebody sees at this moment is not missing
        with lines_sudo._service_replay_on(lines_sudo._job_uniq):
            lines_sudo.create(
                [
                    {
                        "count_id": self.id,
                        "job_id": job.id,
                        "expected_place_id": job.place_id.id,
                        "result": "missing",
                    }
                    for job in missing_sudo
                ]
            )
        count_sudo.write(
            {
                "state": "done",
                "finished_at": fields.Datetime.now(),
                "finished_by_id": self.env.uid,
            }
        )
        missing_sudo._service_ask_search(self)
        return missing_sudo

    def _service_take(self, state):
        """Lock the count and see that it is in `state`."""
        self._service_lock()
        self.invalidate_recordset(["state", "line_ids", "place_ids"])
        # guard: a count ends once
        if self.state != state:
            raise UserError(self._service_closed_sentence())

    # --- Buttons ------------------------------------------------------------------

    def action_finish(self):
        """Finish a count that was left open at the stations."""
        self.env["service.job"]._service_check_logistics()
        for count in self:
            count._service_finish()

    def action_cancel(self):
        """Give the count up: nothing follows from it."""
        self.env["service.job"]._service_check_logistics()
        for count in self:
            count._service_take("open")
            count_sudo = count.sudo()  # written by the stations
            count_sudo.write(
                {
                    "state": "cancelled",
                    "finished_at": fields.Datetime.now(),
                    "finished_by_id": self.env.uid,
                }
            )

    def action_put_all(self):
        """Book all devices that lie elsewhere to where they were seen."""
        self.env["service.job"]._service_check_logistics()
        lines = self.line_ids.filtered(lambda line: line._service_to_move())
        refused = []
        for line in lines:
            try:
                with self.env.cr.savepoint():
                    line._service_put_right()
            except UserError as error:
                line.invalidate_recordset()
                line.job_id.invalidate_recordset()
                refused.append(str(error))
        moved = self.env._("Moved: %(count)s.", count=len(lines) - len(refused))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " ".join([moved, *refused]),
                "type": "warning" if refused else "success",
                "sticky": bool(refused),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_lines(self):
        """Show all lines as a list, to group, search and export."""
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "service.count.line",
            "view_mode": "list",
            "domain": [("count_id", "in", self.ids)],
            "context": {"search_default_group_result": 1},
        }
