from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestChecklist(QuotesCommon):
    def test_diagnosis_puts_the_categorys_points_on_the_job(self):
        job = self.make_diagnosing()
        self.assertEqual(job.check_ids.mapped("name"), ["Bateria", "Ekran"])

    def test_failed_tick_proposes_lines_from_the_price_list(self):
        job = self.make_diagnosing()
        check = job.check_ids[0].with_user(self.technician_user)
        check.result = "failed"
        quote = job.quote_ids
        self.assertEqual(quote.state, "draft")
        self.assertEqual(quote.line_ids.product_id, self.part | self.labour)
        self.assertEqual(quote.line_ids.check_id, check.with_env(self.env))
        self.assertEqual(check.checked_by_id, self.technician_user)

    def test_one_quote_carries_8_and_23_percent(self):
        quote = self.make_draft()
        self.assertEqual(quote.line_ids.tax_ids, self.tax_8 | self.tax_23)

    def test_taking_the_tick_back_takes_its_lines_back(self):
        job = self.make_diagnosing()
        self.tick(job, battery="failed", screen="failed")
        job.check_ids[0].with_user(self.technician_user).result = "ok"
        self.assertEqual(job.quote_ids.line_ids.product_id, self.film)

    def test_line_typed_by_hand_survives_a_tick_taken_back(self):
        quote = self.make_draft()
        typed = self.env["service.quote.line"].create(
            {"quote_id": quote.id, "product_id": self.labour.id}
        )
        quote.job_id.check_ids[0].result = "ok"
        self.assertIn(typed, quote.line_ids)

    def test_row_of_the_model_replaces_the_general_row_of_its_position(self):
        original = self.part.create({"name": "Bateria oryginalna"})
        self.env["service.price"].create(
            {
                "checklist_line_id": self.line_battery.id,
                "position": "part",
                "product_id": original.id,
                "brand": "marka",
                "model": "MODEL ",
            }
        )
        job = self.make_diagnosing()
        self.tick(job, battery="failed")
        self.assertEqual(job.quote_ids.line_ids.product_id, original | self.labour)

    def test_row_of_another_brand_is_not_proposed(self):
        self.env["service.price"].create(
            {
                "checklist_line_id": self.line_battery.id,
                "position": "extra",
                "product_id": self.film.id,
                "brand": "Inna",
            }
        )
        job = self.make_diagnosing()
        self.tick(job, battery="failed")
        self.assertNotIn(self.film, job.quote_ids.line_ids.product_id)

    def test_checklist_of_the_category_wins_over_the_general_one(self):
        self.env["service.checklist"].create(
            {
                "name": "Ogólna",
                "sequence": 1,
                "line_ids": [(0, 0, {"name": "Cokolwiek"})],
            }
        )
        job = self.make_diagnosing()
        self.assertEqual(job.check_ids.line_id.checklist_id, self.checklist)

    def test_checklist_is_closed_while_the_client_decides(self):
        quote = self.make_sent()
        check = quote.job_id.check_ids[0].with_user(self.technician_user)
        with self.assertRaises(UserError):
            check.result = "ok"

    def test_quote_with_unticked_points_is_not_sent(self):
        job = self.make_diagnosing()
        job.check_ids[0].with_user(self.technician_user).result = "failed"
        with self.assertRaisesRegex(UserError, "Ekran"):
            job.with_user(self.technician_user).action_send_quote()

    def test_second_diagnosis_adds_no_point_twice(self):
        job = self.make_diagnosing()
        job._service_ensure_checks()
        self.assertEqual(len(job.check_ids), 2)
