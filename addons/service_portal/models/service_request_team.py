"""A request changes hands inside the client's company."""

from odoo import api, models

from ..const import REQUEST_FINISHED


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.depends("contact_id")
    def _compute_addresses(self):
        """Override: first what the person, or the company's administrator, has set."""
        super()._compute_addresses()
        for request in self:
            contact_sudo = request.contact_id.sudo()  # closed to clients
            shipping, billing = (
                contact_sudo.service_shipping_id,
                contact_sudo.service_billing_id,
            )
            request.partner_shipping_id = shipping or request.partner_shipping_id
            request.partner_invoice_id = billing or request.partner_invoice_id

    def _service_hand_over(self, person, heir):
        """Give the open requests of a person to a colleague (called with sudo).

        The addresses stay as they were agreed: a new contact is no new address.

        :param person: `res.partner` who leaves
        :param heir: `res.users` of the same client
        """
        requests = self.filtered(lambda r: r.state not in REQUEST_FINISHED)
        names = ("partner_shipping_id", "partner_invoice_id")
        kept = [
            ([records._fields[name] for name in names], records)
            for records in (requests, requests.job_ids)
        ]
        with self.env.protecting(kept):
            requests.contact_id = heir.partner_id
        requests.message_unsubscribe(person.ids)
        requests.message_subscribe(heir.partner_id.ids)

    @api.model
    def _service_home_cards(self, user):
        cards = super()._service_home_cards(user)
        if not user._service_is_client_admin():
            return cards
        joins = self.env["service.join.request"]._service_for_admin(user)
        return cards + [
            {
                "code": "join",
                "title": self.env._("People ask to join"),
                "text": self.env._("They say that they work in your company"),
                "count": len(joins),
                "url": "/my/service/team",
                "icon": "fa-user-plus",
                "sequence": 40,
            }
        ]
