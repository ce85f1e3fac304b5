from odoo import api, fields, models
from odoo.exceptions import AccessError


class ServicePrivacyWizard(models.TransientModel):
    """Show what would be anonymised, before anything is; then confirm."""

    _name = "service.privacy.wizard"
    _description = "Anonymise: Preview"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many(
        "service.privacy.wizard.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=True,
    )
    count = fields.Integer(compute="_compute_count")

    @api.depends("company_id")
    def _compute_line_ids(self):
        tasks = self.env["service.privacy.task"]
        for wizard in self:
            lines = [fields.Command.clear()]
            for kind, records in tasks._service_due(wizard.company_id):
                lines += [
                    fields.Command.create(wizard._service_line(kind, record))
                    for record in records
                ]
            wizard.line_ids = lines

    @api.constrains("company_id")
    def _check_company_id(self):
        # guard: the plan is made with sudo, but never for a company of others
        if self.company_id - self.env.user.company_ids:
            raise AccessError(self.env._("Choose one of your own companies."))

    @api.model
    def _service_line(self, kind, record):
        values = {"kind": kind, "name": record.display_name, "res_id": record.id}
        if kind == "request":
            values |= {
                "partner_name": record.contact_id.name,
                "ended_at": record.closed_at or record.state_since,
                "photo_count": len(record.job_ids.photo_ids),
                "message_count": len(record.message_ids),
            }
        return values

    @api.depends("line_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.line_ids)

    def action_confirm(self):
        """Queue what the list shows; the cron works it off and shows what failed."""
        self.ensure_one()
        tasks = self.env["service.privacy.task"]
        tasks.check_access("create")
        tasks.sudo()._service_plan(self.company_id)  # rows are written by SQL
        self.line_ids.unlink()  # the preview has names
        return self.env["ir.actions.act_window"]._for_xml_id(
            "service_portal.service_privacy_task_action"
        )


class ServicePrivacyWizardLine(models.TransientModel):
    _name = "service.privacy.wizard.line"
    _description = "Anonymise: Preview Line"

    wizard_id = fields.Many2one(
        "service.privacy.wizard", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["service.privacy.task"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
    )
    name = fields.Char(string="Record")
    res_id = fields.Integer()
    partner_name = fields.Char(string="Person")
    ended_at = fields.Datetime(string="Ended")
    photo_count = fields.Integer(string="Photos")
    message_count = fields.Integer(string="Messages")
