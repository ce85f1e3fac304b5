"""What is missing: the care desk asks for fields, the client supplies just these."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from .. import photo as photo_tools
from ..const import ASK_DEVICE_FIELDS, ASK_FIELDS
from .service_request_portal import JOB_FIELDS

_FIELDS = dict(ASK_FIELDS)
_DEVICE_FIELDS = dict(ASK_DEVICE_FIELDS)
_FILES = ("photo", "proof")
_ADDRESS = ("street", "zip", "city")
_PDF = b"%PDF-"


class ServiceRequest(models.Model):
    _inherit = "service.request"

    ask_ids = fields.One2many(
        "service.ask", "request_id", string="Asked For", groups="base.group_user"
    )

    # --- Asking -------------------------------------------------------------------

    def _service_ask(self, asks, note=None, *, source="backoffice"):
        """Ask the client for these fields; the portal shows a form with just these.

        What was asked before and not answered is forgotten.

        :param list asks: dicts with `field` (a value of `const.ASK_FIELDS`) and
            `job_id` (id of a job of this request, or False for the whole request)
        :param str note: a remark for the client, beside the fields
        :raise UserError: nothing is asked, or a field or job is unknown
        """
        self.ensure_one()
        self.check_access("write")
        self._service_lock()
        note = self._service_clean_text(note)
        vals_list = self._service_ask_vals(asks)
        if not vals_list and not note:
            raise UserError(
                self.env._("Choose what the client has to supply, then ask for it.")
            )
        asks_sudo = self.sudo().ask_ids  # rows are written by this method alone
        asks_sudo.filtered(lambda ask: not ask.answered_at).unlink()
        asks_sudo.create(vals_list)
        self.missing_info = self._service_missing_text(note)
        if self.state == "needs_info":
            self._service_log("request.needs_info", source=source)
            self._service_send_mail("request.needs_info", self._service_client_jobs())
        else:
            self._service_take_over()
            self._service_transition("needs_info", source=source)

    def _service_ask_vals(self, asks):
        found = {}
        for ask in asks or []:
            field = ask.get("field")
            job = self.job_ids.filtered(
                lambda j, a=ask: j.id == self._service_int(a.get("job_id"))
            )
            fits = field in _FIELDS and (
                not ask.get("job_id") or (job and field in _DEVICE_FIELDS)
            )
            if not fits:
                raise UserError(
                    self.env._("This cannot be asked for here. Choose from the list.")
                )
            found[job.id, field] = {
                "request_id": self.id,
                "job_id": job.id,
                "field": field,
            }
        return list(found.values())

    def _service_missing_text(self, note):
        """Return what is asked, one a line, in the client's language."""
        lang = self.contact_id.lang or self.env.lang
        asks_sudo = self.sudo().ask_ids.with_context(lang=lang)  # labels only
        lines = [
            f"• {ask._service_label()}" for ask in asks_sudo if not ask.answered_at
        ]
        return "\n".join([*lines, *filter(None, [note])])

    # --- Supplying ------------------------------------------------------------------

    def _service_open_asks(self):
        """Return what the client is still to supply, with sudo, in order."""
        self.ensure_one()
        asks_sudo = self.sudo().ask_ids  # closed to clients; these ask that client
        if self.state != "needs_info":
            return asks_sudo.browse()
        return asks_sudo.filtered(lambda ask: not ask.answered_at).sorted("id")

    def _service_client_supply(self, values, *, user):
        """Take the client's answer to what was missing; back to the care desk.

        :param dict values: `answer` (text); `asks`, by id of the open asks: text, or
            `[(file name, bytes)]` for a photo and a proof, or a dict of street, zip
            and city for an address; and, by job id, further allowed texts in
            `jobs`: `{job_id: {"fault", "accessories", ...}}`. The rest is ignored.
        :raise UserError: nothing was asked, or something is missing, and then the
            remark has to say why; nothing is written
        """
        self.ensure_one()
        self._service_check_client_edit(user)
        request_sudo = self.sudo()  # right checked above, fields allow-listed below
        if request_sudo.state != "needs_info":
            raise UserError(
                self.env._("Nothing is missing any more. Refresh the page to see it.")
            )
        request_sudo._service_lock()
        answer = self._service_clean_text(values.get("answer"))
        request_sudo._service_check_supplied(values, answer)
        said, files = request_sudo._service_take_answers(values.get("asks") or {}, user)
        for job in request_sudo._service_client_jobs():
            texts = (values.get("jobs") or {}).get(job.id) or {}
            job.write(
                {
                    key: self._service_clean_text(texts[key])
                    for key in JOB_FIELDS[1:]
                    if texts.get(key)
                }
            )
        request_sudo.message_post(
            body=plaintext2html("\n".join([*said, *filter(None, [answer])])),
            author_id=user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=files,
        )
        request_sudo.missing_info = False
        request_sudo._service_transition("new", source="portal", actor=user)

    def _service_unanswered(self, values):
        """Return the open asks for which `values` has nothing."""
        given = values.get("asks") or {}
        return self._service_open_asks().filtered(
            lambda ask: not self._service_clean_answer(ask, given.get(ask.id))
        )

    def _service_check_supplied(self, values, answer):
        asks = self._service_open_asks()
        missing = self._service_unanswered(values)
        if answer or (asks and not missing):
            return
        if not asks:
            raise UserError(self.env._("Write your answer before you send it."))
        raise UserError(
            self.env._(
                "Still missing: %(what)s. Fill it in, or write in the remark why you "
                "cannot.",
                what=", ".join(ask._service_label() for ask in missing),
            )
        )

    @api.model
    def _service_clean_answer(self, ask, value):
        """Return the answer in the shape that this ask takes, or a false value."""
        if ask.field in _FILES:
            return [(n, raw) for n, raw in value if raw] if value else []
        if ask.field == "address":
            parts = value if isinstance(value, dict) else {}
            clean = {
                name: self._service_clean_text(parts.get(name)) for name in _ADDRESS
            }
            return clean if all(clean.values()) else False
        return self._service_clean_text(value if isinstance(value, str) else "")

    def _service_take_answers(self, given, user):
        """Write the answers where they belong.

        :return: `(lines of text, [(file name, bytes)] for the message)`
        """
        said, files = [], []
        for ask in self._service_open_asks():
            value = self._service_clean_answer(ask, given.get(ask.id))
            if not value:
                continue
            text = self._service_take_answer(ask, value, user, files)
            ask.write({"answer": text, "answered_at": fields.Datetime.now()})
            said.append(f"{ask._service_label()}: {text}")
        return said, files

    def _service_take_answer(self, ask, value, user, files):
        if ask.field in _FILES:
            return self._service_take_files(ask, value, files)
        if ask.field == "address":
            return self._service_take_address(value)
        if ask.field == "phone":
            self.contact_id.phone = value[:64]
        elif ask.job_id and ask.field in ("fault", "accessories", "condition"):
            ask.job_id[ask.field] = value
        elif ask.job_id.device_id and ask.field in ("serial_number", "model"):
            ask.job_id.device_id[ask.field] = value[:200]
            ask.job_id._service_refresh_search_text()
        elif ask.field == "fault":
            self.description = "\n".join(filter(None, [self.description, value]))
        return value

    def _service_take_files(self, ask, value, files):
        """Keep a photo at its job; a proof and the others go with the message."""
        if ask.field == "photo" and ask.job_id:
            self.env["service.photo"]._service_add(
                ask.job_id, "request", value, source="portal"
            )
        else:
            files += [self._service_clean_file(name, raw) for name, raw in value]
        return ", ".join(name for name, _raw in value)

    @api.model
    def _service_clean_file(self, name, raw):
        """Return a checked `(name, bytes)`: a PDF, or a photo without its EXIF.

        :raise UserError: too large, or neither
        """
        limit = self.env.company.service_photo_max_mb
        if raw.startswith(_PDF):
            if len(raw) > limit * 1024 * 1024:
                raise UserError(
                    self.env._(
                        "The file “%(name)s” is too large (limit: %(limit)s MB).",
                        name=name,
                        limit=limit,
                    )
                )
            return f"{name.rpartition('.')[0] or name}.pdf"[-120:], raw
        try:
            photo = photo_tools.clean(raw, max_bytes=limit * 1024 * 1024)
        except photo_tools.PhotoError as error:
            raise UserError(
                self.env._(
                    "“%(name)s” is neither a photo nor a PDF that we can read. Please "
                    "send a JPG, PNG, WebP or PDF file.",
                    name=name,
                )
            ) from error
        return f"{name.rpartition('.')[0] or name}.jpg"[-120:], photo.content

    def _service_take_address(self, parts):
        """Send the devices back to this address from now on."""
        country = self.contact_id.country_id or self.company_id.country_id
        client = self.partner_id
        known = (client | client.child_ids).filtered(
            lambda p: all((p[name] or "").strip() == parts[name] for name in _ADDRESS)
        )
        self.partner_shipping_id = known[:1] or self.env["res.partner"].create(
            {
                "parent_id": client.id,
                "type": "delivery",
                "name": self.contact_id.name,
                "phone": self.contact_id.phone,
                "country_id": country.id,
                **parts,
            }
        )
        return ", ".join([parts["street"], f"{parts['zip']} {parts['city']}"])

    # --- Personal data ------------------------------------------------------------

    def _service_privacy_wipe(self):
        """What the client answered goes with the matter; what was asked stays."""
        result = super()._service_privacy_wipe()
        self.ask_ids.write({"answer": False})
        return result
