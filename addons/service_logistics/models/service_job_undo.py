"""Taking back a receipt that was scanned by mistake."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_UNDO = object()
_LIST = re.compile(r"[,;\n]+")


class ServiceJob(models.Model):
    _inherit = "service.job"

    accessories_missing = fields.Char(
        readonly=True,
        copy=False,
        help="Announced by the client and not found in the parcel.",
    )
    accessories_checked_at = fields.Datetime(
        string="Accessories Checked", readonly=True, copy=False
    )

    # --- Undo -------------------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        """Override of `service_portal`: a receipt can be taken back."""
        ways = super()._service_allowed_transitions()
        ways["received"] = ways.get("received", set()) | {"announced"}
        return ways

    def _service_check_transition(self, new_state):
        """Override of `service_portal`: only the station goes back."""
        super()._service_check_transition(new_state)
        if new_state != "announced" or "received" not in self.mapped("state"):
            return
        # guard: only UNDO at the station takes a receipt back
        if not self._service_is_undoing():
            raise UserError(
                self.env._(
                    "A receipt is taken back at the receiving station, by whoever "
                    "scanned it: scan UNDO there."
                )
            )

    @api.model
    def _service_is_undoing(self):
        """Tell whether a receipt is being taken back right now."""
        return self.env.context.get("service_receipt_undone") is _UNDO

    def _service_undo_receipt(self, *, source):
        """Take back that the devices of `self` were received; they are expected again.

        :raise UserError: something followed already; nothing is written
        """
        jobs = self.with_context(service_receipt_undone=_UNDO)
        jobs._service_lock()
        jobs._service_check_can_undo()
        jobs._service_transition("announced", source=source)
        jobs_sudo = jobs.sudo()  # read-only for everybody, and stock's
        jobs_sudo._service_unreceive_stock()
        jobs_sudo.write({"accessories_missing": False, "accessories_checked_at": False})
        jobs_sudo._service_forget_mail("job.received")

    def _service_check_can_undo(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in self:
            if job.state != "received":
                raise UserError(
                    self.env._(
                        "%(job)s is “%(state)s” by now: its receipt stays.",
                        job=job.reference,
                        state=labels[job.state],
                    )
                )
            job_sudo = job.sudo()  # logistics reads neither repairs nor all photos
            last = job_sudo.event_ids.filtered("state_to").sorted("id")[-1:]
            taken = job_sudo.photo_ids.filtered(
                lambda photo, at=last.at: photo.taken_at >= at and not photo.removed_at
            )
            # guard: what was photographed was here
            if taken or job_sudo.repair_id:
                raise UserError(
                    self.env._(
                        "%(job)s has photos or a repair since it was received: its "
                        "receipt stays. Ask the care desk.",
                        job=job.reference,
                    )
                )

    def _service_unreceive_stock(self):
        """Move the devices back out of the house and expect them again."""
        here = self.filtered(lambda job: job.device_id and job.in_house)
        here._service_prepare_returns()
        here.in_house = False
        here._service_validate(here._service_open_moves("outgoing"))
        here._service_prepare_receipts()

    def _service_forget_mail(self, code):
        """Take the devices out of the mail of `code` that has not left yet."""
        notices = self.env["service.mail.notice"].search(
            [
                ("code", "=", code),
                ("state", "=", "waiting"),
                ("job_ids", "in", self.ids),
            ]
        )
        notices.job_ids -= self
        notices.filtered(lambda notice: not notice.job_ids).unlink()

    # --- Accessories --------------------------------------------------------------

    def _service_accessory_list(self):
        """Return the announced accessories one by one: commas and lines part them."""
        self.ensure_one()
        parts = _LIST.split(self.accessories or "")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _service_check_accessories(self, missing):
        """Record which announced accessories are not there.

        :param list missing: names out of `_service_accessory_list`; others are ignored
        :return: list of the missing ones
        """
        self.ensure_one()
        gone = [name for name in self._service_accessory_list() if name in missing]
        job_sudo = self.sudo()  # written by the station only
        job_sudo.write(
            {
                "accessories_missing": ", ".join(gone) or False,
                "accessories_checked_at": fields.Datetime.now(),
            }
        )
        self._service_log(
            "accessories.checked", source="scan", note=", ".join(gone) or None
        )
        return gone
