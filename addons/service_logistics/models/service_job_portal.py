from odoo import models


class ServiceJob(models.Model):
    """What the client sees of logistics."""

    _inherit = "service.job"

    def _service_portal_sections(self):
        """Override of `service_portal` to show the parcel and its number."""
        sections = super()._service_portal_sections()
        shipment_sudo = self.sudo().shipment_id  # shown to who may see the job
        if shipment_sudo:
            sections.append(
                {
                    "code": "shipment",
                    "title": self.env._("Shipment"),
                    "template": "service_logistics.portal_shipment",
                    "values": {
                        "counter": shipment_sudo.method == "counter",
                        "taken_by": shipment_sudo.taken_by,
                        "carrier": shipment_sudo.carrier_name,
                        "number": shipment_sudo.tracking_number,
                        "url": shipment_sudo.tracking_url,
                        "state": shipment_sudo._service_client_state(self),
                        "since": shipment_sudo.state_since,
                    },
                    "sequence": 60,
                }
            )
        return sections

    def _service_portal_actions(self, user):
        """Override of `service_portal` to offer document, tracking and receipt."""
        actions = super()._service_portal_actions(user)
        request = self.request_id
        if (
            self.state == "announced"
            and request._service_expects_devices()
            and request._service_has_document()
        ):
            actions.append(request._service_document_action())
        shipment_sudo = self.sudo().shipment_id  # as above
        if shipment_sudo.signature:
            actions.append(self._service_receipt_action())
        if shipment_sudo.tracking_url and not shipment_sudo.is_final:
            actions.append(
                {
                    "code": "track",
                    "label": self.env._("Track the parcel"),
                    "url": shipment_sudo.tracking_url,
                    "method": "get",
                    "kind": "secondary",
                    "confirm": False,
                    "sequence": 30,
                }
            )
        return actions

    def _service_receipt_action(self):
        return {
            "code": "receipt",
            "label": self.env._("Receipt of the hand-over"),
            "url": f"/my/service/job/{self.id}/receipt",
            "method": "get",
            "kind": "secondary",
            "confirm": False,
            "sequence": 35,
        }

    def _service_timeline_entries(self):
        """Override of `service_portal` to add what the carrier said."""
        entries = super()._service_timeline_entries()
        all_sudo = self.env["service.shipment"].sudo()  # clients read no shipments
        shipments_sudo = all_sudo.search([("job_ids", "in", self.ids)])
        labels = dict(shipments_sudo._fields["state"]._description_selection(self.env))
        return entries + [
            {
                "at": event.at,
                "label": event.shipment_id._service_event_label(labels[event.state]),
                "icon": "fa-truck",
                "detail": event.shipment_id.tracking_number or "",
            }
            for event in shipments_sudo.event_ids.filtered("state")
        ]

    def _service_evidence_parts(self):
        """Override of `service_portal` to add the parcels and their way."""
        parts = super()._service_evidence_parts()
        all_sudo = self.env["service.shipment"].sudo()  # as above
        shipments_sudo = all_sudo.search([("job_ids", "in", self.ids)], order="id")
        if not shipments_sudo:
            return parts
        labels = dict(shipments_sudo._fields["state"]._description_selection(self.env))
        rows = []
        for shipment in shipments_sudo:
            number = " ".join(
                filter(None, [shipment.carrier_name, shipment.tracking_number])
            )
            rows.append((shipment.name, number or labels[shipment.state]))
            if shipment.taken_by:
                rows.append((self.env._("Taken by"), shipment.taken_by))
            rows += [
                (f"{self._service_local(event.at):%d.%m.%Y %H:%M}", labels[event.state])
                for event in shipment.event_ids.filtered("state").sorted("at")
            ]
        hashes = [
            (self.env._("Signature of %(name)s", name=shipment.taken_by), digest)
            for shipment in shipments_sudo.filtered("taken_by")
            if (digest := shipment.signature_sha256)
        ]
        return [*parts, (self.env._("Shipments"), rows, [], hashes)]

    def _service_search_terms(self):
        """Override of `service_portal` to find a job by its parcel."""
        shipment_sudo = self.sudo().shipment_id  # stored words of the own row
        return super()._service_search_terms() + [shipment_sudo.tracking_number]
