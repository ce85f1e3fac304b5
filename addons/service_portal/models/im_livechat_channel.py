from odoo import models


class ImLivechatChannel(models.Model):
    _inherit = "im_livechat.channel"

    def _service_is_client_chat(self):
        return self.id == self.env.company._service_livechat_id()

    def _service_operators(self):
        """Return who answers in this channel: its agents and the care desk.

        The care desk answers by its access group, so that who leaves it stops at once.
        """
        self.ensure_one()
        users_sudo = self.user_ids.sudo()  # a visitor asks who is there
        if self._service_is_client_chat():
            care = self.env.ref("service_portal.group_service_care")
            care_sudo = care.sudo()  # as above
            users_sudo |= care_sudo.user_ids
        return users_sudo.filtered("active").with_env(self.env)

    def _get_available_operators_by_livechat_channel(self, users=None):
        """Override of `im_livechat` to let the care desk answer its clients."""
        found = super()._get_available_operators_by_livechat_channel(users)
        if users is None:
            for channel in self.filtered(lambda one: one._service_is_client_chat()):
                found |= super(
                    ImLivechatChannel, channel
                )._get_available_operators_by_livechat_channel(
                    channel._service_operators()
                )
        return found

    def _are_you_inside(self):
        """Override of `im_livechat`: the care desk need not join."""
        super()._are_you_inside()
        for channel in self.filtered(lambda one: one._service_is_client_chat()):
            channel.are_you_inside |= self.env.user in channel._service_operators()
