from odoo import api, fields, models
from odoo.fields import Domain

from ..sheet_rows import serial_key

_LOOKUP_CHUNK = 500


class ServiceDevice(models.Model):
    _name = "service.device"
    _description = "Service Device"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_names_search = ["code", "serial_number", "model", "brand"]

    code = fields.Char(required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Owner",
        required=True,
        index=True,
        tracking=True,
        help="The client (company or private person) who owns the device now.",
    )
    category_id = fields.Many2one("service.device.category", required=True)
    brand = fields.Char()
    model = fields.Char()
    serial_number = fields.Char()
    serial_key = fields.Char(
        compute="_compute_serial_key",
        store=True,
        index=True,
        help="The serial number without case, spaces and marks, for searching.",
    )
    lot_id = fields.Many2one("stock.lot", string="Lot", readonly=True, copy=False)
    job_ids = fields.One2many("service.job", "device_id", string="Jobs")
    job_count = fields.Integer(compute="_compute_job_count")

    _code_uniq = models.UniqueIndex("(code)", "A device with this code exists.")
    _lot_uniq = models.UniqueIndex(
        "(lot_id) WHERE lot_id IS NOT NULL", "This lot stands for another device."
    )

    @api.depends("serial_number")
    def _compute_serial_key(self):
        for device in self:
            device.serial_key = self._service_serial_key(device.serial_number)

    @api.depends("job_ids")
    def _compute_job_count(self):
        counts = dict(
            self.env["service.job"]._read_group(
                [("device_id", "in", self.ids)], ["device_id"], ["__count"]
            )
        )
        for device in self:
            device.job_count = counts.get(device, 0)

    @api.depends("code", "brand", "model", "category_id")
    def _compute_display_name(self):
        for device in self:
            device.display_name = f"{device._service_title()} ({device.code})"

    def _service_title(self):
        """Return brand and model, or the category; empty without a device."""
        name = " ".join(filter(None, [self.brand, self.model]))
        return name or self.category_id.name or ""

    @api.model_create_multi
    def create(self, vals_list):
        nameless = [vals for vals in vals_list if vals.get("code", "/") == "/"]
        codes = self.env["ir.sequence"]._service_draw("service.device", len(nameless))
        for vals, code in zip(nameless, codes, strict=True):
            vals["code"] = code
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if {"brand", "model", "serial_number"} & vals.keys():
            self.sudo().job_ids._service_refresh_search_text()  # a stored column
        return result

    def action_view_jobs(self):
        """Open the device's history."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "service_portal.service_job_action"
        )
        return action | {"domain": [("device_id", "=", self.id)], "context": {}}

    @api.model
    def _service_serial_key(self, serial):
        """Return the serial number as upper-case letters and digits, or False."""
        return serial_key(serial or "") or False

    @api.model
    def _service_find(self, partner, category, serial, company):
        """Return the client's known device with this serial number, or none.

        A device is never found by the serial number of another owner: that would
        tell a stranger that it exists.
        """
        key = self._service_serial_key(serial)
        if not key:
            return self.browse()
        return self.search(
            Domain("partner_id", "=", partner.id)
            & Domain("serial_key", "=", key)
            & Domain("category_id", "=", category.id)
            & Domain("company_id", "=", company.id),
            limit=1,
        )

    @api.model
    def _service_find_many(self, partner, company, wanted):
        """Return the ids of a client's known devices, in sets; see `_service_find`.

        :param list wanted: `(category id, serial number)`
        :return: list of id or False, in the order of `wanted`
        """
        keys = [(kind, self._service_serial_key(serial)) for kind, serial in wanted]
        serials = sorted({serial for _kind, serial in keys if serial})
        known = {}
        for start in range(0, len(serials), _LOOKUP_CHUNK):
            domain = (
                Domain("partner_id", "=", partner.id)
                & Domain("company_id", "=", company.id)
                & Domain("serial_key", "in", serials[start : start + _LOOKUP_CHUNK])
            )
            names = ["category_id", "serial_key"]
            for device in self.search_fetch(domain, names, order="id"):
                key = (device.category_id.id, device.serial_key)
                known[key] = device.id  # the newest, as `_service_find` returns it
        return [known.get(key, False) for key in keys]

    def _service_ensure_lot(self):
        """Return the devices' lots, made where missing and named by our code.

        The maker's serial number is no key: two makers may use the same, and a lot
        is unique per product, company and name.
        """
        for device in self.filtered(lambda d: not d.lot_id):
            device_sudo = (
                device.sudo()  # stock master data, made for staff who only receive
            )
            device_sudo.lot_id = device_sudo.env["stock.lot"].create(
                {
                    "name": device.code,
                    "ref": device.serial_number,
                    "product_id": device.category_id._service_ensure_product().id,
                    "company_id": device.company_id.id,
                }
            )
        return self.lot_id
