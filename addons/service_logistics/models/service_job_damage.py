"""What a job and its client see of a damage protocol."""

from odoo import api, models


class ServiceJob(models.Model):
    _inherit = "service.job"

    def action_damage(self):
        """Write a damage protocol about these devices."""
        self._service_check_logistics()
        kinds = {"missing": "missing", "shipped": "out", "closed": "out"}
        kind = kinds.get(self[:1].state, "in")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Damage Protocol"),
            "res_model": "service.damage",
            "view_mode": "form",
            "context": {"default_job_ids": self.ids, "default_kind": kind},
        }

    def _service_damages(self):
        """Return the protocols of these jobs with sudo."""
        damages_sudo = self.env["service.damage"].sudo()  # shown to who may see the job
        return damages_sudo.search([("job_ids", "in", self.ids)], order="id")

    @api.model
    def _service_damage_sentence(self, damage_sudo):
        """Return what the client reads of a protocol: what we found, what we do."""
        _ = self.env._
        found = {
            "in": _("The device came to us damaged in transport."),
            "out": _("The device was damaged on the way back to you."),
            "lost": _("The carrier lost the parcel."),
            "missing": _("We cannot find the device at the moment. We are sorry."),
        }[damage_sudo.kind]
        if damage_sudo.kind == "missing":
            now = _("We are looking for it and will write to you.")
            return f"{found} {now}"
        now = {
            "open": _("We have written it down and are claiming it from the carrier."),
            "claimed": _("We have claimed it from the carrier and wait for an answer."),
            "settled": _("The carrier has accepted our claim."),
            "refused": _("The carrier has refused our claim. Please talk to us."),
        }[damage_sudo.state]
        return f"{found} {now}"

    def _service_portal_sections(self):
        """Override of `service_portal` to tell of damage in a plain sentence."""
        sections = super()._service_portal_sections()
        damages_sudo = self._service_damages()
        if damages_sudo:
            sections.append(
                {
                    "code": "damage",
                    "title": self.env._("Damage or Loss"),
                    "template": "service_logistics.portal_damage",
                    "values": {
                        "damages": [
                            {
                                "name": damage.name,
                                "found": self._service_local(damage.found_at),
                                "sentence": self._service_damage_sentence(damage),
                            }
                            for damage in damages_sudo
                        ]
                    },
                    "sequence": 5,
                }
            )
        return sections

    @api.model
    def _service_fact_labels(self):
        """Override of `service_portal` to name the steps of a protocol."""
        _ = self.env._
        return super()._service_fact_labels() | {
            "damage.in": _("Damage in transport written down"),
            "damage.out": _("Damage in transport written down"),
            "damage.lost": _("Loss of the parcel written down"),
            "damage.missing": _("Loss of the device written down"),
            "damage.claimed": _("Claimed from the carrier"),
            "damage.settled": _("The carrier accepted the claim"),
            "damage.refused": _("The carrier refused the claim"),
        }

    def _service_evidence_parts(self):
        """Override of `service_portal` to add the protocols."""
        parts = super()._service_evidence_parts()
        title = self.env._("Damage protocol")
        for damage in self._service_damages():
            rows = [
                *damage._service_paper_facts(),
                (self.env._("Description"), damage.description),
                (self.env._("Packaging"), damage.packaging),
            ]
            parts.append(
                (
                    f"{title} {damage.name}",
                    [(label, value) for label, value in rows if value],
                    [(damage._service_paper_name(), damage._service_paper())],
                    [],
                )
            )
        return parts
