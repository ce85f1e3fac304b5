"""The count at the station "Shelves": a shelf, then everything that lies on it."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_datetime

from ..const import COUNT_COMMANDS

MAX_ROWS = 200  # devices that a station lists of one shelf


class ServiceScan(models.Model):
    _inherit = "service.scan"

    @api.model
    def station_data(self):
        """Override of `service_logistics`: also the counts that go on."""
        data = super().station_data()
        counts = self.env["service.count"].search([("state", "=", "open")])
        return data | {
            "counts": [
                {
                    "id": count.id,
                    "name": count.name,
                    "by": count.started_by_id.name,
                    "since": format_datetime(
                        self.env, count.started_at, dt_format="short"
                    ),
                }
                for count in counts
            ]
        }

    def _service_answer_shelve(self, raw, shelf, waiting):
        """Override: a command begins a count, or joins the one that goes on."""
        if raw.upper() not in COUNT_COMMANDS:
            answer = super()._service_answer_shelve(raw, shelf, waiting)
            return answer | {"count": False}
        if COUNT_COMMANDS[raw.upper()] != "start":
            return self._service_answer_counting(
                "refused",
                self.env._("No count is open"),
                self.env._("Scan COUNT first, or press “Count”."),
            )
        return self._service_answer_begin(shelf)

    def _service_answer_begin(self, shelf):
        """Begin a count in the warehouse of the open shelf, else the company's own."""
        warehouses_sudo = self.env["stock.warehouse"].sudo()  # logistics reads none
        warehouse_sudo = warehouses_sudo.browse(
            shelf.sudo().warehouse_id.id  # as above
        ) or warehouses_sudo._service_for_company(self.env.company)
        if not warehouse_sudo:
            return self._service_answer_counting(
                "refused",
                self.env._("No count"),
                self.env._("This company has no warehouse."),
            )
        count, joined = self.env["service.count"]._service_start(
            warehouse_sudo, self.station
        )
        if joined:
            message = self.env._(
                "%(name)s began it. Scan a shelf, then everything that lies on it.",
                name=count.started_by_id.name,
            )
        else:
            message = self.env._("Scan a shelf, then everything that lies on it.")
        return self._service_answer_counting(
            "count", self.env._("Count %(name)s", name=count.name), message, count=count
        )

    # --- One scan of a count ------------------------------------------------------

    def _service_answer_count(self, raw, count_id, place_id, confirm):
        """Answer one scan of a count that goes on.

        :param int place_id: the place that is being counted at this station
        """
        count = self.env["service.count"].search([("id", "=", count_id)])
        if not count or count.state != "open":
            return self._service_answer_counting(
                "refused",
                self.env._("The count is over"),
                count._service_closed_sentence()
                if count
                else self.env._("Begin a new count."),
            )
        rows_sudo = count.sudo().place_ids  # written by the stations
        place = rows_sudo.filtered(
            lambda row: row.opened_at and row.location_id.id == place_id
        ).location_id.with_env(self.env)
        try:
            with self.env.cr.savepoint():
                return self._service_count_one(raw, count, place, confirm)
        except UserError as error:
            count.invalidate_recordset()
            return self._service_answer_counting(
                "refused", self.env._("Not counted"), str(error), count, place
            )

    def _service_count_one(self, raw, count, place, confirm):
        command = COUNT_COMMANDS.get(raw.upper())
        if command == "finish":
            return self._service_count_finish(count, place, confirm)
        if command == "area":
            total = count._service_add_area()
            return self._service_answer_counting(
                "count",
                self.env._("The whole area"),
                self.env._("%(count)s places are on the list.", count=total),
                count,
                place,
            )
        if command == "start":
            return self._service_answer_begin_again(count, place)
        request, job = self._service_look_up(raw)
        if job:
            return self._service_count_device(count, place, job)
        if request:
            raise UserError(
                self.env._(
                    "A document does not say what lies here. Scan each device itself."
                )
            )
        return self._service_count_shelf(raw, count, place)

    def _service_answer_begin_again(self, count, place):
        return self._service_answer_counting(
            "count",
            self.env._("Count %(name)s", name=count.name),
            self.env._("Scan a shelf, then everything that lies on it."),
            count,
            place,
        )

    def _service_count_shelf(self, raw, count, place):
        warehouse_sudo = count.sudo().warehouse_id  # logistics reads none
        root = warehouse_sudo.service_location_id.with_env(self.env)
        found = self.env["stock.location"]._service_find_shelf(raw)
        if not found and root.barcode and raw.upper() == root.barcode.upper():
            found = root
        if not found:
            return self._service_answer_counting(
                "unknown",
                self.env._("Unknown barcode"),
                self.env._(
                    "“%(raw)s” is no shelf and no device of ours. Put it aside and "
                    "look for its label.",
                    raw=raw,
                ),
                count,
                place,
            )
        if found.sudo().warehouse_id != warehouse_sudo:  # as above
            raise UserError(
                self.env._(
                    "%(shelf)s is in another warehouse. This count is of %(name)s.",
                    shelf=found._service_shown_name(),
                    name=warehouse_sudo.name,
                )
            )
        count._service_open_place(found)
        expected = count._service_expected(found)
        return self._service_answer_counting(
            "shelf",
            found._service_shown_name(),
            self.env._(
                "%(count)s device(s) should lie here. Scan every device that does.",
                count=len(expected),
            )
            if expected
            else self.env._("Nothing should lie here. Scan what does."),
            count,
            found,
        )

    def _service_count_device(self, count, place, job):
        if not place:
            raise UserError(
                self.env._("Scan the shelf first, then the devices that lie on it.")
            )
        job = self._service_job_here(job)
        line_sudo, again = self.env["service.count.line"]._service_see(
            count, job, place, self.station
        )
        result = line_sudo.result
        on_record = line_sudo.expected_place_id._service_shown_name()
        if result in ("present", "moved"):
            title = self.env._("Counted already") if again else self.env._("Counted")
            message = job.display_name
        elif result == "unexpected":
            title = self.env._("Not expected here")
            message = f"{job.display_name}: {line_sudo.hint}"
        elif result == "found":
            title = self.env._("It was missing!")
            message = self.env._(
                "%(job)s was written down as missing. The result of the count books it "
                "back.",
                job=job.display_name,
            )
        else:
            title = self.env._("Belongs on %(shelf)s", shelf=on_record)
            message = self.env._(
                "%(job)s: leave it here and the result books it to %(place)s.",
                job=job.display_name,
                place=place._service_shown_name(),
            )
        code = "seen" if result in ("present", "moved") else "misplaced"
        return self._service_answer_counting(
            "repeated" if again and code == "seen" else code,
            title,
            message,
            count,
            place,
            job=job,
        )

    @api.model
    def _service_job_here(self, job):
        """Return the job for which the device is here: an old label may stick on it."""
        if job.in_house or not job.device_id:
            return job
        here = job.search(
            [("device_id", "=", job.device_id.id), ("in_house", "=", True)], limit=1
        )
        return here or job

    def _service_count_finish(self, count, place, confirm):
        missing = count._service_not_seen()
        skipped = count._service_not_opened()
        # guard: nobody is told that something is missing by one scan
        if (missing or skipped) and confirm != "finish":
            words = []
            if missing:
                words.append(
                    self.env._(
                        "Not seen: %(names)s.",
                        names=", ".join(missing[:10].mapped("display_name"))
                        + (" …" if len(missing) > 10 else ""),
                    )
                )
            if skipped:
                words.append(
                    self.env._(
                        "Not counted yet: %(names)s.",
                        names=", ".join(
                            shelf._service_shown_name() for shelf in skipped[:10]
                        ),
                    )
                )
            words.append(self.env._("Look once more, or finish the count."))
            return self._service_answer_counting(
                "incomplete",
                self.env._("Missing: %(count)s", count=len(missing)),
                " ".join(words),
                count,
                place,
                confirm="finish",
            )
        missing = count._service_finish()
        answer = self._service_answer_counting(
            "counted",
            self.env._("Count finished"),
            self.env._(
                "%(count)s not seen, %(other)s not in their place.",
                count=len(missing),
                other=count.elsewhere_count + count.unexpected_count,
            ),
        )
        return answer | {"counted": count.id}

    # --- What the station shows ---------------------------------------------------

    @api.model
    def _service_answer_counting(
        self, result, title, message, count=None, place=None, **shown
    ):
        """Return an answer with the open count and the place that is counted."""
        answer = self._service_answer(result, title, message, **shown)
        answer["shelf"] = False
        answer["count"] = self._service_show_count(count, place) if count else False
        return answer

    @api.model
    def _service_show_count(self, count, place):
        """Return what a station shows of a count, as JSON.

        :return: dict: id, name, places (id, name, barcode, expected, seen, opened),
            place (id, name) or False, rows (devices of that place: as `_service_show`,
            and `seen`: the result, "away" when seen in another place, "" when not
            seen yet)
        """
        count_sudo = count.sudo()  # written by the stations
        places_sudo = count_sudo.place_ids.location_id
        opened = set(count_sudo.place_ids.filtered("opened_at").location_id.ids)
        # Counted by the database: the whole area may be thousands of devices.
        expected = dict(
            count_sudo.env["service.job"]._read_group(
                count._service_expected_domain(places_sudo), ["place_id"], ["__count"]
            )
        )
        # What lies there and should: the others are no part of what is expected.
        seen = dict(
            count_sudo.env["service.count.line"]._read_group(
                [("count_id", "=", count.id), ("result", "=", "present")],
                ["seen_place_id"],
                ["__count"],
            )
        )
        return {
            "id": count.id,
            "name": count.name,
            "places": [
                {
                    "id": shelf.id,
                    "name": shelf._service_shown_name(),
                    "barcode": shelf.barcode or "",
                    "expected": expected.get(shelf, 0),
                    "seen": seen.get(shelf, 0),
                    "opened": shelf.id in opened,
                }
                for shelf in places_sudo
            ],
            "place": bool(place)
            and {"id": place.id, "name": place._service_shown_name()},
            "rows": self._service_count_rows(count_sudo, place) if place else [],
        }

    @api.model
    def _service_count_rows(self, count_sudo, place):
        lines_sudo = count_sudo.env["service.count.line"]
        here_sudo = lines_sudo.search(
            [("count_id", "=", count_sudo.id), ("seen_place_id", "=", place.id)]
        )
        jobs_sudo = count_sudo._service_expected(place) | here_sudo.job_id
        counted_sudo = lines_sudo.search(
            [("count_id", "=", count_sudo.id), ("job_id", "in", jobs_sudo.ids)]
        )
        results = {
            line.job_id.id: line.result if line in here_sudo else "away"
            for line in counted_sudo
        }
        ordered = jobs_sudo.sorted(lambda job: (job.id in results, -job.id))
        rows = ordered[:MAX_ROWS]._service_show()
        return [row | {"seen": results.get(row["id"], "")} for row in rows]
