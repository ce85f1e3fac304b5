"""Cash on delivery of an ordered parcel: what is unpaid when the carrier is told."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ..courier import CourierRefused


class ServiceShipment(models.Model):
    """`cod_amount` is what the carrier was told, or will be told next.

    It is committed before the carrier is asked: whatever is found there later, without
    an answer to us, was ordered with this amount.
    """

    _inherit = "service.shipment"

    def _service_cod_owed(self):
        """Return the invoices that this parcel has to collect as things are now."""
        invoices = self.cod_invoice_ids
        if not invoices:
            return invoices
        # guard: what went otherwise, was paid or taken over is not collected
        return invoices & self.job_ids._service_unpaid_invoices(self)

    def _service_ask_carrier(self):
        """Override: the carrier is told what is unpaid now, not what was then."""
        owed = self._service_cod_owed()
        reason = owed and self._service_no_cod_reason(
            self.job_ids, self.carrier_id, owed
        )
        same = not self.currency_id.compare_amounts(
            self._service_cod_sum(owed), self.cod_amount
        )
        if same and not reason:
            return super()._service_ask_carrier()
        found = self._service_call(self.carrier_id._service_courier_find)
        # guard: of what an earlier try made, the amount stays what the carrier has
        if found:
            if not same:
                self._service_ask_about_cod()
            return found
        # guard: no more than the carrier collects, whatever became unpaid again
        if reason:
            raise CourierRefused(reason)
        self._service_take_invoices(owed)
        return None

    def _service_is_unasked(self):
        """Tell whether the carrier has still to be asked for this parcel."""
        return self.order_state == "waiting" and not self.courier_ref

    # --- Paid meanwhile -----------------------------

    def _service_fetch_label(self):
        """Override: a payment that was booked during the order is seen here."""
        super()._service_fetch_label()
        self._service_check_cod()

    @api.model
    def _service_tell_paid(self, moves):
        """Look at the parcels that collect these invoices, which were paid just now."""
        self.search([("cod_invoice_ids", "in", moves.ids)])._service_check_cod()

    def _service_check_cod(self):
        """Ask the desk about parcels that collect another amount than is unpaid."""
        # What is delivered brings the carrier's transfer.
        on_its_way = Domain("state", "!=", "delivered")
        told = self.filtered_domain(on_its_way & self._service_domain_collecting())
        for parcel in told.filtered("cod_amount"):
            # The carrier is told what is unpaid then.
            if parcel._service_is_unasked():
                continue
            owed = parcel._service_cod_sum(parcel._service_cod_owed())
            # guard: who pays twice is seen before the carrier collects
            if parcel.currency_id.compare_amounts(owed, parcel.cod_amount):
                parcel._service_ask_about_cod()

    def _service_ask_about_cod(self):
        """Ask the desk what becomes of an amount that is not what is unpaid."""
        told = self._service_in_language()  # whoever books the payment
        owed = self._service_cod_sum(self._service_cod_owed())
        told._service_ask_desk(
            told.env._("What does parcel %s collect?", self.name),
            told.env._(
                "%(carrier)s collects %(amount)s with this parcel, but %(owed)s is "
                "unpaid now. If that is the carrier's own transfer, the parcel is "
                "delivered. Otherwise ask the carrier to change the amount, or settle "
                "the difference with the client.",
                carrier=self.carrier_name or "",
                amount=told._service_cod_text(),
                owed=formatLang(told.env, owed, currency_obj=self.currency_id),
            ),
            kind="service_logistics.mail_activity_type_cod",
        )
