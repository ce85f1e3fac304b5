from odoo import api, models
from odoo.exceptions import UserError

QUOTES_URL = "/my/service/quotes"
# What is quoted is open; said so, the index of the client's open jobs serves it.
DECIDE_DOMAIN = [("is_open", "=", True), ("state", "=", "quoted")]


class ServiceJob(models.Model):
    """What the client sees of quotes and invoices."""

    _inherit = "service.job"

    @api.model
    def _service_portal_filters(self):
        return super()._service_portal_filters() | {
            "decide": {
                "label": self.env._("Quotes to decide"),
                "domain": DECIDE_DOMAIN,
                "sequence": 15,
            }
        }

    @api.model
    def _service_portal_row_actions(self):
        """Override of `service_portal` to decide from the list."""
        return super()._service_portal_row_actions() | {
            "decide": {
                "label": self.env._("Decide"),
                "url": f"{QUOTES_URL}#job-{{job}}",
                "right": "approve",
            }
        }

    def _service_portal_sections(self):
        sections = super()._service_portal_sections()
        job_sudo = self.sudo()  # the route checked that the job is this client's
        quotes_sudo = job_sudo.quote_ids.filtered(
            lambda quote: quote.state not in ("draft", "superseded")
        ).sorted("revision", reverse=True)
        if quotes_sudo:
            sections.append(
                {
                    "code": "quote",
                    "title": self.env._("Quote"),
                    "template": "service_quotes.portal_section_quote",
                    "values": quotes_sudo[0]._service_portal_values(self.env.user),
                    "sequence": 20,
                }
            )
        invoices = self._service_portal_invoices()
        if invoices:
            sections.append(
                {
                    "code": "invoices",
                    "title": self.env._("Invoice"),
                    "template": "service_quotes.portal_section_invoices",
                    "values": {"invoices": invoices},
                    "sequence": 60,
                }
            )
        return sections

    def _service_portal_invoices(self):
        """Return `[dict]` of posted invoices, none for users without the right."""
        self.ensure_one()
        # guard: colleagues without the right see no invoice of the company
        if not self._service_client_may(self.env.user, "invoices"):
            return []
        job_sudo = self.sudo()  # the right is checked above
        posted = job_sudo._service_invoices().filtered(
            lambda move: move.state == "posted"
        )
        return [move._service_portal_values() for move in posted.sorted("invoice_date")]

    def _service_portal_actions(self, user):
        actions = super()._service_portal_actions(user)
        if self.state == "quoted" and self._service_client_may(user, "approve"):
            actions.append(
                {
                    "code": "decide",
                    "label": self.env._("Choose the repair"),
                    "url": f"{QUOTES_URL}#job-{self.id}",
                    "method": "get",
                    "kind": "primary",
                    "confirm": False,
                    "sequence": 5,
                }
            )
        return actions

    def _service_check_client_return(self):
        """Override of `service_portal`: what was ordered is not sent back half done."""
        super()._service_check_client_return()
        # guard: a repair that was ordered is not undone by a click
        if self._service_accepted_quote():
            raise UserError(
                self.env._(
                    "The repair of %(device)s was ordered already. Write to your "
                    "caretaker to stop it.",
                    device=self.title or self.reference,
                )
            )

    def _service_timeline_entries(self):
        entries = super()._service_timeline_entries()
        variants = self.env["service.quote"]._fields["decision_variant"]
        labels = dict(variants._description_selection(self.env))
        quote_sudo = self._service_accepted_quote()
        if quote_sudo:
            entries.append(
                {
                    "at": quote_sudo.decided_at,
                    "label": self.env._("Variant chosen"),
                    "icon": "fa-hand-pointer-o",
                    "detail": ", ".join(
                        (labels[quote_sudo.decision_variant], self.amount_display)
                    ),
                }
            )
        return entries

    def _service_evidence_parts(self):
        parts = super()._service_evidence_parts()
        job_sudo = self.sudo()  # assembled for the client's own document
        quotes_sudo = job_sudo.quote_ids.filtered("snapshot")
        if not quotes_sudo:
            return parts
        labels = dict(quotes_sudo._fields["state"]._description_selection(self.env))
        rows = []
        for quote in quotes_sudo:
            at = self._service_local(quote.decided_at or quote.sent_at)
            rows.append((quote.name, f"{labels[quote.state]}, {at:%d.%m.%Y %H:%M}"))
        rows += job_sudo._service_accepted_quote()._service_evidence_rows()
        files = [
            (f"{quote.name.replace('/', '-')}.json", quote.snapshot.encode())
            for quote in quotes_sudo
        ]
        hashes = [(quote.name, quote.snapshot_hash) for quote in quotes_sudo]
        return [*parts, (self.env._("Quotes"), rows, files, hashes)]
