from odoo.http import request

from odoo.addons.mail.controllers.thread import ThreadController

from ..models.service_client_words_mixin import CLIENT_COMMENT


class ServiceThread(ThreadController):
    def _prepare_message_data(self, post_data, *, thread, **kwargs):
        """Override of `mail`: the page of a client chooses no kind of message.

        Core posts what this returns with sudo, so the model cannot tell any more.
        """
        data = super()._prepare_message_data(post_data, thread=thread, **kwargs)
        ours = request.env.registry["service.client.words.mixin"]
        if isinstance(thread, ours) and not request.env.user._is_internal():
            # guard: a client writes comments, no notes and no system messages
            data = {key: data[key] for key in data.keys() - CLIENT_COMMENT.keys()}
            if kwargs.get("from_create"):
                data |= CLIENT_COMMENT
        return data
