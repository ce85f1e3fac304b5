import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class ResCompany(models.Model):
    _inherit = "res.company"

    service_default_caretaker_id = fields.Many2one(
        "res.users",
        string="Default Caretaker",
        domain=[("share", "=", False)],
        help="Looks after clients whom no caretaker rule fits.",
    )
    service_photo_max_mb = fields.Integer(
        string="Largest Photo (MB)", required=True, default=15
    )
    service_keep_months = fields.Integer(
        string="Keep Matters and Photos (Months)", required=True, default=36
    )
    service_keep_rejected_days = fields.Integer(
        string="Keep Rejected Matters (Days)", required=True, default=90
    )
    service_keep_spam_days = fields.Integer(
        string="Keep Spam (Days)", required=True, default=30
    )
    service_keep_accounting_years = fields.Integer(
        string="Keep Buyers of Invoices (Years)",
        required=True,
        default=6,
        help="Whole years before the current one; the law asks for five.",
    )
    service_privacy_auto = fields.Boolean(
        string="Anonymise by Itself",
        help="Otherwise somebody looks at the list and confirms it.",
    )
    service_legal_reminder_days = fields.Integer(
        string="Remind of Legal Terms (Days)",
        required=True,
        default=4,
        help="So many days before a legal answer term ends the handler is reminded.",
    )
    service_embed_origins = fields.Text(
        string="Websites With the Form",
        help="Addresses of websites that may show the public form in a frame, one a "
        "line, for example https://www.firma.pl. A button that opens a new tab needs "
        "no entry.",
    )
    service_mail_quiet_minutes = fields.Integer(
        string="Minutes Without News",
        required=True,
        default=2,
        help="A mail about devices waits this long for further devices of the same "
        "request, so that the client gets one mail.",
    )
    service_mail_longest_minutes = fields.Integer(
        string="Longest Wait (Minutes)",
        required=True,
        default=10,
        help="A mail about devices never waits longer than this.",
    )
    service_opening_hours = fields.Char(
        string="Opening Hours",
        translate=True,
        help="Shown to clients on their start page, for example: Mon–Fri 8:00–17:00.",
    )
    service_claim_minutes = fields.Integer(
        string="Free an Opened Request After (Minutes)",
        required=True,
        default=30,
        help="A new request that somebody opened and did not decide is free again "
        "after this time; 0 means never.",
    )

    # A slip of the keyboard must not empty every matter tonight.
    _service_terms_positive = models.Constraint(
        "CHECK (service_keep_months > 0 AND service_keep_rejected_days > 0"
        " AND service_keep_spam_days > 0 AND service_keep_accounting_years > 0)",
        "Data are kept for some time: enter at least 1 month, day or year.",
    )
    _service_limits_possible = models.Constraint(
        "CHECK (service_photo_max_mb > 0 AND service_legal_reminder_days >= 0"
        " AND service_mail_quiet_minutes >= 0 AND service_mail_longest_minutes >= 0"
        " AND service_claim_minutes >= 0)",
        "Times cannot be negative, and a photo needs at least 1 MB.",
    )

    @api.constrains("service_embed_origins")
    def _check_service_embed_origins(self):
        for company in self:
            for origin in (company.service_embed_origins or "").split():
                if not _ORIGIN.fullmatch(origin):
                    raise ValidationError(
                        self.env._(
                            "“%(origin)s” is not the address of a website. Write it "
                            "without a path, for example https://www.firma.pl.",
                            origin=origin,
                        )
                    )

    def _service_embed_origins(self):
        """Return the addresses of websites that may frame the public form."""
        self.ensure_one()
        return (self.service_embed_origins or "").split()
