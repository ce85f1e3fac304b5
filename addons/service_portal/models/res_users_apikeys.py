from odoo import models


class ResUsersApikeys(models.Model):
    _inherit = "res.users.apikeys"

    def _check_credentials(self, *, scope, key):
        """Override of core: a client's key opens nothing while keys are not allowed.

        Core's switch `portal.allow_api_keys` is about making keys only; the old ones
        would live on for up to a year.
        """
        user_id = super()._check_credentials(scope=scope, key=key)
        # Trusted devices of two-factor logins inherit this model; they are no keys.
        if not user_id or self._name != "res.users.apikeys":
            return user_id
        user_sudo = self.env["res.users"].sudo().browse(user_id)  # nobody is in yet
        refused = user_sudo.share and not user_sudo._service_may_use_keys()
        return None if refused else user_id
