import ast

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from ..courier import CourierError
from .courier_common import CourierCommon
from .payment_common import NUMBER, PaymentMixin


@tagged("post_install", "-at_install")
class TestCod(PaymentMixin, CourierCommon):
    """Which parcel collects, and how much when the carrier is told."""

    def setUp(self):
        super().setUp()
        self.settings("all", cod=True)

    def failed(self, jobs):
        """Return the parcel of an order with cash on delivery that was refused."""
        self.refuse()
        shipment = self.order_cod(jobs)
        self.run_outbox()
        self.assertEqual(shipment.order_state, "failed")
        return shipment

    # --- What never leaves collects nothing -----------------------------

    def test_a_failed_order_lets_no_device_leave_unpaid(self):
        job = self.make_ready()
        self.invoice(job, 80)
        shipment = self.failed(job)
        self.assertFalse(job.can_ship)
        self.assertFalse(shipment.cod_open)
        self.assertEqual(self.send_scan(job)["result"], "refused")
        with self.assertRaisesRegex(Exception, "unpaid"):
            self.hand_over(job)
        self.assertTrue(job.in_house)

    def test_after_a_failed_order_another_carrier_collects(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        first = self.failed(job)
        answer = self.send_scan(job, cod=True)
        self.assertEqual(answer["result"], "sent", answer)
        self.assertEqual(job.shipment_id.cod_invoice_ids, move)
        self.assertEqual(job.shipment_id.cod_amount, 80)
        self.assertTrue(job.shipment_id.cod_open)
        self.assertTrue(first.given_up_at)
        self.assertFalse(first.cod_open)

    def test_an_order_that_is_given_up_collects_nothing(self):
        job = self.make_ready()
        self.invoice(job, 80)
        first = self.failed(job)
        self.send_scan(job, cod=True)
        self.assertEqual(first.order_state, "cancelling")
        self.assertEqual(self.scan("SCUNDO", mode="send")["result"], "undone")
        self.assertFalse(job.can_ship)

    def test_an_order_that_is_being_cancelled_still_collects(self):
        first, second = self.make_ready(jobs=2)
        self.invoice(first | second, 80)
        shipment = self.order_cod(first)
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.assertEqual(shipment.order_state, "cancelling")
        answer = self.send_scan(second, cod=True)
        self.assertIn("Nothing of these devices is unpaid", answer["message"])

    def test_a_failed_order_releases_no_second_device_of_its_invoice(self):
        first, second = self.make_ready(jobs=2)
        move = self.invoice(first | second, 300)
        self.failed(first)
        self.assertEqual(self.send_scan(second)["result"], "refused")
        self.assertEqual(self.send_scan(second, cod=True)["result"], "sent")
        self.assertEqual(second.shipment_id.cod_invoice_ids, move)

    # --- What is unpaid when the carrier is told -----------------------------

    def test_what_another_parcel_took_over_is_not_collected_by_a_retry(self):
        first, second = self.make_ready(jobs=2)
        self.invoice(first | second, 300)
        shipment = self.failed(first)
        self.send_scan(second, cod=True)
        self.retry(shipment)
        self.assertEqual((shipment.order_state, shipment.cod_amount), ("confirmed", 0))
        self.assertEqual(second.shipment_id.cod_amount, 300)
        self.assertEqual(first.state, "shipped")

    def test_what_was_taken_over_stays_with_the_parcel_that_took_it(self):
        first, second = self.make_ready(jobs=2)
        self.invoice(first | second, 300)
        failed = self.failed(first)
        shipment = self.order_cod(second)
        failed.with_user(self.logistics_user).action_courier_retry()
        self.outbox_row(failed).next_try = "2099-01-01"
        self.run_outbox()
        self.assertEqual(
            (shipment.order_state, shipment.cod_amount), ("confirmed", 300)
        )
        self.assertEqual(second.state, "shipped")

    def test_what_was_paid_meanwhile_is_not_collected(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        shipment = self.failed(job)
        self.pay(move)
        self.retry(shipment)
        self.assertEqual((shipment.order_state, shipment.cod_amount), ("confirmed", 0))
        self.assertEqual(job.state, "shipped")
        self.assertFalse(self.questions(shipment))

    def test_of_what_was_paid_in_part_the_rest_is_collected(self):
        job = self.make_ready()
        first, second = self.invoice(job, 100.1), self.invoice(job, 50.05)
        shipment = self.order_cod(job)
        self.assertEqual(shipment.cod_amount, 150.15)
        self.pay(first)
        self.pay(second, 0.04)
        told = []
        origin = self.registry["delivery.carrier"]._service_courier_create

        def create(carrier, parcel):
            told.append(parcel.cod_amount)
            return origin(carrier, parcel)

        self.patch_courier(create=create)
        self.run_outbox()
        self.assertEqual((told, shipment.cod_amount), ([], 50.01))
        self.run_outbox()
        self.assertEqual(told, [50.01])
        self.assertEqual(shipment.cod_invoice_ids, second)
        self.assertEqual((shipment.order_state, job.state), ("confirmed", "shipped"))

    def test_the_amount_is_kept_before_the_carrier_is_told(self):
        """A try that breaks off is undone; what it told the carrier must stay."""
        job = self.make_ready()
        move = self.invoice(job, 80)
        shipment = self.order_cod(job)
        self.pay(move, 30)
        self.refuse(error=CourierError("Cisza"))
        self.run_outbox()
        self.run_outbox()
        self.assertEqual((shipment.order_state, shipment.cod_amount), ("waiting", 50))

    def test_what_went_in_another_parcel_is_not_collected_with_the_rest(self):
        first, second = self.make_ready(jobs=2)
        paid, rest = self.invoice(first, 100), self.invoice(second, 40)
        shipment = self.failed(first | second)
        first.with_user(self.manager_user)._service_release_unpaid("Stały klient")
        self.assertEqual(self.send_scan(first)["result"], "sent")
        self.retry(shipment)
        self.assertEqual(shipment.cod_invoice_ids, rest)
        self.assertEqual(shipment.cod_amount, 40)
        self.assertEqual(paid.payment_state, "not_paid")

    def test_the_limit_counts_when_the_carrier_is_told(self):
        self.settings("all", cod=True, at_most=100)
        job = self.make_ready()
        move = self.invoice(job, 150)
        self.pay(move, 60)
        shipment = self.failed(job)
        self.assertEqual(shipment.cod_amount, 90)
        lines = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.remove_move_reconcile()
        self.retry(shipment)
        self.assertEqual((shipment.order_state, shipment.cod_amount), ("failed", 90))
        self.assertIn("more than a carrier collects", shipment.order_error)
        self.assertTrue(job.in_house)

    def test_a_carrier_that_collects_nothing_is_not_ordered_instead(self):
        job = self.make_ready()
        self.invoice(job, 80)
        shipment = self.failed(job)
        other = self.simulator.copy({"name": "Bez pobrań"})
        origin = self.registry["delivery.carrier"]._service_courier_offers
        self.patch_courier(
            offers=lambda carrier: (
                origin(carrier) - {"cod"} if carrier == other else origin(carrier)
            )
        )
        shipment.carrier_id = other
        self.retry(shipment)
        self.assertEqual(shipment.order_state, "failed")
        self.assertIn("collects no money", shipment.order_error)

    # --- From the back office -----------------------------

    def wizard(self, jobs):
        jobs = jobs.with_user(self.logistics_user)
        action = jobs.action_open_send()
        wizards = self.env["service.send.wizard"].with_user(self.logistics_user)
        return Form(wizards.with_context(**action["context"]))

    def test_the_dialog_lets_the_carrier_collect(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        dialog = self.wizard(job)
        self.assertTrue(dialog.cod)
        self.assertIn("80.00", dialog.cod_text)
        self.assertIn(move.name, dialog.cod_text)
        dialog.tracking_number = NUMBER
        dialog.save().action_send()
        self.assertEqual(job.shipment_id.cod_amount, 80)

    def test_without_it_the_dialog_sends_nothing_unpaid(self):
        job = self.make_ready()
        self.invoice(job, 80)
        dialog = self.wizard(job)
        dialog.cod = False
        dialog.tracking_number = NUMBER
        with self.assertRaisesRegex(UserError, "unpaid"):
            dialog.save().action_send()
        self.assertEqual(job.state, "ready")
        self.settings("all")
        with self.assertRaisesRegex(UserError, "unpaid"):
            self.wizard(job)

    # --- Paid on the way -----------------------------

    def test_the_desk_is_asked_once_when_an_invoice_is_paid_on_the_way(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        self.order_cod(job)
        self.run_outbox()
        shipment = job.shipment_id
        shipment.with_user(self.logistics_user).action_in_transit()
        self.assertFalse(self.questions(shipment))
        for amount in (30, 50):
            self.pay(move.with_user(self.accountant_user), amount)
            [question] = self.questions(shipment)
            self.assertIn(shipment.name, question.summary)
            self.assertIn("80.00", question.note)
        self.assertEqual(shipment.cod_amount, 80)

    def test_the_desk_is_asked_in_the_language_of_who_sent_it(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.logistics_user.lang = "pl_PL"
        job = self.make_ready()
        move = self.invoice(job, 80)
        self.send_scan(job, NUMBER, cod=True)
        asked = []
        origin = self.registry["service.shipment"]._service_ask_desk
        self.patch(
            self.registry["service.shipment"],
            "_service_ask_desk",
            lambda parcel, *args, **kwargs: (
                asked.append(parcel.env.lang),
                origin(parcel, *args, **kwargs),
            ),
        )
        self.pay(move.with_user(self.accountant_user))
        self.assertEqual(asked, ["pl_PL"])

    def test_accountants_see_no_money_of_an_order_that_failed(self):
        job = self.make_ready()
        self.invoice(job, 80)
        shipment = self.failed(job)
        action = self.env.ref("service_logistics.service_shipment_action_cod")
        listed = Domain(ast.literal_eval(action.domain))
        shipments = self.env["service.shipment"].with_user(self.accountant_user)
        mine = Domain("id", "=", shipment.id)
        self.assertFalse(shipments.search(listed & mine))
        self.retry(shipment)
        self.assertTrue(shipments.search(listed & mine))

    def test_what_is_paid_before_the_carrier_is_told_asks_nobody(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        shipment = self.order_cod(job)
        self.pay(move, 30)
        self.assertFalse(self.questions(shipment))

    def test_the_carriers_own_transfer_asks_nobody(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        self.send_scan(job, NUMBER, cod=True)
        job.shipment_id.with_user(self.logistics_user).action_delivered()
        self.pay(move)
        self.assertFalse(self.questions(job.shipment_id))

    def test_a_payment_in_the_moment_of_ordering_is_seen_with_the_label(self):
        job = self.make_ready()
        move = self.invoice(job, 80)
        shipment = self.order_cod(job)
        origin = self.registry["service.shipment"]._service_tell_paid
        self.patch(
            self.registry["service.shipment"],
            "_service_tell_paid",
            lambda shipments, moves: None,  # it does not see the order yet
        )
        self.run_outbox()
        self.pay(move)
        self.assertFalse(self.questions(shipment))
        self.patch(self.registry["service.shipment"], "_service_tell_paid", origin)
        self.run_outbox()
        self.assertEqual(len(self.questions(shipment)), 1)
