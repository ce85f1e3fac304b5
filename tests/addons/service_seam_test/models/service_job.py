"""Every hook of `service.job`, overridden once with something to recognise."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

SEAM_AT = fields.Datetime.to_datetime("2026-01-02 03:04:05")


class ServiceJob(models.Model):
    _inherit = "service.job"

    seam_events = fields.Char()
    seam_blocks = fields.Char(help="ship, close, or a state that is refused")

    @api.model
    def _service_allowed_transitions(self):
        ways = super()._service_allowed_transitions()
        return ways | {
            "announced": ways["announced"] | {"quality"},
            "quality": {"ready"},
        }

    def _service_check_transition(self, new_state):
        super()._service_check_transition(new_state)
        if any(job.seam_blocks == new_state for job in self):
            raise UserError(f"seam refuses {new_state}")

    def _service_check_can_ship(self):
        super()._service_check_can_ship()
        if any(job.seam_blocks == "ship" for job in self):
            raise UserError("seam keeps the device")

    def _service_check_can_close(self):
        super()._service_check_can_close()
        if any(job.seam_blocks == "close" for job in self):
            raise UserError("seam has work left")

    def _service_after_transition(self, events):
        super()._service_after_transition(events)
        for event in events:
            seen = [event.job_id.seam_events or "", event.code]
            event.job_id.seam_events = " ".join(filter(None, seen))

    def _service_path(self):
        return super()._service_path() | {"quality"}

    def _service_next_step(self):
        if self.state == "quality":
            return "check", "quality"
        return super()._service_next_step()

    def _service_waiting_for(self):
        return super()._service_waiting_for() | {("parts", SEAM_AT)}

    def _service_search_terms(self):
        return [*super()._service_search_terms(), "seamword"]

    def _service_repair_vals(self):
        return super()._service_repair_vals() | {"internal_notes": "seam"}

    @api.model
    def _service_portal_filters(self):
        about = {"label": "Seam", "domain": [("state", "=", "quality")], "sequence": 50}
        return super()._service_portal_filters() | {"seam": about}

    def _service_portal_sections(self):
        section = {
            "code": "seam",
            "title": "Seam section",
            "sequence": 50,
            "template": "service_seam_test.portal_section",
            "values": {"word": "seam-of-job"},
        }
        return [*super()._service_portal_sections(), section]

    def _service_portal_actions(self, user):
        action = {
            "code": "seam",
            "label": f"Seam for {user.login}",
            "url": "/seam",
            "method": "get",
            "kind": "secondary",
            "confirm": False,
            "sequence": 50,
        }
        return [*super()._service_portal_actions(user), action]

    def _service_timeline_entries(self):
        entry = {
            "at": SEAM_AT,
            "label": "Seam happened",
            "icon": "fa-bolt",
            "detail": "",
        }
        return [*super()._service_timeline_entries(), entry]

    def _service_evidence_parts(self):
        digest = hashlib.sha256(b"seam").hexdigest()
        part = ("Seam", [("a", "b")], [("s.txt", b"seam")], [("s.txt", digest)])
        return [*super()._service_evidence_parts(), part]

    def _service_invoices(self):
        return super()._service_invoices() | self.env["account.move"].search(
            [("ref", "=", f"seam {self.id}")]
        )
