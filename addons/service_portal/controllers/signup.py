"""Registration on core's sign-up page, for a person or a company."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

from .. import nip as nip_number

# Name of the input -> name of the value; core's own inputs keep their names.
_INPUTS = {
    "kind": "kind",
    "name": "name",
    "login": "email",
    "phone": "phone",
    "company_name": "company_name",
    "nip": "nip",
    "street": "street",
    "zip": "zip",
    "city": "city",
    "consent": "consent",
}
# People never see this field; programs that fill in everything do.
_HONEYPOT = "service_website"


class ServiceSignup(AuthSignupHome):
    @route(methods=["GET", "POST"])
    def web_auth_signup(self, *args, **kw):
        """Override of core: without an invitation ask for what a service needs."""
        qcontext = self.get_auth_signup_qcontext()
        if qcontext.get("token") or not qcontext.get("signup_enabled"):
            return super().web_auth_signup(*args, **kw)
        if request.httprequest.method == "POST":
            return self._service_register(qcontext)
        return self._service_render_signup(qcontext, {"kind": "company"}, {})

    def _service_register(self, qcontext):
        values = self._service_read_signup()
        if request.params.get(_HONEYPOT):
            return self._service_signup_done(values)
        errors = self._service_signup_errors(values)
        if not errors:
            try:
                with request.env.cr.savepoint():
                    request.env["res.partner"]._service_register(values)
            except UserError as error:
                errors = {"form": str(error)}
        if errors:
            return self._service_render_signup(qcontext, values, errors)
        return self._service_signup_done(values)

    def _service_read_signup(self):
        values = {}
        for name, key in _INPUTS.items():
            value = request.params.get(name)
            values[key] = (
                value.replace("\x00", "").strip() if isinstance(value, str) else ""
            )
        return values

    def _service_signup_errors(self, values):
        errors = request.env["res.partner"]._service_registration_errors(values)
        if errors:
            return errors
        limit = request.env["service.rate.limit"].sudo()  # counting is for everybody
        address = request.httprequest.remote_addr
        within = limit._service_hit(f"signup:{address}", 20, 3600)
        if not limit._service_hit(f"signup-mail:{values['email'].lower()}", 3, 3600):
            within = False
        if within:
            return {}
        return {
            "form": request.env._(
                "There were many registrations from here. Please wait an hour, or call "
                "us and we will set up the account."
            )
        }

    def _service_render_signup(self, qcontext, values, errors):
        company_sudo = request.env.company.sudo()  # the notice names who keeps the data
        response = request.render(
            "auth_signup.signup",
            qcontext
            | {
                "service_signup": True,
                "values": values,
                "errors": errors,
                "first_error": next(iter(errors), None),
                "name": values.get("name"),
                "login": values.get("email") or qcontext.get("login"),
                "error": errors.get("form"),
                "notice_company": company_sudo,
            },
        )
        return self._service_no_frames(response)

    def _service_signup_done(self, values):
        """Answer alike for new and known addresses, new and known companies."""
        return self._service_no_frames(
            request.render(
                "service_portal.signup_done",
                {
                    "disable_database_manager": True,
                    "email": values["email"],
                    "is_company": values["kind"] == "company",
                    "nip": nip_number.pretty(values["nip"]),
                },
            )
        )

    def _service_no_frames(self, response):
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response
