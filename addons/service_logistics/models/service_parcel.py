import base64
import binascii
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PARCEL_STATES = [
    ("open", "To Be Matched"),
    ("matched", "Matched"),
    ("requested", "Request Made"),
    ("returned", "Returned to Sender"),
]
_WRITTEN_BY_STEPS = {
    *("state", "name", "company_id", "found_by_id", "found_at"),
    # Copied to the job and removed by the steps: nobody may put another file in there.
    "photo_ids",
}
_GIVEN = ("tracking_number", "serial_number", "sender", "phone", "shelf_place", "note")
MAX_PHOTOS = 5
KEEP_DAYS = 90
# Fewer digits than these are part of a house number, not of a phone.
_MIN_DIGITS = 5


class ServiceParcel(models.Model):
    """A parcel that nobody knows: it lies on a shelf until the care desk matches it."""

    _name = "service.parcel"
    _description = "Unknown Parcel"
    _inherit = ["mail.thread", "mail.activity.mixin", "service.lock.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    tracking_number = fields.Char(string="Waybill", copy=False)
    serial_number = fields.Char()
    sender = fields.Char(help="What stands on the label: name, company, address.")
    phone = fields.Char()
    shelf_place = fields.Char(help="Where the parcel lies.")
    note = fields.Text()
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    found_by_id = fields.Many2one(
        "res.users", readonly=True, required=True, default=lambda self: self.env.user
    )
    found_at = fields.Datetime(
        readonly=True, required=True, default=lambda self: fields.Datetime.now()
    )
    state = fields.Selection(
        PARCEL_STATES,
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
    )
    request_id = fields.Many2one(
        "service.request", copy=False, index="btree_not_null", check_company=True
    )
    job_id = fields.Many2one(
        "service.job", copy=False, index="btree_not_null", check_company=True
    )
    search_text = fields.Char(compute="_compute_search_text", store=True)
    search_any = fields.Char(
        string="Everything",
        compute="_compute_search_any",
        search="_search_search_any",
        help="Waybill, serial number, phone, sender, shelf.",
    )

    @api.depends("name", *_GIVEN)
    def _compute_search_text(self):
        for parcel in self:
            words = [parcel[name] for name in ("name", *_GIVEN) if parcel[name]]
            # However a number is written, it is found by its letters and digits.
            words += [
                _plain(parcel[name])
                for name in ("tracking_number", "serial_number", "phone")
                if parcel[name]
            ]
            parcel.search_text = " ".join(words).lower()

    def _compute_search_any(self):
        self.search_any = False

    @api.model
    def _search_search_any(self, operator, value):
        if operator not in ("ilike", "=") or not isinstance(value, str):
            return NotImplemented
        domain = Domain("search_text", "ilike", value.strip())
        plain = _plain(value)
        if len(plain) >= _MIN_DIGITS:
            # Of a phone the last nine digits: +48 is taste.
            plain = plain[-9:] if plain.isdigit() and len(plain) <= 11 else plain
            domain |= Domain("search_text", "ilike", plain)
        return domain

    # --- CRUD -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # guard: an unknown parcel is found now, by whoever creates it, and open
            for name in _WRITTEN_BY_STEPS - {"company_id"}:
                vals.pop(name, None)
            vals["name"] = self.env["ir.sequence"].next_by_code("service.parcel")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & _WRITTEN_BY_STEPS:
                raise UserError(
                    self.env._("Use the buttons; they write what is needed.")
                )
            # guard: what was matched stays where it belongs
            linked = vals.keys() & {"request_id", "job_id"}
            if linked and any(parcel.state != "open" for parcel in self):
                raise UserError(
                    self.env._("This parcel is dealt with already; reload the page.")
                )
        return super().write(vals)

    # --- At the station -----------------------------------------------------------

    @api.model
    def _service_found(self, values, photos):
        """Keep a parcel that nobody knows and tell the care desk.

        :param dict values: tracking_number, serial_number, sender, phone,
            shelf_place, note; anything else is ignored
        :param list photos: files in base64, at most MAX_PHOTOS
        :return: the parcel
        :raise UserError: nothing to find it by, or a photo cannot be read
        """
        clean = self.env["service.request"]._service_clean_text
        vals = {name: clean(values.get(name)) for name in _GIVEN}
        cleaned = self._service_clean_photos(photos)
        if not any(vals[name] for name in _GIVEN[:4]) and not cleaned:
            raise UserError(
                self.env._(
                    "Enter what is on the parcel - a waybill, a serial number, the "
                    "sender - or take a photo."
                )
            )
        parcel = self.create(vals)
        attachments_sudo = self.env["ir.attachment"].sudo()  # of the parcel just made
        parcel.sudo().photo_ids = attachments_sudo.create(  # as above
            [
                {
                    "name": f"{parcel.name} {number}.jpg",
                    "raw": photo.content,
                    "res_model": self._name,
                    "res_id": parcel.id,
                }
                for number, photo in enumerate(cleaned, start=1)
            ]
        )
        parcel._service_tell_desk()
        return parcel

    def _service_clean_photos(self, photos):
        if len(photos or []) > MAX_PHOTOS:
            raise UserError(
                self.env._("Add at most %(count)s photos at a time.", count=MAX_PHOTOS)
            )
        name = self.env._("Photo")
        cleaner = self.env["service.photo"]
        try:
            files = [base64.b64decode(data, validate=True) for data in photos or []]
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(
                self.env._("The photo did not arrive whole. Take it again.")
            ) from error
        return [cleaner._service_clean(name, raw) for raw in files]

    def _service_tell_desk(self):
        """Put an activity before the care desk."""
        parcel_sudo = self.sudo()  # activities of colleagues
        desk = parcel_sudo.company_id.service_default_caretaker_id or self.env.user
        parcel_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Unknown parcel: whose is it?"),
            user_id=desk.id,
        )

    # --- Keeping --------------------------------------------------------------------

    def _service_forget(self):
        """Empty what names people; number, place and dates stay."""
        self.photo_ids.unlink()
        self.write({"sender": False, "phone": False, "note": False})

    @api.autovacuum
    def _gc_returned(self):
        """Forget who sent what went back long ago."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        parcels = self.search(
            [
                ("state", "=", "returned"),
                ("write_date", "<", old),
                "|",
                ("sender", "!=", False),
                "|",
                ("phone", "!=", False),
                ("photo_ids", "!=", False),
            ],
            limit=1000,
        )
        parcels._service_forget()


def _plain(text):
    """Return letters and digits alone, in small letters."""
    return re.sub(r"[\W_]", "", text or "").lower()
