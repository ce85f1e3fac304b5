"""Taking back a parcel that was sent by mistake and has not left."""

from odoo import api, models
from odoo.exceptions import UserError

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_UNSEND = object()


class ServiceJob(models.Model):
    _inherit = "service.job"

    @api.model
    def _service_allowed_transitions(self):
        """Override of `service_portal`: what has not left is taken back."""
        ways = super()._service_allowed_transitions()
        ways["shipped"] = ways.get("shipped", set()) | {"ready"}
        return ways

    def _service_check_transition(self, new_state):
        """Override of `service_portal`: only the station goes back."""
        super()._service_check_transition(new_state)
        if new_state != "ready" or "shipped" not in self.mapped("state"):
            return
        # guard: only UNDO at the station takes a parcel back
        if self.env.context.get("service_unsent") is not _UNSEND:
            raise UserError(
                self.env._(
                    "A parcel is taken back at the sending station, by whoever sent "
                    "it: scan UNDO there."
                )
            )

    def _service_come_back(self, *, source):
        """Take the devices out of a parcel that has not left: they are here again."""
        jobs_sudo = self.sudo()  # stock, and columns that nobody writes
        jobs_sudo.write(
            {
                "shipment_id": False,
                "tracking_display": False,
                "handed_over_at": False,
                "lost_at": False,
            }
        )
        jobs_sudo._service_receive_stock()
        sent = self.filtered(lambda job: job.state == "shipped")
        sent.with_context(service_unsent=_UNSEND)._service_transition(
            "ready", source=source
        )
        back = self - sent
        back._service_log("job.unsent", source=source)
        back.sudo()._service_prepare_returns()  # as above
        back._service_refresh_next_step()
        jobs_sudo._service_refresh_search_text()
        jobs_sudo._service_forget_mail("job.shipped")
