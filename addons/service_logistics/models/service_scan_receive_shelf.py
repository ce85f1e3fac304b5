"""Receipt straight onto a shelf: one more scan, before the devices or after them."""

from odoo import api, models
from odoo.exceptions import UserError

from ..const import COMMANDS


class ServiceScan(models.Model):
    _inherit = "service.scan"

    def _service_answer_receive(self, raw, armed, confirm=None, shelf=None):
        """Override: a shelf takes what was received without one, or what comes next.

        As at the station “Shelves”: a shelf stays open until the next one is scanned,
        unless the devices came first; then it takes them and is closed.

        :param shelf: `stock.location` that is open at the station, or none
        """
        found = self._service_scanned_shelf(raw)
        if found:
            answer = self._service_answer_receiving_shelf(found, armed)
        else:
            answer = super()._service_answer_receive(raw, armed, confirm)
            self._service_answer_shelf_open(answer, shelf)
        return answer

    def _service_answer_shelf_open(self, answer, shelf):
        """Put what this scan received on the shelf that is open, or on none."""
        answer["shelf"] = self._service_show_open(shelf)
        if shelf:
            self._service_put_received(answer, shelf)

    @api.model
    def _service_scanned_shelf(self, raw):
        shelves = self.env["stock.location"]
        request, _job = self._service_look_up(raw)
        # What is a request, a device or a command is no shelf of that name.
        if request or raw.upper() in COMMANDS:
            return shelves
        return shelves._service_find_shelf(raw)

    def _service_answer_receiving_shelf(self, shelf, armed):
        # Of this parcel is also what was received out of it under its own request.
        received = self._service_received_at(armed) if armed else None
        waiting = (received or self.env["service.job"]).filtered(
            lambda job: job.in_house and job.device_id and not job.shelf
        )
        name = shelf._service_place_name()
        if not waiting:
            answer = self._service_answer(
                "shelf",
                name,
                self.env._(
                    "What you receive now is put on shelf %(shelf)s.", shelf=name
                ),
                request=armed,
            )
            return answer | {"shelf": self._service_show_open(shelf)}
        try:
            with self.env.cr.savepoint():
                waiting._service_put_on(shelf)
        except UserError as error:
            waiting.invalidate_recordset()
            answer = self._service_answer(
                "refused", self.env._("Not moved"), str(error), request=armed
            )
        else:
            answer = self._service_answer(
                "shelved",
                self.env._("On shelf %(shelf)s", shelf=name),
                ", ".join(waiting.mapped("display_name")),
                request=armed,
                job=waiting[-1:],
            )
        return answer | {"shelf": False}

    def _service_put_received(self, answer, shelf):
        """Put what this scan received on the open shelf, and say so in its answer.

        A device that was received before and is scanned again goes there, too.
        """
        jobs = self.received_job_ids or self.env["service.job"].browse(
            answer["job_id"] or []
        )
        jobs = jobs.filtered(lambda job: job.in_house and job.device_id)
        if not jobs:
            return
        try:
            with self.env.cr.savepoint():
                jobs._service_put_on(shelf)
        except UserError as error:
            jobs.invalidate_recordset()
            # Received it is; where it lies has to be scanned once more.
            answer["level"] = "warning"
            answer["message"] = f"{answer['message']} {error}"
            return
        words = self.env._("On shelf %(shelf)s.", shelf=shelf._service_place_name())
        answer["message"] = f"{answer['message']} {words}"

    @api.model
    def _service_show_open(self, shelf):
        """Return what the receiving station shows of its open shelf, as JSON."""
        return bool(shelf) and {"id": shelf.id, "name": shelf._service_place_name()}
