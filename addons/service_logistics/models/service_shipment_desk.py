"""What the care desk has to hear of a parcel that a carrier has trouble with."""

from odoo import models

TROUBLE = "service_logistics.mail_activity_type_courier"


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    def _service_ask_desk(self, question, note, kind=TROUBLE):
        """Put a question about this parcel before the desk, once for each request.

        :param str question: one line, with the number of the parcel
        :param str note: what is known, plain text
        :param str kind: XML id of the activity's type; what is asked of another than
            `TROUBLE` is not taken back by `_service_settle_desk`
        """
        about = self.env.ref(kind)
        for request in self.job_ids.request_id:
            asked = request.activity_ids.filtered(
                lambda activity: activity.activity_type_id == about
            )
            if question in asked.mapped("summary"):
                continue
            desk = (
                request.user_id
                or request.caretaker_id
                or request.company_id.service_default_caretaker_id
            )
            request.activity_schedule(
                kind,
                summary=question,
                note=note,
                user_id=desk.id,
            )

    def _service_tell_row(self, row):
        """Show what came of a message to the carrier, and ask the desk.

        :param row: `service.outbox`, just worked off
        """
        if row.kind == "courier.collect":
            if row.error:
                self._service_fail_collect(row.error, final=row.state == "failed")
            self._service_tell_collect()
            return
        if not row.error:
            return
        self.order_error = row.error[:500]
        # guard: an order that is given up is shown as not ordered
        if row.state == "failed" and row.kind == "courier.create":
            self._service_not_ordered()
            self._service_tell_not_ordered(row.error)

    def _service_settle_desk(self):
        """Take back what the desk was asked about these parcels."""
        kind = self.env.ref(TROUBLE)
        for parcel in self:
            requests_sudo = parcel.sudo().job_ids.request_id  # questions of the system
            settled = requests_sudo.activity_ids.filtered(
                lambda activity, name=parcel.name: (
                    activity.activity_type_id == kind
                    and name in (activity.summary or "").split()
                )
            )
            if settled:
                settled.action_feedback(feedback=self.env._("Settled"))
                # A question keeps a matter open that may close now.
                requests_sudo._service_roll_up()
