from odoo import api, fields, models


class ServiceCaretakerRule(models.Model):
    """Ordered rules: the first one that fits a client names the caretaker."""

    _name = "service.caretaker.rule"
    _description = "Service Caretaker Rule"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    client_kind = fields.Selection(
        [("person", "Private persons"), ("company", "Companies")],
        help="Empty: both.",
    )
    zip_from = fields.Char(
        string="Postcode From", help="For example 00-000; empty: all."
    )
    zip_to = fields.Char(string="Postcode To")
    user_id = fields.Many2one(
        "res.users", string="Caretaker", required=True, domain=[("share", "=", False)]
    )

    def _service_fits(self, partner):
        """Tell whether this rule speaks about `partner` (a commercial partner)."""
        self.ensure_one()
        if self.client_kind and (self.client_kind == "company") != partner.is_company:
            return False
        if not (self.zip_from or self.zip_to):
            return True
        postcode = self._service_digits(partner.zip)
        if not postcode:
            return False
        low = self._service_digits(self.zip_from) or "00000"
        high = self._service_digits(self.zip_to) or "99999"
        return low <= postcode <= high

    @api.model
    def _service_digits(self, postcode):
        return "".join(char for char in postcode or "" if char.isdigit())

    @api.model
    def _service_find(self, partner):
        """Return the caretaker (`res.users`, maybe empty) for a commercial partner."""
        rules = self.search([("company_id", "in", [False, self.env.company.id])])
        return next(
            (rule.user_id for rule in rules if rule._service_fits(partner)),
            self.env.company.service_default_caretaker_id,
        )
