from odoo import models
from odoo.fields import Domain

# Rows of the preview; more are counted.
PREVIEW_ROWS = 5
COUNT_CAP = 1000


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

    def _service_former_colleagues(self):
        """Return the company's people whose access was taken away, with sudo."""
        self.ensure_one()
        company = self.partner_id.commercial_partner_id
        users_sudo = self.env["res.users"].sudo()  # portal users read no other users
        return users_sudo.with_context(active_test=False).search(
            [
                ("partner_id.commercial_partner_id", "=", company.id),
                ("partner_id.active", "=", True),
                ("share", "=", True),
                ("active", "=", False),
                ("login", "not like", "__deleted_user_%"),
            ],
            order="name, id",
        )

    def _service_seen_by(self):
        """Return what this person sees, by running the same rules as this person.

        :return: list of `{"code", "title", "count", "rows"}`, rows are
            `(title, detail)` of the newest records
        """
        self.ensure_one()
        person = self.with_context(allowed_company_ids=self.company_ids.ids)
        env = person.with_user(self).env  # no sudo: the rules are the answer
        titles = {
            "jobs": self.env._("Jobs"),
            "requests": self.env._("Requests"),
            "devices": self.env._("Devices"),
            "invoices": self.env._("Invoices"),
        }
        sought = [
            ("jobs", "service.job", [], "title", "reference"),
            ("requests", "service.request", [], "name", "subject"),
            ("devices", "service.device", [], "display_name", "code"),
            (
                "invoices",
                "account.move",
                [("move_type", "in", ("out_invoice", "out_refund"))],
                "name",
                "invoice_date",
            ),
        ]
        seen = []
        for code, model, domain, *names in sought:
            found = env[model].search(domain, limit=PREVIEW_ROWS, order="id desc")
            seen.append(
                {
                    "code": code,
                    "title": titles[code],
                    "count": env[model].search_count(domain, limit=COUNT_CAP),
                    "rows": [
                        tuple(str(row[name] or "") for name in names) for row in found
                    ],
                }
            )
        return seen

    def _service_may_use_keys(self):
        """Tell whether clients may make and use keys for their programs."""
        settings_sudo = self.env["ir.config_parameter"].sudo()  # core's switch
        return bool(settings_sudo.get_param("portal.allow_api_keys"))

    def _service_known_devices(self, limit=50):
        """Return the newest devices that this client may choose in a form."""
        self.ensure_one()
        client = self.partner_id.commercial_partner_id
        devices = self.env["service.device"].with_user(self)
        return devices.search([("partner_id", "=", client.id)], limit=limit)

    def _service_addresses(self):
        """Return the addresses that this client may choose in a form, with sudo."""
        self.ensure_one()
        partner_sudo = self.partner_id.sudo()  # own company's addresses
        commercial = partner_sudo.commercial_partner_id
        own = Domain("id", "in", (partner_sudo | commercial).ids)
        shared = Domain("parent_id", "=", commercial.id) & Domain(
            "type", "in", ["delivery", "invoice", "other"]
        )
        found = partner_sudo.search(own | shared, limit=200)
        return found.filtered(lambda p: p.street and p.city)

    def _service_send_account_mail(self, template_xmlid):
        """Queue a mail about this account; the mail cron is woken at once."""
        self.ensure_one()
        template_sudo = self.env.ref(template_xmlid).sudo()  # visitors read none
        template_sudo.send_mail(
            self.id, email_layout_xmlid="service_portal.mail_layout"
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
