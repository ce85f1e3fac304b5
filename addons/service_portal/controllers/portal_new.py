"""The form that files a request, and the page after it."""

import uuid

from odoo.exceptions import UserError
from odoo.http import request, route

from .. import request_form
from .portal_pages import ServicePages

_HITS_PER_HOUR = 60


class ServiceNewRequest(ServicePages):
    _service_new_url = "/my/service/new"
    _service_done_url = "/my/service/<int:request_id>/done"

    @route(_service_new_url, type="http", auth="user", methods=["GET"], website=True)
    def service_new(self, **query):
        values = request_form.read({})
        values["submission_token"] = uuid.uuid4().hex
        device = str(query.get("device_id") or "")
        if device.isdecimal():
            values["devices"] = [
                {"row": 0}
                | dict.fromkeys(request_form.DEVICE_FIELDS, "")
                | {"device_id": device}
            ]
        return self._service_render_new(values, {})

    @route(_service_new_url, type="http", auth="user", methods=["POST"], website=True)
    def service_new_submit(self, **post):
        """File the request; with any error everything typed is shown again."""
        values = request_form.read(post)
        errors = self._service_new_errors(values)
        if not errors:
            try:
                with request.env.cr.savepoint():
                    filed = self._service_file(values)
            except UserError as error:
                errors["form"] = str(error)
        if errors:
            return self._service_render_new(values, errors)
        return request.redirect(f"/my/service/{filed.id}/done", code=303)

    @route(_service_done_url, type="http", auth="user", methods=["GET"], website=True)
    def service_new_done(self, request_id, **query):
        request_sudo = self._service_checked("service.request", request_id)
        if not request_sudo:
            return self._service_not_found()
        values = self._service_request_values(request_sudo)
        return request.render("service_portal.portal_done", values)

    # --- Filing -----------------------------------------------------------------

    def _service_file(self, values):
        user = request.env.user
        filed = request.env["service.request"]._service_client_create(
            values, user=user, source="portal"
        )
        jobs_sudo = filed.sudo().job_ids.sorted("number")  # just filed by this user
        for device, job_sudo in zip(values["devices"], jobs_sudo, strict=False):
            files = self._service_files(f"device-{device['row']}-photos")
            if files:
                self._service_keep_photos(job_sudo, files)
        return filed

    def _service_new_errors(self, values):
        """Return `{field of the form: plain sentence}`; `form` is about all of it."""
        limit = request.env["service.rate.limit"].sudo()  # counting is for everybody
        if not limit._service_hit(f"request:{request.env.uid}", _HITS_PER_HOUR, 3600):
            return {
                "form": request.env._(
                    "That is a lot of requests in one hour. Please wait a while, or "
                    "call your caretaker."
                )
            }
        kind = self._service_kinds().filtered(lambda k: str(k.id) == values["type_id"])
        if not kind:
            values["type_id"] = ""
        codes = request_form.missing(values, needs_device=kind.needs_device)
        sentences = self._service_new_sentences()
        return {name: sentences[code] for name, code in codes.items()}

    def _service_new_sentences(self):
        _ = request.env._
        return {
            "type": _("Choose what the request is about."),
            "device": _("Tell us about at least one device."),
            "kind": _("Choose what kind of device it is."),
            "name": _("Enter the brand or the model; it stands on the device."),
            "fault": _("Describe what is wrong; one sentence is enough."),
            "question": _("Write your question."),
            "long": _("This text is too long; shorten it, please."),
        }

    # --- Showing ----------------------------------------------------------------

    def _service_render_new(self, values, errors):
        blank = {"row": 0} | dict.fromkeys(request_form.DEVICE_FIELDS, "")
        return request.render(
            "service_portal.portal_new",
            {
                "page_name": "service_new",
                "form": values,
                "devices": values["devices"] or [blank],
                "blank_device": blank | {"row": "__row__"},
                "errors": errors,
                "error_list": self._service_error_list(values, errors),
                "first_error": next(iter(errors), None),
                **self._service_new_choices(),
            },
        )

    def _service_error_list(self, values, errors):
        """Return `[(field, sentence)]`; several devices are told apart by number."""
        rows = [str(device["row"]) for device in values["devices"]]
        listed = []
        for name, sentence in errors.items():
            row = name.split("-")[1] if name.startswith("device-") else None
            if len(rows) > 1 and row in rows:
                sentence = request.env._(
                    "Device %(number)s: %(problem)s",
                    number=rows.index(row) + 1,
                    problem=sentence,
                )
            listed.append((name, sentence))
        return listed

    def _service_new_choices(self):
        """Return what the form offers to choose from."""
        user = request.env.user
        env = request.env
        return {
            "kinds": self._service_kinds(),
            "categories": env["service.device.category"].search([]),
            "fault_types": env["service.fault.type"].search([]),
            "known_devices": user._service_known_devices(),
            "addresses": user._service_addresses(),
            "photo_max_mb": self._service_photo_max_mb(),
            "service_caretaker": self._service_caretaker(user.partner_id),
        }

    def _service_kinds(self):
        return request.env["service.request.type"].search([("on_portal", "=", True)])
