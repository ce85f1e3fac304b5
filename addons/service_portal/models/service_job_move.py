"""A job changes its request (split, merge) and keeps photos, events and barcode."""

from odoo import fields, models
from odoo.exceptions import UserError

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_MOVER = object()
# Set by hand for one device, so they must not follow the new request.
_KEPT = ("partner_shipping_id", "partner_invoice_id")


class ServiceJob(models.Model):
    _inherit = "service.job"

    former_reference = fields.Char(
        readonly=True,
        copy=False,
        help="The numbers this job had before its request was split or merged; the "
        "client may still quote them.",
    )

    def write(self, vals):
        if "request_id" in vals and self.env.context.get("service_mover") is not _MOVER:
            moved = self.filtered(lambda job: job.request_id.id != vals["request_id"])
            if moved:
                raise UserError(
                    self.env._(
                        "A job changes its request by splitting or merging only; its "
                        "history and photos go along then."
                    )
                )
        return super().write(vals)

    def _service_search_terms(self):
        return [*super()._service_search_terms(), self.former_reference]

    def _service_move_to(self, request):
        """Move the jobs to another request of the same client.

        Barcodes stay, so that a printed label still leads here; the former number is
        kept for searching.

        :raise UserError: the device is already here, or in that request
        """
        self._service_check_can_move(request)
        sources = self.request_id
        last = max(request.job_ids.mapped("number"), default=0)
        for number, job in enumerate(self.sorted("id"), start=last + 1):
            former = " ".join(filter(None, [job.former_reference, job.reference]))
            kept = {name: job[name].id for name in _KEPT}
            moving = job.with_context(service_mover=_MOVER)
            moving.write(
                {
                    "request_id": request.id,
                    "number": number,
                    "former_reference": former,
                }
            )
            moving.write(kept)
        (sources | request)._service_count_open_jobs()
        self._service_refresh_next_step()

    def _service_check_can_move(self, request):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self:
            if job.state != "announced":
                raise UserError(
                    self.env._(
                        "%(job)s is on its way already (%(state)s) and stays in its "
                        "request.",
                        job=job.reference,
                        state=labels[job.state],
                    )
                )
            if job.device_id and job.device_id in request.job_ids.device_id:
                raise UserError(
                    self.env._(
                        "%(device)s is in %(request)s already.",
                        device=job.device_id.display_name,
                        request=request.name,
                    )
                )
