from odoo import api, models
from odoo.tools.misc import formatLang


class ServiceQuote(models.Model):
    """Quotes as the portal shows them: plain values, no product, no tax."""

    _inherit = "service.quote"

    @api.model
    def _service_waiting(self, user):
        """Return the sent quotes of the jobs that the portal `user` sees, with sudo."""
        jobs = self.env["service.job"].with_user(user)
        jobs = jobs.search([("state", "=", "quoted")])
        quotes_sudo = self.sudo()  # clients have no ACL; the jobs are theirs
        found = quotes_sudo.search([("job_id", "in", jobs.ids), ("state", "=", "sent")])
        return found.sorted(lambda q: (q.request_id.id, q.job_id.number))

    def _service_portal_values(self, user):
        """Return what the templates show of one quote, as plain values.

        :param user: the client who looks at it
        """
        self.ensure_one()
        return {
            "quote": self,
            "job": self.job_id,
            "variants": [
                self._service_portal_variant(variant, label)
                for variant, label in self._fields[
                    "decision_variant"
                ]._description_selection(self.env)
                if variant == "necessary" or self.has_recommended
            ],
            "may_decide": self.job_id._service_client_may(user, "approve"),
            "is_past": self._service_is_past(),
            "is_waiting": self.state == "sent",
        }

    def _service_evidence_rows(self):
        """Return `[(label, text)]` of the accepted variant; empty without one."""
        if not self:
            return []
        _ = self.env._
        variant = self.decision_variant
        labels = dict(self._fields["decision_variant"]._description_selection(self.env))

        def money(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        rows = [
            (_("Accepted variant"), labels[variant]),
            (_("Decided By (Person)"), self.decided_partner_id.name or ""),
            (_("Network Address"), self.decision_address or ""),
        ]
        rows += [
            (_("Item"), f"{line.name} × {line.quantity:g}: {money(line.price_total)}")
            for line in self._service_variant_lines(variant)
        ]
        return [*rows, (_("Accepted amount"), money(self.accepted_total))]

    def _service_portal_variant(self, variant, label):
        lines = self._service_variant_lines(variant)
        totals = self._service_totals(variant)
        return {
            "code": variant,
            "label": label,
            "lines": [
                {
                    "name": line.name,
                    "quantity": line.quantity,
                    "gross": line.price_total,
                    "extra": line.kind == "recommended",
                }
                for line in lines
            ],
            "net": self[f"{variant}_untaxed"],
            "taxes": [
                (group["group_name"], group["tax_amount_currency"])
                for subtotal in totals["subtotals"]
                for group in subtotal["tax_groups"]
            ],
            "gross": self[f"{variant}_total"],
        }
