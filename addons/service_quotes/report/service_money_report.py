from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ServiceMoneyReport(models.Model):
    """Accepted = ordered = invoiced = paid, one row for each accepted job."""

    _name = "service.money.report"
    _description = "Service Money Report"
    _auto = False
    _order = "decided_at desc, id desc"
    _rec_name = "job_id"

    job_id = fields.Many2one("service.job", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    quote_id = fields.Many2one("service.quote", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    job_state = fields.Selection(related="job_id.state", readonly=True)
    variant = fields.Selection(
        [("necessary", "Necessary"), ("recommended", "Recommended")], readonly=True
    )
    decided_at = fields.Datetime(string="Accepted On", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    accepted = fields.Monetary(readonly=True)
    ordered = fields.Monetary(readonly=True)
    invoiced = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    to_invoice = fields.Monetary(readonly=True)
    to_pay = fields.Monetary(readonly=True)
    status = fields.Selection(
        [
            ("difference", "Difference"),
            ("to_invoice", "To invoice"),
            ("unpaid", "Unpaid"),
            ("partial", "Partly paid"),
            ("paid", "Paid"),
        ],
        readonly=True,
    )

    @api.model
    def _service_invoiced(self):
        """Return the query of what is invoiced and paid of each order.

        An invoice may bill several jobs; a payment of it counts for each in
        proportion.
        """
        return SQL(
            """
            SELECT sol.order_id,
                   SUM(CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * line.price_total) AS invoiced,
                   SUM(CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * line.price_total
                       * CASE WHEN move.amount_total = 0 THEN 1
                              ELSE 1 - move.amount_residual / move.amount_total END
                   ) AS paid
              FROM (
                   SELECT rel.invoice_line_id, MIN(rel.order_line_id) AS order_line_id
                     FROM sale_order_line_invoice_rel rel
                    GROUP BY rel.invoice_line_id
                   ) rel
              JOIN sale_order_line sol ON sol.id = rel.order_line_id
              JOIN sale_order orders ON orders.id = sol.order_id
               AND orders.service_quote_id IS NOT NULL
              JOIN account_move_line line ON line.id = rel.invoice_line_id
               AND line.display_type = 'product'
              JOIN account_move move ON move.id = line.move_id
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund')
             GROUP BY sol.order_id
            """
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT found.*,
                   found.ordered - found.invoiced AS to_invoice,
                   found.invoiced - found.paid AS to_pay,
                   CASE WHEN found.accepted <> found.ordered
                          OR found.invoiced > found.ordered
                          OR found.paid > found.invoiced THEN 'difference'
                        WHEN found.invoiced < found.ordered THEN 'to_invoice'
                        WHEN found.paid >= found.invoiced THEN 'paid'
                        WHEN found.paid > 0 THEN 'partial'
                        ELSE 'unpaid'
                   END AS status
              FROM (
                   SELECT quote.id, quote.id AS quote_id, quote.job_id,
                          quote.company_id, quote.partner_id, quote.currency_id,
                          quote.decided_at, quote.decision_variant AS variant,
                          orders.id AS order_id,
                          ROUND(quote.accepted_total, 2) AS accepted,
                          ROUND(COALESCE(orders.amount_total, 0), 2) AS ordered,
                          ROUND(COALESCE(bill.invoiced, 0), 2) AS invoiced,
                          ROUND(COALESCE(bill.paid, 0), 2) AS paid
                     FROM service_quote quote
                LEFT JOIN sale_order orders ON orders.id = quote.sale_order_id
                      AND orders.state = 'sale'
                LEFT JOIN (%(invoiced)s) bill ON bill.order_id = orders.id
                    WHERE quote.state = 'accepted'
                   ) found
            """,
            invoiced=self._service_invoiced(),
        )

    def action_create_invoices(self):
        """Make draft invoices of the chosen rows; core checks the right to invoices.

        Core's own wizard is closed to accountants without sales rights.
        """
        rows = self.filtered(lambda row: row.status == "to_invoice")
        if not rows:
            raise UserError(
                self.env._("Choose rows that are to be invoiced; these are done.")
            )
        self.env["account.move"].check_access("create")
        invoices = rows.order_id._create_invoices()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action |= {"domain": [("id", "in", invoices.ids)], "context": {}}
        if len(invoices) == 1:
            action |= {"res_id": invoices.id, "views": [(False, "form")]}
        return action

    def action_open_order(self):
        """Open the order, where the invoice is made; core checks the right to it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
