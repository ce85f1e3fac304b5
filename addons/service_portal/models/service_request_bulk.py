"""Many devices in one request: as `_service_client_create`, but in sets."""

from odoo import api, models
from odoo.exceptions import UserError

# Records a `create`; between two of them the progress is told.
_CHUNK = 2000
_NAMED = 5


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_client_create_bulk(self, values, rows, *, user, tell=None):
        """File one request with a job for each of `rows`; all of them or nothing.

        :param dict values: as of `_service_client_create`, without devices
        :param list rows: dicts with device_id (of a known one, or False), category_id,
            brand, model, serial_number,
            fault_type_id, fault, accessories, condition, customer_reference,
            partner_shipping_id, partner_invoice_id. Texts and ids are checked by the
            caller, see `service.import._service_check_rows`.
        :param user: the client's `res.users`
        :param tell: called with the number of jobs made so far
        :return: the request; the same one for the same submission token
        :raise UserError: a device has an open job meanwhile; nothing is written
        """
        found, request_sudo = self._service_client_open(values, user, "portal")
        if found:
            return found
        request_sudo = request_sudo.with_context(tracking_disable=True)
        devices = request_sudo._service_bulk_devices(rows)
        request_sudo._service_bulk_check_free(devices)
        jobs = request_sudo.job_ids
        for start in range(0, len(rows), _CHUNK):
            part = slice(start, start + _CHUNK)
            jobs.create(
                [
                    request_sudo._service_bulk_job_vals(row, device)
                    for row, device in zip(rows[part], devices[part], strict=True)
                ]
            )
            if tell:
                tell(start + len(rows[part]))
        return self._service_client_send(request_sudo, user, "portal")

    def _service_bulk_job_vals(self, row, device_id):
        vals = {
            "request_id": self.id,
            "device_id": device_id,
            "fault_type_id": row.get("fault_type_id"),
            "fault": row["fault"],
            "accessories": row.get("accessories"),
            "condition": row.get("condition"),
            "customer_reference": row.get("customer_reference"),
        }
        for key in ("partner_shipping_id", "partner_invoice_id"):
            if row.get(key):
                vals[key] = row[key]
        return vals

    def _service_bulk_devices(self, rows):
        """Return the device ids of `rows`: known ones, and new ones for the rest."""
        devices = self.env["service.device"]
        known = [row["device_id"] for row in rows]
        fresh = [index for index, device in enumerate(known) if not device]
        for start in range(0, len(fresh), _CHUNK):
            part = fresh[start : start + _CHUNK]
            made = devices.create(
                [self._service_bulk_device_vals(rows[index]) for index in part]
            )
            for index, device in zip(part, made, strict=True):
                known[index] = device.id
        return known

    def _service_bulk_device_vals(self, row):
        serial = row.get("serial_number")
        return {
            "category_id": row["category_id"],
            "brand": row.get("brand"),
            "model": row.get("model"),
            "serial_number": serial,
            "serial_key": self.env["service.device"]._service_serial_key(serial),
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
        }

    def _service_bulk_check_free(self, device_ids):
        """Refuse devices with an open job, and name the first ones."""
        jobs = self.env["service.job"]
        busy = jobs.search(
            [("device_id", "in", device_ids), *jobs._service_keeping_domain()],
            limit=_NAMED,
        )
        if busy:
            raise UserError(
                self.env._(
                    "These devices have an open job already: %(devices)s. Remove their "
                    "rows, then confirm again.",
                    devices=", ".join(busy.device_id.mapped("display_name")),
                )
            )
