"""Helpers for the tests of logistics; no test in here."""

import base64
import io
import uuid

from PIL import Image, ImageDraw

from odoo.addons.service_portal.tests.common import ServiceCommon


class LogisticsCommon(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.service_location = cls.warehouse.service_location_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Kurier testowy",
                "delivery_type": "fixed",
                "integration_level": "rate",
                "tracking_url": "https://kurier.example/<shipmenttrackingnumber>",
                "product_id": cls.env["product.product"]
                .create({"name": "Przesyłka", "type": "service"})
                .id,
            }
        )

    # --- Jobs on their way ------------------------------------------------------

    @classmethod
    def make_received(cls, jobs=1, **kwargs):
        """Return jobs whose devices logistics has received."""
        request = cls.make_request(jobs=jobs, **kwargs)
        request.job_ids.with_user(cls.logistics_user)._service_transition(
            "received", source="scan"
        )
        return request.job_ids

    @classmethod
    def make_ready(cls, jobs=1, **kwargs):
        """Return jobs whose devices are ready to be sent."""
        received = cls.make_received(jobs=jobs, **kwargs)
        cls.finish_work(received)
        return received

    @classmethod
    def finish_work(cls, jobs):
        work = jobs.with_user(cls.technician_user)
        work._service_transition("diagnosing", source="backoffice")
        work._service_transition("ready", source="backoffice")

    @classmethod
    def make_foreign(cls, state="received"):
        """Return a job of another client, of the same generic product."""
        make = {"received": cls.make_received, "ready": cls.make_ready}[state]
        return make(partner=cls.other_contact)

    # --- Stock ------------------------------------------------------------------

    @classmethod
    def quants(cls, job):
        """Return `{(location, owner): quantity}` of a job's device, without zeros."""
        quants = cls.env["stock.quant"].search(
            [("lot_id", "=", job.device_id.lot_id.id)]
        )
        return {
            (quant.location_id, quant.owner_id): quant.quantity
            for quant in quants
            if quant.quantity
        }

    def assertDeviceIn(self, job, location):
        """The device is in `location`, owned by its client, and nowhere else."""
        here = {
            key: quantity
            for key, quantity in self.quants(job).items()
            if key[0].usage == "internal" or quantity > 0
        }
        expected = {(location, job.partner_id): 1.0} if location else {}
        self.assertEqual(here, expected)

    @classmethod
    def receipt_moves(cls, jobs):
        return cls.env["stock.move"].search(
            [
                ("service_job_id", "in", jobs.ids),
                ("picking_type_id.code", "=", "incoming"),
            ]
        )

    @classmethod
    def return_moves(cls, jobs):
        return cls.env["stock.move"].search(
            [
                ("service_job_id", "in", jobs.ids),
                ("picking_type_id.code", "=", "outgoing"),
            ]
        )

    # --- At the counter ---------------------------------------------------------

    @staticmethod
    def drawing(ink=True):
        """Return a signature as the browser draws it: ink on a transparent PNG."""
        image = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
        if ink:
            ImageDraw.Draw(image).line([(20, 150), (300, 40), (580, 160)], "navy", 4)
        out = io.BytesIO()
        image.save(out, "PNG")
        return base64.b64encode(out.getvalue())

    def hand_over(self, jobs, name="Anna Nowak", user=None, **vals):
        """Hand devices over by the dialog; return its answer."""
        jobs = jobs.with_user(user or self.logistics_user)
        action = jobs.action_hand_over()
        wizard = (
            self.env[action["res_model"]]
            .with_user(user or self.logistics_user)
            .with_context(**jobs.env.context, **action["context"])
            .create({"taken_by": name, "signature": self.drawing()} | vals)
        )
        return wizard.action_hand_over()

    # --- Stations ---------------------------------------------------------------

    def unannounced(self, **values):
        """Return what a station says of a device that nobody announced."""
        return {
            "category_id": self.category.id,
            "brand": "Bosch",
            "serial_number": "EXTRA-1",
            "fault": "Nie grzeje",
        } | values

    def scan(self, raw, mode="receive", user=None, token=None, **kwargs):
        scans = self.env["service.scan"].with_user(user or self.logistics_user)
        return scans.scan(token or str(uuid.uuid4()), raw, mode, **kwargs)

    def send(self, jobs, number="620000111122", user=None, token=None, **kwargs):
        scans = self.env["service.scan"].with_user(user or self.logistics_user)
        return scans.send(token or str(uuid.uuid4()), jobs.ids, number=number, **kwargs)
