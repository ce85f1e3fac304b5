from odoo import models
from odoo.exceptions import UserError

# What a client says in a thread; core would take author, sender and the rest, too.
_SAID = ("body", "attachments", "attachment_ids")
CLIENT_COMMENT = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


class ServiceClientWordsMixin(models.AbstractModel):
    """A client writes comments in the own name, whatever program sends them.

    Who may read a request may write into its thread. `message_post` is public, and core
    believes its caller who the author is, where answers go and who is written to. Core
    lets no client call `message_notify`.
    """

    _name = "service.client.words.mixin"
    _description = "Words of Clients"
    _inherit = ["mail.thread"]

    def message_post(self, **kwargs):
        """Override of `mail` to take words and files of a client, and nothing else.

        :raise UserError: a client says nothing
        """
        if self._service_client_posts():
            said = {name: kwargs[name] for name in _SAID if kwargs.get(name)}
            if not said:
                raise UserError(self.env._("Write your answer before you send it."))
            kwargs = said | CLIENT_COMMENT
        return super().message_post(**kwargs)

    def _service_client_posts(self):
        return not self.env.su and not self.env.user._is_internal()
