from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestQuality(QuotesCommon):
    def fail(self, job, user, reason="Trzeszczy głośnik"):
        wizard = (
            self.env["service.quality.fail"]
            .with_user(user)
            .create({"job_id": job.id, "reason": reason})
        )
        wizard.action_fail()

    def test_repair_consumes_the_accepted_parts_from_stock(self):
        before = self.part.qty_available
        quote = self.make_repaired()
        self.part.invalidate_recordset(["qty_available"])
        self.assertEqual(self.part.qty_available, before - 1)
        self.assertEqual(quote.job_id.state, "quality")
        self.assertEqual(quote.job_id.repair_id.state, "done")
        self.assertEqual(quote.job_id.outcome, "repaired")

    def test_repair_without_its_part_cannot_be_finished(self):
        quote = self.make_sent()
        quant = self.env["stock.quant"].search([("product_id", "=", self.part.id)])
        quant.sudo().filtered(lambda q: q.location_id.usage == "internal").quantity = 0
        self.decide(quote, "necessary")
        job = quote.job_id.with_user(self.technician_user)
        job.action_start_repair()
        self.assertIn("parts", {who for who, _since in job._service_waiting_for()})
        with self.assertRaisesRegex(UserError, "Bateria"):
            job.action_finish_repair()

    def test_quality_passes_and_the_device_is_ready(self):
        job = self.make_repaired().job_id
        job.with_user(self.quality_user).action_quality_pass()
        self.assertEqual((job.state, job.quality_result), ("ready", "passed"))

    def test_who_repaired_cannot_pass_or_fail(self):
        job = self.make_repaired().job_id
        group = self.env.ref("service_portal.group_service_quality")
        self.technician_user.group_ids |= group
        for action in ("action_quality_pass", "action_quality_fail"):
            with self.assertRaisesRegex(UserError, "yourself"):
                getattr(job.with_user(self.technician_user), action)()

    def test_who_took_part_in_the_repair_cannot_pass_after_reassignment(self):
        job = self.make_repaired().job_id
        job.technician_id = self.other_technician_user
        self.technician_user.group_ids |= self.env.ref(
            "service_portal.group_service_quality"
        )
        with self.assertRaisesRegex(UserError, "yourself"):
            job.with_user(self.technician_user).action_quality_pass()

    def test_technician_without_the_quality_group_cannot_pass(self):
        job = self.make_repaired().job_id
        with self.assertRaises(AccessError):
            job.with_user(self.other_technician_user).action_quality_pass()

    def test_failed_check_returns_to_repair_with_the_reason(self):
        job = self.make_repaired().job_id
        self.fail(job, self.quality_user)
        self.assertEqual((job.state, job.quality_result), ("repairing", "failed"))
        event = job.event_ids.filtered(lambda e: e.code == "quality.failed")
        self.assertEqual(event.note, "Trzeszczy głośnik")
        self.assertEqual(event.user_id, self.quality_user)

    def test_second_round_after_a_failed_check_can_pass(self):
        job = self.make_repaired().job_id
        self.fail(job, self.quality_user)
        job.with_user(self.technician_user).action_finish_repair()
        self.assertFalse(job.quality_result == "passed")
        job.with_user(self.quality_user).action_quality_pass()
        self.assertEqual(job.state, "ready")

    def test_nobody_writes_the_result_past_the_check(self):
        job = self.make_repaired().job_id
        for user in (self.quality_user, self.manager_user):
            with self.assertRaises(UserError), self.cr.savepoint():
                job.with_user(user).write({"quality_result": "passed"})

    def test_repaired_device_is_not_ready_by_hand(self):
        job = self.make_repaired().job_id
        with self.assertRaisesRegex(UserError, "quality check"):
            job.with_user(self.manager_user).write({"state": "ready"})
        repairing = self.make_accepted().job_id
        repairing.with_user(self.technician_user).action_start_repair()
        with self.assertRaises(UserError):
            repairing.with_user(self.technician_user).action_ready()

    def test_accepted_device_found_again_does_not_skip_the_check(self):
        job = self.make_repaired().job_id
        job.with_user(self.manager_user).action_missing()
        with self.assertRaises(UserError):
            job.with_user(self.manager_user).write({"state": "ready"})

    def test_device_not_worth_repairing_returns_with_its_reason(self):
        job = self.make_diagnosing().with_user(self.technician_user)
        with self.assertRaises(UserError):
            job.action_return_unrepaired()
        job.outcome = "not_worth"
        job.action_return_unrepaired()
        self.assertEqual(job.state, "ready")

    def test_status_bar_shows_decision_and_quality(self):
        job = self.make_repaired().job_id
        codes = [step["code"] for step in job._service_status_steps()]
        self.assertEqual(
            codes[2:8],
            ["diagnosing", "quoted", "accepted", "repairing", "quality", "ready"],
        )
