from odoo import fields, models


class ServiceChecklistLine(models.Model):
    """One thing to look at; its prices say what a failed tick proposes."""

    _name = "service.checklist.line"
    _description = "Service Checklist Line"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        "service.checklist", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="What to Check", required=True, translate=True)
    hint = fields.Char(translate=True, help="How to check it, for new technicians.")
    price_ids = fields.One2many(
        "service.price", "checklist_line_id", string="Proposed When Failed"
    )
