from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    service_default_caretaker_id = fields.Many2one(
        related="company_id.service_default_caretaker_id", readonly=False
    )
    service_photo_max_mb = fields.Integer(
        related="company_id.service_photo_max_mb", readonly=False
    )
    service_keep_months = fields.Integer(
        related="company_id.service_keep_months", readonly=False
    )
    service_keep_rejected_days = fields.Integer(
        related="company_id.service_keep_rejected_days", readonly=False
    )
    service_keep_spam_days = fields.Integer(
        related="company_id.service_keep_spam_days", readonly=False
    )
    service_keep_accounting_years = fields.Integer(
        related="company_id.service_keep_accounting_years", readonly=False
    )
    service_privacy_auto = fields.Boolean(
        related="company_id.service_privacy_auto", readonly=False
    )
    service_legal_reminder_days = fields.Integer(
        related="company_id.service_legal_reminder_days", readonly=False
    )
    service_embed_origins = fields.Text(
        related="company_id.service_embed_origins", readonly=False
    )
    service_embed_code = fields.Char(
        string="Code for the Page", compute="_compute_service_embed_code"
    )
    service_mail_quiet_minutes = fields.Integer(
        related="company_id.service_mail_quiet_minutes", readonly=False
    )
    service_mail_longest_minutes = fields.Integer(
        related="company_id.service_mail_longest_minutes", readonly=False
    )
    service_opening_hours = fields.Char(
        related="company_id.service_opening_hours", readonly=False
    )
    service_claim_minutes = fields.Integer(
        related="company_id.service_claim_minutes", readonly=False
    )
    service_livechat = fields.Boolean(
        related="company_id.service_livechat", readonly=False
    )

    @api.depends("company_id")
    def _compute_service_embed_code(self):
        for settings in self:
            address = f"{settings.get_base_url()}/service/embed.js"
            settings.service_embed_code = (
                f'<script src="{address}" defer '
                'data-kind="tab" data-lang="pl"></script>'
            )
