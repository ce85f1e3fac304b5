import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_MIN_DIGITS = 5


class ServiceSearchMixin(models.AbstractModel):
    """One field that finds a request or a job by whatever a caller says.

    The model has `partner_id` (a company or private person) and `contact_id`.
    """

    _name = "service.search.mixin"
    _description = "Search over Everything"

    search_any = fields.Char(
        string="Everything",
        compute="_compute_search_any",
        search="_search_search_any",
        groups="base.group_user",
        help="Number, device, serial number, client, NIP, phone, e-mail, parcel.",
    )

    def _compute_search_any(self):
        self.search_any = False

    @api.model
    def _search_search_any(self, operator, value):
        if operator not in ("ilike", "=") or not isinstance(value, str):
            return NotImplemented
        partners = self.env["res.partner"]._service_search_any(value)
        return (
            self._service_search_words(value)
            | Domain("partner_id", "in", partners.commercial_partner_id.ids)
            | Domain("contact_id", "in", partners.ids)
        )

    @api.model
    def _service_search_words(self, value):
        """Return the domain of records that carry these words on themselves."""
        return Domain.FALSE


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _service_search_any(self, value, limit=200):
        """Return partners by name, e-mail, NIP or phone, however they are written."""
        value = (value or "").strip()
        if len(value) < 2:
            return self.browse()
        domain = Domain("complete_name", "ilike", value) | Domain(
            "email", "ilike", value
        )
        digits = re.sub(r"\D", "", value)
        if len(digits) >= _MIN_DIGITS:
            domain |= self._service_phone_domain(digits)
            domain |= self._service_digits_domain("vat", digits)
        return self.search(domain, limit=limit)

    @api.model
    def _service_phone_domain(self, digits):
        """Compare the last nine digits: +48, dashes and spaces are taste."""
        return self._service_digits_domain("phone", digits[-9:])

    @api.model
    def _service_digits_domain(self, name, digits):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                r"regexp_replace(%s, '\D', '', 'g') LIKE %s",
                model._field_to_sql(alias, name, query),
                f"%{digits}%",
            )
        )
