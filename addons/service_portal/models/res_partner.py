from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    service_caretaker_id = fields.Many2one(
        "res.users",
        string="Caretaker",
        tracking=True,
        domain=[("share", "=", False)],
        help="The employee who looks after this client.",
    )
    service_mail_preference = fields.Selection(
        [
            ("all", "Every step"),
            ("needs_me", "Only what needs me"),
            ("daily", "Once a day, and what needs me at once"),
        ],
        string="Service Mails",
        required=True,
        default="all",
    )
    service_registered_at = fields.Datetime(
        string="Registered on the Portal", readonly=True
    )
    service_device_ids = fields.One2many(
        "service.device", "partner_id", string="Devices"
    )
    service_request_count = fields.Integer(
        string="Requests",
        compute="_compute_service_request_count",
        groups="service_portal.group_service_user",
    )

    def _compute_service_request_count(self):
        counts = dict(
            self.env["service.request"]
            .with_context(active_test=False)
            ._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.service_request_count = counts.get(partner.commercial_partner_id, 0)

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + ["service_caretaker_id"]

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "is_company", "commercial_partner_id"} & vals.keys():
            # Evaluated rule domains are cached a user; a person who changed the
            # employer must lose the old one's documents at once.
            self.env.registry.clear_cache()
        return result

    def _service_assign_caretaker(self):
        """Give each commercial partner without a caretaker the one that rules name."""
        rules = self.env[
            "service.caretaker.rule"
        ].sudo()  # registration runs for visitors
        for partner in self.commercial_partner_id:
            if not partner.service_caretaker_id:
                partner.service_caretaker_id = rules._service_find(partner)

    def action_view_service_requests(self):
        """Open the client's requests."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_portal.service_request_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_contact_id": self.id},
        }
