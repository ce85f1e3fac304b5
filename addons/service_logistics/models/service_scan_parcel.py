"""What a station does beside receiving one device: commands, parcels, extras."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

MAX_NOTE = 2000
MAX_RAW = 128
MAX_PARCELS = 30
_DEVICE = ("category_id", "brand", "model", "serial_number", "fault", "accessories")


class ServiceScan(models.Model):
    _inherit = "service.scan"

    # --- Called by the stations -----------------------------------------------

    @api.model
    def add_device(self, token, request_id, values, station=None, shelf_id=None):
        """Receive a device that nobody announced, as a new job of the open request.

        :param dict values: category_id, brand, model, serial_number, fault,
            accessories; anything else is ignored
        :param int shelf_id: the shelf that is open at the station: it goes there
        :return: as `scan`
        """
        scan, request = self._service_begin_at(token, request_id, "+", station)
        if not scan:
            return self._service_replay(token)
        try:
            with self.env.cr.savepoint():
                job = request._service_add_unannounced(
                    {key: values.get(key) for key in _DEVICE}
                )
                reason = scan._service_receive(job)
                if reason:
                    raise UserError(reason)
        except UserError as error:
            request.invalidate_recordset()
            answer = self._service_answer(
                "refused", self.env._("Not added"), str(error), request=request
            )
        else:
            answer = self._service_answer(
                "extra",
                self.env._("Added and received"),
                self.env._(
                    "%(job)s was not announced. Put this number on it; the care desk "
                    "knows.",
                    job=job.display_name,
                ),
                request=request,
                job=job,
            )
        scan._service_answer_shelf_open(answer, self._service_open_shelf(shelf_id))
        return scan._service_finish(answer)

    @api.model
    def check_accessories(self, token, job_id, missing, station=None, request_id=None):
        """Record which announced accessories of a received device are missing.

        :param list missing: names out of the station's `accessory_list`
        :param int request_id: the request that is open at the station, and stays open;
            a device may be received there under a request of its own
        :return: as `scan`
        """
        self.env["service.job"]._service_check_logistics()
        job = self.env["service.job"].search([("id", "=", job_id)])
        scan, request = self._service_begin_at(
            token, request_id or job.request_id.id, "#", station
        )
        if not scan:
            return self._service_replay(token)
        names = [name for name in missing or [] if isinstance(name, str)]
        if not job.in_house:
            raise UserError(self.env._("Receive the device first."))
        gone = job._service_check_accessories(names)
        message = (
            self.env._("Missing: %(names)s.", names=", ".join(gone))
            if gone
            else self.env._("Everything that was announced is here.")
        )
        answer = self._service_answer(
            "checked",
            self.env._("Accessories checked"),
            message,
            request=request,
            job=job,
        )
        return scan._service_finish(answer)

    @api.model
    def report_damage(self, token, request_id, note, station=None):
        """Record that the parcel of the open request came damaged; begin its protocol.

        :return: as `scan`, and damage: the protocol that photos go to (id, name, job:
            id, reference, title, photo_count of the device that keeps them) or False
        """
        scan, request = self._service_begin_at(token, request_id, "!", station)
        if not scan:
            return self._service_replay(token)
        note = request._service_clean_text(note)
        if not note:
            raise UserError(
                self.env._("Write what is damaged; one sentence is enough.")
            )
        note = note[:MAX_NOTE]
        request._service_report_damage(note)
        damage = request._service_damage_protocol(
            note, scan._service_received_since_next(request)
        )
        answer = self._service_answer(
            "problem",
            self.env._("Damage recorded"),
            self.env._(
                "Protocol %(protocol)s is begun, and the care desk knows. Take photos "
                "of the box now.",
                protocol=damage.name,
            )
            if damage
            else self.env._(
                "It stands at %(request)s, and the care desk knows.",
                request=request.name,
            ),
            request=request,
        )
        return scan._service_finish(answer | {"damage": damage._service_show()})

    @api.model
    def add_parcel(self, token, values, photos=None, station=None):
        """Keep a parcel that nobody knows; see `service.parcel._service_found`.

        :param list photos: files in base64
        :return: as `scan`
        """
        self.env["service.job"]._service_check_logistics()
        raw = values.get("tracking_number") or values.get("serial_number") or "?"
        scan = self._service_begin(token, str(raw)[:MAX_RAW], "receive", station)
        if not scan:
            return self._service_replay(token)
        parcel = self.env["service.parcel"]._service_found(values, photos)
        answer = self._service_answer(
            "parcel",
            self.env._("Kept as %(number)s", number=parcel.name),
            self.env._(
                "Write %(number)s on the parcel and put it on its shelf. The care desk "
                "finds out whose it is.",
                number=parcel.name,
            ),
        )
        return scan._service_finish(answer)

    # --- What is expected -------------------------------------------------------

    @api.model
    def _service_expected_domain(self):
        return [
            ("state", "=", "announced"),
            ("request_state", "in", ["accepted", "in_progress"]),
            ("device_id", "!=", False),
        ]

    @api.model
    def _service_expected_parcels(self):
        """Return the requests whose devices are expected, the longest waiting first.

        :return: list of dicts: id, name, client, devices (how many), since
        """
        groups = self.env["service.job"]._read_group(
            self._service_expected_domain(),
            ["request_id"],
            ["__count", "create_date:min"],
            order="create_date:min",
            limit=MAX_PARCELS,
        )
        return [
            {
                "id": request.id,
                "name": request.name,
                "client": request.partner_id.display_name,
                "devices": count,
                "since": format_date(self.env, request.accepted_at),
            }
            for request, count, _oldest in groups
        ]

    # --- At an open request -----------------------------------------------------

    @api.model
    def _service_begin_at(self, token, request_id, raw, station):
        """Return `(new scan or none, request)` of something done at an open request."""
        self.env["service.job"]._service_check_logistics()
        request = self.env["service.request"].search([("id", "=", request_id)])
        if not request:
            raise UserError(self.env._("Scan the document of the parcel first."))
        return self._service_begin(token, raw, "receive", station), request

    # --- The whole parcel -------------------------------------------------------

    def _service_answer_all(self, request):
        """Receive all devices of `request` that are expected."""
        # guard: all devices, and nothing but devices
        jobs = request._service_missing_jobs()
        reason = (
            self._service_receive(jobs)
            if jobs
            else self.env._(
                "No announced device of %(request)s is left to receive.",
                request=request.name,
            )
        )
        if reason:
            return self._service_answer(
                "refused", self.env._("Cannot be received"), reason, request=request
            )
        return self._service_answer(
            "received",
            self.env._("All received"),
            self.env._(
                "%(count)s device(s) of %(request)s.",
                count=len(jobs),
                request=request.name,
            ),
            request=request,
        )

    # --- Command barcodes -------------------------------------------------------

    def _service_answer_command(self, command, armed, confirm):
        if command == "undo":
            return self._service_answer_undo(armed)
        if not armed:
            return self._service_answer(
                "refused",
                self.env._("No parcel is open"),
                self.env._("Scan the document of the parcel first."),
            )
        if command == "next":
            return self._service_answer_next(armed, confirm)
        # PHOTO and PROBLEM open something on the station's own screen.
        return self._service_answer(
            "refused",
            self.env._("Not possible here"),
            self.env._("Scan this code at the receiving station."),
            request=armed,
        )

    def _service_answer_next(self, armed, confirm):
        received = self._service_received_since_next(armed)
        missing = armed._service_missing_jobs() if received else received
        # guard: nobody is told that something is missing by one scan
        if missing and confirm != "next":
            return self._service_answer(
                "incomplete",
                self.env._("Missing: %(count)s", count=len(missing)),
                self.env._(
                    "%(names)s. Look once more. Scan NEXT again and the client and the "
                    "care desk are told; the devices stay announced.",
                    names=", ".join(missing.mapped("display_name")),
                ),
                request=armed,
                confirm="next",
            )
        missing = armed._service_finish_parcel(received) if received else received
        if missing:
            return self._service_answer(
                "partial",
                self.env._("Parcel finished"),
                self.env._(
                    "%(count)s device(s) of %(request)s are still expected. The client "
                    "and the care desk are told.",
                    count=len(missing),
                    request=armed.name,
                ),
                request=armed,
            )
        return self._service_answer(
            "finished",
            self.env._("Parcel finished"),
            self.env._("Scan the document of the next parcel."),
            request=armed,
        )

    def _service_received_since_next(self, armed):
        """Return the jobs that stations received of `armed` since it was finished."""
        return self._service_received_at(armed).filtered(
            lambda job: job.request_id == armed and job.state != "announced"
        )

    def _service_received_at(self, armed):
        """Return what stations received, of any request, since `armed` was finished."""
        scans = self.search([("request_id", "=", armed.id), ("id", "!=", self.id)])
        fresh = self.browse()
        for scan in scans:  # the newest first
            if scan.result in ("partial", "finished"):
                break
            fresh |= scan
        return fresh.received_job_ids

    def _service_answer_undo(self, armed):
        """Take back what this person received last at this station."""
        last = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("station", "=", self.station),
                ("mode", "=", "receive"),
                ("result", "in", ("received", "extra", "returned", "undone")),
            ],
            limit=1,
        )
        # guard: one receipt back, not one more with each scan
        if not last.received_job_ids or last.undone_by_id:
            return self._service_answer(
                "refused",
                self.env._("Nothing to take back"),
                self.env._("You have received nothing here since the last UNDO."),
                request=armed,
            )
        jobs = last.received_job_ids
        try:
            with self.env.cr.savepoint():
                jobs._service_undo_receipt(source="scan")
        except UserError as error:
            jobs.invalidate_recordset()
            return self._service_answer(
                "refused", self.env._("Not taken back"), str(error), request=armed
            )
        jobs.invalidate_recordset()
        last_sudo = last.sudo()  # the log is read-only for everybody
        last_sudo.undone_by_id = self
        return self._service_answer(
            "undone",
            self.env._("Taken back"),
            self.env._(
                "%(jobs)s: expected again.",
                jobs=", ".join(jobs.mapped("display_name")),
            ),
            request=armed or jobs.request_id[:1],
        )
