from odoo.tests import tagged

from .inpost_common import InPostCommon
from .payment_common import PaymentMixin


@tagged("post_install", "-at_install")
class TestCodInPost(PaymentMixin, InPostCommon):
    """InPost may have made a parcel although its answer did not come."""

    def setUp(self):
        super().setUp()
        self.settings("all", cod=True)

    def in_doubt(self, odd, *amounts):
        """Return job, invoice and parcel of an order that got no answer."""
        job = self.make_ready()
        move = self.invoice(job, *amounts)
        self.stub.oddities.append(("POST", "/shipments", odd))
        shipment = self.order_cod(job, self.inpost)
        self.run_outbox()
        self.assertEqual((shipment.order_state, len(self.posts())), ("waiting", 1))
        self.assertFalse(shipment.courier_ref)
        return job, move, shipment

    def collected(self):
        """Return what InPost was told to collect, of each order."""
        return [
            body.get("cod", {}).get("amount") for _method, _path, body in self.posts()
        ]

    def test_a_retry_collects_only_what_is_unpaid_then(self):
        job, move, shipment = self.in_doubt("500", 80)
        self.pay(move, 30.5)
        self.wake(shipment)
        self.wake(shipment)
        self.assertEqual(self.collected(), [80, 49.5])
        self.confirm(shipment)
        self.assertEqual((shipment.cod_amount, job.state), (49.5, "shipped"))
        self.assertFalse(self.questions(shipment))

    def test_what_is_paid_is_ordered_without_cash_on_delivery(self):
        job, move, shipment = self.in_doubt("500", 80)
        self.pay(move)
        self.wake(shipment)
        self.wake(shipment)
        self.assertEqual(self.collected(), [80, None])
        self.confirm(shipment)
        self.assertEqual((shipment.cod_amount, job.state), (0, "shipped"))

    def test_of_what_inpost_made_already_the_amount_stays_and_the_desk_is_asked(self):
        job, move, shipment = self.in_doubt("500 after", 80)
        self.pay(move)
        self.assertFalse(self.questions(shipment))
        self.wake(shipment)
        self.assertEqual(self.collected(), [80])
        self.assertTrue(shipment.courier_ref)
        self.assertEqual(shipment.cod_amount, 80)
        [question] = self.questions(shipment)
        self.assertIn("80.00", question.note)
        self.confirm(shipment)
        self.assertEqual(job.state, "shipped")
        self.assertEqual(self.questions(shipment), question)

    def test_what_inpost_made_with_a_changed_amount_is_known(self):
        _job, move, shipment = self.in_doubt("500", 80)
        self.pay(move, 30)
        self.stub.oddities.append(("POST", "/shipments", "500 after"))
        self.wake(shipment)
        self.wake(shipment)
        self.assertEqual((self.collected(), shipment.cod_amount), ([80, 50], 50))
        self.pay(move)
        self.wake(shipment)
        self.assertEqual((self.collected(), shipment.cod_amount), ([80, 50], 50))
        self.assertEqual(len(self.questions(shipment)), 1)

    def test_what_inpost_made_is_taken_although_the_setting_changed(self):
        job, _move, shipment = self.in_doubt("500 after", 80)
        self.settings("all")
        self.wake(shipment)
        self.assertTrue(shipment.courier_ref)
        self.assertEqual(shipment.cod_amount, 80)
        self.assertFalse(self.questions(shipment))
        self.confirm(shipment)
        self.assertEqual(job.state, "shipped")

    def test_without_an_answer_to_the_search_nothing_is_changed(self):
        _job, move, shipment = self.in_doubt("500 after", 80)
        self.pay(move)
        self.stub.oddities.append(("GET", "/shipments", "500"))
        self.wake(shipment)
        self.assertEqual((self.collected(), shipment.cod_amount), ([80], 80))
        self.assertEqual(shipment.order_state, "waiting")
        self.wake(shipment)
        self.assertTrue(shipment.courier_ref)
