from odoo import api, models


class ServiceManifest(models.Model):
    """What the station "Courier at the Door" shows."""

    _inherit = "service.manifest"

    @api.model
    def pickup_data(self):
        """Return what waits for a courier and which manifests are open.

        :return: dict: `waiting`, for each carrier a dict of `key`, `carrier`, `ids`,
            `count`; `manifests`, dicts of `id`, `name`, `barcode`, `carrier`, `count`,
            `left`, `pickup_state`, `pickup_label`, `pickup_ref`, `pickup_error`,
            `can_call`
        """
        self.env["service.job"]._service_check_logistics()
        parcels = self.env["service.shipment"].search(
            [("waits_for_courier", "=", True)], order="id"
        )
        groups = parcels.grouped(lambda parcel: (parcel.carrier_id, parcel.company_id))
        companies = len(self.env.companies) > 1
        return {
            "waiting": [
                {
                    "key": f"{carrier.id}-{company.id}",
                    "carrier": self._service_show_carrier(
                        carrier, company if companies else None
                    ),
                    "ids": found.ids,
                    "count": len(found),
                }
                for (carrier, company), found in groups.items()
            ],
            "manifests": [
                manifest._service_show_manifest()
                for manifest in self.search([("state", "=", "open")], order="id")
            ],
        }

    @api.model
    def _service_show_carrier(self, carrier, company=None):
        name = carrier.name or self.env._("No carrier chosen")
        return f"{name} ({company.name})" if company else name

    def _service_show_manifest(self):
        """Return what a station shows of one manifest, as JSON."""
        self.ensure_one()
        labels = dict(self._fields["pickup_state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "barcode": self.barcode,
            "carrier": self._service_show_carrier(self.carrier_id),
            "count": self.parcel_count,
            "left": self.left_count,
            "pickup_state": self.pickup_state or "",
            "pickup_label": labels.get(self.pickup_state, ""),
            "pickup_ref": self.pickup_ref or "",
            "pickup_error": self.pickup_error or "",
            "can_call": self.can_call,
        }
