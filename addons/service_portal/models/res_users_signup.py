from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def signup(self, values, token=None):
        """Override of `auth_signup`: an invited person gets the invited address.

        The link proves that mailbox and no other, so the login is not the visitor's
        to choose.
        """
        invitation = self.env["service.invitation"]
        if token:
            invitation = invitation._service_of_token(token)
        if invitation:
            # guard: only the mailbox that the link went to
            values = values | {"login": invitation.email, "email": invitation.email}
        result = super().signup(values, token)
        if invitation:
            invitation._service_accept()
        return result
