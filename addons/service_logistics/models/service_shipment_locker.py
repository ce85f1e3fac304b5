"""A parcel goes to the locker that the client named on the request's page."""

from odoo import models


class ServiceShipment(models.Model):
    _inherit = "service.shipment"

    def _compute_target_point(self):
        """Override: what the client said of this request counts most.

        When the parcel is made; what a person corrects in it later stays.
        """
        super()._compute_target_point()
        for shipment in self:
            if shipment.direction == "out" and shipment.needs_target_point:
                said = shipment.job_ids.request_id.mapped("return_point")
                shipment.target_point = next(filter(None, said), shipment.target_point)

    def _service_follow_locker(self, point):
        """Put the client's new locker into orders that failed.

        :param point: its name; without one the usual locker counts again
        """
        for parcel in self.filtered("needs_target_point"):
            if point:
                parcel.target_point = point
            else:
                parcel._compute_target_point()
