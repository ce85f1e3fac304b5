"""Decide on several quotes at once."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.service_portal.controllers.portal import ServicePortal

from ..const import DECLINE, VARIANTS
from ..models.service_job_portal import QUOTES_URL

_CHOICES = {*dict(VARIANTS), DECLINE}
_PREFIX = "quote-"
_MAX_ID = 2**31


class ServiceQuotesPortal(ServicePortal):
    """GET shows what waits, POST decides; nothing changes by GET."""

    _service_quotes_url = QUOTES_URL

    @route(QUOTES_URL, type="http", auth="user", methods=["GET"], website=True)
    def service_quotes(self, **query):
        return request.render(
            "service_quotes.portal_quotes",
            self._service_quotes_values() | {"just_decided": "decided" in query},
        )

    def _service_quotes_values(self):
        user = request.env.user
        quotes_sudo = request.env["service.quote"]._service_waiting(user)
        shown = [quote._service_portal_values(user) for quote in quotes_sudo]
        return self._prepare_portal_layout_values() | {
            "page_name": "service_quotes",
            "quotes": shown,
            "may_decide": any(v["may_decide"] and not v["is_past"] for v in shown),
            "service_caretaker": self._service_caretaker(user.partner_id),
            "chosen": {},
        }

    @route(QUOTES_URL, type="http", auth="user", methods=["POST"], website=True)
    def service_quotes_decide(self, **post):
        # Written down before any sudo: who decided, and from where.
        actor, address = request.env.user, request.httprequest.remote_addr
        chosen = self._service_chosen(post)
        quotes_sudo = self._service_deciding(chosen)
        if quotes_sudo is None:
            return self._service_not_found()
        try:
            # A refused decision must not leave half of the others behind.
            with request.env.cr.savepoint():
                self._service_take_decisions(quotes_sudo, chosen, actor, address)
        except UserError as error:
            values = self._service_quotes_values()
            values |= {"error": str(error), "chosen": chosen}
            return request.render("service_quotes.portal_quotes", values)
        return request.redirect(f"{self._service_quotes_url}?decided=1", code=303)

    def _service_chosen(self, post):
        """Return `{quote id: choice}`; what is no choice of ours is dropped."""
        return {
            int(name.removeprefix(_PREFIX)): choice
            for name, choice in post.items()
            if name.startswith(_PREFIX)
            and name.removeprefix(_PREFIX).isdecimal()
            and choice in _CHOICES
        }

    def _service_deciding(self, chosen):
        """Return the quotes with sudo; None when one is not this user's to see."""
        quotes_sudo = request.env["service.quote"].sudo()  # no ACL; job checked below
        found = quotes_sudo.browse()
        for quote_id in chosen:
            domain = [("id", "=", quote_id), ("state", "!=", "draft")]
            quote_sudo = quotes_sudo.search(domain) if quote_id < _MAX_ID else found[:0]
            if not quote_sudo or not self._service_checked(
                "service.job", quote_sudo.job_id.id
            ):
                return None
            found |= quote_sudo
        return found

    def _service_take_decisions(self, quotes_sudo, chosen, actor, address):
        if not chosen:
            raise UserError(
                request.env._("Choose a variant for at least one device, then confirm.")
            )
        for quote in quotes_sudo:
            # guard: only who may approve, and only up to his limit
            if not quote.job_id._service_client_may(actor, "approve"):
                raise UserError(
                    request.env._(
                        "You may look at the quote for %(device)s, but not order the "
                        "repair. Ask the administrator of your company for the right.",
                        device=quote._service_device_label(),
                    )
                )
            quote._service_check_limit(actor, chosen[quote.id])
        request.env["service.quote"]._service_decide(
            chosen, source="portal", actor=actor, address=address
        )
