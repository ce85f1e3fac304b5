from odoo import models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """Buying exactly the parts that a repair lacks, by core's procurement.

    Core buys by itself for products that are made to order or have a reordering rule.
    Any other part is bought here: for this repair, which gets it on receipt.
    """

    _inherit = "repair.order"

    def _service_missing_parts(self):
        """Return the moves of parts that are neither reserved nor ordered."""
        return self.move_ids.filtered(
            lambda move: (
                move.repair_line_type == "add" and move._service_missing_quantity()
            )
        )

    def _service_buy_parts(self, origin):
        """Order what is missing from its vendors (with sudo; the caller checks who).

        :param str origin: what the purchase order names as its reason
        :return: the `purchase.order.line` records
        :raise UserError: nothing is missing, or a part has no vendor; nothing is bought
        """
        self.ensure_one()
        self._service_lock_parts()
        # What is in stock is taken first.
        self.move_ids._action_assign()
        missing = self._service_missing_parts()
        if not missing:
            raise UserError(
                self.env._(
                    "No part is missing: everything is reserved or ordered already."
                )
            )
        self._service_check_vendors(missing)
        self.env["stock.rule"].run(
            [move._service_procurement(origin) for move in missing]
        )
        return missing._service_open_purchases()

    def _service_lock_parts(self):
        """Let one person at a time order for this repair."""
        jobs_sudo = self.service_job_ids.sudo()  # whoever orders
        # guard: a part is ordered once
        jobs_sudo._service_lock()
        jobs_sudo.write({"parts_asked_at": self.env.cr.now()})

    def _service_check_vendors(self, missing):
        """Refuse to order a part that nobody sells.

        Core would cancel the part of the repair instead.
        """
        products = missing.product_id.with_company(self.company_id)
        # guard: a part without a vendor stays in the repair
        nowhere = products.filtered(
            lambda product: (
                not product._prepare_sellers(False).filtered(
                    lambda seller: (
                        seller.company_id in (self.company_id.browse(), self.company_id)
                    )
                )
            )
        )
        if nowhere:
            raise UserError(
                self.env._(
                    "Nobody sells these parts to us yet: %(parts)s. Enter a vendor on "
                    "the product, then order again.",
                    parts=", ".join(nowhere.mapped("display_name")),
                )
            )
