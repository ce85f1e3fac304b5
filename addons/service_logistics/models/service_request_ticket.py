"""A label or a courier that we order, for devices that the client sends in."""

import base64
import re
import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.service_portal.legal_term import legal_due_date

# Names of lockers and points: KRA012, POP-WAW123.
_POINT = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}")
_PICKUP_DAYS = 7
_DESK = (
    "service_portal.group_service_care",
    "service_portal.group_service_logistics",
)


class ServiceRequest(models.Model):
    _inherit = "service.request"

    needs_label = fields.Boolean(compute="_compute_needs_label")

    @api.depends(
        "state",
        "type_id",
        "job_ids.next_step_code",
        "job_ids.inbound_shipment_id.order_state",
        "job_ids.inbound_shipment_id.state",
    )
    def _compute_needs_label(self):
        for request in self:
            request.needs_label = (
                request.type_id.needs_shipping
                and request.state in ("accepted", "in_progress")
                and bool(request._service_free_jobs())
            )

    # --- Who may ------------------------------------------------------------------

    def _service_ticket_carriers(self):
        """Return the carriers that this client may order labels of, with sudo."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()  # its terms for clients
        who = company_sudo.service_ticket_for
        carriers = self.env["service.shipment"]._service_inbound_carriers(
            self.company_id
        )
        # guard: the company says who may order at its carriers
        if who == "nobody" or (who == "companies" and not self.partner_id.is_company):
            return carriers.browse()
        return carriers.filtered(
            lambda carrier: (
                carrier.service_inbound_offered and carrier._service_inbound_ways()
            )
        )

    def _service_ticket_jobs(self, chosen=()):
        """Return the jobs that a label can be ordered for.

        :param chosen: ids of what is in the parcel, all of them when empty
        :raise UserError: none is left
        """
        jobs = self._service_free_jobs()
        jobs = jobs.filtered(lambda job: not chosen or job.id in chosen)
        if not jobs:
            raise UserError(
                self.env._(
                    "There is no device left that needs a label. Load the page again, "
                    "please."
                )
            )
        return jobs

    def _service_free_jobs(self):
        """Return the jobs to send that no ordered label waits for."""
        # guard: nothing is ordered before acceptance, nor for what is here
        return (self._service_client_jobs() & self._service_jobs_to_send()).filtered(
            lambda job: not job.inbound_shipment_id._service_is_ordered()
        )

    # --- Ordering -----------------------------------------------------------------

    def _service_client_order_label(self, values, *, user):
        """Order a label or a courier for devices that the client sends; twice is once.

        :param dict values: choice (`<id of the carrier>-<way>`), point, address (id),
            day (ISO), jobs (ids of what is in the parcel, all that is still to be sent
            when empty), token (of the form). Anything else is ignored.
        :param user: the client's `res.users`
        :return: the `service.shipment`
        :raise AccessError: the user may not change the request
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self.ensure_one()
        # guard: only who may change the matter orders at our carriers
        self._service_check_client_edit(user)
        request_sudo = self.sudo()  # right checked above
        request_sudo.job_ids._service_lock()
        token = self._service_clean_token(values.get("token"))
        before = request_sudo._service_ticket_of(token)
        if before:
            return before.with_env(self.env)
        carrier, way = request_sudo._service_clean_choice(values.get("choice"))
        address = self._service_client_address(values.get("address"), user)
        chosen = {self._service_int(job) for job in values.get("jobs") or []}
        parcel_sudo = request_sudo._service_order_label(
            request_sudo._service_ticket_jobs(chosen),
            {
                "carrier_id": carrier.id,
                "inbound_way": way,
                "partner_shipping_id": address.id,
                "dropoff_point": self._service_clean_point(values.get("point"), way),
                "collect_date": self._service_clean_day(values.get("day"), way),
                "order_token": token,
            },
            source="portal",
            actor=user,
        )
        return parcel_sudo.with_env(self.env)

    def _service_ticket_of(self, token):
        """Return what the same form ordered a moment ago."""
        shipments = self.env["service.shipment"]
        if not token:
            return shipments
        # guard: a double click orders once
        return shipments.search(
            [("partner_id", "=", self.partner_id.id), ("order_token", "=", token)],
            limit=1,
        )

    def _service_order_label(self, jobs, vals, *, source, actor):
        """Order a label for `jobs` (with sudo; the callers check who may).

        :param dict vals: carrier_id, inbound_way, partner_shipping_id (or False),
            dropoff_point, collect_date, order_token of the shipment
        :return: the `service.shipment`, which the outbox orders
        """
        self.ensure_one()
        shipments = self.env["service.shipment"]
        before = jobs.inbound_shipment_id
        if not vals["partner_shipping_id"]:
            vals = vals | {"partner_shipping_id": self._service_ticket_address().id}
        with shipments._service_replay_on(shipments._order_token_uniq):
            parcel = shipments.create(
                vals
                | {
                    "name": self.env["ir.sequence"].next_by_code(shipments._name),
                    "direction": "in",
                    "company_id": self.company_id.id,
                    "partner_id": self.partner_id.id,
                    "ticket_payer": self.company_id.service_ticket_payer,
                    "job_ids": jobs.ids,
                }
            )
        wrong = parcel.carrier_id._service_courier_wrong(parcel)
        # guard: what the carrier cannot take is not ordered
        if wrong:
            raise UserError(wrong)
        before._service_take_out(jobs)
        jobs._service_write_inbound(parcel)
        parcel._service_order()
        jobs._service_log("job.label_ordered", source=source, actor=actor)
        return parcel

    def _service_ticket_address(self):
        """Return where the devices are, when nobody says otherwise."""
        address = self.partner_shipping_id or self.contact_id
        return address if address.street else self.partner_id

    def _service_desk_order_label(
        self, jobs, carrier, way, *, address, point=None, day=None, values=None
    ):
        """Order a label for the client, as care desk or logistics.

        :param jobs: `service.job` records of this request that are still to be sent
        :param str way: of `const.INBOUND_WAYS`
        :param address: `res.partner` of the client, or none
        :param day: date of the pickup
        :param dict values: size and weight, see
            `delivery.carrier._service_courier_parcel_fields`
        :return: the `service.shipment`
        :raise AccessError: somebody else
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self.ensure_one()
        # guard: care desk and logistics order at our carriers, nobody else
        if not any(map(self.env.user.has_group, _DESK)):
            raise AccessError(
                self.env._("Only the care desk and logistics order labels.")
            )
        self.check_access("read")
        request_sudo = self.sudo()  # right checked above; who orders writes no jobs
        request_sudo.job_ids._service_lock()
        carrier_sudo = carrier.sudo()  # care desks read no carriers
        if way not in carrier_sudo._service_inbound_ways():
            raise UserError(
                self.env._("%s does not take parcels in this way.", carrier_sudo.name)
            )
        # guard: a courier is sent to no stranger
        if address.commercial_partner_id not in (self.partner_id, address.browse()):
            raise UserError(self.env._("Choose an address of this client."))
        return request_sudo._service_order_label(
            request_sudo._service_ticket_jobs(set(jobs.ids) or {0}),
            {
                "carrier_id": carrier_sudo.id,
                "inbound_way": way,
                "partner_shipping_id": address.id,
                "dropoff_point": self._service_clean_point(point, way),
                "collect_date": self._service_clean_day(str(day or ""), way),
                "order_token": False,
            }
            | self.env["service.shipment"]._service_parcel_vals(carrier_sudo, values),
            source="backoffice",
            actor=self.env.user,
        )

    def _service_client_cancel_label(self, parcel_id, *, user):
        """Take back a label that the carrier has not confirmed yet.

        :param parcel_id: id of one of the request's parcels, as it was sent
        :raise AccessError: the user may not change the request
        :raise UserError: it is too late, or there is none
        """
        self.ensure_one()
        # guard: as for ordering
        self._service_check_client_edit(user)
        request_sudo = self.sudo()  # right checked above
        parcel_sudo = request_sudo._service_ordered_parcel(parcel_id)
        if not parcel_sudo:
            raise UserError(
                self.env._("This label is not there any more. Load the page again.")
            )
        parcel_sudo._service_client_take_back()
        jobs_sudo = parcel_sudo._service_coming_jobs()
        jobs_sudo._service_log("job.label_cancelled", source="portal", actor=user)

    def _service_ordered_parcel(self, parcel_id):
        """Return the parcel of this request that we ordered, or none."""
        parcel_id = self._service_int(parcel_id)
        return self._service_client_jobs().inbound_shipment_id.filtered(
            lambda parcel: parcel.id == parcel_id and not parcel.by_client
        )

    # --- What was entered -----------------------------------------------------------

    def _service_clean_choice(self, text):
        """Return `(carrier, way)` of `<id>-<way>`, of what is offered."""
        number, _dash, way = str(text or "").partition("-")
        carrier = self._service_ticket_carriers().filtered(
            lambda carrier: carrier.id == self._service_int(number)
        )
        # guard: only what is offered is ordered
        if not carrier or way not in carrier._service_inbound_ways():
            raise UserError(
                self.env._("Choose how the parcel comes to us, from the list.")
            )
        return carrier, way

    @api.model
    def _service_clean_point(self, text, way):
        """Return the name of a drop-off point, False when none was given.

        :raise UserError: it cannot be one
        """
        point = "".join(str(text or "").split()).upper()
        if way != "point" or not point:
            return False
        if not _POINT.fullmatch(point):
            raise UserError(
                self.env._(
                    "“%(point)s” is no name of a point or parcel locker. It looks like "
                    "KRA012; you may leave it empty.",
                    point=point[:20],
                )
            )
        return point

    def _service_clean_day(self, text, way):
        """Return the day when the courier comes, False for a drop-off.

        :raise UserError: not one of the days that are offered
        """
        if way != "pickup":
            return False
        days = {str(day): day for day in self._service_pickup_days()}
        if text not in days:
            raise UserError(
                self.env._("Choose one of the offered days for the courier.")
            )
        return days[text]

    def _service_pickup_days(self):
        """Return the next working days on which a courier may come."""
        today = self.with_company(self.company_id)._service_today()
        # Saturdays, Sundays and holidays move on to the next working day.
        return sorted({legal_due_date(today, ahead) for ahead in range(1, 30)})[
            :_PICKUP_DAYS
        ]

    # --- Page -----------------------------------------------------------------------

    def _service_parcel_section(self, user):
        """Override to offer labels, and to leave out what one is ordered for."""
        values = super()._service_parcel_section(user)
        devices = values["devices"] & self._service_free_jobs()
        return values | {
            "devices": devices,
            "choices": self._service_ticket_choices() if values["may"] else [],
            "free_of_charge": self.company_id.service_ticket_payer == "us",
            "days": [
                (str(day), format_date(self.env, day, date_format="EEEE, d MMMM"))
                for day in self._service_pickup_days()
            ],
            "addresses": [
                (address.id, ", ".join(self._service_address_lines(address)))
                for address in user._service_addresses()
            ],
            "address": self._service_ticket_address().id,
            "token": uuid.uuid4().hex,
            "label_form": {},
        }

    def _service_ticket_choices(self):
        """Return `(value, way, words)` of what a client may choose."""
        words = {
            "point": self.env._("I drop it off at a point or parcel locker"),
            "pickup": self.env._("The courier comes to me"),
        }
        return [
            (f"{carrier.id}-{way}", way, f"{carrier.name}: {words[way]}")
            for carrier in self._service_ticket_carriers()
            for way in ("point", "pickup")
            if way in carrier._service_inbound_ways()
        ]

    # --- Mail -----------------------------------------------------------------------

    @api.model
    def _service_mail_templates(self):
        """Override of `service_portal` to send the label, or why there is none."""
        return super()._service_mail_templates() | {
            "request.label_ready": {
                "template": "service_logistics.mail_template_label_ready",
                "needs_client": True,
            },
            "request.label_failed": {
                "template": "service_logistics.mail_template_label_failed",
                "needs_client": True,
            },
        }

    def _service_mail_attachments(self, code, jobs):
        """Override of `service_portal` to send the label itself."""
        files = super()._service_mail_attachments(code, jobs)
        if code == "request.label_ready":
            jobs_sudo = jobs.sudo()  # the label is for who reads this mail
            files += [
                (parcel.label_name, base64.b64decode(parcel.label_file))
                for parcel in jobs_sudo.inbound_shipment_id.filtered("label_file")
            ]
        return files
