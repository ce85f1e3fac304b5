"""What the portal shows of a job: seams that the other addons fill."""

from markupsafe import Markup

from odoo import api, models


class ServiceJob(models.Model):
    _inherit = "service.job"

    @api.model
    def _service_portal_filters(self):
        """Return `{code: {"label", "domain", "sequence"}}` for the client's list.

        `hidden` (optional) keeps a filter off the bar until a link chooses it.
        """
        open_step = [("is_open", "=", True), ("next_actor", "=", "client")]
        return {
            "all": {"label": self.env._("All"), "domain": [], "sequence": 0},
            "open": {
                "label": self.env._("In service"),
                "domain": [("is_open", "=", True)],
                "sequence": 10,
            },
            "mine": {
                "label": self.env._("Waiting for me"),
                "domain": open_step,
                "sequence": 20,
            },
            "supply": {
                "label": self.env._("Questions to you"),
                "domain": [*open_step, ("next_step_code", "=", "supply")],
                "sequence": 21,
                "hidden": True,
            },
            "send": {
                "label": self.env._("Devices to send"),
                "domain": [*open_step, ("next_step_code", "=", "send")],
                "sequence": 22,
                "hidden": True,
            },
            "done": {
                "label": self.env._("Finished"),
                "domain": [("state", "in", ["closed", "cancelled"])],
                "sequence": 90,
            },
        }

    def _service_portal_sections(self):
        """Return `[{"code", "title", "template", "values", "sequence"}]`."""
        self.ensure_one()
        return []

    def _service_portal_actions(self, user):
        """Return the buttons that `user` has on this job's page."""
        self.ensure_one()
        return self._service_client_actions(user)

    @api.model
    def _service_fact_labels(self):
        """Return `{event code: label}` of facts that are no transition."""
        return {
            "job.return_asked": self.env._("Asked for the device back"),
            "job.return_refused": self.env._("The work goes on"),
            "job.complained": self.env._("Complaint sent"),
        }

    def _service_timeline_entries(self):
        """Return `[{"at", "label", "icon", "detail"}]` that the client may read.

        Only steps are listed, never remarks of staff.
        """
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        facts = self._service_fact_labels()
        job_sudo = self.sudo()  # the log is closed to clients, its steps are not
        return [
            {
                "at": event.at,
                "label": labels.get(event.state_to) or facts[event.code],
                "icon": "fa-check" if event.state_to else "fa-hand-o-right",
                "detail": "",
            }
            for event in job_sudo.event_ids
            if event.state_to in labels or event.code in facts
        ]

    def _service_evidence_parts(self):
        """Return `[(title, rows, files, hashes)]` for the evidence pack."""
        self.ensure_one()
        job_sudo = self.sudo()  # assembled for the client's own document
        sources = dict(
            job_sudo.event_ids._fields["source"]._description_selection(self.env)
        )
        facts = self._service_fact_labels()
        rows = []
        for event in job_sudo.event_ids.sorted(lambda event: (event.at, event.id)):
            what = event.state_label or facts.get(event.code, event.code)
            who = f"{event.partner_id.name or ''} ({sources[event.source]})".strip()
            when = f"{self._service_local(event.at):%d.%m.%Y %H:%M:%S}"
            rows.append((when, f"{what} – {who}"))
        photos = job_sudo.photo_ids.filtered(lambda photo: not photo.removed_at)
        hashes = [(photo.name, photo.sha256) for photo in photos]
        return [
            (self.env._("History"), rows, [], []),
            (self.env._("Photos: SHA-256 of the originals"), [], [], hashes),
        ]

    def _service_chat_row(self):
        """Return the line of the chat bot about this job, as HTML of escaped texts."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return Markup('<p><b>%s</b> (%s)<br/>%s. %s<br/><a href="%s">%s</a></p>') % (
            self.title,
            self.reference,
            labels[self.state],
            self._service_next_sentence(),
            self.access_url,
            self.env._("See every step"),
        )

    def _service_invoices(self):
        """Return the client's `account.move` records of this job, in any state."""
        return self.env["account.move"]

    def _service_client_may(self, user, right):
        """Tell whether a portal `user` has `right` on this job."""
        self.ensure_one()
        job_sudo = self.sudo()  # only compared
        requests = self.env["service.request"]
        return requests._service_may(
            user, right, job_sudo.partner_id, job_sudo.contact_id
        )
