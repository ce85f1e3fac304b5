import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report import device_labels

MAX_SHELVES = 500
MAX_SHOWN = 50  # devices that a station lists of one shelf


class StockLocation(models.Model):
    """Shelves: places below the service location of a warehouse."""

    _inherit = "stock.location"

    service_warehouse_ids = fields.One2many(
        "stock.warehouse",
        "service_location_id",
        help="The warehouse whose devices under repair lie here.",
    )
    is_service_shelf = fields.Boolean(
        string="Shelf for Devices",
        compute="_compute_is_service_shelf",
        store=True,
        recursive=True,
        index="btree_not_null",
    )
    service_job_ids = fields.One2many(
        "service.job", "place_id", groups="service_portal.group_service_user"
    )
    service_job_count = fields.Integer(
        string="Devices",
        compute="_compute_service_job_count",
        groups="service_portal.group_service_user",
    )

    _service_shelf_uniq = models.UniqueIndex(
        "(location_id, name) WHERE is_service_shelf IS TRUE",
        "There is a shelf of this name already.",
    )

    @api.depends(
        "usage", "location_id.is_service_shelf", "location_id.service_warehouse_ids"
    )
    def _compute_is_service_shelf(self):
        for place in self:
            parent = place.location_id
            place.is_service_shelf = place.usage == "internal" and bool(
                parent.is_service_shelf or parent.service_warehouse_ids
            )

    @api.depends("service_job_ids")
    def _compute_service_job_count(self):
        counts = dict(
            self.env["service.job"]._read_group(
                [("place_id", "in", self.ids)], ["place_id"], ["__count"]
            )
        )
        for place in self:
            place.service_job_count = counts.get(place, 0)

    def write(self, vals):
        """Override of `stock`: a shelf that is renamed is renamed at its devices."""
        result = super().write(vals)
        if {"name", "location_id"} & vals.keys():
            jobs_sudo = self.env["service.job"].sudo()  # only logistics writes it
            for place in jobs_sudo.search(
                [("place_id", "child_of", self.ids)]
            ).place_id:
                jobs_sudo.search([("place_id", "=", place.id)])._service_write_place(
                    place
                )
        return result

    # --- Shelves ----------------------------------------------------------------

    def _service_place_name(self):
        """Return how a place is called at a job: False for the service location.

        A device that lies elsewhere in the house shows the whole name of the place.
        """
        self.ensure_one()
        place_sudo = self.sudo()  # names to show, also of a shared parent
        if place_sudo.service_warehouse_ids:
            return False
        if not place_sudo.is_service_shelf:
            return place_sudo.complete_name
        names = []
        while place_sudo.is_service_shelf:
            names.append(place_sudo.name)
            place_sudo = place_sudo.location_id
        return " / ".join(reversed(names))

    def _service_shown_name(self):
        """Return how a place is called in words to people, never False."""
        if not self:
            return self.env._("(none)")
        if self.sudo().service_warehouse_ids:  # a name to show
            return self.env._("without a shelf")
        return self._service_place_name()

    def _service_show_shelf(self):
        """Return what a station shows of an open shelf, as JSON."""
        self.ensure_one()
        jobs = self.service_job_ids
        return {
            "id": self.id,
            "name": self._service_place_name(),
            "barcode": self.barcode or "",
            "count": len(jobs),
            "jobs": jobs.sorted("id", reverse=True)[:MAX_SHOWN]._service_show(),
        }

    @api.model
    def _service_find_shelf(self, raw):
        """Return the shelf with this barcode or name, or none.

        A name that two warehouses use finds nothing: scan the code then.
        """
        shelves = self.search(
            [("is_service_shelf", "=", True), ("barcode", "=", raw.upper())], limit=1
        ) or self.search(
            [("is_service_shelf", "=", True), ("name", "=ilike", _like(raw))], limit=2
        )
        return shelves if len(shelves) == 1 else self.browse()

    @api.model
    def _service_add_shelves(self, warehouse, first, count):
        """Make `count` shelves from the name `first` on: A-01, A-02, ...

        :return: the shelves, those that were there already among them
        :raise UserError: a name without a number at its end, for more than one shelf
        """
        names = self._service_shelf_names(first, count)
        parent_sudo = warehouse.sudo().service_location_id  # checked by the caller
        places_sudo = parent_sudo.with_context(active_test=False)
        there = places_sudo.child_ids.filtered(lambda place: place.name in names)
        missing = [name for name in names if name not in there.mapped("name")]
        sequences = self.env["ir.sequence"]
        codes = sequences._service_draw("service.shelf.barcode", len(missing))
        made = parent_sudo.create(
            [
                {
                    "name": name,
                    "usage": "internal",
                    "location_id": parent_sudo.id,
                    "company_id": parent_sudo.company_id.id,
                    "barcode": code,
                }
                for name, code in zip(missing, codes, strict=True)
            ]
        )
        return (there | made).with_env(self.env)

    @api.model
    def _service_shelf_names(self, first, count):
        first = " ".join((first or "").split())
        number = re.search(r"\d+$", first)
        if not first or not 1 <= count <= MAX_SHELVES or (count > 1 and not number):
            raise UserError(
                self.env._(
                    "Enter the name of the first shelf with a number at its end, for "
                    "example A-01, and how many shelves there are: at most %(max)s.",
                    max=MAX_SHELVES,
                )
            )
        if not number:
            return [first]
        stem, digits = first[: number.start()], number[0]
        return [f"{stem}{int(digits) + step:0{len(digits)}d}" for step in range(count)]

    def _service_labels(self):
        """Return `device_labels.Label` of each shelf."""
        return [
            device_labels.Label(
                head=place._service_place_name() or place.display_name,
                barcode=place.barcode or "",
                lines=(place.warehouse_id.name or "",),
            )
            for place in self
        ]


def _like(text):
    """Return `text` for =ilike, so that it finds itself only."""
    return re.sub(r"([\\%_])", r"\\\1", text)
