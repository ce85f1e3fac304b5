"""A box that came damaged: the protocol that the receiving station begins."""

from datetime import timedelta

from odoo import fields, models

# A box is unpacked in less; the next one of the same request has its own protocol.
SAME_BOX = timedelta(hours=12)


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_damage_protocol(self, note, received):
        """Write what is damaged into the protocol of this box; begin one if needed.

        :param str note: what is seen
        :param received: `service.job` records that were received out of this box
        :return: `service.damage`, none for a request without devices
        """
        self.ensure_one()
        damages = self.env["service.damage"]
        devices = self.job_ids.filtered(
            lambda job: job.device_id and job.state != "cancelled"
        )
        jobs = received & devices or self._service_missing_jobs() or devices
        if not jobs:
            return damages
        damage = self._service_box_damage()
        if damage:
            damage.lock_for_update()
            damage.write(
                {
                    "description": f"{damage.description}\n{note}",
                    "job_ids": [fields.Command.link(job.id) for job in received],
                }
            )
            return damage
        parcels = jobs.inbound_shipment_id
        return damages.create(
            {
                "kind": "in",
                "job_ids": jobs.ids,
                "description": note,
                "shipment_id": parcels.id if len(parcels) == 1 else False,
            }
        )

    def _service_box_damage(self):
        """Return the protocol that was begun of the box on the table, or none."""
        scans = self.env["service.scan"]
        finished = scans.search(
            [
                ("request_id", "=", self.id),
                ("result", "in", ("partial", "finished")),
            ],
            limit=1,
        )
        since = fields.Datetime.now() - SAME_BOX
        return self.env["service.damage"].search(
            [
                ("kind", "=", "in"),
                ("state", "=", "open"),
                ("job_ids", "in", self.job_ids.ids),
                ("found_at", ">", max(since, finished.create_date or since)),
            ],
            limit=1,
        )

    def _service_finish_parcel(self, received):
        """Override: what did not come in a damaged box is not damaged."""
        damage = self._service_box_damage()
        absent = damage.job_ids.filtered(lambda job: job.state == "announced")
        # Photos of the box are kept with the first device: it stays named.
        absent -= damage.photo_ids.job_id
        if absent and damage.job_ids - absent:
            damage.job_ids -= absent
        return super()._service_finish_parcel(received)
