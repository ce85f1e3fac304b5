"""What visitors file without an account, until the mailbox is proved."""

import base64
import binascii

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, email_normalize
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..const import AUTO_HEADERS

_SCOPE = "service_report"
LINK_DAYS = 90
KEEP_DAYS = 30
_PERSON = ("name", "phone")
_DEVICE = (
    "category_id",
    "brand",
    "model",
    "serial_number",
    "fault_type_id",
    "fault",
    "accessories",
    "condition",
)
_STATES = [
    ("waiting", "Waiting for the Sender"),
    ("filed", "Request Made"),
    ("dropped", "Not of the Sender"),
]
_WRITTEN_BY_STEPS = {"state", "request_id", "email", "token"}


class ServiceReport(models.Model):
    """A fault that a visitor of the public form reported.

    An address that nobody knows makes a request at once, of a new person without any
    right. A known address only waits: nobody files in another's name unnoticed. Whoever
    opens the link in the mail has the mailbox, and makes it the request of that person.
    """

    _name = "service.report"
    _description = "Report from the Website"
    _inherit = "service.lock.mixin"
    _order = "id desc"

    name = fields.Char(string="Person", required=True, readonly=True)
    email = fields.Char(string="E-mail", required=True, readonly=True, index=True)
    phone = fields.Char(readonly=True)
    lang = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    category_id = fields.Many2one("service.device.category", readonly=True)
    brand = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    serial_number = fields.Char(readonly=True)
    fault_type_id = fields.Many2one("service.fault.type", readonly=True)
    fault = fields.Text(string="Fault Description", readonly=True)
    accessories = fields.Char(readonly=True)
    condition = fields.Char(string="Visible Condition", readonly=True)
    photo_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    state = fields.Selection(_STATES, required=True, readonly=True, default="waiting")
    contact_id = fields.Many2one(
        "res.partner",
        string="Contact Person",
        help="Whose request it becomes when the care desk attaches it.",
    )
    request_id = fields.Many2one(
        "service.request", readonly=True, copy=False, index="btree_not_null"
    )

    _token_uniq = models.UniqueIndex("(token) WHERE token IS NOT NULL")

    def write(self, vals):
        if not self.env.su and vals.keys() & _WRITTEN_BY_STEPS:
            raise UserError(self.env._("Use the buttons; they write what is needed."))
        return super().write(vals)

    # --- Filing ---------------------------------------------------------------

    @api.model
    def _service_take(self, values, photos, *, token):
        """Keep what a visitor reported and mail the link that proves the mailbox.

        The visitor reads the same answer whether we know the address or not.

        :param dict values: name, email, phone, lang and the fields of one device;
            anything else is ignored
        :param list photos: `(file name, bytes)`
        :param str token: of the form; the same one twice is one report
        :return: the report with sudo; the old one when the form was sent twice
        :raise UserError: a photo cannot be read; nothing is written
        """
        reports_sudo = self.with_user(SUPERUSER_ID).sudo()  # a visitor has no rights
        reports_sudo = reports_sudo.with_company(self.env.company)
        email = email_normalize(values["email"])
        cleaned = reports_sudo._service_clean_photos(photos)
        report = reports_sudo._service_insert(token, email, values)
        if report.state != "waiting" or report.fault:
            return report
        report._service_fill(values, cleaned)
        known = report.env["service.request"]._service_mail_known(email)
        if known:
            report.contact_id = known
        else:
            report._service_make_request(report._service_new_contact())
        report._service_send_link()
        return report

    @api.model
    def _service_insert(self, token, email, values):
        """Insert the row of this form, or find it: two clicks are one report."""
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_report (token, name, email, company_id, state,
                    create_uid, write_uid, create_date, write_date)
                VALUES (%s, %s, %s, %s, 'waiting', %s, %s, %s, %s)
                ON CONFLICT (token) WHERE token IS NOT NULL DO NOTHING RETURNING id
                """,
                token,
                values["name"][:200],
                email,
                self.env.company.id,
                self.env.uid,
                self.env.uid,
                now,
                now,
            )
        )
        if rows:
            return self.browse(rows[0][0])
        return self.search([("token", "=", token)])

    @api.model
    def _service_clean_photos(self, photos):
        cleaner = self.env["service.photo"]
        return [(name, cleaner._service_clean(name, raw)) for name, raw in photos]

    def _service_fill(self, values, cleaned):
        self.ensure_one()
        clean = self.env["service.request"]._service_clean_text
        number = self.env["service.request"]._service_int
        vals = {name: clean(values.get(name)) for name in _DEVICE if "_id" not in name}
        for name, model in (
            ("category_id", "service.device.category"),
            ("fault_type_id", "service.fault.type"),
        ):
            vals[name] = (
                self.env[model].search([("id", "=", number(values.get(name)))]).id
            )
        self.write(
            vals
            | {
                "phone": clean(values.get("phone")),
                "lang": values.get("lang"),
                "photo_ids": [
                    Command.create(
                        {
                            "name": (name or "photo")[:120],
                            "datas": base64.b64encode(photo.content),
                            "res_model": self._name,
                            "res_id": self.id,
                        }
                    )
                    for name, photo in cleaned
                ],
            }
        )

    def _service_new_contact(self):
        self.ensure_one()
        contact = self.env["res.partner"].create(
            {name: self[name] for name in _PERSON}
            | {"email": self.email, "lang": self.lang, "company_id": False}
        )
        contact._service_assign_caretaker()
        return contact

    def _service_make_request(self, contact):
        """Make the request of `contact` out of this report; once.

        :raise UserError: the device has an open job already, or data are missing
        """
        self.ensure_one()
        self._service_lock()
        if self.request_id:
            return self.request_id
        requests = self.env["service.request"].with_context(service_source="portal")
        request = requests.create(
            {
                "state": "draft",
                "channel": "website",
                "company_id": self.company_id.id,
                "contact_id": contact.id,
                "subject": self._service_title(),
                "email_from": self.email,
            }
        )
        self.write(
            {"state": "filed", "request_id": request.id, "contact_id": contact.id}
        )
        device = {
            name: str(self[name].id or "") if "_id" in name else self[name]
            for name in _DEVICE
        }
        job = request._service_client_add_job(device, self.env.user)
        files = [(photo.name, photo.raw) for photo in self.photo_ids]
        if files:
            self.env["service.photo"]._service_add(
                job, "request", files, source="portal"
            )
            self.photo_ids.unlink()  # kept at the job from now on
        request.message_subscribe(contact.ids)
        request._service_transition("new", source="portal")
        return request

    def _service_title(self):
        self.ensure_one()
        return " ".join(filter(None, [self.brand, self.model])) or (
            self.category_id.name or self.env._("Device")
        )

    # --- The link -------------------------------------------------------------

    def _service_link(self):
        """Return the address of the page of this one report; signed, 90 days."""
        self.ensure_one()
        env_sudo = self.sudo().env  # the signature needs the database's secret
        token = hash_sign(env_sudo, _SCOPE, self.id, expiration_hours=24 * LINK_DAYS)
        return f"{self.get_base_url()}/service/report/{token}"

    @api.model
    def _service_by_link(self, token):
        """Return the report that a link opens, with sudo; none when it is not good."""
        reports_sudo = self.with_user(SUPERUSER_ID).sudo()  # the link is the right
        try:
            report_id = verify_hash_signed(reports_sudo.env, _SCOPE, token)
        except (ValueError, binascii.Error, IndexError):
            return reports_sudo.browse()
        return reports_sudo.browse(report_id or 0).exists()

    def _service_send_link(self):
        self.ensure_one()
        template = self.env.ref("service_portal.mail_template_report")
        template.send_mail(
            self.id,
            email_layout_xmlid="service_portal.mail_layout",
            email_values={"headers": repr(AUTO_HEADERS)},
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _service_confirm(self):
        """The sender has the mailbox: make the request, of that person."""
        self.ensure_one()
        if self.state == "waiting":
            self._service_make_request(self.contact_id or self._service_new_contact())

    def _service_drop(self):
        """The owner of the mailbox did not send this; nothing is made of it."""
        self.ensure_one()
        if self.state == "waiting":
            self.write({"state": "dropped"})

    def _service_may_sign_up(self):
        """Tell whether who opens the link may choose a password.

        The mailbox is proved. People of a company are let in by its administrator or
        the care desk, and who has an account logs in.
        """
        self.ensure_one()
        contact = self.request_id.contact_id
        return bool(
            contact
            and contact.email_normalized == self.email
            and not contact.parent_id
            and not contact.is_company
            and not contact.with_context(active_test=False).user_ids
        )

    def _service_signup_url(self):
        """Return where the person chooses a password; False when that is not so."""
        self.ensure_one()
        if not self._service_may_sign_up():
            return False
        contact = self.request_id.contact_id
        contact.signup_prepare()
        return contact._get_signup_url()

    # --- Care desk ------------------------------------------------------------

    def action_attach(self):
        """Make the request of the chosen contact, who has not opened the link."""
        self.check_access("write")
        for report_sudo in self.sudo():  # checked above
            if report_sudo.state != "waiting":
                raise UserError(self.env._("This report is dealt with already."))
            if not report_sudo.contact_id:
                raise UserError(self.env._("Choose the contact person first."))
            report_sudo._service_make_request(report_sudo.contact_id)

    def action_drop(self):
        """Take the report off the list; nothing is made of it."""
        self.check_access("write")
        for report_sudo in self.sudo():  # checked above
            report_sudo._service_drop()

    def action_view_request(self):
        """Open the request that was made."""
        self.ensure_one()
        self.check_access("read")
        return self.request_id._get_records_action()

    @api.autovacuum
    def _gc_unclaimed(self):
        """Delete what nobody claimed, with its photos, and what no link opens."""
        now = fields.Datetime.now()
        unclaimed = fields.Datetime.subtract(now, days=KEEP_DAYS)
        dead_link = fields.Datetime.subtract(now, days=LINK_DAYS)
        reports = self.search(
            [
                "|",
                ("create_date", "<", dead_link),
                "&",
                ("state", "!=", "filed"),
                ("create_date", "<", unclaimed),
            ],
            limit=1000,
        )
        reports.photo_ids.unlink()
        reports.unlink()
