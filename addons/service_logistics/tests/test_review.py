"""What a review found: rights over RPC, files of others, rows that cost queries."""

import base64
import uuid
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_shelf import ShelfCommon


@tagged("post_install", "-at_install")
class TestReview(ShelfCommon):
    # --- Unknown parcels ----------------------------------------------------------

    def test_nobody_puts_a_file_of_others_among_the_photos_of_a_parcel(self):
        # Core refuses what one may not read; this one everybody may.
        secret = self.env["ir.attachment"].create(
            {"name": "umowa.jpg", "raw": self.make_jpeg(), "public": True}
        )
        parcels = self.env["service.parcel"].with_user(self.logistics_user)
        link = [Command.link(secret.id)]
        made = parcels.create({"sender": "Ktoś", "photo_ids": link})
        self.assertFalse(made.sudo().photo_ids)
        for user in (self.logistics_user, self.care_user):
            with self.assertRaises(UserError):
                made.with_user(user).write({"photo_ids": link})
        job = self.make_request(jobs=1).job_ids
        made.with_user(self.care_user).write({"job_id": job.id})
        made.with_user(self.care_user).action_match()
        self.assertTrue(secret.exists())
        self.assertFalse(job.photo_ids)

    def test_photos_of_a_parcel_go_to_its_job(self):
        data = base64.b64encode(self.make_jpeg()).decode()
        scans = self.env["service.scan"].with_user(self.logistics_user)
        scans.add_parcel(str(uuid.uuid4()), {"sender": "Ktoś"}, [data])
        parcel = self.env["service.parcel"].search([], limit=1)
        self.assertEqual(len(parcel.photo_ids), 1)
        job = self.make_request(jobs=1).job_ids
        parcel.with_user(self.care_user).write({"job_id": job.id})
        parcel.with_user(self.care_user).action_match()
        self.assertEqual(len(job.photo_ids), 1)
        self.assertFalse(parcel.photo_ids)

    # --- Shipments ------------------------------------------------------------------

    def test_nobody_writes_what_happened_to_a_parcel(self):
        job, other = self.make_ready(), self.make_foreign("ready")
        self.send(job)
        shipment = job.shipment_id.with_user(self.logistics_user)
        for vals in (
            {"state": "delivered"},
            {"tracking_number": "620000999999"},
            {"job_ids": [Command.link(other.id)]},
            {"partner_id": self.other_company.id},
        ):
            with self.assertRaises(UserError):
                shipment.write(vals)
        self.assertEqual(shipment.state, "label")
        shipment.write({"carrier_id": self.carrier.id})
        shipment.action_delivered()
        self.assertEqual(shipment.state, "delivered")

    def test_devices_of_two_people_without_an_address_are_two_parcels(self):
        colleague = self.env["res.partner"].create(
            {"name": "Druga osoba", "parent_id": self.client_company.id}
        )
        jobs = self.make_ready() | self.make_ready(contact=colleague)
        jobs.partner_shipping_id = False
        answer = self.send(jobs)
        self.assertEqual(answer["result"], "refused")
        self.assertIn("one parcel for each", answer["message"])
        self.assertFalse(jobs.shipment_id)

    # --- Shelves --------------------------------------------------------------------

    def test_shelves_are_added_in_the_own_companies_only(self):
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreign = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        wizards = self.env["service.shelf.wizard"].with_user(self.logistics_user)
        wizard = wizards.create(
            {"warehouse_id": foreign.id, "first_name": "O-01", "count": 1}
        )
        with self.assertRaises(AccessError):
            wizard.action_add()
        self.assertFalse(self.env["stock.location"].search([("name", "=", "O-01")]))

    # --- Scans ------------------------------------------------------------------------

    def test_what_a_station_was_answered_is_forgotten(self):
        job, token = self.make_received(), str(uuid.uuid4())
        self.shelve(self.shelf.barcode)
        self.shelve(job.barcode, shelf=self.shelf, token=token)
        scans = self.env["service.scan"].search([])
        scans._gc_answers()
        self.assertTrue(all(scans.mapped("answer")))
        later = fields.Datetime.now() - timedelta(days=15)
        self.env.cr.execute("UPDATE service_scan SET create_date = %s", [later])
        scans._gc_answers()
        self.assertFalse(any(scan.answer for scan in scans))
        # The log itself stays, and a late replay reads a sentence.
        self.assertEqual(scans[0].result, "shelved")
        with self.assertRaisesRegex(UserError, "long ago"):
            self.shelve(job.barcode, shelf=self.shelf, token=token)

    # --- Queries ----------------------------------------------------------------------

    def test_serials_of_goods_cost_no_query_each(self):
        def queries(number):
            product = self.env["product.product"].create(
                {"name": "Zawór", "is_storable": True, "tracking": "serial"}
            )
            lots = self.env["stock.lot"].create(
                [
                    {"name": f"Z-{number}-{i}", "product_id": product.id}
                    for i in range(number)
                ]
            )
            move = self.env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom_qty": number,
                    "location_id": self.customers.id,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                    "move_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "lot_id": lot.id,
                                "quantity": 1.0,
                                "location_id": self.customers.id,
                                "location_dest_id": self.warehouse.lot_stock_id.id,
                            }
                        )
                        for lot in lots
                    ],
                }
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            move.move_line_ids._service_follow_place()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)  # warm caches
        self.assertLessEqual(queries(20), queries(2))
