"""A suggested job of an unknown parcel takes it by one press."""

from odoo import models
from odoo.exceptions import UserError


class ServiceJob(models.Model):
    _inherit = "service.job"

    def action_match_parcel(self):
        """Match the unknown parcel on whose form this job is suggested.

        The parcel is named by `service_parcel_id` of the context.

        :raise UserError: somebody has dealt with it, or there is none
        """
        self.ensure_one()
        parcel_id = self.env.context.get("service_parcel_id")
        parcel = self.env["service.parcel"].search([("id", "=", parcel_id)])
        if not parcel:
            raise UserError(self.env._("This parcel is not there. Reload the page."))
        parcel._service_match_job(self)
