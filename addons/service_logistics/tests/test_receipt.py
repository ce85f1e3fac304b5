from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestReceipt(LogisticsCommon):
    def test_acceptance_expects_one_receipt_with_one_move_per_device(self):
        request = self.make_request(jobs=3)
        moves = self.receipt_moves(request.job_ids)
        self.assertEqual(len(moves.picking_id), 1)
        self.assertEqual(moves.service_job_id, request.job_ids)
        self.assertEqual(len(moves), 3)
        self.assertEqual(moves.picking_id.owner_id, self.client_company)
        self.assertEqual(moves.picking_id.service_request_id, request)
        self.assertEqual(
            moves.picking_id.picking_type_id, self.warehouse.service_receipt_type_id
        )

    def test_nothing_is_expected_before_acceptance(self):
        request = self.make_request(accept=False)
        self.assertFalse(self.receipt_moves(request.job_ids))

    def test_nothing_is_expected_of_a_type_without_shipping(self):
        self.type_repair.needs_shipping = False
        self.assertFalse(self.receipt_moves(self.make_request().job_ids))

    def test_a_received_device_lies_in_the_service_location_of_its_client(self):
        job = self.make_received()
        self.assertDeviceIn(job, self.service_location)
        self.assertTrue(job.in_house)
        self.assertEqual(job.device_id.lot_id.name, job.device_id.code)

    def test_the_rest_of_the_parcel_stays_expected(self):
        request = self.make_request(jobs=3)
        first = request.job_ids[:1]
        prepared = self.receipt_moves(first).picking_id
        first.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        rest = request.job_ids - first
        moves = self.receipt_moves(rest)
        self.assertEqual(set(moves.mapped("state")), {"assigned"})
        self.assertEqual(moves.picking_id, prepared)
        self.assertEqual(moves.move_line_ids.picking_id, prepared)
        done = self.receipt_moves(first)
        self.assertEqual(done.picking_id.move_ids, done)
        self.assertEqual(done.move_line_ids.picking_id, done.picking_id)
        self.assertEqual((done.picking_id.state, prepared.state), ("done", "assigned"))
        self.assertEqual(done.picking_id.service_request_id, request)
        self.assertEqual(set(rest.mapped("state")), {"announced"})
        for job in rest:
            self.assertDeviceIn(job, None)

    def test_all_devices_arrive_in_one_step(self):
        jobs = self.make_received(jobs=3)
        moves = self.receipt_moves(jobs)
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertEqual(len(moves.picking_id), 1)
        for job in jobs:
            self.assertDeviceIn(job, self.service_location)

    def test_a_job_added_after_acceptance_is_received_all_the_same(self):
        request = self.make_request(jobs=1)
        late = self.env["service.job"].create(
            {"request_id": request.id, "device_id": self.make_device().id}
        )
        late.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertDeviceIn(late, self.service_location)

    def test_a_receipt_validated_in_stock_moves_the_job_on(self):
        job = self.make_request(jobs=1).job_ids
        picking = self.receipt_moves(job).picking_id.with_user(self.logistics_user)
        picking.button_validate()
        self.assertEqual(job.state, "received")
        self.assertDeviceIn(job, self.service_location)

    def test_a_warehouse_worker_without_service_rights_may_validate(self):
        worker = self.env["res.users"].create(
            {
                "name": "Magazynier",
                "login": "magazynier",
                "group_ids": [
                    (4, self.env.ref("base.group_user").id),
                    (4, self.env.ref("stock.group_stock_user").id),
                ],
            }
        )
        job = self.make_request(jobs=1).job_ids
        self.receipt_moves(job).picking_id.with_user(worker).button_validate()
        self.assertEqual(job.state, "received")

    def test_a_rejected_request_is_expected_no_more(self):
        request = self.make_request(jobs=1)
        request.with_user(self.care_user).reject_reason = "Nie naprawiamy tej marki."
        request.with_user(self.care_user).action_reject()
        self.assertEqual(self.receipt_moves(request.job_ids).state, "cancel")

    def test_a_task_without_device_needs_no_stock(self):
        request = self.make_request(jobs=1)
        task = self.env["service.job"].create(
            {"request_id": request.id, "subject": "Konsultacja"}
        )
        task.with_user(self.logistics_user)._service_transition(
            "received", source="backoffice"
        )
        self.assertFalse(self.receipt_moves(task))
        self.assertFalse(task.in_house)

    def test_a_found_device_is_not_booked_twice(self):
        job = self.make_received()
        job.with_user(self.logistics_user).action_missing()
        job.with_user(self.logistics_user)._service_transition(
            "received", source="scan"
        )
        self.assertDeviceIn(job, self.service_location)
