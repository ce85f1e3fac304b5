from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..report import manifest_document

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()
ORDERED = (False, "confirmed")


class ServiceShipment(models.Model):
    """Parcels that wait for a courier, and the manifest that they leave with."""

    _inherit = "service.shipment"

    manifest_id = fields.Many2one(
        "service.manifest",
        string="Manifest",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    manifest_state = fields.Selection(
        related="manifest_id.state", string="State of the Manifest"
    )
    waits_for_courier = fields.Boolean(
        compute="_compute_waits_for_courier",
        search="_search_waits_for_courier",
        help="Packed, with its number, and on no manifest yet.",
    )
    town = fields.Char(related="partner_shipping_id.city", string="Town")

    # --- Waiting ------------------------------------------------------------------

    @api.model
    def _service_domain_to_collect(self):
        """Return the domain of parcels that a courier may take along."""
        return Domain(
            [
                ("direction", "=", "out"),
                ("method", "=", "carrier"),
                ("state", "=", "label"),
                ("tracking_number", "!=", False),
                ("order_state", "in", ORDERED),
                ("given_up_at", "=", False),
                # Ordered, but the devices may not leave: see order_error.
                ("job_ids", "not any", [("state", "=", "ready")]),
            ]
        )

    @api.depends("state", "manifest_id", "tracking_number", "order_state", "job_ids")
    def _compute_waits_for_courier(self):
        waiting = self._service_domain_to_collect() & Domain("manifest_id", "=", False)
        found = self.filtered_domain(waiting)
        for shipment in self:
            shipment.waits_for_courier = shipment in found

    @api.model
    def _search_waits_for_courier(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self._service_domain_to_collect() & Domain("manifest_id", "=", False)
        return waiting if True in value else ~waiting

    def _service_check_collect(self):
        """Raise UserError for a parcel that no courier may take along."""
        ready = self.filtered_domain(self._service_domain_to_collect())
        # guard: only what is packed and has its number leaves the house
        for parcel in self - ready:
            raise UserError(
                self.env._(
                    "%(parcel)s does not wait for a courier: it is not sent yet, has "
                    "no number, or is “%(state)s”. Open it to see why.",
                    parcel=parcel.display_name,
                    state=dict(
                        parcel._fields["state"]._description_selection(self.env)
                    )[parcel.state],
                )
            )

    def _service_check_waiting(self):
        """Raise UserError unless these parcels may be put on a manifest."""
        # guard: a parcel is on one manifest
        for parcel in self.filtered("manifest_id"):
            raise UserError(
                self.env._(
                    "%(parcel)s is on manifest %(manifest)s already. Take it off there "
                    "first.",
                    parcel=parcel.display_name,
                    manifest=parcel.manifest_id.name,
                )
            )
        self._service_check_collect()

    # --- One writer ---------------------------------------------------------------

    @api.model
    def _service_kept_fields(self):
        """Return the names of fields that only steps of ours write."""
        return {"manifest_id"}

    def write(self, vals):
        # guard: no list, no import and no RPC writes what steps have to check
        if (
            self._service_kept_fields() & vals.keys()
            and self.env.context.get("service_shipment_writer") is not _WRITER
        ):
            raise UserError(
                self.env._("Use the buttons of the shipment to say what happened.")
            )
        return super().write(vals)

    def _service_write_kept(self, vals):
        """Write fields of `_service_kept_fields`; who calls has checked."""
        self.with_context(service_shipment_writer=_WRITER).write(vals)

    def _service_put_on_manifest(self, manifest):
        """Put the parcels on `manifest`, or off any when it is empty (with sudo)."""
        self._service_write_kept({"manifest_id": manifest.id})

    def _service_manifest_row(self):
        """Return `manifest_document.Row` of one parcel."""
        self.ensure_one()
        return manifest_document.Row(
            number=self.name,
            tracking_number=self.tracking_number or "",
            town=self.town or "",
            devices=len(self.job_ids),
            cod=self._service_cod_text(),
        )

    # --- Buttons ------------------------------------------------------------------

    def action_make_manifest(self):
        """Put these parcels on a manifest; without a choice, all that wait.

        :return: the window of the manifest, or of the list when there are several
        """
        self.env["service.job"]._service_check_logistics()
        parcels = self or self.search([("waits_for_courier", "=", True)])
        parcels.check_access("write")
        manifests = self.env["service.manifest"]._service_make(parcels)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Manifests"),
            "res_model": "service.manifest",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", manifests.ids)],
        }
        if len(manifests) == 1:
            action |= {"res_id": manifests.id, "views": [(False, "form")]}
        return action

    def action_take_off_manifest(self):
        """Take parcels off a manifest that the courier has not taken yet."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        manifests_sudo = self.sudo().manifest_id  # written by its steps alone
        manifests_sudo._service_lock()
        manifests_sudo._service_check_open()
        parcels_sudo = self.sudo()  # as above
        parcels_sudo._service_lock()
        here = parcels_sudo.filtered(lambda p: p.state in ("label", "cancelled"))
        # guard: what was taken stays on the paper that was signed
        for parcel in parcels_sudo - here:
            raise UserError(
                self.env._(
                    "%(parcel)s was taken by the courier and stays on its manifest.",
                    parcel=parcel.display_name,
                )
            )
        parcels_sudo._service_put_on_manifest(self.env["service.manifest"])
        manifests_sudo._service_settle(self.env.user)
