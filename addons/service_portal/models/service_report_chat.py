from odoo import fields, models


class ServiceReport(models.Model):
    _inherit = "service.report"

    chat_id = fields.Many2one(
        "discuss.channel",
        string="Chat",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _service_fill(self, values, cleaned):
        """Override to take the visitor's chat along; the link of the chat ends here."""
        super()._service_fill(values, cleaned)
        chats = self.env["discuss.channel"]
        self.chat_id = chats._service_chat_of_report(values.get("chat"))
        self.chat_id._service_chat_used()

    def _service_make_request(self, contact):
        """Override to put the conversation into the request."""
        made = self.request_id
        filed = super()._service_make_request(contact)
        if self.chat_id and not made:
            self.chat_id._service_chat_keep(filed)
        return filed
