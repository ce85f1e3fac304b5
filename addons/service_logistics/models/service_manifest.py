from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import MANIFEST_STATES

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()
# What a person enters on an open manifest; all else is written by its steps.
ENTERED = {"courier_name", "day"}


class ServiceManifest(models.Model):
    """The list of parcels that one courier takes along.

    A parcel names its manifest itself, so it is never on two. Handing over is one scan
    of the manifest's code; the courier is called in service_manifest_pickup.py, the
    paper is drawn in service_manifest_paper.py.
    """

    _name = "service.manifest"
    _description = "Courier Manifest"
    _inherit = "service.lock.mixin"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    barcode = fields.Char(required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", readonly=True, check_company=True, ondelete="restrict"
    )
    day = fields.Date(required=True, default=fields.Date.context_today)
    shipment_ids = fields.One2many(
        "service.shipment", "manifest_id", string="Parcels", readonly=True
    )
    parcel_count = fields.Integer(string="Parcels on It", compute="_compute_counts")
    device_count = fields.Integer(string="Devices", compute="_compute_counts")
    # Stored: whose parcels are collected at the same moment meet in this row.
    left_count = fields.Integer(
        string="Not Taken Yet", compute="_compute_left_count", store=True
    )
    state = fields.Selection(
        MANIFEST_STATES, required=True, readonly=True, copy=False, default="open"
    )
    handed_over_at = fields.Datetime(string="Handed Over", readonly=True, copy=False)
    handed_over_by_id = fields.Many2one(
        "res.users", string="Handed Over By", readonly=True, copy=False
    )
    courier_name = fields.Char(
        string="Courier's Name", copy=False, help="Who took the parcels, if he says so."
    )

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _barcode_uniq = models.UniqueIndex("(barcode)")

    # --- Computes -----------------------------------------------------------------

    @api.depends("shipment_ids.state", "shipment_ids.job_ids")
    def _compute_counts(self):
        for manifest in self:
            parcels = manifest._service_parcels()
            manifest.parcel_count = len(parcels)
            manifest.device_count = sum(len(parcel.job_ids) for parcel in parcels)

    @api.depends("shipment_ids.state")
    def _compute_left_count(self):
        for manifest in self:
            manifest.left_count = len(manifest._service_left())

    def _service_parcels(self):
        """Return the parcels on it that are not cancelled, in the order of numbers."""
        return self.shipment_ids.filtered(
            lambda parcel: parcel.state != "cancelled"
        ).sorted("id")

    def _service_left(self):
        """Return the parcels that nobody has taken yet."""
        return self.shipment_ids.filtered(lambda parcel: parcel.state == "label")

    # --- CRUD ---------------------------------------------------------------------

    def write(self, vals):
        if self.env.context.get("service_manifest_writer") is not _WRITER:
            self._service_check_write(vals)
        return super().write(vals)

    def _service_check_write(self, vals):
        entered = ENTERED
        # What a person found out about a courier who was perhaps called.
        if all(manifest.pickup_state == "unsure" for manifest in self):
            entered = ENTERED | {"pickup_ref"}
        # guard: only its steps write a manifest
        if vals.keys() - entered:
            raise UserError(
                self.env._("Use the buttons of the manifest to say what happened.")
            )
        # guard: what the courier signed stays as it is
        if any(manifest.state != "open" for manifest in self):
            raise UserError(self.env._("This manifest is closed and stays as it is."))

    def _service_write(self, vals):
        self.with_context(service_manifest_writer=_WRITER).write(vals)

    # --- Making -------------------------------------------------------------------

    @api.model
    def _service_make(self, shipments):
        """Put parcels on new manifests, one for each carrier and company.

        :param shipments: `service.shipment` records that wait for a courier
        :return: the manifests
        :raise UserError: one of them does not wait; nothing is written
        """
        if not shipments:
            raise UserError(
                self.env._("No parcel waits for a courier. Send the devices first.")
            )
        parcels_sudo = shipments.sudo()  # the column is written by these steps alone
        parcels_sudo._service_lock()
        parcels_sudo._service_check_waiting()
        numbers_sudo = self.env["ir.sequence"].sudo()  # staff may not read sequences
        manifests = self.browse()
        groups = parcels_sudo.grouped(lambda p: (p.company_id, p.carrier_id))
        for (company, carrier), parcels in groups.items():
            manifest_sudo = self.sudo().create(  # made by this step alone
                {
                    "name": numbers_sudo.next_by_code("service.manifest"),
                    "barcode": numbers_sudo.next_by_code("service.manifest.barcode"),
                    "company_id": company.id,
                    "carrier_id": carrier.id,
                }
            )
            parcels._service_put_on_manifest(manifest_sudo)
            manifests |= manifest_sudo.with_env(self.env)
        return manifests

    def _service_add(self, shipments):
        """Put more parcels of the same carrier on this open manifest."""
        self.ensure_one()
        manifest_sudo = self.sudo()  # as above
        manifest_sudo._service_lock()
        manifest_sudo._service_check_open()
        parcels_sudo = shipments.sudo()  # as above
        parcels_sudo._service_lock()
        parcels_sudo._service_check_waiting()
        parcels_sudo._service_put_on_manifest(manifest_sudo)

    def _service_check_open(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for manifest in self:
            # guard: a closed manifest stays as it is
            if manifest.state != "open":
                raise UserError(
                    self.env._(
                        "Manifest %(manifest)s is “%(state)s”. Refresh the page.",
                        manifest=manifest.name,
                        state=labels[manifest.state],
                    )
                )

    # --- Handing over -------------------------------------------------------------

    def _service_hand_over(self, *, source, actor=None):
        """Write down that the courier took everything on this manifest.

        Parcels of which the carrier said more already, or which were cancelled, stay as
        they are.

        :return: the parcels that are collected by this; none when it was done before
        :raise UserError: the manifest is cancelled, or nothing is on it
        """
        self.ensure_one()
        manifest_sudo = self.sudo()  # written by this step alone
        manifest_sudo._service_lock()
        # guard: handed over once
        if manifest_sudo.state == "handed_over":
            return self.env["service.shipment"]
        manifest_sudo._service_check_open()
        parcels = manifest_sudo._service_parcels()
        if not parcels:
            raise UserError(
                self.env._(
                    "There is no parcel on manifest %(manifest)s. Cancel it.",
                    manifest=self.name,
                )
            )
        left = manifest_sudo._service_left()
        manifest_sudo._service_close(actor)
        # guard: what the carrier said itself counts more than our scan
        left._service_set_state("collected", source=source, actor=actor)
        return left.with_env(self.env)

    def _service_close(self, actor=None):
        self._service_write(
            {
                "state": "handed_over",
                "handed_over_at": fields.Datetime.now(),
                "handed_over_by_id": actor.id if actor else False,
            }
        )

    def _service_settle(self, actor=None):
        """Close manifests of which nothing is left, whoever said so."""
        for manifest_sudo in self.sudo():  # news of carriers come without a user
            parcels = manifest_sudo._service_parcels()
            left = manifest_sudo._service_left()
            if manifest_sudo.state == "open" and parcels and not left:
                manifest_sudo._service_close(actor)

    # --- Buttons ------------------------------------------------------------------

    def action_hand_over(self):
        """The courier took the parcels."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for manifest in self:
            manifest._service_hand_over(source="backoffice", actor=self.env.user)

    def action_add_waiting(self):
        """Put on it what waits for the same carrier."""
        self.ensure_one()
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        waiting = self.env["service.shipment"].search(
            [
                ("waits_for_courier", "=", True),
                ("carrier_id", "=", self.carrier_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        if not waiting:
            raise UserError(
                self.env._("No further parcel waits for the courier of this carrier.")
            )
        self._service_add(waiting)

    def action_cancel(self):
        """The courier does not come: the parcels wait again."""
        self.env["service.job"]._service_check_logistics()
        self.check_access("write")
        for manifest_sudo in self.sudo():  # its steps alone write it
            manifest_sudo._service_lock()
            manifest_sudo._service_check_open()
            left = manifest_sudo._service_left()
            # guard: what was taken keeps its paper
            if manifest_sudo._service_parcels() - left:
                raise UserError(
                    self.env._(
                        "The courier took parcels of manifest %(manifest)s already. "
                        "Take the others off, then it closes by itself.",
                        manifest=manifest_sudo.name,
                    )
                )
            manifest_sudo._service_write({"state": "cancelled"})
            left._service_put_on_manifest(self.browse())
