"""A job whose device is on its way to us."""

from odoo import api, fields, models


class ServiceJob(models.Model):
    _inherit = "service.job"

    inbound_shipment_id = fields.Many2one(
        "service.shipment",
        string="Parcel from the Client",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs.request_id._service_expect_more()
        return jobs

    def _service_move_to(self, request):
        """Override of `service_portal`: the reminders follow the devices."""
        sources = self.request_id
        super()._service_move_to(request)
        sources._service_settle_sending()
        request._service_expect_more()

    def _service_next_step(self):
        """Override: a parcel on its way is the carrier's turn, then logistics'."""
        step = super()._service_next_step()
        parcel_sudo = self.sudo().inbound_shipment_id  # clients read no shipments
        # guard: what is on its way is not asked for again
        if step[0] == "send" and parcel_sudo and parcel_sudo._service_is_sent():
            here = parcel_sudo.state == "delivered"
            return "receive", "logistics" if here else "carrier"
        return step

    def _service_waiting_for(self):
        """Override of `service_portal` to name the carrier that brings the device."""
        waiting = super()._service_waiting_for()
        if self.state == "announced" and self.next_actor == "carrier":
            parcel_sudo = self.sudo().inbound_shipment_id  # as above
            waiting |= {("carrier", parcel_sudo.state_since)}
        return waiting

    def _service_after_transition(self, events):
        """Override of `service_portal`: what has arrived is not awaited any more."""
        super()._service_after_transition(events)
        arrived = events.filtered(lambda event: event.state_to == "received").job_id
        cancelled = events.filtered(lambda event: event.state_to == "cancelled").job_id
        arrived._service_finish_inbound()
        cancelled._service_leave_label()
        (arrived | cancelled).request_id._service_settle_sending()
        again = events.filtered(lambda event: event.state_to == "announced").job_id
        again.request_id._service_expect_more()

    def _service_leave_label(self):
        """Give up the labels that we ordered for devices that do not come."""
        jobs_sudo = self.sudo()  # whoever cancels
        labels_sudo = jobs_sudo.inbound_shipment_id.filtered(
            lambda parcel: not parcel.by_client and parcel.state == "label"
        )
        labels_sudo._service_take_out(jobs_sudo)

    def _service_finish_inbound(self):
        """Say of parcels whose last device was received that they are here."""
        jobs_sudo = self.sudo()  # whoever receives
        jobs_sudo = jobs_sudo.filtered("inbound_shipment_id")
        jobs_sudo.tracking_display = False
        parcels_sudo = jobs_sudo.inbound_shipment_id
        parcels_sudo.filtered(
            lambda parcel: not any(job.state == "announced" for job in parcel.job_ids)
        )._service_set_state("delivered", source="system")

    def _service_write_inbound(self, parcel):
        """Put the jobs into a parcel from the client (called with sudo)."""
        number = parcel.tracking_number and " ".join(
            filter(None, [parcel.carrier_name, parcel.tracking_number])
        )
        self.write({"inbound_shipment_id": parcel.id, "tracking_display": number})
        self._service_refresh_search_text()
        self._service_refresh_next_step()
        self.request_id._service_settle_sending()

    # --- What the client sees ---------------------------------------------------

    def _service_fact_labels(self):
        """Override of `service_portal` to name the parcel in the history."""
        return super()._service_fact_labels() | {
            "job.parcel_entered": self.env._("Parcel number entered"),
            "job.label_ordered": self.env._("Label for the parcel ordered"),
            "job.label_cancelled": self.env._("Label for the parcel taken back"),
        }

    def _service_search_terms(self):
        """Override of `service_portal` to find a job by the parcel it came in."""
        parcel_sudo = self.sudo().inbound_shipment_id  # stored words of the own row
        return super()._service_search_terms() + [parcel_sudo.tracking_number]

    @api.model
    def _service_portal_row_actions(self):
        """Override of `service_portal` to lead to document and parcel number."""
        return super()._service_portal_row_actions() | {
            "send": {
                "label": self.env._("Send the device"),
                "url": "/my/service/{request}#section_inbound",
                "right": "view",
            }
        }

    def _service_portal_actions(self, user):
        """Override of `service_portal` to lead to the form of the parcel's number."""
        actions = super()._service_portal_actions(user)
        if self.next_step_code == "send" and self._service_client_may(user, "edit"):
            actions.append(
                self._service_button(
                    "parcel",
                    self.env._("Enter the parcel number"),
                    f"/my/service/{self.request_id.id}#section_inbound",
                    sequence=15,
                    kind="primary",
                )
            )
        return actions

    def _service_portal_sections(self):
        """Override of `service_portal` to show the parcel until it has arrived."""
        sections = super()._service_portal_sections()
        parcel_sudo = self.sudo().inbound_shipment_id  # shown to who may see the job
        if parcel_sudo and self.state == "announced":
            sections.append(
                {
                    "code": "inbound",
                    "title": self.env._("Your parcel to us"),
                    "template": "service_logistics.portal_shipment",
                    "values": parcel_sudo._service_show_client(),
                    "sequence": 50,
                }
            )
        return sections
