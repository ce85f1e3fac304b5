"""Cash on delivery: what the carrier collects with a parcel."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

# The carrier brings no money for these.
_NOT_COLLECTED = ("cancelled", "returned")
ACCOUNTANTS = "account.group_account_readonly,account.group_account_invoice"


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    currency_id = fields.Many2one(related="company_id.currency_id")
    cod_amount = fields.Monetary(
        string="Cash on Delivery",
        readonly=True,
        copy=False,
        help="What the carrier collects from the client.",
    )
    cod_invoice_ids = fields.Many2many(
        "account.move",
        "service_shipment_cod_invoice_rel",
        string="Collected Invoices",
        readonly=True,
        copy=False,
        groups=ACCOUNTANTS,
    )
    cod_open = fields.Boolean(
        string="Not Paid Out Yet",
        compute="_compute_cod_open",
        store=True,
        help="The carrier collects an invoice that is not booked as paid.",
    )

    @api.depends(
        "cod_amount",
        "cod_invoice_ids.payment_state",
        "state",
        "order_state",
        "given_up_at",
    )
    def _compute_cod_open(self):
        collecting = self.filtered_domain(self._service_domain_collecting())
        for shipment in self:
            shipment.cod_open = (
                bool(shipment.cod_amount)
                and shipment in collecting
                and any(
                    move.payment_state in ("not_paid", "partial")
                    for move in shipment.cod_invoice_ids
                )
            )

    @api.model
    def _service_cod_sum(self, invoices):
        """Return what is unpaid of these invoices, without the dust of floats."""
        currency = invoices.currency_id[:1] or self.env.company.currency_id
        return currency.round(sum(invoices.mapped("amount_residual")))

    # --- Who collects -----------------------------

    @api.model
    def _service_domain_collecting(self):
        """Return the domain of parcels whose carrier brings the money, or will.

        One that is being cancelled is among them: the carrier may say no to that.
        """
        return Domain(
            [
                ("state", "not in", _NOT_COLLECTED),
                # guard: a parcel that never leaves collects nothing
                ("order_state", "!=", "failed"),
                ("given_up_at", "=", False),
            ]
        )

    def _service_collected(self, invoices):
        """Return those of `invoices` that another parcel than these collects."""
        if not invoices:
            return invoices
        others = Domain("id", "not in", self.ids)
        named = Domain("cod_invoice_ids", "in", invoices.ids)
        return (
            invoices
            & self.search(
                named & others & self._service_domain_collecting()
            ).cod_invoice_ids
        )

    def _service_take_invoices(self, invoices):
        """Collect these invoices with this parcel, and with no other.

        An order that failed may be tried again, and must not collect them then. Who
        tries it at this moment meets the write to its row, and is replayed.
        """
        others = self.search(
            [
                ("cod_invoice_ids", "in", invoices.ids),
                ("id", "!=", self.id),
                ("state", "not in", _NOT_COLLECTED),
            ]
        )
        # guard: what another parcel took over is not collected by a late retry
        for other in others:
            other.cod_invoice_ids -= invoices
        self.write(
            {
                "cod_amount": self._service_cod_sum(invoices),
                "cod_invoice_ids": invoices.ids,
            }
        )

    def _service_collect_unpaid(self, jobs):
        """Let the carrier of this parcel collect what is unpaid of `jobs`.

        :raise UserError: not allowed, nothing to collect, or too much
        """
        self.ensure_one()
        invoices = jobs._service_unpaid_invoices()
        reason = self._service_no_cod_reason(jobs, self.carrier_id, invoices)
        if reason:
            raise UserError(reason)
        # guard: who collects the same invoice at this moment is replayed
        self.env.cr.execute(
            SQL("UPDATE account_move SET id = id WHERE id IN %s", tuple(invoices.ids))
        )
        self._service_take_invoices(invoices)

    @api.model
    def _service_no_cod_reason(self, jobs, carrier, invoices):
        """Return why nothing can be collected with a parcel of `jobs`, or False."""
        company = jobs.company_id[:1]
        amount = self._service_cod_sum(invoices)
        # guard: cash on delivery is a setting
        if not jobs._service_may_cod():
            return self.env._("Cash on delivery is not allowed here. See the settings.")
        reason = self._service_no_cod_carrier(carrier)
        if reason:
            return reason
        if not invoices:
            return self.env._(
                "Nothing of these devices is unpaid: send them without cash on "
                "delivery."
            )
        if invoices.currency_id != company.currency_id:
            return self.env._(
                "Carriers collect %(currency)s only: %(invoices)s.",
                currency=company.currency_id.name,
                invoices=", ".join(invoices.mapped("name")),
            )
        # guard: no more than the carrier collects
        if company.service_cod_max and amount > company.service_cod_max:
            return self.env._(
                "%(amount)s is more than a carrier collects (%(limit)s). Take the "
                "payment first.",
                amount=formatLang(self.env, amount, currency_obj=company.currency_id),
                limit=formatLang(
                    self.env,
                    company.service_cod_max,
                    currency_obj=company.currency_id,
                ),
            )
        return False

    @api.model
    def _service_no_cod_carrier(self, carrier):
        """Return why this carrier cannot collect, or False."""
        if carrier.service_orders and "cod" not in carrier._service_courier_offers():
            return self.env._(
                "%(carrier)s collects no money. Choose another carrier.",
                carrier=carrier.name,
            )
        return False

    @api.model
    def _service_show_cod(self, jobs, carrier):
        """Return what a station shows of money, as JSON, or False.

        :return: dict: text (the amount), invoices (names), needed (the devices do not
            leave without it), reason (why it is not possible, or "")
        """
        unpaid = jobs._service_unpaid_invoices()
        if not unpaid or not jobs._service_may_cod():
            return False
        currency = jobs.company_id[:1].currency_id
        return {
            "text": formatLang(
                self.env, self._service_cod_sum(unpaid), currency_obj=currency
            ),
            "invoices": unpaid.mapped("name"),
            "needed": bool(jobs._service_blocking_invoices()),
            "reason": self._service_no_cod_reason(jobs, carrier, unpaid) or "",
        }

    def _service_cod_text(self):
        """Return what is collected, in words of a screen or label, or an empty str."""
        if not self.cod_amount:
            return ""
        return formatLang(self.env, self.cod_amount, currency_obj=self.currency_id)

    def _service_cod_lines(self):
        """Return what a label says of money, as list of lines."""
        text = self._service_cod_text()
        if not text:
            return []
        return [self.env._("Cash on delivery: %(amount)s", amount=text)]
