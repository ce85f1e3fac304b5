from odoo import api, models


class ServiceScan(models.Model):
    _inherit = "service.scan"

    @api.model
    def _service_answer_receive(self, raw, *args, **kwargs):
        """Override: at this station alone numbers of parcels count."""
        receiving = self.with_context(service_receiving=True)
        return super(ServiceScan, receiving)._service_answer_receive(
            raw, *args, **kwargs
        )

    @api.model
    def _service_look_up(self, raw):
        """Override: the number of a parcel from a client opens its request."""
        request, job = super()._service_look_up(raw)
        # guard: what a client typed is no code of a shelf and no label of ours
        if request or not self.env.context.get("service_receiving"):
            return request, job
        number = "".join(raw.split()).upper()
        parcels = self.env["service.shipment"].search(
            [
                ("direction", "=", "in"),
                ("tracking_number", "=", number),
                ("state", "!=", "cancelled"),
            ],
            limit=2,
        )
        # guard: a number that two clients entered opens nobody's request
        if len(parcels.partner_id) != 1:
            return request, job
        # A box may hold devices of several requests: the one that still waits.
        jobs = parcels.job_ids.sorted("id")
        waiting = jobs.filtered(lambda job: job.state == "announced")
        return (waiting or jobs).request_id[:1], job
