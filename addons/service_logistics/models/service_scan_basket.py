"""The packing table: devices of one parcel, then its label."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import COMMANDS

MAX_PARCELS = 20
# What a station takes for a parcel's number; anything else is no label.
_GONE = ("shipped", "closed", "cancelled")


class ServiceScan(models.Model):
    _inherit = "service.scan"

    shipment_id = fields.Many2one(
        "service.shipment", readonly=True, index="btree_not_null"
    )

    # --- Called by the station -----------------------------

    @api.model
    def send(
        self, token, job_ids, carrier_id=None, number=None, station=None, parcel=None
    ):
        """Send the devices that lie in the parcel at the sending station.

        Without a number, a carrier that takes orders is asked for the label.

        :param dict parcel: carrier_id, cod (collect what is unpaid on delivery),
            values (fields of `delivery.carrier._service_courier_parcel_fields`),
            shipment_id (the ordered parcel whose label is awaited)
        :return: as `scan`
        """
        self.env["service.job"]._service_check_logistics()
        scan = self._service_begin(token, number or "-", "send", station)
        if not scan:
            return self._service_replay(token)
        jobs = self.env["service.job"].search([("id", "in", job_ids or [])])
        parcel = (parcel or {}) | {"carrier_id": carrier_id}
        return scan._service_finish(scan._service_send_parcel(jobs, number, parcel))

    @api.model
    def parcel_data(self, job_ids, carrier_id=None, values=None):
        """Return what the open parcel still needs; nothing is written.

        :return: dict: also (devices that could go with it, as `basket`), fields (list
            of name, label, type, options, value, missing), cod (see
            `service.shipment._service_show_cod`)
        """
        self.env["service.job"]._service_check_logistics()
        jobs = self.env["service.job"].search([("id", "in", job_ids or [])])
        carrier = self._service_carrier(carrier_id)
        if not jobs:
            return {"also": [], "fields": [], "cod": False}
        shipments = self.env["service.shipment"]
        return {
            "also": jobs._service_also_ready()._service_show(),
            "fields": shipments._service_show_fields(jobs, carrier, values),
            "cod": shipments._service_show_cod(jobs, carrier),
        }

    @api.model
    def open_orders(self):
        """Return the parcels that this person ordered and whose label is awaited.

        :return: list as of `service.shipment._service_show_order`, the newest first
        """
        self.env["service.job"]._service_check_logistics()
        shipments = self.env["service.shipment"]
        return [
            shipment._service_show_order()
            for shipment in shipments.search(
                shipments._service_open_orders_domain(), limit=MAX_PARCELS
            )
        ]

    # --- One scan -----------------------------

    def _service_answer_send(self, raw, basket, parcel, confirm=None):
        command = COMMANDS.get(raw.upper())
        if command == "undo":
            return self._service_answer_unsend(basket)
        if command == "order":
            return self._service_send_parcel(basket, None, parcel)
        if command:
            return self._service_answer(
                "refused",
                self.env._("Not possible here"),
                self.env._("Scan this code at the receiving station."),
                basket=basket,
            )
        request, job = self._service_look_up(raw)
        if request:
            return self._service_answer_collect(request, job, basket)
        return self._service_answer_label(raw, basket, parcel, confirm)

    @api.model
    def _service_answer_collect(self, request, job, basket):
        """Put a device, or all of a request that can go, into the parcel."""
        awaited = job.sudo().shipment_id  # staff read it; it is theirs to pack
        failed = awaited.order_state == "failed"
        if not basket and awaited._service_awaits_label() and not failed:
            return self._service_answer_awaited(awaited)
        wanted = job or request.job_ids.filtered(
            lambda job: job.state not in _GONE or job._service_goes_back()
        )
        reasons = {one: one._service_send_reason() for one in wanted}
        fit = wanted.filtered(lambda one: not reasons[one])
        refused = " ".join(reason for reason in reasons.values() if reason)
        if not fit:
            return self._service_answer(
                "refused",
                self.env._("Cannot be sent"),
                refused
                or self.env._(
                    "%(request)s has no device that is ready to be sent.",
                    request=request.name,
                ),
                basket=basket,
            )
        together = basket | fit
        reason = together._service_reason(
            together._service_check_one_client
        ) or together._service_reason(together._service_check_one_locker)
        if reason:
            return self._service_answer(
                "foreign", self.env._("Another client!"), reason, basket=basket
            )
        return self._service_answer_collected(fit, together, refused)

    @api.model
    def _service_answer_collected(self, fit, together, refused):
        message = self.env._(
            "%(jobs)s. Scan the next device or the number on the label.",
            jobs=", ".join(fit.mapped("display_name")),
        )
        if refused:
            message = self.env._(
                "%(jobs)s. Not in the parcel: %(reasons)s",
                jobs=", ".join(fit.mapped("display_name")),
                reasons=refused,
            )
        shipments = self.env["service.shipment"]
        carrier = shipments._service_usual_carrier(together)
        answer = self._service_answer(
            "collected",
            self.env._("In the parcel"),
            message,
            basket=together,
            job=fit[-1:],
        )
        return answer | {
            "level": "warning" if refused else answer["level"],
            "carrier_id": carrier.id,
            "cod": bool(together._service_blocking_invoices()),
        }

    # --- The label -----------------------------

    def _service_answer_label(self, raw, basket, parcel, confirm):
        """Answer a code that is no request and no device of ours."""
        shipments = self.env["service.shipment"]
        number = shipments._service_clean_number(raw)
        known = shipments._service_of_label(number)
        if known:
            return self._service_answer_known_label(known, basket, parcel)
        if not basket:
            return self._service_answer_unknown(raw, self.env["service.request"])
        reason = shipments._service_no_label_reason(number, basket)
        if reason:
            return self._service_answer(
                "refused", self.env._("No parcel number"), reason, basket=basket
            )
        carrier = self._service_carrier(parcel.get("carrier_id"))
        # guard: who orders labels from here means another one by two scans only
        if carrier.service_orders and confirm != "number":
            return self._service_answer(
                "tracking",
                self.env._("Parcel number"),
                self.env._(
                    "%(carrier)s gives its numbers itself: scan ORDER LABEL. If "
                    "%(number)s is on the box already, scan it once more.",
                    carrier=carrier.name,
                    number=number,
                ),
                basket=basket,
                number=number,
                confirm="number",
            )
        return self._service_send_parcel(basket, number, parcel)

    def _service_answer_known_label(self, shipment, basket, parcel):
        """Answer the label of a parcel that exists: is it on the right box?"""
        awaited = parcel.get("shipment_id")
        # guard: no label on the box of another parcel
        if basket or (awaited and awaited != shipment.id):
            return self._service_answer(
                "foreign",
                self.env._("Label of another parcel!"),
                self.env._(
                    "%(number)s belongs to shipment %(shipment)s for %(client)s "
                    "(%(jobs)s). Put it on that box.",
                    number=shipment.tracking_number,
                    shipment=shipment.name,
                    client=shipment.partner_id.display_name,
                    jobs=", ".join(shipment.job_ids.mapped("reference")),
                ),
                basket=basket,
            )
        shipment._service_label_seen()
        answer = self._service_answer(
            "labelled",
            self.env._("Label is on the box"),
            self.env._(
                "%(shipment)s for %(client)s. In the box: %(jobs)s.",
                shipment=shipment.name,
                client=shipment.partner_id.display_name,
                jobs=", ".join(shipment.job_ids.mapped("display_name")),
            ),
            job=shipment.job_ids[:1],
        )
        return answer | {"shipment": shipment._service_show_order()}

    @api.model
    def _service_answer_awaited(self, shipment_sudo):
        shipment = shipment_sudo.with_env(self.env)
        answer = self._service_answer(
            "ordered",
            self.env._("Its label is ordered"),
            self.env._(
                "%(shipment)s for %(client)s. Scan the label that comes from the "
                "printer.",
                shipment=shipment.name,
                client=shipment.partner_id.display_name,
            ),
            job=shipment.job_ids[:1],
        )
        return answer | {"shipment": shipment._service_show_order()}

    # --- Sending -----------------------------

    def _service_send_parcel(self, jobs, number, parcel):
        """Send `jobs`, or order their label; return the answer."""
        shipments = self.env["service.shipment"]
        carrier = self._service_carrier(parcel.get("carrier_id"))
        try:
            with self.env.cr.savepoint():
                self._service_check_send(number, carrier)
                shipment = shipments._service_dispatch(
                    jobs,
                    carrier=carrier,
                    number=number,
                    source="scan",
                    values=parcel.get("values"),
                    cod=bool(parcel.get("cod")),
                )
                # guard: what the carrier would refuse is asked for before
                shipment._service_check_complete()
        except UserError as error:
            jobs.invalidate_recordset()
            return self._service_answer(
                "refused", self.env._("Not sent"), str(error), basket=jobs
            )
        scan_sudo = self.sudo()  # the log is read-only for everybody
        scan_sudo.shipment_id = shipment
        return self._service_answer_sent(jobs, shipment)

    @api.model
    def _service_carrier(self, carrier_id):
        carriers = self.env["delivery.carrier"]
        return carriers.search(
            [
                ("id", "=", carrier_id),
                *carriers._check_company_domain(self.env.company),
            ]
        )

    @api.model
    def _service_check_send(self, number, carrier):
        # A carrier with an adapter gives the number.
        if not (number or "").strip() and not carrier.service_orders:
            raise UserError(
                self.env._("Scan or type the number of the parcel, then send.")
            )

    @api.model
    def _service_answer_sent(self, jobs, shipment):
        if shipment.order_state:
            result, title = "ordered", self.env._("Label ordered")
            message = self.env._(
                "%(count)s device(s) to %(client)s: %(carrier)s makes the label. Close "
                "the box; the label appears here in a moment.",
                count=len(jobs),
                client=shipment.partner_id.display_name,
                carrier=shipment.carrier_name,
            )
        else:
            result, title = "sent", self.env._("Sent")
            message = self.env._(
                "%(count)s device(s) to %(client)s, parcel %(number)s.",
                count=len(jobs),
                client=shipment.partner_id.display_name,
                number=shipment.tracking_number,
            )
        answer = self._service_answer(result, title, message, job=jobs[:1])
        return answer | {"shipment": shipment._service_show_order()}

    # --- UNDO -----------------------------

    def _service_answer_unsend(self, basket):
        """Take back the parcel that this person sent last at this station."""
        last = self.search(
            [
                ("user_id", "=", self.env.uid),
                ("station", "=", self.station),
                ("mode", "=", "send"),
                ("result", "in", ("sent", "ordered")),
                ("shipment_id", "!=", False),
            ],
            limit=1,
        )
        # guard: one parcel back, not one more with each scan
        if not last or last.undone_by_id:
            return self._service_answer(
                "refused",
                self.env._("Nothing to take back"),
                self.env._("You have sent nothing here since the last UNDO."),
                basket=basket,
            )
        jobs = last.shipment_id.job_ids
        try:
            with self.env.cr.savepoint():
                last.shipment_id._service_unsend(source="scan")
        except UserError as error:
            jobs.invalidate_recordset()
            return self._service_answer(
                "refused", self.env._("Not taken back"), str(error), basket=basket
            )
        jobs.invalidate_recordset()
        last_sudo = last.sudo()  # the log is read-only for everybody
        last_sudo.undone_by_id = self
        names = ", ".join(jobs.mapped("display_name"))
        message = self.env._("%(jobs)s: here again, to be sent.", jobs=names)
        if last.shipment_id.order_state and not last.shipment_id.is_final:
            message = self.env._(
                "The order for %(jobs)s is taken back. The devices can be sent again "
                "in a moment.",
                jobs=names,
            )
        return self._service_answer(
            "undone",
            self.env._("Taken back"),
            message,
            basket=basket,
            job=jobs[:1],
        )
