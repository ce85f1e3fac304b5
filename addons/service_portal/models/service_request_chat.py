from odoo import fields, models


class ServiceRequest(models.Model):
    _inherit = "service.request"

    chat_id = fields.Many2one(
        "discuss.channel",
        string="Chat",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="service_portal.group_service_user",
    )

    def action_open_chat(self):
        """Open the chat that this request came from."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Chat"),
            "res_model": "discuss.channel",
            "res_id": self.chat_id.id,
            "views": [
                (self.env.ref("im_livechat.discuss_channel_view_form").id, "form")
            ],
        }

    def _service_privacy_records(self):
        """Override: what was said in the chat goes with the matter."""
        return [*super()._service_privacy_records(), self.chat_id]

    def _service_privacy_wipe(self):
        """Override to empty what the chat keeps beside its messages."""
        super()._service_privacy_wipe()
        self.chat_id._service_chat_forget()
