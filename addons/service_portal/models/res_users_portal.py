from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _service_colleagues(self):
        """Return the portal users of this user's company, with sudo, by name."""
        self.ensure_one()
        company = self.partner_id.commercial_partner_id
        users_sudo = self.env["res.users"].sudo()  # portal users read no other users
        if not company.is_company:
            return users_sudo.browse(self.id)
        return users_sudo.search(
            [
                ("partner_id.commercial_partner_id", "=", company.id),
                ("share", "=", True),
            ],
            order="name, id",
        )

    def _service_known_devices(self, limit=50):
        """Return the newest devices that this client may choose in a form."""
        self.ensure_one()
        client = self.partner_id.commercial_partner_id
        devices = self.env["service.device"].with_user(self)
        return devices.search([("partner_id", "=", client.id)], limit=limit)

    def _service_send_account_mail(self, template_xmlid):
        """Queue a mail about this account; the mail cron is woken at once."""
        self.ensure_one()
        template_sudo = self.env.ref(template_xmlid).sudo()  # visitors read none
        template_sudo.send_mail(
            self.id, email_layout_xmlid="service_portal.mail_layout"
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
