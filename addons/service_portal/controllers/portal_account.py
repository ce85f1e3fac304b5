"""The one page of a client's own data; core's pages of the same lead here."""

from datetime import timedelta

from werkzeug.exceptions import Forbidden

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError
from odoo.http import request, route

from .portal import ServicePortal

KEY_DAYS = (30, 90, 365)
_PERSON = (
    "name",
    "phone",
    "street",
    "zip",
    "city",
    "lang",
    "service_mail_preference",
    "service_shipping_id",
)
_COMPANY = ("phone", "email", "street", "zip", "city")
_ADDRESS = ("address_id", "type", "name", "phone", "street", "zip", "city")
_TRIES_PER_HOUR = 10


class ServiceAccount(ServicePortal):
    _service_account_url = "/my/service/account"

    @route(
        _service_account_url, type="http", auth="user", methods=["GET"], website=True
    )
    def service_account(self, **query):
        if not request.env.user.share:
            return self._service_not_found()
        return self._service_render_account(done=query.get("done"))

    @route(
        _service_account_url, type="http", auth="user", methods=["POST"], website=True
    )
    def service_account_save(self, **post):
        change = request.env["res.partner"]._service_client_set_person
        return self._service_account_form("person", post, _PERSON, change)

    @route(
        f"{_service_account_url}/company",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_account_company(self, **post):
        change = request.env["res.partner"]._service_client_set_company
        return self._service_account_form("company", post, _COMPANY, change)

    @route(
        f"{_service_account_url}/address",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_account_address(self, **post):
        change = request.env["res.partner"]._service_client_set_address
        return self._service_account_form("address", post, _ADDRESS, change)

    @route(
        f"{_service_account_url}/address/<int:address_id>/archive",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_account_archive(self, address_id, **post):
        change = request.env["res.partner"]._service_client_archive_address
        return self._service_account_step(
            "archived", {}, lambda: change(address_id, user=request.env.user)
        )

    # --- API keys -----------------------------------------------------------------

    @route(
        f"{_service_account_url}/key",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_account_key(self, **post):
        """Make an API key; it is shown once, on this page and never again."""
        if not self._service_keys_allowed():
            return self._service_not_found()
        values = self._service_posted(post, ("name", "days", "password"))
        try:
            key = self._service_make_key(values)
        except UserError as error:
            typed = {"name": values.get("name", "")}
            return self._service_render_account(
                error=str(error), part="key", typed=typed
            )
        return self._service_render_account(new_key=key)

    @route(
        f"{_service_account_url}/key/<int:key_id>/revoke",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def service_account_key_revoke(self, key_id, **post):
        if not self._service_keys_allowed():
            return self._service_not_found()
        user_sudo = request.env.user.sudo()  # clients read no keys; the own ones only
        key_sudo = user_sudo.api_key_ids.filtered(lambda key: key.id == key_id)
        if not key_sudo:
            return self._service_not_found()
        key_sudo._remove()
        return request.redirect(f"{self._service_account_url}?done=key", code=303)

    def _service_make_key(self, values):
        """Return a new key of the acting user, who shows the password first.

        :raise UserError: no name, wrong password, or too many tries
        """
        user = request.env.user
        if not self._service_within("api-key", _TRIES_PER_HOUR, 3600):
            raise UserError(request.env._("That were many tries. Please wait an hour."))
        name = values.get("name", "").strip()[:100]
        if not name:
            raise UserError(
                request.env._("Say which program uses the key, for example our stock.")
            )
        credential = {
            "login": user.login,
            "password": values.get("password", ""),
            "type": "password",
        }
        try:
            user._check_credentials(credential, {"interactive": True})
        except AccessDenied as error:
            raise UserError(
                request.env._("The password is not right; no key was made.")
            ) from error
        days = next((d for d in KEY_DAYS if str(d) == values.get("days")), KEY_DAYS[0])
        until = fields.Datetime.now() + timedelta(days=days)
        # Core gives clients one day; the company allowed keys, and these all end.
        keys_sudo = request.env["res.users.apikeys"].sudo()  # longer than a day
        return keys_sudo._generate("rpc", name, until)

    def _service_keys_allowed(self):
        user = request.env.user
        return user.share and user._service_may_use_keys()

    # --- Core's pages of the same ---------------------------------------------------

    @route(methods=["GET", "POST"])
    def account(self, **kwargs):
        """Override of `portal`: clients have one page of their data."""
        if request.env.user.share:
            return request.redirect(self._service_account_url)
        return super().account(**kwargs)

    @route(methods=["GET"])
    def my_addresses(self, **query_params):
        """Override of `portal`, as above."""
        if request.env.user.share:
            return request.redirect(f"{self._service_account_url}#addresses")
        return super().my_addresses(**query_params)

    @route()
    def portal_address(self, *args, **query_params):
        """Override of `portal`, as above."""
        if request.env.user.share:
            return request.redirect(f"{self._service_account_url}#addresses")
        return super().portal_address(*args, **query_params)

    @route()
    def portal_address_submit(self, *args, **form_data):
        """Override of `portal`: any contact could rename the company there."""
        if request.env.user.share:
            raise Forbidden
        return super().portal_address_submit(*args, **form_data)

    @route()
    def address_archive(self, partner_id):
        """Override of `portal`: any contact could archive the company's addresses."""
        if request.env.user.share:
            raise Forbidden
        return super().address_archive(partner_id)

    # --- Shared -------------------------------------------------------------------

    def _service_posted(self, post, names):
        return {n: post[n] for n in names if isinstance(post.get(n), str)}

    def _service_account_form(self, part, post, names, change):
        """Save one form of the page.

        :param names: what may be posted
        :param change: called with the values and the acting user
        """
        values = self._service_posted(post, names)
        return self._service_account_step(
            part, values, lambda: change(values, user=request.env.user)
        )

    def _service_account_step(self, part, values, step):
        """Do a step; show the page with the reason when it is refused."""
        if not request.env.user.share:
            return self._service_not_found()
        try:
            with request.env.cr.savepoint():
                step()
        except MissingError:
            return self._service_not_found()
        except (AccessError, UserError) as error:
            return self._service_render_account(
                error=str(error), part=part, typed=values
            )
        return request.redirect(f"{self._service_account_url}?done={part}", code=303)

    # --- Showing ------------------------------------------------------------------

    def _service_render_account(self, done=None, **values):
        _ = request.env._
        sentences = {
            "person": _("Your data are saved."),
            "company": _("The company's data are saved."),
            "address": _("The address is saved. What was sent already keeps the old."),
            "archived": _("The address is no longer offered."),
            "key": _("The key is revoked; it opens nothing more."),
        }
        response = request.render(
            "service_portal.portal_account",
            self._service_account_values()
            | {"done": sentences.get(done), "part": None, "typed": {}}
            | values,
        )
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _service_account_values(self):
        user = request.env.user
        person_sudo = user.partner_id.sudo()  # the own record
        partners = request.env["res.partner"]
        preferences = partners._fields["service_mail_preference"]
        user_sudo = user.sudo()  # clients read no keys; the own ones only
        keys = user_sudo.api_key_ids if self._service_keys_allowed() else None
        return {
            "page_name": "service_account",
            "person": person_sudo,
            "client": person_sudo.commercial_partner_id,
            "may_edit_client": partners._service_may_edit_client(user),
            "addresses": partners._service_client_addresses(user),
            "languages": request.env["res.lang"].get_installed(),
            "preferences": preferences._description_selection(request.env),
            "keys": keys,
            "key_days": KEY_DAYS,
            "service_caretaker": self._service_caretaker(user.partner_id),
        }
