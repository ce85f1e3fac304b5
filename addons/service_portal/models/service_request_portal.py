"""The client's side of a request: rights, filing, seams of the page."""

import hashlib
import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..const import CLIENT_GROUPS, CLIENT_RIGHTS, MAX_TEXT
from ..texts import plain

# What a client may say of a request and of each device; everything else is dropped.
REQUEST_FIELDS = ("type_id", "subject", "description", "customer_reference")
JOB_FIELDS = (
    "fault_type_id",
    "fault",
    "accessories",
    "condition",
    "customer_reference",
)
DEVICE_FIELDS = ("brand", "model", "serial_number")
MAX_DEVICES = 50
_MAX_TOKEN = 64


class ServiceRequest(models.Model):
    _inherit = "service.request"

    # --- Rights ---------------------------------------------------------------

    def _service_client_may(self, user, right):
        """Tell whether `user` has `right` on this request.

        :param str right: one of `const.CLIENT_RIGHTS`
        """
        self.ensure_one()
        return self._service_may(user, right, self.partner_id, self.contact_id)

    def _service_check_client_edit(self, user):
        """Raise AccessError unless `user` may change this request.

        For what a client does by a controller: the matter is written with sudo then.
        """
        if not self._service_client_may(user, "edit"):
            raise AccessError(
                self.env._("You may read this request, but not change it.")
            )

    @api.model
    def _service_may(self, user, right, client, contact):
        """Tell whether `user` has `right` on what `contact` of `client` filed.

        Asks the database nothing: a list may ask it for each row.
        """
        if right not in CLIENT_RIGHTS:
            raise ValueError(right)
        partner = user.partner_id
        if client != partner.commercial_partner_id:
            return False
        if partner == partner.commercial_partner_id:
            return True  # a private person decides alone
        own = contact == partner
        seen = own or user.has_group(CLIENT_GROUPS["view"])
        if right == "view":
            return seen
        if right == "edit":
            return own or user.has_group(CLIENT_GROUPS["edit"])
        return seen and user.has_group(CLIENT_GROUPS[right])

    # --- Filing -----------------------------------------------------------------

    @api.model
    def _service_client_create(self, values, *, user, source="portal"):
        """File a request for a client: the one way of portal, API and import.

        :param dict values: type_id, subject, description, customer_reference,
            partner_shipping_id, partner_invoice_id, submission_token and devices, a
            list of dicts (device_id, or category_id with brand, model and
            serial_number; fault_type_id, fault, accessories, condition,
            customer_reference). Anything else is ignored.
        :param user: the client's `res.users`
        :return: the request; the same one for the same submission token
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        devices = values.get("devices") or []
        found, request_sudo = self._service_client_open(values, user, source, devices)
        if found:
            return found
        for device in devices:
            request_sudo._service_client_add_job(device, user)
        return self._service_client_send(request_sudo, user, source)

    @api.model
    def _service_client_open(self, values, user, source, devices=None):
        """Begin to file: check the head of the form, make the draft once.

        :param list devices: of the form, checked here; None when the caller did it
        :return: `(what was filed with this token before, the new draft with sudo)`
        :raise AccessError: not a client's account; employees have their own screen
        """
        if not user._is_portal():
            raise AccessError(self.env._("This is for accounts of clients only."))
        requests_sudo = self.sudo()  # clients have no write access; checked below
        requests_sudo = requests_sudo.with_context(
            service_source=source, mail_create_nosubscribe=True
        )
        token = self._service_clean_token(values.get("submission_token"))
        found = requests_sudo._service_submitted(token, user)
        if found:
            return found.with_env(self.env), requests_sudo
        request_vals = self._service_client_request_vals(values, user)
        if devices is not None:
            self._service_check_client_devices(request_vals, devices)
        request_vals |= {
            "submission_token": token,
            "channel": source if source in ("portal", "api", "chat") else "portal",
            "state": "draft",
            "partner_id": user.partner_id.commercial_partner_id.id,
            "contact_id": user.partner_id.id,
        }
        return self.browse(), requests_sudo._service_create_once(request_vals)

    def _service_client_send(self, request_sudo, user, source):
        """Submit the client's own draft, which is complete.

        :raise ConcurrencyError: one of the devices was reported meanwhile; the replay
            sees it, and says so in words
        """
        request_sudo.message_subscribe(user.partner_id.ids)
        jobs = self.env["service.job"]
        with jobs._service_replay_on(jobs._open_device_uniq):
            request_sudo._service_transition("new", source=source, actor=user)
        return request_sudo.with_env(self.env)

    def _service_submitted(self, token, user):
        """Return what `user` filed with this submission token before, or none."""
        if not token:
            return self.browse()
        return self.with_context(active_test=False).search(
            [("submission_token", "=", token), ("create_uid", "=", user.id)]
        )

    def _service_create_once(self, vals):
        """Create the request, or let core replay a double click.

        The other click committed after this transaction's snapshot, so it is not to
        be seen here; in the replay `_service_submitted` finds it.

        :raise ConcurrencyError: a request with this submission token was made
            meanwhile
        """
        with self._service_replay_on(self._submission_token_uniq):
            return self.create(vals)

    @api.model
    def _service_client_request_vals(self, values, user):
        vals = {
            key: self._service_clean_text(values.get(key))
            for key in REQUEST_FIELDS
            if key != "type_id"
        }
        kinds_sudo = self.env["service.request.type"].sudo()  # a public list
        kind = kinds_sudo.search(
            [
                ("id", "=", self._service_int(values.get("type_id"))),
                ("on_portal", "=", True),
            ]
        )
        if not kind:
            raise UserError(self.env._("Choose what the request is about."))
        vals["type_id"] = kind.id
        for key in ("partner_shipping_id", "partner_invoice_id"):
            address = self._service_client_address(values.get(key), user)
            if address:
                vals[key] = address.id
        person_sudo = user.partner_id.sudo()  # a term set by the administrator
        if person_sudo.service_billing_id:
            # guard: the person does not choose on what the company is invoiced
            vals["partner_invoice_id"] = person_sudo.service_billing_id.id
        return vals

    @api.model
    def _service_client_address(self, address_id, user):
        """Return the address when it is the client's own, none when not chosen."""
        address_id = self._service_int(address_id)
        if not address_id:
            return self.env["res.partner"]
        commercial = user.partner_id.commercial_partner_id
        addresses_sudo = self.env["res.partner"].sudo()  # core hides colleagues' ones
        address = addresses_sudo.search(
            [("id", "=", address_id), ("commercial_partner_id", "=", commercial.id)]
        )
        if not address:
            raise UserError(self.env._("Choose one of your own addresses."))
        return address

    @api.model
    def _service_check_client_devices(self, request_vals, devices):
        kinds_sudo = self.env["service.request.type"].sudo()  # a public list
        kind = kinds_sudo.browse(request_vals["type_id"])
        if kind.needs_device and not devices:
            raise UserError(
                self.env._("Add at least one device, so that we know what to repair.")
            )
        if len(devices) > MAX_DEVICES:
            raise UserError(
                self.env._(
                    "One form takes up to %(count)s devices. Please send the others "
                    "in another request.",
                    count=MAX_DEVICES,
                )
            )

    def _service_client_add_job(self, values, user):
        """Add one device to the client's own draft (called with sudo)."""
        self.ensure_one()
        device = self._service_client_device(values)
        jobs = self.env["service.job"]
        keeping = jobs.search(
            [("device_id", "=", device.id), *jobs._service_keeping_domain()], limit=1
        )
        if keeping:
            raise UserError(keeping._service_keeping_sentence())
        if device in self.job_ids.device_id:
            raise UserError(
                self.env._(
                    "%(device)s is in the form twice.", device=device.display_name
                )
            )
        vals = {
            key: self._service_clean_text(values.get(key)) for key in JOB_FIELDS[1:]
        }
        if not vals["fault"]:
            raise UserError(
                self.env._(
                    "Describe what is wrong with %(device)s; one sentence is enough.",
                    device=device.display_name,
                )
            )
        fault_type = self.env["service.fault.type"].search(
            [("id", "=", self._service_int(values.get("fault_type_id")))]
        )
        for key in ("partner_shipping_id", "partner_invoice_id"):
            address = self._service_client_address(values.get(key), user)
            if address:
                vals[key] = address.id
        return self.env["service.job"].create(
            vals
            | {
                "request_id": self.id,
                "device_id": device.id,
                "fault_type_id": fault_type.id,
            }
        )

    def _service_client_device(self, values):
        """Return the client's known device, or make the new one."""
        devices = self.env["service.device"]
        device_id = self._service_int(values.get("device_id"))
        if device_id:
            # Without sudo: a colleague's devices are chosen by right only.
            device = devices.sudo(False).search(
                [("id", "=", device_id), ("partner_id", "=", self.partner_id.id)]
            )
            if not device:
                raise UserError(self.env._("Choose one of your own devices."))
            return device.with_env(self.env)
        category = self.env["service.device.category"].search(
            [("id", "=", self._service_int(values.get("category_id")))]
        )
        vals = {key: self._service_clean_text(values.get(key)) for key in DEVICE_FIELDS}
        if not category or not (vals["brand"] or vals["model"]):
            raise UserError(
                self.env._("Say for each device what it is: kind and brand or model.")
            )
        return devices._service_find(
            self.partner_id, category, vals["serial_number"], self.company_id
        ) or devices.create(
            vals
            | {
                "category_id": category.id,
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
            }
        )

    # --- Seams of the page ----------------------------------------------------------

    def _service_portal_sections(self):
        """Return the sections of the request's page."""
        self.ensure_one()
        return []

    def _service_portal_actions(self, user):
        """Return the buttons that `user` has on the request's page."""
        self.ensure_one()
        return []

    # --- Cleaning ---------------------------------------------------------------------

    @api.model
    def _service_int(self, value):
        try:
            return int(value or 0)
        except (TypeError, ValueError, OverflowError):
            return 0

    @api.model
    def _service_clean_text(self, value):
        """Return trimmed plain text of at most MAX_TEXT characters, or False."""
        text = value if isinstance(value, str) else json.dumps(value) if value else ""
        return plain(text).strip()[:MAX_TEXT] or False

    @api.model
    def _service_clean_token(self, value):
        """Return a submission token as it is kept, or False.

        A long one is hashed: cut off, two of them might be the same.
        """
        token = self._service_clean_text(value) if isinstance(value, str) else False
        if token and len(token) > _MAX_TOKEN:
            return hashlib.sha256(token.encode()).hexdigest()
        return token
