"""A company's people: invitations, rights, what each of them sees."""

import math

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from ..const import CLIENT_GROUPS
from .portal import ServicePortal

_HISTORY_ROWS = 20


class ServiceTeam(ServicePortal):
    _service_team_url = "/my/service/team"
    _service_member_url = "/my/service/team/<int:user_id>"
    _service_invitation_url = "/my/service/team/invitation/<int:invitation_id>"
    _service_join_url = "/my/service/team/join/<int:join_id>"

    # --- The table --------------------------------------------------------------

    @route(_service_team_url, type="http", auth="user", methods=["GET"], website=True)
    def service_team(self, **query):
        if not self._service_is_admin():
            return self._service_not_found()
        return self._service_render_team(done=query.get("done"))

    @route(_service_team_url, type="http", auth="user", methods=["POST"], website=True)
    def service_team_save(self, user_id="", **post):
        """Set one colleague's rights; each checked box is a right."""
        colleague_sudo = self._service_colleague(user_id)
        if not colleague_sudo:
            return self._service_not_found()
        return self._service_team_step(
            lambda: colleague_sudo._service_set_client_rights(
                {right for right in CLIENT_GROUPS if post.get(right)},
                actor=request.env.user,
                limit=self._service_amount(post["limit"]) if "limit" in post else None,
                billing=self._service_billing(post["billing"])
                if "billing" in post
                else None,
            ),
            "rights",
        )

    @route(
        f"{_service_team_url}/invite",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_team_invite(self, **post):
        if not self._service_is_admin():
            return self._service_not_found()
        values = {
            key: post.get(key) if isinstance(post.get(key), str) else ""
            for key in ("name", "email", "branch_id")
        }
        return self._service_team_step(
            lambda: request.env["service.invitation"]._service_invite(
                values, actor=request.env.user
            ),
            "invited",
            invited=values,
        )

    # --- One colleague ----------------------------------------------------------

    @route(
        _service_member_url,
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def service_team_member(self, user_id, **query):
        """Show what a colleague sees, by the same rules."""
        colleague_sudo = self._service_colleague(user_id)
        if not colleague_sudo:
            return self._service_not_found()
        return request.render(
            "service_portal.portal_team_preview",
            {
                "page_name": "service_team_member",
                "title": request.env._("What %s sees", colleague_sudo.name),
                "colleague": self._service_member_values(colleague_sudo),
                "labels": request.env["service.access.log"]._service_right_labels(),
                "seen": colleague_sudo._service_seen_by(),
                "successors": request.env.user._service_colleagues() - colleague_sudo,
                "currency": request.env.company.sudo().currency_id,  # a symbol
            },
        )

    @route(
        f"{_service_member_url}/revoke",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_team_revoke(self, user_id, successor="", **post):
        colleague_sudo = self._service_colleague(user_id)
        if not colleague_sudo:
            return self._service_not_found()
        successor_sudo = self._service_colleague(successor) if successor else None
        return self._service_team_step(
            lambda: colleague_sudo._service_revoke(
                actor=request.env.user, successor=successor_sudo
            ),
            "revoked",
        )

    @route(
        f"{_service_member_url}/restore",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_team_restore(self, user_id, **post):
        if not self._service_is_admin():
            return self._service_not_found()
        former = request.env.user._service_former_colleagues()
        former_sudo = former.filtered(lambda user: user.id == user_id)
        if not former_sudo:
            return self._service_not_found()
        return self._service_team_step(
            lambda: former_sudo._service_restore(actor=request.env.user), "restored"
        )

    # --- Invitations and people who ask to join -----------------------------------

    @route(
        f"{_service_invitation_url}/again",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_invitation_again(self, invitation_id, **post):
        invitation_sudo = self._service_invitation(invitation_id)
        if not invitation_sudo:
            return self._service_not_found()
        return self._service_team_step(
            lambda: invitation_sudo._service_again(actor=request.env.user), "invited"
        )

    @route(
        f"{_service_invitation_url}/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_invitation_withdraw(self, invitation_id, **post):
        invitation_sudo = self._service_invitation(invitation_id)
        if not invitation_sudo:
            return self._service_not_found()
        return self._service_team_step(
            lambda: invitation_sudo._service_withdraw(actor=request.env.user),
            "withdrawn",
        )

    @route(_service_join_url, type="http", auth="user", methods=["POST"], website=True)
    def service_join_decide(self, join_id, decision="", **post):
        joins = request.env["service.join.request"]
        join_sudo = joins._service_for_admin(request.env.user).filtered(
            lambda join: join.id == join_id
        )
        if not join_sudo or decision not in ("approve", "refuse"):
            return self._service_not_found()
        return self._service_team_step(
            lambda: join_sudo._service_decide_by_admin(
                decision == "approve", actor=request.env.user
            ),
            "joined" if decision == "approve" else "refused",
        )

    # --- Shared -------------------------------------------------------------------

    def _service_is_admin(self):
        return request.env.user._service_is_client_admin()

    def _service_colleague(self, user_id):
        """Return the active colleague with sudo when the user administers him."""
        if not self._service_is_admin():
            return request.env["res.users"]
        return request.env.user._service_colleagues().filtered(
            lambda user: str(user.id) == str(user_id)
        )

    def _service_invitation(self, invitation_id):
        """Return the waiting invitation of the own company, with sudo, or none."""
        invitations = request.env["service.invitation"]
        if not self._service_is_admin():
            return invitations
        return invitations._service_waiting(request.env.user).filtered(
            lambda invitation: invitation.id == invitation_id
        )

    def _service_team_step(self, step, done, **again):
        """Do a step; show the page with the reason when it is refused.

        :param done: code of the sentence that says what was done
        :param again: values of the page that keep what was typed
        """
        try:
            with request.env.cr.savepoint():
                step()
        except (AccessError, UserError) as error:
            return self._service_render_team(error=str(error), **again)
        return request.redirect(f"{self._service_team_url}?done={done}", code=303)

    def _service_amount(self, text):
        """Return a typed amount, 0.0 for none.

        :raise UserError: it is no amount
        """
        plain = "".join(str(text).split()).replace(",", ".")
        try:
            amount = float(plain or 0)
        except ValueError:
            amount = math.nan
        if not math.isfinite(amount):
            raise UserError(
                request.env._("Enter the limit as an amount, for example 500.")
            )
        return round(amount, 2)

    def _service_billing(self, partner_id):
        """Return the chosen billing data, empty for free choice.

        :raise UserError: not of the own company
        """
        choices = request.env.user._service_billing_choices()
        chosen = choices.filtered(lambda p: str(p.id) == str(partner_id))
        if partner_id and not chosen:
            raise UserError(request.env._("Choose billing data of your own company."))
        return chosen

    # --- Showing ------------------------------------------------------------------

    def _service_render_team(self, done=None, **values):
        sentences = self._service_team_sentences()
        return request.render(
            "service_portal.portal_team",
            self._service_team_values()
            | {"done": sentences.get(done), "invited": {}}
            | values,
        )

    def _service_team_sentences(self):
        _ = request.env._
        return {
            "rights": _("Saved. The rights work from now on."),
            "invited": _("The invitation is on its way. Its link works for 6 days."),
            "withdrawn": _("The invitation is withdrawn; its link works no more."),
            "revoked": _("The access is taken away, and all sessions have ended."),
            "restored": _(
                "The account is open again, without rights. We have sent a link to "
                "choose a new password."
            ),
            "joined": _("The person belongs to your company now. Set the rights."),
            "refused": _("The person was not let in."),
        }

    def _service_team_values(self):
        user = request.env.user
        return {
            "page_name": "service_team",
            "service_company": user.partner_id.commercial_partner_id,
            "columns": self._service_rights_columns(),
            "colleagues": [
                self._service_member_values(colleague)
                for colleague in user._service_colleagues()
            ],
            "former": user._service_former_colleagues(),
            "billing_choices": user._service_billing_choices(),
            "currency": request.env.company.sudo().currency_id,  # a symbol
            "branches": self._service_branches(),
            "invitations": [
                self._service_invitation_values(invitation)
                for invitation in request.env["service.invitation"]._service_waiting(
                    user
                )
            ],
            "joins": request.env["service.join.request"]._service_for_admin(user),
            "history": self._service_history(),
        }

    def _service_member_values(self, user_sudo):
        partner_sudo = user_sudo.partner_id
        return {
            "id": user_sudo.id,
            "name": user_sudo.name,
            "email": user_sudo.email,
            "is_me": user_sudo.id == request.env.uid,
            "rights": user_sudo._service_client_rights(),
            "limit": partner_sudo.service_approve_limit,
            "billing_id": partner_sudo.service_billing_id.id,
            "billing": partner_sudo.service_billing_id.name,
            "branch": partner_sudo.service_shipping_id.name,
        }

    def _service_invitation_values(self, invitation_sudo):
        return {
            "id": invitation_sudo.id,
            "name": invitation_sudo.name,
            "email": invitation_sudo.email,
            "branch": invitation_sudo.branch_id.name,
            "sent": self._service_date(invitation_sudo.sent_at),
            "is_expired": invitation_sudo._service_is_expired(),
        }

    def _service_branches(self):
        """Return the company's addresses that a colleague may belong to, with sudo."""
        partners_sudo = request.env["res.partner"].sudo()  # the own company's
        client = request.env.user.partner_id.commercial_partner_id
        return partners_sudo.search(
            [("parent_id", "=", client.id), ("type", "in", ("delivery", "other"))],
            order="name",
        )

    def _service_history(self):
        """Return the newest lines that the rules let this administrator read."""
        logs = request.env["service.access.log"].search([], limit=_HISTORY_ROWS)
        labels = dict(logs._fields["code"]._description_selection(request.env))
        return [
            {
                "at": self._service_date(log.at),
                "actor": log.actor_id.name,
                "person": log.partner_id.name,
                "what": labels[log.code],
                "summary": log.summary,
            }
            for log in logs.sudo()  # names of colleagues and of the care desk
        ]

    def _service_rights_columns(self):
        """Return `[(right, title, explanation)]` in the order of the table."""
        _ = request.env._
        labels = request.env["service.access.log"]._service_right_labels()
        explained = {
            "view": _("Requests and devices of the whole company"),
            "edit": _("Answers and changes colleagues' requests"),
            "approve": _("Accepts or declines quotes"),
            "invoices": _("Invoices of the whole company"),
            "admin": _("Gives these rights to colleagues"),
        }
        return [(right, label, explained[right]) for right, label in labels.items()]
