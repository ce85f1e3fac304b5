"""The public form, its page by link, and the button for any website."""

import uuid

from odoo.exceptions import UserError
from odoo.http import Stream, request, route
from odoo.tools import single_email_re
from odoo.tools.misc import file_path, hash_sign, verify_hash_signed

from .. import request_form
from .portal_pages import ServicePages

_FORM_SCOPE = "service_report_form"
_FORM_HOURS = 24
_PERSON = ("name", "email", "phone")
# People never see this field; programs that fill in everything do.
_HONEYPOT = "service_website"
_LANGS = {"pl": "pl_PL", "en": "en_US"}


class ServicePublicReport(ServicePages):
    _service_report_url = "/service/report"
    _service_report_link = "/service/report/<string:token>"
    _service_embed_url = "/service/embed.js"

    # --- The form -------------------------------------------------------------

    @route(
        _service_report_url,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=True,
    )
    def service_report(self, **query):
        self._service_report_lang(query)
        values = self._service_report_read({})
        values["chat"] = str(query.get("chat") or "")[:64]
        fault = str(query.get("fault") or "") or self._service_chat_words(values)
        values["devices"][0]["fault"] = fault[:2000]
        return self._service_render_report(values, {}, query)

    # A form in a frame of another site gets no session cookie, so there is no session
    # to forge requests of. The signed token of the form stands in for it.
    @route(
        _service_report_url,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
        csrf=False,
    )
    def service_report_submit(self, **post):
        """Keep the report; with any error everything typed is shown again."""
        self._service_report_lang(post)
        values = self._service_report_read(post)
        if post.get(_HONEYPOT):
            return self._service_report_sent(values, post)
        token = self._service_form_token(post.get("form_token"))
        errors = self._service_report_errors(values, token)
        if not errors:
            try:
                with request.env.cr.savepoint():
                    self._service_report_keep(values, token)
            except UserError as error:
                errors = {"form": str(error)}
        if errors:
            return self._service_render_report(values, errors, post)
        return self._service_report_sent(values, post)

    def _service_report_keep(self, values, token):
        device = values["devices"][0]
        reports = request.env["service.report"]
        reports._service_take(
            {name: values[name] for name in _PERSON}
            | device
            | {"lang": request.env.lang, "chat": values["chat"]},
            self._service_files("device-0-photos"),
            token=token,
        )

    def _service_report_read(self, form):
        """Return the typed values; one device, in the row 0."""
        values = request_form.read(form)
        rows = [device for device in values["devices"] if device["row"] == 0]
        blank = {"row": 0} | dict.fromkeys(request_form.DEVICE_FIELDS, "")
        values["devices"] = [(rows or [blank])[0] | {"device_id": ""}]
        for name in (*_PERSON, "consent", "chat"):
            text = form.get(name)
            values[name] = (
                text.replace("\x00", "").strip() if isinstance(text, str) else ""
            )
        return values

    def _service_chat_words(self, values):
        """Return what the visitor wrote in the chat that led here, or ''."""
        chats = request.env["discuss.channel"]
        return chats._service_chat_of_report(values["chat"])._service_chat_said()

    def _service_report_lang(self, query):
        """Speak the language that the embedding page asks for, when we have it."""
        code = _LANGS.get(query.get("lang") or "")
        if code and request.env["res.lang"]._get_data(code=code):
            request.update_context(lang=code)

    # --- Checks ---------------------------------------------------------------

    def _service_form_token(self, signed):
        """Return the token of a form that we gave out today, else None."""
        env_sudo = request.env["service.report"].sudo().env  # the database's secret
        try:
            return verify_hash_signed(env_sudo, _FORM_SCOPE, signed or "")
        except (ValueError, IndexError):
            return None

    def _service_new_form_token(self):
        env_sudo = request.env["service.report"].sudo().env  # as above
        return hash_sign(
            env_sudo, _FORM_SCOPE, uuid.uuid4().hex, expiration_hours=_FORM_HOURS
        )

    def _service_report_errors(self, values, token):
        """Return `{field of the form: plain sentence}`, in the order of the form."""
        _ = request.env._
        sentences = self._service_new_sentences()
        typed = values | {"type_id": "1"}
        codes = request_form.missing(typed, needs_device=True)
        errors = {name: sentences[code] for name, code in codes.items()}
        if not values["name"]:
            errors["name"] = _("Enter your first name and surname.")
        if not single_email_re.match(values["email"]):
            errors["email"] = _(
                "Enter a full e-mail address, for example jan@example.com."
            )
        if sum(char.isdigit() for char in values["phone"]) < 7:
            errors["phone"] = _("Enter your phone number, so that we can call you.")
        for name in _PERSON:
            if len(values[name]) > request_form.MAX_LINE:
                errors[name] = sentences["long"]
        if not values["consent"]:
            errors["consent"] = _(
                "Tick the box to confirm that you have read the notice."
            )
        return errors or self._service_report_limits(values, token)

    def _service_report_limits(self, values, token):
        _ = request.env._
        if not token:
            return {"form": _("The form was open for very long. Please send it again.")}
        limit_sudo = request.env["service.rate.limit"].sudo()  # counting is for all
        address = request.httprequest.remote_addr
        within = limit_sudo._service_hit(f"report:{address}", 20, 3600)
        if not limit_sudo._service_hit(
            f"report-mail:{values['email'].lower()}", 3, 3600
        ):
            within = False
        if within:
            return {}
        return {
            "form": _(
                "There were many reports from here. Please wait an hour, or call us."
            )
        }

    # --- Showing --------------------------------------------------------------

    def _service_render_report(self, values, errors, query):
        env_sudo = request.env["res.company"].sudo().env  # lists offered to visitors
        company_sudo = env_sudo.company  # the notice names who keeps the data
        return self._service_framed(
            request.render(
                "service_portal.public_report",
                self._service_report_layout(query)
                | {
                    "form": values,
                    "values": values,
                    "device": values["devices"][0],
                    "errors": errors,
                    "error_list": list(errors.items()),
                    "first_error": next(iter(errors), None),
                    "form_token": self._service_new_form_token(),
                    "categories": env_sudo["service.device.category"].search([]),
                    "fault_types": env_sudo["service.fault.type"].search([]),
                    "photo_max_mb": self._service_photo_max_mb(),
                    "notice_company": company_sudo,
                },
            )
        )

    def _service_report_sent(self, values, query):
        """Answer alike for new and known addresses, and for programs."""
        return self._service_framed(
            request.render(
                "service_portal.public_report_sent",
                self._service_report_layout(query) | {"email": values["email"]},
            )
        )

    def _service_report_layout(self, query):
        framed = bool(query.get("framed"))
        lang = query.get("lang")
        return {
            "framed": framed,
            "no_header": framed,
            "no_footer": True,
            "lang_code": lang if lang in _LANGS else "",
        }

    def _service_framed(self, response):
        """Let the pages of the setting frame this page, and nobody else."""
        company_sudo = request.env.company.sudo()  # a list of addresses, no secret
        origins = " ".join(company_sudo._service_embed_origins())
        response.headers["Content-Security-Policy"] = (
            f"frame-ancestors 'self' {origins}".strip()
        )
        return response

    # --- The page by link -----------------------------------------------------

    @route(
        _service_report_link,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def service_report_page(self, token, **query):
        """Show one report and nothing else; opening it changes nothing."""
        report_sudo = self._service_report_by(token)
        if not report_sudo:
            return self._service_report_gone()
        return self._service_render_link(report_sudo, token)

    @route(
        _service_report_link,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
    )
    def service_report_act(self, token, act="", **post):
        """Confirm or drop the report, or go on to choose a password."""
        report_sudo = self._service_report_by(token)
        if not report_sudo:
            return self._service_report_gone()
        error = None
        try:
            with request.env.cr.savepoint():
                if act == "confirm":
                    report_sudo._service_confirm()
                elif act == "drop":
                    report_sudo._service_drop()
                elif act == "password":
                    url = report_sudo._service_signup_url()
                    return request.redirect(url or "/web/login", code=303)
        except UserError as problem:
            error = str(problem)
        return self._service_render_link(report_sudo, token, error)

    def _service_report_by(self, token):
        limit_sudo = request.env["service.rate.limit"].sudo()  # counting is for all
        address = request.httprequest.remote_addr
        if not limit_sudo._service_hit(f"report-link:{address}", 120, 3600):
            return None
        report_sudo = request.env["service.report"]._service_by_link(token)
        if report_sudo.lang and request.env["res.lang"]._get_data(
            code=report_sudo.lang
        ):
            request.update_context(lang=report_sudo.lang)
        return report_sudo.with_context(lang=request.env.lang)

    def _service_render_link(self, report_sudo, token, error=None):
        request_sudo = report_sudo.request_id
        states = request_sudo._fields["state"]._description_selection(request.env)
        jobs = request_sudo.job_ids
        job_states = dict(jobs._fields["state"]._description_selection(request.env))
        return self._service_private(
            request.render(
                "service_portal.public_report_page",
                self._service_report_layout({})
                | {
                    "report": report_sudo,
                    "error": error,
                    "service_request": request_sudo,
                    "state_label": dict(states).get(request_sudo.state),
                    "rows": [
                        {
                            "title": job.title,
                            "reference": job.reference,
                            "state": job_states[job.state],
                            "sentence": job._service_next_sentence(),
                        }
                        for job in jobs
                    ],
                    "may_sign_up": report_sudo._service_may_sign_up(),
                    "action": f"{self._service_report_url}/{token}",
                    "service_caretaker": request_sudo.caretaker_id,
                },
            )
        )

    def _service_report_gone(self):
        return self._service_private(
            request.render(
                "service_portal.public_report_gone",
                self._service_report_layout({}),
                status=404,
            )
        )

    def _service_private(self, response):
        """The address is a key: no frame, no cache, and no other page is told it."""
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    # --- The button -----------------------------------------------------------

    @route(
        _service_embed_url,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def service_embed(self, **query):
        """Give out the script for other websites; it knows us by its own address."""
        path = file_path("service_portal/static/src/embed/embed.js")
        response = Stream.from_path(path, public=True).get_response(
            as_attachment=False, mimetype="text/javascript", max_age=3600
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
