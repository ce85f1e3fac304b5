from odoo import fields, models


class ServiceAnswerWizard(models.TransientModel):
    """Answer a complaint: decision, reasons, and how it reaches the client."""

    _name = "service.answer.wizard"
    _description = "Answer a Complaint"

    request_id = fields.Many2one("service.request", required=True, readonly=True)
    legal_due_date = fields.Date(related="request_id.legal_due_date")
    complaint_demand = fields.Selection(related="request_id.complaint_demand")
    decision = fields.Selection(
        selection=lambda self: (
            self.env["service.request"]
            ._fields["answer_decision"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    text = fields.Text(string="Answer", required=True)
    medium = fields.Selection(
        selection=lambda self: (
            self.env["service.request"]
            ._fields["answer_medium"]
            ._description_selection(self.env)
        ),
        string="Sent by",
        required=True,
        default="email",
    )

    def action_answer(self):
        """Record the answer and send it."""
        self.ensure_one()
        self.env["service.request"].check_access("write")
        self.request_id._service_answer_complaint(
            decision=self.decision, text=self.text, medium=self.medium
        )
        return {"type": "ir.actions.act_window_close"}
