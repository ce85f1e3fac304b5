from odoo import fields, models


class ServiceChecklist(models.Model):
    """What a technician looks at on every device of one category."""

    _name = "service.checklist"
    _description = "Service Checklist"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    category_id = fields.Many2one(
        "service.device.category",
        index=True,
        ondelete="cascade",
        help="Empty: for devices of every category without a checklist of its own.",
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: for every company.", index="btree_not_null"
    )
    line_ids = fields.One2many("service.checklist.line", "checklist_id", copy=True)

    def _service_find(self, job):
        """Return the checklist for the device of `job`, or an empty recordset.

        One of the device's category wins over a general one, one of the company
        over a shared one.
        """
        category = job.device_id.category_id
        found = self.search(
            [
                ("category_id", "in", [category.id, False]),
                ("company_id", "in", [job.company_id.id, False]),
            ]
        )
        return found.sorted(
            lambda c: (not c.category_id, not c.company_id, c.sequence, c.id)
        )[:1]
