from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import REQUEST_FINISHED


class ServiceCaretakerAssign(models.TransientModel):
    """Give one or many clients a caretaker; their open requests may follow."""

    _name = "service.caretaker.assign"
    _description = "Assign Caretaker"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    client_count = fields.Integer(compute="_compute_client_count")
    user_id = fields.Many2one(
        "res.users", string="Caretaker", required=True, domain=[("share", "=", False)]
    )
    with_requests = fields.Boolean(
        string="Open Requests, Too",
        default=True,
        help="Their open requests get the new caretaker as well.",
    )

    @api.model
    def default_get(self, fields_list):
        self.check_access("create")  # open to RPC; core asks for no right here
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_ids"] = [
                fields.Command.set(self.env.context.get("active_ids") or [])
            ]
        return values

    @api.depends("partner_ids")
    def _compute_client_count(self):
        for wizard in self:
            wizard.client_count = len(wizard.partner_ids.commercial_partner_id)

    def action_assign(self):
        """Write the caretaker; every change is logged. Care desk only."""
        self.ensure_one()
        requests = self.env["service.request"]
        requests.check_access("write")
        clients = self.partner_ids.commercial_partner_id
        if not clients:
            raise UserError(self.env._("Choose the clients first."))
        clients.filtered(lambda c: c.service_caretaker_id != self.user_id).write(
            {"service_caretaker_id": self.user_id.id}
        )
        if self.with_requests:
            found = requests.search(
                [
                    ("partner_id", "in", clients.ids),
                    ("state", "not in", REQUEST_FINISHED),
                    ("caretaker_id", "!=", self.user_id.id),
                ]
            )
            found.caretaker_id = self.user_id
            found._service_log(
                "request.caretaker", source="backoffice", note=self.user_id.name
            )
        return {"type": "ir.actions.act_window_close"}
