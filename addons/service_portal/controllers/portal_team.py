"""Rights of a company's people, set by the company's own administrator."""

from odoo.exceptions import AccessError
from odoo.http import request, route

from ..const import CLIENT_GROUPS
from .portal import ServicePortal


class ServiceTeam(ServicePortal):
    _service_team_url = "/my/service/team"

    @route(_service_team_url, type="http", auth="user", methods=["GET"], website=True)
    def service_team(self, **query):
        if not self._service_is_admin():
            return self._service_not_found()
        values = self._service_team_values()
        return request.render(
            "service_portal.portal_team", values | {"just_saved": "saved" in query}
        )

    @route(_service_team_url, type="http", auth="user", methods=["POST"], website=True)
    def service_team_save(self, user_id="", **post):
        """Set one colleague's rights; each checked box is a right."""
        if not self._service_is_admin():
            return self._service_not_found()
        colleague_sudo = request.env.user._service_colleagues().filtered(
            lambda user: str(user.id) == user_id
        )
        if not colleague_sudo:
            return self._service_not_found()
        try:
            colleague_sudo._service_set_client_rights(
                {right for right in CLIENT_GROUPS if post.get(right)},
                actor=request.env.user,
            )
        except AccessError as error:
            values = self._service_team_values() | {"error": str(error)}
            return request.render("service_portal.portal_team", values)
        return request.redirect(f"{self._service_team_url}?saved=1", code=303)

    def _service_is_admin(self):
        return request.env.user.has_group(CLIENT_GROUPS["admin"])

    def _service_team_values(self):
        colleagues = request.env.user._service_colleagues()
        return {
            "page_name": "service_team",
            "service_company": request.env.user.partner_id.commercial_partner_id,
            "columns": self._service_rights_columns(),
            "colleagues": [
                {
                    "id": user.id,
                    "name": user.name,
                    "email": user.email,
                    "is_me": user.id == request.env.uid,
                    "rights": user._service_client_rights(),
                }
                for user in colleagues
            ],
        }

    def _service_rights_columns(self):
        """Return `[(right, title, explanation)]` in the order of the table."""
        _ = request.env._
        return [
            ("view", _("Sees all"), _("Requests and devices of the whole company")),
            ("edit", _("Changes all"), _("Answers and changes colleagues' requests")),
            ("approve", _("Orders repairs"), _("Accepts or declines quotes")),
            ("invoices", _("Sees invoices"), _("Invoices of the whole company")),
            ("admin", _("Administers"), _("Gives these rights to colleagues")),
        ]
