from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    service_livechat = fields.Boolean(
        string="Chat on Client Pages",
        default=True,
        help="Clients and visitors find a chat on the portal's pages: a bot answers "
        "common questions, the care desk takes over when somebody is online.",
    )

    @api.model
    def _service_livechat_id(self):
        """Return the id of the chat channel of the client pages, False when deleted."""
        return self.env["ir.model.data"]._xmlid_to_res_id(
            "service_portal.livechat_channel"
        )
