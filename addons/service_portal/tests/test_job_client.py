from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .finished import finish
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestJobClient(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(1)
        cls.job = cls.request.job_ids

    def finish(self, job=None):
        return finish(job or self.job)

    def act(self, act, job=None, **data):
        return self.post(f"/my/service/job/{(job or self.job).id}/{act}", data)

    def codes(self, user):
        return [a["code"] for a in self.job._service_portal_actions(user)]

    # --- Cancel ---------------------------------------------------------------

    def test_client_cancels_an_announced_job_once(self):
        self.enter(self.client_user)
        self.assertIn("is cancelled", self.text(self.act("cancel")))
        self.assertIn("is cancelled", self.text(self.act("cancel")))
        self.assertEqual(self.job.state, "cancelled")
        events = self.job.event_ids.filtered(lambda e: e.state_to == "cancelled")
        self.assertEqual(events.user_id, self.client_user)
        self.assertEqual(events.source, "portal")

    def test_last_cancelled_device_withdraws_a_request_that_waits(self):
        waiting = self.make_request(2, accept=False)
        one, two = waiting.job_ids
        one.with_user(self.client_user)._service_client_cancel(user=self.client_user)
        self.assertEqual(waiting.state, "new")
        two.with_user(self.client_user)._service_client_cancel(user=self.client_user)
        self.assertEqual(waiting.state, "rejected")

    def test_device_that_is_here_is_not_cancelled_by_the_client(self):
        self.job._service_transition("received", source="scan")
        self.assertNotIn("cancel", self.codes(self.client_user))
        self.enter(self.client_user)
        self.assertIn("cannot be cancelled", self.text(self.act("cancel")))
        self.assertEqual(self.job.state, "received")

    # --- Return ---------------------------------------------------------------

    def test_wish_for_return_is_put_before_the_staff_once(self):
        self.request.user_id = self.care_user
        self.job._service_transition("received", source="scan")
        self.assertIn("return", self.codes(self.client_user))
        self.enter(self.client_user)
        for _click in range(2):
            self.assertIn("you want the device back", self.text(self.act("return")))
        self.assertEqual(self.job.state, "received")
        self.assertEqual(self.job.activity_ids.user_id, self.care_user)
        self.assertEqual(self.job.event_ids.mapped("code").count("job.return_asked"), 1)
        self.assertNotIn("return", self.codes(self.client_user))

    def test_nobody_of_ours_makes_no_activity_of_the_client(self):
        self.request.user_id = self.request.caretaker_id = False
        self.env.company.service_default_caretaker_id = False
        self.job._service_transition("received", source="scan")
        self.job.with_user(self.client_user)._service_client_return(
            user=self.client_user
        )
        self.assertTrue(self.job.activity_ids)
        self.assertNotIn(self.client_user, self.job.activity_ids.user_id)

    def test_staff_agrees_and_the_device_is_ready_unrepaired(self):
        self.job._service_transition("received", source="scan")
        self.job.with_user(self.client_user)._service_client_return(
            user=self.client_user
        )
        self.job.with_user(self.care_user).action_return_unrepaired_asked()
        self.assertEqual(self.job.state, "ready")
        self.assertEqual(self.job.outcome, "declined")
        self.assertFalse(self.job.activity_ids)

    def test_received_device_is_ready_at_the_clients_wish_only(self):
        self.job._service_transition("received", source="scan")
        with self.assertRaises(UserError):
            self.job._service_transition("ready", source="backoffice")

    def test_no_wish_for_return_before_the_device_is_here(self):
        self.enter(self.client_user)
        self.assertIn("Write to us", self.text(self.act("return")))
        self.assertFalse(self.job.return_asked_at)

    # --- Complaint --------------------------------------------------------------

    def test_complaint_is_linked_and_made_once(self):
        self.finish()
        self.enter(self.client_user)
        path = f"/my/service/job/{self.job.id}/complain"
        self.assertIn("What is still wrong", self.text(self.get(path)))
        for _click in range(2):
            answer = self.post(
                path,
                {"fault": "Znowu nie działa", "demand": "refund"},
                files={"photos": ("p.jpg", self.make_jpeg())},
            )
            self.assertEqual(answer.status_code, 200)
            complaint = self.job.complaint_ids
            self.assertEqual(len(complaint), 1)
            # The second click leads to the same number, not to an error.
            self.assertTrue(answer.url.endswith(f"/my/service/{complaint.id}/done"))
        self.assertEqual(complaint.type_id, self.type_complaint)
        self.assertEqual(complaint.job_ids.device_id, self.job.device_id)
        self.assertEqual(complaint.complaint_demand, "refund")
        self.assertEqual(len(complaint.job_ids.photo_ids), 1)
        self.assertTrue(complaint.legal_due_date)

    def test_token_of_another_matter_makes_no_complaint_of_it(self):
        self.finish()
        user = self.client_user
        question = self.env["service.request"].with_user(user)
        question = question._service_client_create(
            {"type_id": self.type_question.id, "submission_token": "K1"}, user=user
        )
        filed = self.job.with_user(user)._service_client_complain(
            {"fault": "x", "demand": "refund", "submission_token": "K1"}, user=user
        )
        self.assertEqual(filed, question)
        self.assertFalse(question.sudo().complaint_demand)
        self.assertFalse(question.sudo().origin_job_id)

    def test_complaint_without_words_keeps_the_rest(self):
        self.finish()
        self.enter(self.client_user)
        answer = self.act("complain", fault="  ", demand="price")
        self.assertIn("Describe what is still wrong", self.text(answer))
        [chosen] = self.page(answer).xpath("//option[@selected]/@value")
        self.assertEqual(chosen, "price")
        self.assertFalse(self.job.complaint_ids)

    def test_unfinished_job_is_not_complained_about(self):
        self.enter(self.client_user)
        self.assertIn(
            "when the job is finished", self.text(self.act("complain", fault="x"))
        )
        self.assertFalse(self.job.complaint_ids)

    def test_device_that_was_sold_is_not_complained_about(self):
        self.finish()
        self.job.device_id.partner_id = self.other_company
        self.enter(self.client_user)
        self.assertIn("somebody else", self.text(self.act("complain", fault="x")))
        self.assertFalse(self.job.complaint_ids)

    def test_finished_device_is_reported_again_from_its_page(self):
        self.finish()
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        url = f"/my/service/new?device_id={self.job.device_id.id}"
        self.assertTrue(page.xpath(f"//a[@href='{url}']"))

    # --- Rights -----------------------------------------------------------------

    def test_reader_without_the_right_to_change_acts_on_nothing(self):
        viewer = self.make_client_user("client_v", self.client_company, "company_view")
        self.enter(viewer)
        self.assertFalse({"cancel", "return", "complain"} & set(self.codes(viewer)))
        for act in ("cancel", "return"):
            self.assertIn("not change it", self.text(self.act(act)))
        self.assertEqual(self.job.state, "announced")
        with self.assertRaises(AccessError):
            self.job.with_user(viewer)._service_client_complain(
                {"fault": "x"}, user=viewer
            )

    def test_acts_are_posts_and_strangers_find_nothing(self):
        self.enter(self.client_user)
        for act in ("cancel", "return"):
            answer = self.get(f"/my/service/job/{self.job.id}/{act}")
            self.assertIn(answer.status_code, (404, 405))
        self.enter(self.other_user)
        for act in ("cancel", "return", "complain"):
            self.assertEqual(self.act(act).status_code, 404)
        self.assertEqual(self.job.state, "announced")

    # --- Photos -------------------------------------------------------------------

    def test_same_view_before_and_after_stands_in_one_row(self):
        def add(kind, position, color):
            self.env["service.photo"]._service_add(
                self.job,
                kind,
                [(f"{kind}.jpg", self.make_jpeg(color))],
                position=position,
                source="scan",
            )

        add("out", "przód", "red")
        add("in", "tył", "green")
        add("in", "przód", "blue")
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        figures = page.xpath("//section[@id='photos']//figure")
        self.assertEqual(page.xpath("//a/@data-caption")[0], "When it arrived, przód")
        captions = [" ".join(f.text_content().split()) for f in figures]
        self.assertEqual(len(figures), 4)
        self.assertIn("przód", captions[0])
        self.assertIn("przód", captions[1])
        self.assertIn("tył", captions[2])
        self.assertIn("when the device is ready", captions[3])
