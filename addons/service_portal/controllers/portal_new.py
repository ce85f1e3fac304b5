"""The form that files a request, and the page after it."""

import re
import uuid

from odoo.exceptions import UserError
from odoo.http import request, route

from .. import request_form
from .portal_pages import ServicePages

_HITS_PER_HOUR = 60
_SAVES_PER_HOUR = 3000


class ServiceNewRequest(ServicePages):
    _service_new_url = "/my/service/new"
    _service_draft_url = "/my/service/draft"
    _service_discard_url = "/my/service/draft/discard"
    _service_done_url = "/my/service/<int:request_id>/done"

    @route(_service_new_url, type="http", auth="user", methods=["GET"], website=True)
    def service_new(self, **query):
        refused = self._service_for_clients()
        if refused:
            return refused
        draft = self._service_draft(query.get("draft"))
        if draft:
            return self._service_render_new(draft.form, {}, current=draft)
        values = request_form.read({})
        values["submission_token"] = uuid.uuid4().hex
        open_job = None
        device = str(query.get("device_id") or "")
        if re.fullmatch(r"[0-9]{1,9}", device):
            open_job = self._service_prefill(values, int(device))
        return self._service_render_new(values, {}, open_job=open_job)

    def _service_prefill(self, values, device_id):
        """Put a known device into the form, and return its open job, maybe none."""
        said, open_job = request.env["service.job"]._service_client_again(
            device_id, user=request.env.user
        )
        if said and not open_job:
            values["type_id"] = said.pop("type_id")
            values["devices"] = [{"row": 0} | self._service_blank_device() | said]
        return open_job

    @route(_service_new_url, type="http", auth="user", methods=["POST"], website=True)
    def service_new_submit(self, **post):
        """File the request; with any error everything typed is shown again."""
        refused = self._service_for_clients()
        if refused:
            return refused
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
        if not self._service_within("request", _HITS_PER_HOUR, 3600):
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

    def _service_render_new(self, values, errors, current=None, open_job=None):
        blank = {"row": 0} | self._service_blank_device()
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
                "open_job": open_job,
                "drafts": [] if errors or current else self._service_drafts(),
                "draft_saved": current
                and request.env._(
                    "Draft of %(moment)s. Photos are not kept in it.",
                    moment=self._service_date_time(current.write_date),
                ),
                **self._service_new_choices(values),
            },
        )

    def _service_blank_device(self):
        return dict.fromkeys(request_form.DEVICE_FIELDS, "")

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

    # --- Drafts ---------------------------------------------------------------------

    @route(_service_draft_url, type="http", auth="user", methods=["POST"])
    def service_draft_save(self, **post):
        """Keep the form while it is typed; called by its script."""
        if not request.env.user.share:
            return request.make_json_response({"saved": False}, status=403)
        drafts = request.env["service.request.draft"]
        if not self._service_within("draft", _SAVES_PER_HOUR, 3600):
            return request.make_json_response({"saved": False}, status=429)
        saved = drafts._service_client_save(
            request_form.read(post), user=request.env.user
        )
        return request.make_json_response({"saved": saved})

    @route(_service_discard_url, type="http", auth="user", methods=["POST"])
    def service_draft_discard(self, token="", **post):
        request.env["service.request.draft"]._service_client_forget(
            str(token), user=request.env.user
        )
        return request.redirect(self._service_new_url, code=303)

    def _service_my_drafts(self, domain=()):
        drafts = request.env["service.request.draft"]
        return drafts.search(domain) if drafts.has_access("read") else drafts

    def _service_draft(self, token):
        """Return the user's own draft with this token, or none."""
        if not token or not isinstance(token, str):
            return None
        return self._service_my_drafts([("token", "=", token)])[:1]

    def _service_drafts(self):
        """Return what the form's page shows of the drafts."""
        return [
            {
                "url": f"{self._service_new_url}?draft={draft.token}",
                "token": draft.token,
                "saved": self._service_date_time(draft.write_date),
                "title": self._service_draft_title(draft.form),
            }
            for draft in self._service_my_drafts()
        ]

    def _service_draft_title(self, form):
        devices = [
            " ".join(filter(None, [device["brand"], device["model"]]))
            or device["serial_number"]
            or device["fault"]
            for device in form["devices"]
        ]
        title = ", ".join(filter(None, devices)) or form["description"]
        return title[:80] or request.env._("Request without a title")

    def _service_new_choices(self, values):
        """Return what the form offers to choose from."""
        user = request.env.user
        env = request.env
        known = user._service_known_devices()
        # A chosen one may be older than those that are offered.
        chosen = [
            int(d["device_id"] or 0)
            for d in values["devices"]
            if d["device_id"].isdecimal()
        ]
        known |= env["service.device"].search([("id", "in", chosen)])
        return {
            "kinds": self._service_kinds(),
            "categories": env["service.device.category"].search([]),
            "fault_types": env["service.fault.type"].search([]),
            "known_devices": known,
            "addresses": user._service_addresses(),
            "photo_max_mb": self._service_photo_max_mb(),
            "service_caretaker": self._service_caretaker(user.partner_id),
        }

    def _service_kinds(self):
        return request.env["service.request.type"].search([("on_portal", "=", True)])
