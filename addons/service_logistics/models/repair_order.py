from odoo import models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    _inherit = "repair.order"

    def action_validate(self):
        """Override of `repair`: confirm at once, or say that the device is not here.

        Core opens a wizard that asks whether to go on without the product; a repair
        of a client's device never goes on without it.
        """
        self.ensure_one()
        if not self.sudo().service_job_ids:  # a stock user reads no service jobs
            return super().action_validate()
        self._service_check_device_here()
        return self._action_repair_confirm()

    def _service_check_device_here(self):
        quants_sudo = self.env[
            "stock.quant"
        ].sudo()  # technicians read no stock of others
        # guard: repair needs the device
        if not quants_sudo.search_count(
            [
                ("lot_id", "=", self.lot_id.id),
                ("owner_id", "=", self.partner_id.id),
                ("location_id", "child_of", self.product_location_src_id.id),
                ("quantity", ">", 0),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._(
                    "The device %(device)s is not in %(place)s. It has to be received "
                    "before its repair starts.",
                    device=self.lot_id.name,
                    place=self.product_location_src_id.display_name,
                )
            )
