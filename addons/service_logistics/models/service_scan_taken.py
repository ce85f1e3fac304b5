from odoo import api, models
from odoo.exceptions import UserError


class ServiceScan(models.Model):
    """The courier at the door: one scan of the manifest, or of each parcel.

    Loaded after the answers of the sending station, which it goes before.
    """

    _inherit = "service.scan"

    @api.model
    def _service_find_manifest(self, raw):
        """Return the manifest of a code or a typed number, or none."""
        code = raw.upper()
        return self.env["service.manifest"].search(
            ["|", ("barcode", "=", code), ("name", "=", code)], limit=1
        )

    @api.model
    def _service_find_parcel(self, raw):
        """Return the parcel to a client of a carrier's or our number, or none."""
        number = self.env["service.shipment"]._service_clean_number(raw)
        found = self.env["service.shipment"].search(
            [
                ("direction", "=", "out"),
                ("method", "=", "carrier"),
                ("state", "!=", "cancelled"),
                "|",
                ("tracking_number", "=", number),
                ("name", "=", raw.upper()),
            ],
        )
        # Two companies of ours may have used one number: the one that waits is meant.
        return (found.filtered(lambda parcel: parcel.state == "label") or found)[:1]

    @api.model
    def _service_answer_send(self, raw, basket, *args, **kwargs):
        """Override: a manifest is handed over at the sending station, too."""
        manifest = self._service_find_manifest(raw)
        if manifest:
            return self._service_answer_manifest(manifest, basket=basket)
        return super()._service_answer_send(raw, basket, *args, **kwargs)

    @api.model
    def _service_answer_pickup(self, raw):
        """Answer one scan while the courier stands at the door."""
        manifest = self._service_find_manifest(raw)
        if manifest:
            return self._service_answer_manifest(manifest)
        parcel = self._service_find_parcel(raw)
        if parcel:
            return self._service_answer_parcel(parcel)
        return self._service_answer(
            "unknown",
            self.env._("Unknown barcode"),
            self.env._(
                "“%(raw)s” is no manifest and no parcel of ours. Scan the code on top "
                "of the manifest, or the number on the label.",
                raw=raw,
            ),
        )

    @api.model
    def _service_answer_manifest(self, manifest, **shown):
        try:
            with self.env.cr.savepoint():
                taken = manifest._service_hand_over(source="scan", actor=self.env.user)
        except UserError as error:
            return self._service_answer(
                "refused", self.env._("Not handed over"), str(error), **shown
            )
        if not taken:
            return self._service_answer_taken_before(manifest, **shown)
        answer = self._service_answer(
            "handed",
            self.env._("The courier has them"),
            self.env._(
                "Manifest %(manifest)s: %(count)s parcel(s) taken.",
                manifest=manifest.name,
                count=len(taken),
            ),
            **shown,
        )
        cancelled = manifest.shipment_ids.filtered(lambda p: p.state == "cancelled")
        if cancelled:
            answer["level"] = "warning"
            answer["message"] += " " + self.env._(
                "Do not hand over, it is cancelled: %(parcels)s.",
                parcels=", ".join(cancelled.mapped("display_name")),
            )
        return answer

    @api.model
    def _service_answer_taken_before(self, manifest, **shown):
        when = self.env["service.job"]._service_local(manifest.handed_over_at)
        return self._service_answer(
            "repeated",
            self.env._("Handed over already"),
            self.env._(
                "Manifest %(manifest)s was handed over on %(when)s. Nothing changes.",
                manifest=manifest.name,
                when=f"{when:%d.%m.%Y %H:%M}",
            ),
            **shown,
        )

    @api.model
    def _service_answer_parcel(self, parcel):
        if parcel.state != "label":
            labels = dict(parcel._fields["state"]._description_selection(self.env))
            return self._service_answer(
                "repeated",
                self.env._("Known already"),
                self.env._(
                    "%(parcel)s is “%(state)s”. Nothing changes.",
                    parcel=parcel.display_name,
                    state=labels[parcel.state],
                ),
            )
        try:
            with self.env.cr.savepoint():
                parcel._service_check_collect()
                parcel._service_set_state(
                    "collected", source="scan", actor=self.env.user
                )
        except UserError as error:
            return self._service_answer(
                "refused", self.env._("Not handed over"), str(error)
            )
        manifest = parcel.manifest_id
        left = manifest.left_count if manifest.state == "open" else 0
        return self._service_answer(
            "handed",
            self.env._("The courier has it"),
            self.env._(
                "%(parcel)s. Left of manifest %(manifest)s: %(count)s.",
                parcel=parcel.display_name,
                manifest=manifest.name,
                count=left,
            )
            if manifest
            else parcel.display_name,
        )
