"""Helpers for the tests of money; no test in here."""

from odoo import Command

from ..courier import CourierRefused

NUMBER = "620000123456"


class PaymentMixin:
    """Invoices of jobs; stands before a class of `CourierCommon`."""

    def setUp(self):
        super().setUp()
        empty = self.env["account.move"].browse()
        known = {}
        self.known = known
        origin = self.registry["service.job"]._service_invoices
        self.patch(
            self.registry["service.job"],
            "_service_invoices",
            lambda job: (
                origin(job)
                | job.env["account.move"].browse(known.get(job.id, empty.ids))
            ),
        )

    def invoice(self, jobs, *amounts, post=True):
        """Return an invoice of `jobs`, seen through the seam."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": jobs[0].partner_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Naprawa", "price_unit": amount, "tax_ids": False}
                    )
                    for amount in amounts
                ],
            }
        )
        if post:
            move.action_post()
        for job in jobs:
            self.known.setdefault(job.id, []).append(move.id)
        return move

    def pay(self, move, amount=None):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": amount} if amount else {})._create_payments()

    def settings(self, pay="never", cod=False, at_most=0.0):
        self.env.company.write(
            {
                "service_pay_before": pay,
                "service_cod": cod,
                "service_cod_max": at_most,
            }
        )

    def send_scan(self, jobs, number=NUMBER, **parcel):
        return self.scan(number, mode="send", job_ids=jobs.ids, parcel=parcel)

    def order_cod(self, jobs, carrier=None, **values):
        """Return the parcel that collects, ordered at the station."""
        answer = self.scan(
            "SCORDER",
            mode="send",
            job_ids=jobs.ids,
            parcel={
                "carrier_id": (carrier or self.simulator).id,
                "cod": True,
                "values": values,
            },
        )
        self.assertEqual(answer["result"], "ordered", answer)
        return jobs.shipment_id

    def refuse(self, times=1, error=None):
        """Let the simulator say no, or fail, so many times."""
        left = [error or CourierRefused("Nie teraz")] * times
        origin = self.registry["delivery.carrier"]._service_courier_create

        def create(carrier, shipment):
            if left:
                raise left.pop()
            return origin(carrier, shipment)

        self.patch_courier(create=create)

    def retry(self, shipment):
        shipment.with_user(self.logistics_user).action_courier_retry()
        self.run_outbox()
        # The second time when what is collected had to be changed first.
        self.run_outbox()

    def questions(self, shipment):
        """Return what the desk is asked about the money of this parcel."""
        kind = self.env.ref("service_logistics.mail_activity_type_cod")
        activities = shipment.job_ids.request_id.activity_ids
        return activities.filtered(lambda act: act.activity_type_id == kind)
