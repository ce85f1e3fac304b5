"""Cancelled jobs whose device is here: it goes back, the job stays cancelled."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_LEAVING = object()


class ServiceJob(models.Model):
    _inherit = "service.job"

    def _service_goes_back(self):
        """Tell whether the device of this cancelled job still has to be sent back."""
        self.ensure_one()
        return self.state == "cancelled" and (
            self.in_house or self.env.context.get("service_leaving") is _LEAVING
        )

    def _service_has_left(self):
        """Tell whether the device is out of the house, in or behind its parcel."""
        self.ensure_one()
        return self.state == "shipped" or (
            self.state == "cancelled" and not self.in_house
        )

    @api.model
    def _service_to_send_domain(self):
        """Return the domain of devices that wait to be sent."""
        return [("state", "in", ("ready", "cancelled")), ("in_house", "=", True)]

    def _service_check_can_ship(self):
        """Override of `service_portal`: a cancelled job's device goes back, too."""
        back = self.filtered(lambda job: job._service_goes_back())
        super(ServiceJob, self - back)._service_check_can_ship()
        self._service_check_paid()

    def _service_depart(self, *, source, actor=None):
        """Move the jobs on whose parcel leaves; cancelled ones stay cancelled."""
        back = self.filtered(lambda job: job._service_goes_back())
        (self - back)._service_transition("shipped", source=source, actor=actor)
        if not back:
            return
        back._service_leaving()._service_ship_stock()
        back = back.with_context(service_leaving=None)
        back._service_log("job.sent_back", source=source, actor=actor)
        back._service_refresh_next_step()
        for request, jobs in back.grouped("request_id").items():
            request._service_send_mail("job.shipped", jobs)
        back.request_id._service_roll_up()

    def _service_leaving(self):
        """Return the jobs as what is leaving: they are not here any more."""
        return self.with_context(service_leaving=_LEAVING)

    # --- What is next -----------------------------

    def _service_after_transition(self, events):
        """Override of `service_portal`: what is cancelled is prepared to go back."""
        cancelled = events.filtered(lambda event: event.state_to == "cancelled")
        cancelled.job_id._service_prepare_returns()
        super()._service_after_transition(events)

    def _service_next_step(self):
        """Override of `service_portal`: somebody has to send it."""
        if self.state == "cancelled" and self.in_house:
            return "ship", "logistics"
        return super()._service_next_step()

    def _service_next_sentence(self):
        """Override of `service_portal`: a cancelled job may still have a device."""
        if self.state == "cancelled" and self.in_house:
            return self.env._(
                "The job is cancelled. We are preparing the device for its way back "
                "to you."
            )
        return super()._service_next_sentence()

    @api.model
    def _service_fact_labels(self):
        """Override of `service_portal`: the client reads that the device left."""
        return super()._service_fact_labels() | {
            "job.sent_back": self.env._("Device sent back"),
        }

    # --- No other job meanwhile -----------------------------

    @api.model
    def _service_keeping_domain(self):
        """Override of `service_portal`: nor is reported what has not gone back yet."""
        return super()._service_keeping_domain() | Domain("in_house", "=", True)

    def _service_keeping_sentence(self):
        """Override of `service_portal` for a device that is about to go back."""
        if self.is_open:
            return super()._service_keeping_sentence()
        return self.env._(
            "%(device)s is still with us under %(job)s, which is cancelled. Write "
            "there if it should be repaired after all; a new job begins when the "
            "device has gone back.",
            device=self.device_id.display_name,
            job=self.reference,
        )

    @api.constrains("device_id")
    def _check_device_is_not_here(self):
        self._service_check_not_here_elsewhere()

    def _service_check_not_here_elsewhere(self):
        """Raise UserError when a device is here under another job.

        Two jobs of one device would share its stock, and the parcel of the one would
        take the device of the other along.
        """
        jobs_sudo = self.sudo()  # a colleague's job counts, too
        other_sudo = jobs_sudo.search(
            [
                ("device_id", "in", jobs_sudo.device_id.ids),
                ("in_house", "=", True),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        # guard: a device is here under one job
        if other_sudo:
            raise UserError(other_sudo._service_keeping_sentence())

    # --- One parcel -----------------------------

    def _service_send_reason(self):
        """Return why this device cannot go into a parcel, or False."""
        self.ensure_one()
        asked = self._service_by_cod() if self._service_may_cod() else self
        return asked._service_reason(asked._service_check_can_ship) or (
            self._service_reason(self._service_check_not_ordered)
        )

    def _service_also_ready(self):
        """Return other devices that could go in one parcel with these."""
        receiver = self[:1]._service_receiver()
        others = self.search(
            [
                *self._service_to_send_domain(),
                ("partner_id", "=", self[:1].partner_id.id),
                ("company_id", "=", self[:1].company_id.id),
                ("id", "not in", self.ids),
            ],
            order="id",
            limit=50,
        )
        return others.filtered(
            lambda job: (
                job._service_receiver() == receiver
                and job.request_id.return_point == self[:1].request_id.return_point
                and not job._service_send_reason()
            )
        )


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_open_things(self):
        """Override of `service_portal`: a device that is here goes back first."""
        return super()._service_open_things() + [
            self.env._("%(job)s (to be sent back)", job=job.reference)
            # guard: no matter is closed while its device lies here
            for job in self.job_ids
            if job._service_goes_back()
        ]
