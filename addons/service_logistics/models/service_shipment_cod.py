"""Cash on delivery: what the carrier collects with a parcel."""

from odoo import api, fields, models
from odoo.exceptions import UserError
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

    @api.depends("cod_amount", "cod_invoice_ids.payment_state", "state")
    def _compute_cod_open(self):
        for shipment in self:
            shipment.cod_open = (
                bool(shipment.cod_amount)
                and shipment.state not in _NOT_COLLECTED
                and any(
                    move.payment_state in ("not_paid", "partial")
                    for move in shipment.cod_invoice_ids
                )
            )

    @api.model
    def _service_collected(self, invoices):
        """Return those of `invoices` that a parcel collects already."""
        if not invoices:
            return invoices
        return invoices & (
            self.search(
                [
                    ("cod_invoice_ids", "in", invoices.ids),
                    ("state", "not in", _NOT_COLLECTED),
                ]
            ).cod_invoice_ids
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
        self.write(
            {
                "cod_amount": sum(invoices.mapped("amount_residual")),
                "cod_invoice_ids": invoices.ids,
            }
        )

    @api.model
    def _service_no_cod_reason(self, jobs, carrier, invoices):
        """Return why nothing can be collected with a parcel of `jobs`, or False."""
        company = jobs.company_id[:1]
        amount = sum(invoices.mapped("amount_residual"))
        # guard: cash on delivery is a setting
        if not jobs._service_may_cod():
            return self.env._("Cash on delivery is not allowed here. See the settings.")
        if carrier.service_orders and "cod" not in carrier._service_courier_offers():
            return self.env._(
                "%(carrier)s collects no money. Choose another carrier.",
                carrier=carrier.name,
            )
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
                self.env, sum(unpaid.mapped("amount_residual")), currency_obj=currency
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
