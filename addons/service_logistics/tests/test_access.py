from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import LogisticsCommon

MODELS = (
    "service.hand.over.wizard",
    "service.manifest",
    "service.parcel",
    "service.parcel.request",
    "service.count",
    "service.count.line",
    "service.count.place",
    "service.damage",
    "service.photo.position",
    "service.scan",
    "service.shipment",
    "service.shipment.event",
    "service.send.wizard",
    "service.shelf.wizard",
)


@tagged("post_install", "-at_install")
class TestAccess(LogisticsCommon):
    def test_clients_read_none_of_the_models_of_logistics(self):
        for name in (*MODELS, "stock.picking", "stock.move", "delivery.carrier"):
            model = self.env[name].with_user(self.client_user)
            if name == "stock.picking":
                continue  # ruled by sale_stock, see the rule test of service_portal
            self.assertFalse(model.has_access("read"), name)

    def test_nobody_changes_scans_and_events(self):
        job = self.make_request(jobs=1).job_ids
        self.scan(job.barcode)
        scan = self.env["service.scan"].search([("job_id", "=", job.id)])
        for user in (self.logistics_user, self.manager_user):
            with self.assertRaises(AccessError):
                scan.with_user(user).write({"result": "unknown"})
            with self.assertRaises(AccessError):
                scan.with_user(user).unlink()

    def test_scans_and_shipments_of_another_company_are_hidden(self):
        company = self.env["res.company"].create({"name": "Druga firma"})
        job = self.make_ready()
        self.send(job)
        foreigner = self.logistics_user.copy(
            {
                "login": "obcy",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        for name in ("service.scan", "service.shipment"):
            self.assertFalse(self.env[name].with_user(foreigner).search_count([]), name)
        answer = self.scan(job.barcode, user=foreigner)
        self.assertEqual(answer["result"], "unknown")

    def test_the_manager_opens_a_delivery_method(self):
        carrier = self.env["delivery.carrier"].search([], limit=1)
        form = Form(carrier.with_user(self.manager_user))
        self.assertEqual(form.name, carrier.name)

    def test_only_the_shipment_writes_its_state(self):
        job = self.make_ready()
        self.send(job)
        for name in ("service.shipment.event",):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.logistics_user).create(
                    {"shipment_id": job.shipment_id.id, "state": "delivered"}
                )
