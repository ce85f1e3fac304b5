from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..const import DECLINE, VARIANTS


class ServiceQuoteDecision(models.TransientModel):
    """Write down what the client said on the phone; for the care desk only."""

    _name = "service.quote.decision"
    _description = "Record the Client's Decision"

    quote_id = fields.Many2one("service.quote", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="quote_id.currency_id")
    necessary_total = fields.Monetary(related="quote_id.necessary_total")
    recommended_total = fields.Monetary(related="quote_id.recommended_total")
    valid_until = fields.Date(related="quote_id.valid_until")
    choice = fields.Selection(
        [*VARIANTS, (DECLINE, "No repair, send the device back")], required=True
    )
    source = fields.Selection(
        [("phone", "Phone"), ("counter", "Counter"), ("email", "E-mail")],
        required=True,
        default="phone",
    )
    note = fields.Text(
        string="Who Decided, and How",
        required=True,
        help="Name of the person, number or mail: the evidence of this decision.",
    )

    def action_record(self):
        """Record the decision under the name of the employee, with the note."""
        self.ensure_one()
        user = self.env.user
        if not user.has_group("service_portal.group_service_care"):
            raise AccessError(
                self.env._("The care desk records decisions given by phone.")
            )
        if not self.note.strip():
            raise UserError(self.env._("Write who decided, and how."))
        self.quote_id.check_access("read")
        self.env["service.quote"]._service_decide(
            {self.quote_id.id: self.choice},
            source=self.source,
            actor=user,
            note=self.note.strip(),
        )
