from odoo import models
from odoo.tools import SQL


class ServiceRequest(models.Model):
    """What goes with a matter that is anonymised: transfers, scans, carriers' words."""

    _inherit = "service.request"

    def _service_privacy_records(self):
        """Override of `service_portal` to add the transfers' conversations."""
        moves = self.env["stock.move"].search(
            [("service_job_id", "in", self.job_ids.ids)]
        )
        parcels = self.env["service.parcel"].search([("request_id", "in", self.ids)])
        damages = self.env["service.damage"].search(
            [("job_ids", "in", self.job_ids.ids)]
        )
        return [
            *super()._service_privacy_records(),
            moves.picking_id,
            parcels,
            damages,
        ]

    def _service_privacy_wipe(self):
        """Override of `service_portal`: parcels and scans stay, words go."""
        super()._service_privacy_wipe()
        parcels = self.env["service.parcel"].search([("request_id", "=", self.id)])
        parcels._service_forget()
        self.job_ids.release_reason = False
        self.return_point = False
        self.env.flush_all()
        jobs = self.job_ids.ids
        # A parcel of several jobs is a scan of its number, not of a job.
        parcels = self.env["service.shipment"].search([("job_ids", "in", jobs)])
        numbers = [number for number in parcels.mapped("tracking_number") if number]
        # What a station was answered names the client; the log itself is write-once.
        self.env.cr.execute(
            SQL(
                "UPDATE service_scan SET answer = NULL, message = NULL"
                " WHERE request_id = %s OR job_id = ANY(%s)"
                " OR raw = ANY(%s) OR shipment_id = ANY(%s)",
                self.id,
                jobs,
                numbers,
                parcels.ids,
            )
        )
        # A shelf that was opened names all whose devices lie on it.
        named = [
            f'%"reference": "{name}"%' for name in self.job_ids.mapped("reference")
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE service_scan SET answer = NULL WHERE answer::text LIKE ANY(%s)",
                named,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE service_shipment_event SET note = NULL WHERE shipment_id IN (
                    SELECT service_shipment_id FROM service_job_service_shipment_rel
                     WHERE service_job_id = ANY(%s))
                """,
                jobs,
            )
        )
        # A protocol keeps its kind, dates and amounts; its words go.
        self.env.cr.execute(
            SQL(
                """
                UPDATE service_damage SET description = '-', packaging = NULL
                 WHERE id IN (
                    SELECT service_damage_id FROM service_damage_service_job_rel
                     WHERE service_job_id = ANY(%s))
                """,
                jobs,
            )
        )
        self.env.invalidate_all()
        # What a client typed as the name of a carrier may be anything.
        parcels.filtered(
            lambda parcel: parcel.by_client and not parcel.carrier_id
        ).carrier_name = False
        parcels._service_forget_receipt()
        # A label names the client; so may what a carrier said to an order.
        parcels.write(
            {
                "label_file": False,
                "order_error": False,
                "collect_error": False,
                "address_street": False,
                "address_building": False,
                "dropoff_point": False,
                "posting_code": False,
                "client_error": False,
                "target_point": False,
                "receiver_phone": False,
                "receiver_email": False,
            }
        )
        self.env["service.outbox"].search(
            [("res_model", "=", "service.shipment"), ("res_id", "in", parcels.ids)]
        ).write({"error": False})
