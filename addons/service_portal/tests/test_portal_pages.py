from odoo.tests import tagged

from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(customer_reference="PO-77")
        cls.job, cls.second_job = cls.request.job_ids.sorted("number")

    def add_photo(self, kind, color="red", job=None, **values):
        return self.env["service.photo"]._service_add(
            job or self.job,
            kind,
            [(f"{kind}.jpg", self.make_jpeg(color))],
            source="scan",
            **values,
        )

    # --- Start page -----------------------------------------------------------

    def test_start_page_shows_caretaker_what_waits_and_one_button(self):
        self.client_company.service_caretaker_id = self.care_user
        self.care_user.partner_id.phone = "+48 22 555 66 77"
        self.enter(self.client_user)
        answer = self.get("/my")
        text = self.text(answer)
        self.assertIn(self.care_user.name, text)
        self.assertIn("+48 22 555 66 77", text)
        self.assertIn("2 Devices in service", text)
        self.assertNotIn("Questions to you", text)
        buttons = self.page(answer).xpath("//a[@href='/my/service/new']")
        self.assertEqual(len(buttons), 1)

    def test_employee_without_service_rights_still_opens_the_start_page(self):
        self.enter(self.accountant_user)
        self.assertEqual(self.get("/my").status_code, 200)

    def test_counter_counts_what_the_client_may_see(self):
        self.enter(self.colleague_user)
        answer = self.url_open(
            "/my/counters", json={"params": {"counters": ["service_job_count"]}}
        )
        self.assertEqual(answer.json()["result"], {"service_job_count": 0})

    # --- List -------------------------------------------------------------------

    def test_list_shows_one_row_a_device(self):
        self.enter(self.client_user)
        text = self.text(self.get("/my/service"))
        self.assertIn(self.job.reference, text)
        self.assertIn(self.second_job.reference, text)
        self.assertIn("Your turn", text)

    def test_list_finds_by_serial_and_says_when_nothing_fits(self):
        self.enter(self.client_user)
        found = self.text(self.get("/my/service", search=self.job.serial_number))
        self.assertIn(self.job.reference, found)
        self.assertNotIn(self.second_job.reference, found)
        self.assertIn("Nothing fits", self.text(self.get("/my/service", search="zzz")))

    def test_list_shows_questions_without_device(self):
        question = self.make_request(
            jobs=0, accept=False, type_id=self.type_question.id, subject="Agregaty?"
        )
        self.enter(self.client_user)
        text = self.text(self.get("/my/service"))
        self.assertIn("Agregaty?", text)
        self.assertIn(question.name, text)

    def test_empty_list_invites(self):
        self.enter(self.private_user)
        self.assertIn("Report the first device", self.text(self.get("/my/service")))

    def test_list_needs_no_query_per_row(self):
        self.make_request(jobs=8)
        self.enter(self.client_user)
        self.get("/my/service")
        env = self.env(user=self.client_user)
        jobs = env["service.job"]
        fields = ["title", "serial_number", "reference", "state", "next_actor"]
        env.flush_all()
        env.invalidate_all()
        with self.assertQueryCount(__system__=30, client_a=6):
            found = jobs.search_fetch([], fields, limit=40)
            [[job[name] for name in fields] for job in found]

    # --- Job page -----------------------------------------------------------------

    def test_job_page_marks_the_current_step_and_says_whose_turn_it_is(self):
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        [current] = page.xpath("//li[@aria-current='step']")
        self.assertIn("Announced", current.text_content())
        self.assertIn("pack the device and send it", page.text_content())
        self.job._service_transition("received", source="scan")
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        [current] = page.xpath("//li[@aria-current='step']")
        self.assertIn("Received", current.text_content())
        done = page.xpath("//li[contains(@class, 'o_service_step_done')]//time")
        self.assertEqual(len(done), 1)

    def test_job_page_shows_no_internal_remark(self):
        self.job._service_transition("received", source="scan", note="INTERNAL REMARK")
        self.request.message_post(body="INTERNAL NOTE", subtype_xmlid="mail.mt_note")
        self.enter(self.client_user)
        for path in (f"job/{self.job.id}", f"{self.request.id}"):
            answer = self.get(f"/my/service/{path}")
            self.assertEqual(answer.status_code, 200)
            self.assertNotIn("INTERNAL", answer.text)

    def test_colleague_without_right_is_a_stranger(self):
        self.enter(self.colleague_user)
        for path in (
            f"job/{self.job.id}",
            f"{self.request.id}",
            f"{self.request.id}/done",
        ):
            self.assertEqual(self.get(f"/my/service/{path}").status_code, 404)

    def test_cancelled_job_says_so(self):
        self.job._service_transition("cancelled", source="backoffice")
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        [sentence] = page.xpath("//*[hasclass('o_service_next')]")
        self.assertIn("The job is cancelled", sentence.text_content())

    # --- Photos ---------------------------------------------------------------------

    def test_photos_of_receipt_and_of_sending_stand_side_by_side(self):
        self.add_photo("in")
        self.add_photo("out", "blue")
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/job/{self.job.id}"))
        images = page.xpath("//section[@id='photos']//img/@src")
        self.assertEqual(len(images), 2)
        answer = self.get(images[0])
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertIn("private", answer.headers["Cache-Control"])

    def test_missing_photo_is_promised_until_the_device_has_left(self):
        self.add_photo("in")
        self.add_photo("damage", "green")
        self.add_photo("out", "blue", position="Back")
        self.enter(self.client_user)

        def missing():
            page = self.page(self.get(f"/my/service/job/{self.job.id}"))
            none = page.xpath(
                "//section[@id='photos']//*[hasclass('o_service_photo_none')]"
            )
            return [" ".join(one.text_content().split()) for one in none]

        # One of the receipt without a partner, one of the sending; none for the damage.
        none, later = "There is no photo of this view.", "We take it when the device"
        first, second = missing()
        self.assertIn(none, first)
        self.assertIn(later, second)
        self.job._service_transition("cancelled", source="backoffice")
        self.assertEqual([none in text for text in missing()], [True, True])

    def test_photos_before_sending_are_promised_until_the_device_has_left(self):
        self.add_photo("in")
        self.enter(self.client_user)
        address = f"/my/service/job/{self.job.id}"
        self.assertIn("Before it leaves", self.text(self.get(address)))
        self.job._service_transition("cancelled", source="backoffice")
        self.assertNotIn("Before it leaves", self.text(self.get(address)))

    def test_photo_is_reached_through_its_job_only(self):
        photo = self.add_photo("in")
        for user, status in (
            (self.client_user, 200),
            (self.colleague_user, 404),
            (self.other_user, 404),
        ):
            self.enter(user)
            answer = self.get(f"/my/service/photo/{photo.id}")
            self.assertEqual(answer.status_code, status, user.login)

    def test_core_image_route_gives_no_photo(self):
        photo = self.add_photo("in")
        real = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "service.photo"),
                    ("res_id", "=", photo.id),
                    ("res_field", "=", "image"),
                ]
            )
            .raw
        )
        self.enter(self.client_user)
        answer = self.get(f"/web/image/service.photo/{photo.id}/image")
        self.assertNotEqual(answer.content, real)

    def test_photo_for_staff_and_removed_photo_are_not_there(self):
        internal = self.add_photo("checklist")
        removed = self.add_photo("in", "green")
        removed._service_remove("shows a face")
        self.enter(self.client_user)
        for photo in internal | removed:
            self.assertEqual(self.get(f"/my/service/photo/{photo.id}").status_code, 404)

    # --- Supplying --------------------------------------------------------------------

    def ask(self):
        asked = self.make_request(jobs=1, accept=False)
        asked.missing_info = "Which serial number?"
        asked.with_user(self.care_user).action_ask_for_info()
        return asked

    def test_client_answers_what_was_asked(self):
        asked = self.ask()
        self.enter(self.client_user)
        path = f"/my/service/{asked.id}"
        self.assertIn("Which serial number?", self.text(self.get(path)))
        answer = self.post(
            f"{path}/supply",
            {"answer": "It is 12345."},
            files={f"job-{asked.job_ids.id}-photos": ("p.jpg", self.make_jpeg())},
        )
        self.assertIn("Thank you", self.text(answer))
        self.assertEqual(asked.state, "new")
        self.assertIn("It is 12345.", asked.message_ids.mapped("preview"))
        self.assertEqual(asked.job_ids.photo_ids.kind, "request")
        event = asked.event_ids.sorted("id")[-1]
        self.assertEqual(event.user_id, self.client_user)

    def test_bad_photo_keeps_the_answer_and_writes_nothing(self):
        asked = self.ask()
        self.enter(self.client_user)
        answer = self.post(
            f"/my/service/{asked.id}/supply",
            {"answer": "Half an hour of typing"},
            files={f"job-{asked.job_ids.id}-photos": ("p.jpg", b"no photo")},
        )
        self.assertIn("Half an hour of typing", answer.text)
        self.assertIn("not a photo", self.text(answer))
        self.assertEqual(asked.state, "needs_info")
        self.assertNotIn("Half an hour of typing", asked.message_ids.mapped("preview"))

    def test_nothing_is_supplied_when_nothing_was_asked(self):
        self.enter(self.client_user)
        answer = self.post(f"/my/service/{self.request.id}/supply", {"answer": "x"})
        self.assertIn("Nothing is missing any more", self.text(answer))
