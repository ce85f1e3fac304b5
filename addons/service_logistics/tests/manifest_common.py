"""Helpers for the tests of manifests; no test in here."""

from .courier_common import CourierCommon


class ManifestCommon(CourierCommon):
    def sent(self, *numbers, carrier=None, **kwargs):
        """Return the parcels of these numbers, each with one device, sent by hand."""
        shipments = self.env["service.shipment"]
        for number in numbers:
            job = self.make_ready(**kwargs)
            answer = self.send(
                job, number=number, carrier_id=(carrier or self.carrier).id
            )
            self.assertEqual(answer["result"], "sent", answer)
            shipments |= job.shipment_id
        return shipments

    def ordered(self, count=1):
        """Return parcels that were ordered from the simulator and confirmed."""
        shipments = self.env["service.shipment"]
        for _parcel in range(count):
            shipments |= self.order()
        self.run_outbox()
        self.assertEqual(set(shipments.mapped("order_state")), {"confirmed"})
        return shipments

    def manifest(self, shipments):
        """Return the manifest that logistics makes of these parcels."""
        shipments.with_user(self.logistics_user).action_make_manifest()
        return shipments.manifest_id

    def pickup(self, raw, **kwargs):
        return self.scan(raw, mode="pickup", **kwargs)
