"""Each seam that service_portal declares is reached by an override."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.service_portal.tests.common import ServiceCommon

from ..models.service_job import SEAM_AT


@tagged("post_install", "-at_install")
class TestSeams(ServiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.make_request(1).job_ids

    def move(self, state):
        self.job._service_transition(state, source="backoffice")

    def page(self, url):
        self.authenticate("client_a", "client_a")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        return answer.text

    # --- States ---------------------------------------------------------------

    def test_way_that_an_addon_adds_is_walked_and_followed(self):
        self.move("quality")
        self.assertEqual(self.job.state, "quality")
        self.assertIn("job.quality", self.job.seam_events)
        self.assertEqual(
            (self.job.next_step_code, self.job.next_actor), ("check", "quality")
        )

    def test_addon_refuses_a_transition_and_nothing_is_written(self):
        self.job.seam_blocks = "quality"
        events = len(self.job.event_ids)
        with self.assertRaisesRegex(UserError, "seam refuses quality"):
            self.move("quality")
        self.assertEqual(
            (self.job.state, len(self.job.event_ids)), ("announced", events)
        )

    def test_addon_keeps_a_device_from_being_sent(self):
        self.move("quality")
        self.move("ready")
        self.assertTrue(self.job.can_ship)
        self.job.seam_blocks = "ship"
        self.job.invalidate_recordset(["can_ship", "ship_blocker"])
        self.assertFalse(self.job.can_ship)
        self.assertEqual(self.job.ship_blocker, "seam keeps the device")

    def test_job_closes_when_every_addon_agrees(self):
        self.move("quality")
        self.move("ready")
        self.job.seam_blocks = "close"
        self.assertFalse(self.job._service_try_close())
        with self.assertRaisesRegex(UserError, "seam has work left"):
            self.move("closed")
        self.assertEqual(self.job.state, "ready")
        self.job.seam_blocks = False
        self.assertTrue(self.job._service_try_close())
        self.assertEqual(self.job.state, "closed")

    def test_status_bar_takes_the_steps_of_an_addon(self):
        codes = [step["code"] for step in self.job._service_status_steps()]
        self.assertLess(codes.index("repairing"), codes.index("quality"))
        self.assertLess(codes.index("quality"), codes.index("ready"))

    def test_addon_says_what_a_job_waits_for(self):
        self.assertIn(("parts", SEAM_AT), self.job._service_waiting_for())
        self.assertIn(
            "client", {who for who, _since in self.job._service_waiting_for()}
        )

    # --- Values ---------------------------------------------------------------

    def test_addon_adds_words_to_search_by(self):
        found = self.env["service.job"].search([("search_text", "ilike", "seamword")])
        self.assertIn(self.job, found)

    def test_addon_completes_the_repair_order_and_it_is_made_once(self):
        repair = self.job._service_ensure_repair()
        self.assertIn("seam", repair.internal_notes)
        self.assertEqual(self.job._service_ensure_repair(), repair)

    def test_addon_adds_to_the_evidence(self):
        titles = [part[0] for part in self.job._service_evidence_parts()]
        self.assertIn("Seam", titles)

    def test_addon_names_the_invoices_of_a_job(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "ref": f"seam {self.job.id}",
                "partner_id": self.client_company.id,
            }
        )
        self.assertEqual(self.job._service_invoices(), move)

    # --- Portal ---------------------------------------------------------------

    def test_pages_show_what_an_addon_contributes(self):
        job_page = self.page(f"/my/service/job/{self.job.id}")
        for text in ("seam-of-job", "Seam for client_a", "Seam happened"):
            with self.subTest(text=text):
                self.assertIn(text, job_page)
        request_page = self.page(f"/my/service/{self.job.request_id.id}")
        for text in ("seam-of-request", "Seam on request"):
            with self.subTest(text=text):
                self.assertIn(text, request_page)
        self.assertIn("Seam card", self.page("/my"))

    def test_list_offers_the_filter_of_an_addon(self):
        other = self.make_request(1).job_ids
        self.move("quality")
        page = self.page("/my/service?filterby=seam")
        self.assertIn(self.job.reference, page)
        self.assertNotIn(other.reference, page)

    # --- Mail and plumbing ----------------------------------------------------

    def test_mail_of_an_addon_goes_once_with_its_files(self):
        before = self.env["mail.mail"].search([])
        self.move("quality")
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(len(mails), 1)
        self.assertEqual(mails.attachment_ids.mapped("name"), ["seam.txt"])
        self.assertEqual(mails.attachment_ids.raw, self.job.reference.encode())

    def test_webhook_outbox_and_health_of_an_addon_work(self):
        answer = self.url_open(
            "/service/hook/seam/seam-token", json={"id": "S1"}, method="POST"
        )
        self.assertEqual(answer.json(), {"status": "stored"})
        row = self.env["service.inbox"].search([("source", "=", "seam")])
        row._service_work_safely()
        self.assertEqual(row.state, "done")
        self.env["service.outbox"]._service_enqueue("seam", self.job, {}, "S1")
        queued = self.env["service.outbox"].search([("kind", "=", "seam")])
        queued._service_work_safely()
        self.assertEqual(queued.state, "done")
        health = self.url_open("/service/health").json()
        self.assertIn("seam", health["checks"])
