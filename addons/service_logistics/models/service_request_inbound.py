"""The client sends devices by his own means and tells us carrier and number."""

from odoo import api, models
from odoo.exceptions import UserError

from ..const import SHIPMENT_FINAL

# More devices than that are not ticked off one by one.
MAX_TICKED = 50
_MAX_CARRIER = 64
_MAX_SHOWN = 20


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_jobs_to_send(self):
        """Return the jobs whose devices the client still has to send."""
        return self.job_ids.filtered(lambda job: job.next_step_code == "send")

    # --- Entering ---------------------------------------------------------------

    def _service_client_send_parcel(self, values, *, user):
        """Take down the parcel in which the client sends devices; twice is once.

        :param dict values: carrier (name) and number (texts); jobs (ids of what is in
            it, all that is still to be sent when empty); parcel (id of the shipment
            whose number is corrected, or nothing). Anything else is ignored.
        :param user: the client's `res.users`
        :return: the `service.shipment`
        :raise AccessError: the user may not change the request
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        self.ensure_one()
        # guard: only who may change the matter says what is sent
        self._service_check_client_edit(user)
        request_sudo = self.sudo()  # right checked above
        request_sudo._service_check_expects_parcels()
        carrier, number = request_sudo._service_clean_parcel(values)
        request_sudo.job_ids._service_lock()
        jobs_sudo = request_sudo._service_parcel_jobs(values, number)
        news_sudo = jobs_sudo.filtered(
            lambda job: job.inbound_shipment_id.tracking_number != number
        )
        parcel_sudo = request_sudo._service_keep_parcel(jobs_sudo, carrier, number)
        news_sudo._service_log("job.parcel_entered", source="portal", actor=user)
        return parcel_sudo.with_env(self.env)

    def _service_check_expects_parcels(self):
        # guard: nothing is sent to us before we agreed, or after the end
        if not self.type_id.needs_shipping or self.state not in (
            "accepted",
            "in_progress",
        ):
            raise UserError(
                self.env._(
                    "We do not expect a parcel for %(request)s now. Write to us on "
                    "its page, please.",
                    request=self.name,
                )
            )

    def _service_clean_parcel(self, values):
        """Return `(name of the carrier, number)` of a form.

        :raise UserError: one of them is missing, or is something else
        """
        carrier = (self._service_clean_text(values.get("carrier")) or "")[:_MAX_CARRIER]
        if not carrier:
            raise UserError(
                self.env._("Say which carrier brings the parcel, for example InPost.")
            )
        shipments = self.env["service.shipment"]
        number = shipments._service_clean_inbound_number(
            self._service_clean_text(values.get("number"))
        )
        # guard: our own code is no number of a parcel
        if number in {self.barcode, *self.job_ids.mapped("barcode")}:
            raise UserError(
                self.env._(
                    "%(number)s is our own code of the request. Enter the number on "
                    "the carrier's label.",
                    number=number,
                )
            )
        return carrier, number

    def _service_parcel_jobs(self, values, number):
        """Return the jobs that the form is about."""
        waiting = self._service_client_jobs().filtered(
            lambda job: job.device_id and job.state == "announced"
        )
        parcel_id = self._service_int(values.get("parcel"))
        if parcel_id:
            jobs = waiting.filtered(
                lambda job: (
                    job.inbound_shipment_id.id == parcel_id
                    # A label that was not used may be replaced.
                    and (
                        job.inbound_shipment_id.by_client
                        or job.inbound_shipment_id._service_is_unused()
                    )
                )
            )
        else:
            chosen = {self._service_int(job) for job in values.get("jobs") or []}
            free = waiting & self._service_free_jobs()
            # What was sent a moment ago by the same click counts, too.
            twice = waiting.filtered(
                lambda job: job.inbound_shipment_id.tracking_number == number
            )
            jobs = (free | twice).filtered(lambda job: not chosen or job.id in chosen)
        if not jobs:
            raise UserError(
                self.env._(
                    "There is no device left that this parcel could bring. Load the "
                    "page again, please."
                )
            )
        return jobs

    def _service_keep_parcel(self, jobs, carrier, number):
        """Return the parcel with this number, with exactly these jobs added.

        :raise ConcurrencyError: the same number was entered at this moment; the
            replay finds it
        """
        shipments = self.env["service.shipment"]
        vals = self._service_parcel_vals(carrier, number)
        found = shipments.search(
            [
                ("direction", "=", "in"),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("tracking_number", "=", number),
                ("state", "!=", "cancelled"),
            ],
            limit=1,
        )
        self._service_check_found(found)
        before = jobs.inbound_shipment_id
        with shipments._service_replay_on(shipments._inbound_number_uniq):
            if found:
                parcel = found
            elif len(before) == 1 and before.by_client and before.job_ids == jobs:
                parcel = before
            else:
                parcel = shipments.create(
                    vals
                    | {"name": self.env["ir.sequence"].next_by_code(shipments._name)}
                )
            parcel.write(
                {
                    "carrier_id": vals["carrier_id"],
                    "carrier_name": vals["carrier_name"],
                    "tracking_number": number,
                    "job_ids": [(4, job.id) for job in jobs],
                }
            )
            self.env.flush_all()
        (before - parcel)._service_take_out(jobs)
        parcel.job_ids.filtered(
            lambda job: job.state == "announced"
        )._service_write_inbound(parcel)
        return parcel

    def _service_check_found(self, parcel):
        if parcel and (parcel.state in SHIPMENT_FINAL or not parcel.by_client):
            raise UserError(
                self.env._(
                    "The number %(number)s belongs to another parcel of yours. Check "
                    "the number on the label.",
                    number=parcel.tracking_number,
                )
            )

    def _service_parcel_vals(self, carrier, number):
        carriers = self.env["service.shipment"]._service_inbound_carriers(
            self.company_id
        )
        known = carriers.filtered(lambda c: c.name.casefold() == carrier.casefold())[:1]
        return {
            "direction": "in",
            "by_client": True,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "carrier_id": known.id,
            "carrier_name": known.name or carrier,
            "tracking_number": number,
        }

    # --- Page -------------------------------------------------------------------

    def _service_portal_sections(self):
        """Override of `service_portal` to ask for parcels and to show them."""
        sections = super()._service_portal_sections()
        if self.type_id.needs_shipping and self.state in ("accepted", "in_progress"):
            values = self._service_parcel_section(self.env.user)
            if values["devices"] or values["parcels"]:
                sections.append(
                    {
                        "code": "inbound",
                        "title": self.env._("Your parcel to us"),
                        "template": "service_logistics.portal_inbound",
                        "values": values,
                        "sequence": 10,
                    }
                )
        return sections

    def _service_parcel_section(self, user):
        """Return what the page shows of parcels to us (called with sudo)."""
        jobs = self._service_client_jobs()
        free = jobs & self._service_jobs_to_send()
        coming = jobs.filtered(lambda job: job.state == "announced")
        parcels = coming.inbound_shipment_id
        return {
            "devices": free[:MAX_TICKED],
            "all_text": len(free) > MAX_TICKED
            and self.env._(
                "The parcel brings all %s devices that are still to be sent.", len(free)
            ),
            "parcels": [
                parcel._service_show_client()
                | {"jobs": (parcel.job_ids & coming)[:_MAX_SHOWN]}
                for parcel in parcels
            ],
            "may": self._service_client_may(user, "edit"),
            "carriers": self._service_carrier_names(),
            "form": {},
        }

    def _service_carrier_names(self):
        """Return names that the field of the carrier suggests."""
        shipments = self.env["service.shipment"]
        known = shipments._service_inbound_carriers(self.company_id).mapped("name")
        return list(dict.fromkeys([*known, *self._service_usual_carriers()]))

    @api.model
    def _service_usual_carriers(self):
        return ["InPost", "DPD", "DHL", "UPS", "Pocztex", "GLS", "FedEx"]
