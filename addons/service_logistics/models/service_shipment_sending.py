"""A parcel at the packing table: carrier, what a person enters, its label."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Numbers of carriers have 8 to 35 letters and digits; some print a dash.
_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9-]{4,39}", re.IGNORECASE)
# Our own codes: request, job, shelf, manifest, command, device.
_OURS = re.compile(r"(SR|SJ|SL|SM|SC|DEV)[0-9A-Z]*", re.IGNORECASE)
MAX_WORDS = 120
# Older ones stand in the list of shipments.
AWAITED = timedelta(hours=24)


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    label_seen_at = fields.Datetime(
        string="Label on the Box",
        readonly=True,
        copy=False,
        help="The printed label was scanned at the sending station.",
    )

    # --- Carrier -----------------------------

    @api.model
    def _service_usual_carrier(self, jobs):
        """Return by whom the devices go back unless a person chooses another.

        The delivery method of the address or the client, else the company's; one to
        lockers when the client wants a locker.
        """
        company = jobs.company_id[:1]
        receiver = jobs[:1]._service_receiver().with_company(company)
        client = jobs[:1].partner_id.with_company(company)
        carrier_sudo = (
            receiver.sudo().property_delivery_carrier_id  # names to choose from
            or client.sudo().property_delivery_carrier_id  # as above
            or company.sudo().service_return_carrier_id  # as above
        )
        request_sudo = jobs[:1].request_id.sudo()  # as above
        if request_sudo.return_point:
            lockers_sudo = request_sudo._service_locker_carriers()
            if carrier_sudo not in lockers_sudo:
                carrier_sudo = lockers_sudo[:1] or carrier_sudo
        carriers = self.env["delivery.carrier"]
        return carriers.search(
            [
                ("id", "=", carrier_sudo.id),
                *carriers._check_company_domain(company),
            ]
        )

    # --- What a person enters -----------------------------

    @api.model
    def _service_parcel_vals(self, carrier, values):
        """Return which of a station's `values` a person may enter for `carrier`."""
        vals = {}
        for name in carrier._service_courier_parcel_fields():
            field, value = self._fields[name], (values or {}).get(name)
            if value is None:
                continue
            if field.type == "selection":
                if value in dict(field.selection):
                    vals[name] = value
            elif field.type in ("monetary", "float"):
                vals[name] = self._service_clean_amount(value)
            else:
                vals[name] = " ".join(str(value).split())[:MAX_WORDS] or False
        return vals

    @api.model
    def _service_clean_amount(self, value):
        try:
            amount = float(str(value or 0).replace(",", ".").replace(" ", ""))
        except ValueError:
            amount = -1.0
        if not 0 <= amount < 10**7:
            raise UserError(
                self.env._(
                    "“%(value)s” is no number. Enter it as 1200,00.", value=value
                )
            )
        return amount

    @api.model
    def _service_show_fields(self, jobs, carrier, values):
        """Return what may be entered for a parcel of `jobs`, as JSON.

        :return: list of dicts: name, label, type, options, value, missing
        """
        shipments_sudo = self.sudo()  # only shown; nothing is written
        draft = shipments_sudo.new(
            self._service_vals(jobs, "carrier", carrier)
            | self._service_parcel_vals(carrier, values)
        )
        names = carrier._service_courier_parcel_fields()
        missing = carrier._service_courier_missing(draft)
        shown = draft.fields_get(names, ["string", "type", "selection"])
        return [
            {
                "name": name,
                "label": shown[name]["string"],
                "type": shown[name]["type"],
                "options": shown[name].get("selection") or [],
                "value": draft[name] or "",
                "missing": name in missing,
            }
            for name in names
        ]

    def _service_check_complete(self):
        """Raise UserError when the carrier lacks something that a person enters."""
        if not self.order_state:
            return
        shipment_sudo = self.sudo()  # as whoever orders
        wrong = shipment_sudo.carrier_id._service_courier_wrong(shipment_sudo)
        # guard: what the carrier cannot take is said before it is ordered
        if wrong:
            raise UserError(wrong)
        missing = shipment_sudo.carrier_id._service_courier_missing(shipment_sudo)
        if missing:
            labels = self.fields_get(missing, ["string"])
            raise UserError(
                self.env._(
                    "%(carrier)s needs more: %(fields)s. Enter it below and order "
                    "again.",
                    carrier=shipment_sudo.carrier_id.name,
                    fields=", ".join(labels[name]["string"] for name in missing),
                )
            )

    # --- Which label -----------------------------

    @api.model
    def _service_of_label(self, number):
        """Return the parcel to a client that has this number, or none."""
        return self.search(
            [
                ("tracking_number", "=", number),
                ("tracking_number", "!=", False),
                ("company_id", "=", self.env.company.id),
                ("direction", "=", "out"),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )

    @api.model
    def _service_no_label_reason(self, number, jobs):
        """Return why a scanned code cannot be the number of a new label, or False."""
        if not _NUMBER.fullmatch(number) or _OURS.fullmatch(number):
            return self.env._(
                "“%(number)s” is no number of a carrier. Scan the carrier's label, or "
                "type its number and press “Send”.",
                number=number,
            )
        serials = {
            (job.serial_number or "").replace(" ", "").upper() for job in jobs
        } - {""}
        # guard: the maker's code on a device is no label
        if number.upper() in serials:
            return self.env._(
                "%(number)s is the serial number of a device. Scan the carrier's "
                "label.",
                number=number,
            )
        came = self.search_count(
            [
                ("direction", "=", "in"),
                ("tracking_number", "=", number.upper()),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )
        # guard: an old label on a used box is not sent
        if came:
            return self.env._(
                "Under %(number)s the devices came to us. Take the old label off and "
                "scan the new one.",
                number=number,
            )
        return False

    def _service_awaits_label(self):
        """Tell whether the ordered label of this parcel is not on its box yet."""
        return bool(
            self.order_state
            and self.direction == "out"
            and self.state == "label"
            and not self.given_up_at
            and not self.label_seen_at
        )

    def _service_label_seen(self):
        """Write down that the label is on the box; once."""
        shipment_sudo = self.sudo()  # a fact of the station
        if not shipment_sudo.label_seen_at:
            shipment_sudo.label_seen_at = fields.Datetime.now()

    # --- At the station -----------------------------

    @api.model
    def _service_open_orders_domain(self):
        return [
            ("create_uid", "=", self.env.uid),
            ("company_id", "=", self.env.company.id),
            ("direction", "=", "out"),
            ("state", "=", "label"),
            ("order_state", "!=", False),
            ("given_up_at", "=", False),
            ("label_seen_at", "=", False),
            ("create_date", ">=", fields.Datetime.now() - AWAITED),
        ]

    def _service_show_order(self):
        """Return how far the order of this parcel is, as JSON.

        :return: dict: id, name, client, jobs (references), carrier, number, state
            (waiting, confirmed, failed, cancelling, or "" of a carrier that takes no
            orders), error, label (address of the PDF, or ""), seen, cod
        """
        self.ensure_one()
        shipment_sudo = self.sudo()  # a station's own screen
        label = shipment_sudo.label_name and (
            f"/web/content/service.shipment/{self.id}/label_file/"
            f"{shipment_sudo.label_name}"
        )
        return {
            "id": self.id,
            "name": self.name,
            "client": shipment_sudo.partner_id.display_name,
            "jobs": shipment_sudo.job_ids.mapped("reference"),
            "carrier": self.carrier_name or "",
            "number": self.tracking_number or "",
            "state": self.order_state or "",
            "error": self.order_error or "",
            "label": label or "",
            "seen": bool(self.label_seen_at),
            "cod": shipment_sudo._service_cod_text(),
        }
