from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .portal_common import PortalCommon
from .test_triage import TriageCommon


class SupplyCommon(TriageCommon):
    def ask(self, *fields, note=None, jobs=1):
        """Return a request that asks for fields: of its first device, or of itself."""
        request = self.file(jobs)
        of_request = ("proof", "address", "phone", "other")
        job = request.job_ids.sorted("number")[:1]
        request._service_ask(
            [
                {"field": field, "job_id": field not in of_request and job.id}
                for field in fields
            ],
            note,
        )
        return request.sudo()

    def asked(self, request, field):
        return request.ask_ids.filtered(lambda ask: ask.field == field)

    def supply(self, request, values, user=None):
        user = user or self.client_user
        request.with_user(user)._service_client_supply(values, user=user)


@tagged("post_install", "-at_install")
class TestSupply(SupplyCommon):
    def test_mail_names_the_missing_fields_in_the_clients_words(self):
        request = self.ask("serial_number", "proof", note="Prosimy o zdjęcie tabliczki")
        body = self.mails(request).sorted("id")[-1].body_html
        for words in ("Marka Model: Serial number", "Proof of purchase", "tabliczki"):
            self.assertIn(words, body)
        self.assertEqual(request.state, "needs_info")
        self.assertEqual(request.user_id, self.care_user)

    def test_nothing_is_asked_for_without_a_field_or_a_remark(self):
        with self.assertRaises(UserError):
            self.ask()

    def test_field_of_a_foreign_job_is_not_asked_for(self):
        request, other = self.file(), self.file()
        for ask in (
            {"field": "serial_number", "job_id": other.job_ids[0].id},
            {"field": "proof", "job_id": request.job_ids[0].id},
            {"field": "state", "job_id": False},
        ):
            with self.assertRaises(UserError):
                request._service_ask([ask])

    def test_answers_are_written_where_they_belong(self):
        request = self.ask("serial_number", "fault", "phone", "address", "other")
        job = request.job_ids
        answers = {
            "serial_number": "SN-777",
            "fault": "Nie ładuje",
            "phone": "600 700 800",
            "address": {"street": "Nowa 2", "zip": "00-002", "city": "Warszawa"},
            "other": "Kod 1234",
        }
        self.supply(
            request,
            {"asks": {self.asked(request, f).id: v for f, v in answers.items()}},
        )
        self.assertEqual(request.state, "new")
        self.assertEqual(job.device_id.serial_number, "SN-777")
        self.assertIn("SN777", job.search_text)
        self.assertEqual(job.fault, "Nie ładuje")
        self.assertEqual(request.contact_id.phone, "600 700 800")
        self.assertEqual(request.partner_shipping_id.street, "Nowa 2")
        self.assertEqual(job.partner_shipping_id, request.partner_shipping_id)
        said = request.message_ids.filtered(lambda m: "Kod 1234" in m.body)
        self.assertEqual(said.author_id, self.client_contact)
        self.assertTrue(all(request.ask_ids.mapped("answered_at")))

    def test_missing_answer_is_named_and_nothing_is_written(self):
        request = self.ask("serial_number", "fault")
        serial = self.asked(request, "serial_number")
        before = request.job_ids.device_id.serial_number
        with self.assertRaises(UserError) as caught:
            self.supply(request, {"asks": {serial.id: "SN-1"}})
        self.assertIn("Description of the fault", str(caught.exception))
        self.assertEqual(request.job_ids.device_id.serial_number, before)

    def test_remark_says_why_something_is_not_supplied(self):
        request = self.ask("serial_number", "fault")
        fault = self.asked(request, "fault")
        self.supply(request, {"asks": {fault.id: "Dymi"}, "answer": "Tabliczka starta"})
        self.assertEqual(request.state, "new")
        self.assertFalse(self.asked(request, "serial_number").answered_at)

    def test_client_changes_only_what_was_asked(self):
        request = self.ask("serial_number")
        other = self.ask("phone")
        foreign = self.asked(other, "phone").id
        self.supply(
            request,
            {
                "asks": {
                    self.asked(request, "serial_number").id: "SN-5",
                    foreign: "123456789",
                    "fault": "x",
                }
            },
        )
        self.assertNotEqual(self.client_contact.phone, "123456789")
        self.assertEqual(request.job_ids.fault, "Nie działa")

    def test_internal_task_is_not_the_clients_to_change(self):
        request = self.ask("phone")
        task = self.env["service.job"].create(
            {"request_id": request.id, "subject": "Sprawdzić", "fault": "wewnętrzne"}
        )
        said = {job.id: {"fault": "Od klienta"} for job in request.job_ids}
        self.supply(request, {"answer": "Proszę", "jobs": said})
        self.assertEqual(task.fault, "wewnętrzne")
        self.assertEqual((request.job_ids - task).fault, "Od klienta")

    def test_colleague_without_right_supplies_nothing(self):
        request = self.ask("phone")
        with self.assertRaises(AccessError):
            self.supply(request, {"answer": "x"}, user=self.colleague_user)

    def test_proof_is_a_pdf_or_a_photo_and_nothing_else(self):
        request = self.ask("proof")
        proof = self.asked(request, "proof")
        with self.assertRaises(UserError):
            self.supply(request, {"asks": {proof.id: [("virus.exe", b"MZ")]}})
        self.supply(
            request,
            {"asks": {proof.id: [("p.pdf", b"%PDF-1.4"), ("p.png", self.make_jpeg())]}},
        )
        names = request.message_ids.attachment_ids.mapped("name")
        self.assertLessEqual({"p.pdf", "p.jpg"}, set(names))

    def test_answers_are_forgotten_with_the_matter(self):
        request = self.ask("other")
        self.supply(request, {"asks": {request.ask_ids.id: "Sekret 987"}})
        request._service_privacy_wipe()
        self.assertFalse(request.ask_ids.answer)

    def test_asking_again_forgets_what_was_not_answered(self):
        request = self.ask("serial_number")
        request.with_user(self.care_user)._service_ask([{"field": "phone"}])
        self.assertEqual(request.ask_ids.mapped("field"), ["phone"])


@tagged("post_install", "-at_install")
class TestSupplyPage(SupplyCommon, PortalCommon):
    def test_form_has_just_the_asked_fields(self):
        request = self.ask("serial_number", "photo", jobs=2)
        self.enter(self.client_user)
        page = self.page(self.get(f"/my/service/{request.id}"))
        names = page.xpath("//section[@id='supply']//form//*[@name]/@name")
        asks = [f"ask-{ask.id}" for ask in request.ask_ids]
        self.assertEqual(names, ["csrf_token", *asks, "answer"])
        for name in asks:
            self.assertTrue(page.xpath(f"//label[@for='{name}']"), name)

    def test_client_supplies_text_and_photo(self):
        request = self.ask("serial_number", "photo")
        serial, photo = request.ask_ids.sorted("id")
        self.enter(self.client_user)
        answer = self.post(
            f"/my/service/{request.id}/supply",
            {f"ask-{serial.id}": "SN-42"},
            files={f"ask-{photo.id}": ("p.jpg", self.make_jpeg())},
        )
        self.assertIn("Thank you", self.text(answer))
        self.assertEqual(request.job_ids.device_id.serial_number, "SN-42")
        self.assertEqual(request.job_ids.photo_ids.kind, "request")

    def test_missing_field_is_marked_focused_and_the_rest_is_kept(self):
        request = self.ask("serial_number", "fault")
        serial, fault = request.ask_ids.sorted("id")
        self.enter(self.client_user)
        answer = self.post(
            f"/my/service/{request.id}/supply",
            {f"ask-{serial.id}": "SN-KEEP", f"ask-{fault.id}": " "},
        )
        page = self.page(answer)
        [wrong] = page.xpath("//*[@aria-invalid='true']")
        self.assertEqual(wrong.get("name"), f"ask-{fault.id}")
        self.assertEqual(wrong.get("autofocus"), "autofocus")
        self.assertIn("SN-KEEP", answer.text)
        self.assertEqual(request.state, "needs_info")

    def test_old_link_of_a_merged_request_leads_on(self):
        target, request = self.make_request(1), self.file(1)
        request._service_merge_into(target)
        self.enter(self.client_user)
        answer = self.get(f"/my/service/{request.id}")
        self.assertIn(f"/my/service/{target.id}", answer.url)
        self.assertIn(target.name, self.text(answer))
        self.enter(self.other_user)
        self.assertEqual(self.get(f"/my/service/{request.id}").status_code, 404)
