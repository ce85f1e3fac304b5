"""The receiving station: a device that was sent stands here again."""

from odoo import api, models
from odoo.exceptions import UserError


class ServiceScan(models.Model):
    """Loaded after the station of couriers, whose search for parcels it uses."""

    _inherit = "service.scan"

    @api.model
    def _service_answer_repeated(self, job, confirm=""):
        """Override: what was sent and did not arrive may be here again."""
        parcel = job.shipment_id
        if parcel and job in parcel._service_left_jobs():
            return self._service_answer_back(parcel, job, confirm)
        return super()._service_answer_repeated(job, confirm)

    @api.model
    def _service_answer_unknown(self, raw, armed, confirm=""):
        """Override: the carrier's label on a box that came back."""
        if self.mode == "receive":
            parcel = self._service_find_parcel(raw)
            jobs = parcel and parcel._service_left_jobs()
            if jobs:
                return self._service_answer_back(parcel, jobs[:1], confirm)
        return super()._service_answer_unknown(raw, armed, confirm)

    @api.model
    def _service_answer_back(self, parcel, job, confirm):
        """Receive a parcel that came back; ask first unless the carrier said so."""
        # guard: what was just packed is not received by one scan
        if parcel.state != "returned" and confirm != "back":
            labels = dict(parcel._fields["state"]._description_selection(self.env))
            return self._service_answer(
                "back",
                self.env._("Did it come back?"),
                self.env._(
                    "%(job)s was sent in %(parcel)s (%(state)s). If the box is here "
                    "again, press the button or scan once more.",
                    job=job.display_name,
                    parcel=parcel.display_name,
                    state=labels[parcel.state],
                ),
                request=job.request_id,
                confirm="back",
            )
        try:
            with self.env.cr.savepoint():
                jobs = parcel._service_take_back(source="scan")
        except UserError as error:
            job.invalidate_recordset()
            return self._service_answer(
                "refused",
                self.env._("Cannot be received"),
                str(error),
                request=job.request_id,
            )
        return self._service_answer(
            "returned",
            self.env._("Here again"),
            self.env._(
                "%(parcel)s came back: %(jobs)s. The care desk asks the client how to "
                "send again.",
                parcel=parcel.name,
                jobs=", ".join(jobs.mapped("display_name")),
            ),
            request=job.request_id,
            job=job,
        )
