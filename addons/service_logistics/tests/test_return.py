from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LogisticsCommon


@tagged("post_install", "-at_install")
class TestReturn(LogisticsCommon):
    def test_a_ready_device_has_its_return_prepared(self):
        job = self.make_ready()
        move = self.return_moves(job)
        self.assertEqual(move.state, "assigned")
        self.assertEqual(move.picking_id.partner_id, job.partner_shipping_id)
        self.assertFalse(move.picking_id.owner_id)

    def test_core_sends_no_message_about_a_device(self):
        self.env.company.stock_move_email_validation = True
        job = self.make_ready()
        picking = self.return_moves(job).picking_id
        self.env["service.shipment"]._service_dispatch(
            job, number="620033334444", source="scan"
        )
        self.assertEqual(picking.state, "done")
        comment = self.env.ref("mail.mt_comment")
        self.assertNotIn(comment, picking.message_ids.subtype_id)

    def test_preparing_twice_makes_one_return(self):
        job = self.make_ready()
        job._service_prepare_returns()
        self.assertEqual(len(self.return_moves(job)), 1)

    def test_a_return_validated_in_stock_ships_the_job(self):
        job = self.make_ready()
        picking = self.return_moves(job).picking_id.with_user(self.logistics_user)
        picking.write(
            {"carrier_id": self.carrier.id, "carrier_tracking_ref": "STOCK 1"}
        )
        picking.button_validate()
        self.assertEqual(job.state, "shipped")
        self.assertEqual(job.shipment_id.tracking_number, "STOCK1")
        self.assertFalse(job.in_house)
        self.assertEqual(self.quants(job), {})

    def test_shipped_needs_a_shipment(self):
        job = self.make_ready()
        with self.assertRaisesRegex(UserError, "enter the parcel's number"):
            job.with_user(self.logistics_user).write({"state": "shipped"})
        self.assertEqual(job.state, "ready")

    def test_ready_to_closed_is_no_way_around_the_hand_over(self):
        job = self.make_ready()
        with self.assertRaisesRegex(UserError, "still here"):
            job.with_user(self.care_user).write({"state": "closed"})
        self.assertFalse(job.can_close)
        self.assertIn("still here", job.close_blocker)

    def test_the_status_bar_shows_sending(self):
        self.assertIn("shipped", self.make_request(jobs=1).job_ids._service_path())

    def test_a_lost_device_can_be_settled(self):
        job = self.make_received()
        job.with_user(self.logistics_user).action_missing()
        self.assertTrue(job.can_close)


@tagged("post_install", "-at_install", "service_alone")
class TestReturnAlone(LogisticsCommon):
    """With service_quotes nobody declines without a quote; tests/e2e walks that."""

    def test_a_declined_device_goes_back_by_itself(self):
        job = self.make_received()
        ways = type(job)._service_allowed_transitions
        self.patch(
            type(job),
            "_service_allowed_transitions",
            lambda jobs: ways(jobs) | {"received": {"declined"}},
        )
        job.with_user(self.care_user)._service_transition("declined", source="portal")
        self.assertEqual(job.state, "ready")
        self.assertEqual(self.return_moves(job).state, "assigned")
        self.assertEqual(
            set(job.event_ids.mapped("code")) & {"job.declined", "job.ready"},
            {"job.declined", "job.ready"},
        )
