from odoo.tests import tagged

from odoo.addons.service_portal.tests.public_methods_common import PublicMethods

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethods, LogisticsCommon):
    def test_strangers_do_no_harm_by_a_public_method(self):
        ready = self.make_ready()
        received = self.make_received()
        sent = self.make_ready()
        self.send(sent)
        moves = self.receipt_moves(received)
        wizard = self.env["service.send.wizard"].create(
            {"job_ids": ready.ids, "tracking_number": "620000111122"}
        )
        shelves = self.env["stock.location"]._service_add_shelves(
            self.warehouse, "A-01", 1
        )
        parcel = self.env["service.parcel"].create({"sender": "Ktoś"})
        filing = self.env["service.parcel.request"].create(
            {
                "parcel_id": parcel.id,
                "contact_id": self.client_contact.id,
                "type_id": self.type_repair.id,
                "category_id": self.category.id,
                "brand": "Bosch",
                "fault": "Nie grzeje",
            }
        )
        damage = self.env["service.damage"].create(
            {"kind": "in", "job_ids": received.ids, "description": "Pęknięty"}
        )
        self.env["service.manifest"]._service_make(sent.shipment_id)
        counts = self.env["service.count"]
        count, _joined = counts._service_start(self.warehouse, "Stół 1")
        count._service_open_place(shelves)
        line, _again = self.env["service.count.line"]._service_see(
            count, received, shelves, "Stół 1"
        )
        self.check_strangers(
            "service_logistics",
            [
                ready,
                received,
                received.request_id,
                received._service_ensure_repair(),
                moves,
                moves.move_line_ids,
                sent.shipment_id,
                sent.shipment_id.manifest_id,
                self.env["service.scan"].search([], limit=1),
                wizard,
                self.env["service.hand.over.wizard"].create({"job_ids": ready.ids}),
                self.env["service.release.wizard"].create(
                    {"job_ids": ready.ids, "reason": "Przelew potwierdzony"}
                ),
                self.env["service.shelf.wizard"].create({"first_name": "B-01"}),
                shelves,
                parcel,
                filing,
                damage,
                self.env["service.label.wizard"].create(
                    {"request_id": ready.request_id.id}
                ),
                count,
                count.place_ids,
                line,
            ],
        )
