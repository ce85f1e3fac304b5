from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_common import PortalCommon

NEW, DRAFT = "/my/service/new", "/my/service/draft"


@tagged("post_install", "-at_install")
class TestPortalDraft(PortalCommon):
    def setUp(self):
        super().setUp()
        self.client_contact.lang = "en_US"
        self.enter(self.client_user)

    def typed(self, token="T1", **values):
        return {
            "submission_token": token,
            "type_id": str(self.type_repair.id),
            "device-3-brand": "Makita",
            "device-3-fault": "Nie dzia",
        } | values

    def drafts(self):
        return self.env["service.request.draft"].search([])

    # --- Drafts -------------------------------------------------------------------

    def test_half_a_form_is_kept_and_makes_nothing(self):
        requests = self.env["service.request"].search_count([])
        self.assertEqual(self.post(DRAFT, self.typed()).json(), {"saved": True})
        self.post(DRAFT, self.typed(**{"device-3-fault": "Nie działa"}))
        self.assertEqual(len(self.drafts()), 1)
        self.assertEqual(self.env["service.request"].search_count([]), requests)
        self.assertFalse(self.env["service.device"].search([("brand", "=", "Makita")]))

    def test_draft_is_offered_and_continued(self):
        self.post(DRAFT, self.typed())
        self.assertIn("Continue your draft", self.text(self.get("/my")))
        page = self.page(self.get(NEW))
        self.assertTrue(page.xpath(f"//a[@href='{NEW}?draft=T1']"))
        page = self.page(self.get(NEW, draft="T1"))
        [fault] = page.xpath("//textarea[@name='device-3-fault']")
        self.assertEqual(fault.text.strip(), "Nie dzia")
        [token] = page.xpath("//form[@data-draft-url]//input[@name='submission_token']")
        self.assertEqual(token.get("value"), "T1")

    def test_only_the_author_sees_it(self):
        self.post(DRAFT, self.typed())
        self.enter(self.colleague_user)
        self.assertNotIn("Nie dzia", self.get(NEW, draft="T1").text)
        self.assertNotIn("Continue your draft", self.text(self.get(NEW)))
        self.post(f"{DRAFT}/discard", {"token": "T1"})
        self.assertTrue(self.drafts())
        drafts = self.env["service.request.draft"].with_user(self.colleague_user)
        self.assertFalse(drafts.search([]))

    def test_token_of_somebody_else_changes_nothing(self):
        self.post(DRAFT, self.typed())
        self.enter(self.other_user)
        self.post(DRAFT, self.typed(**{"device-3-brand": "Bosch"}))
        own = self.drafts().filtered(lambda draft: draft.user_id == self.client_user)
        self.assertEqual(own.form["devices"][0]["brand"], "Makita")

    def test_sent_form_is_no_draft_and_a_late_call_does_not_bring_it_back(self):
        self.post(DRAFT, self.typed())
        full = self.typed(**{"device-3-category_id": str(self.category.id)})
        answer = self.post(NEW, full)
        self.assertTrue(answer.url.endswith("/done"))
        self.assertFalse(self.drafts())
        self.assertEqual(self.post(DRAFT, self.typed()).json(), {"saved": False})
        self.assertFalse(self.drafts())

    def test_refused_form_keeps_its_draft(self):
        self.post(DRAFT, self.typed())
        self.post(NEW, self.typed(**{"device-3-fault": ""}))
        self.assertEqual(len(self.drafts()), 1)

    def test_emptied_form_is_forgotten(self):
        self.post(DRAFT, self.typed())
        self.post(DRAFT, {"submission_token": "T1", "type_id": "1"})
        self.assertFalse(self.drafts())

    def test_deleted_by_its_author(self):
        self.post(DRAFT, self.typed())
        self.post(f"{DRAFT}/discard", {"token": "T1"})
        self.assertFalse(self.drafts())

    def test_drafts_are_few_and_short(self):
        for number in range(7):
            self.post(DRAFT, self.typed(f"N{number}", description="x" * 9000))
        self.assertEqual(len(self.drafts()), 5)
        self.assertEqual({len(d.form["description"]) for d in self.drafts()}, {5000})

    def test_draft_needs_the_csrf_token(self):
        with mute_logger("odoo.http"):
            answer = self.url_open(DRAFT, data=self.typed(), method="POST")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.drafts())

    # --- A known device again -----------------------------------------------------

    def test_known_device_is_reported_again_with_one_click_on_the_form(self):
        job = self.make_request(1).job_ids
        job.accessories = "walizka"
        job._service_transition("cancelled", source="backoffice")
        page = self.page(self.get(NEW, device_id=str(job.device_id.id)))
        form = {
            field.get("name"): field.value
            for field in page.xpath("//form[@data-draft-url]")[0].inputs
            if field.get("name") and field.get("type") not in ("radio", "file")
        }
        [kind] = page.xpath("//input[@name='type_id'][@checked]/@value")
        form.pop("csrf_token")
        sent = {k: v for k, v in form.items() if v and "__row__" not in k}
        answer = self.post(NEW, sent | {"type_id": kind})
        self.assertTrue(answer.url.endswith("/done"), self.text(answer)[:300])
        again = job.device_id.job_ids - job
        self.assertEqual(again.fault, job.fault)
        self.assertEqual(again.accessories, "walizka")
        self.assertEqual(again.fault_type_id, job.fault_type_id)

    def test_device_in_service_leads_to_its_job(self):
        job = self.make_request(1).job_ids
        page = self.page(self.get(NEW, device_id=str(job.device_id.id)))
        self.assertTrue(page.xpath(f"//main//a[@href='/my/service/job/{job.id}']"))

    def test_foreign_device_is_like_a_missing_one(self):
        foreign = self.make_request(1, partner=self.other_contact).job_ids.device_id
        texts = {
            self.text(self.get(NEW, device_id=str(i))) for i in (foreign.id, 999999)
        }
        self.assertEqual(len(texts), 1)

    # --- Addresses of one device ------------------------------------------------------

    def test_each_device_may_have_its_own_addresses_and_number(self):
        address = self.env["res.partner"].create(
            {
                "name": "Magazyn",
                "parent_id": self.client_company.id,
                "type": "other",
                "street": "Składowa 2",
                "city": "Łódź",
            }
        )
        device = {"category_id": str(self.category.id), "brand": "A", "fault": "x"}
        other = device | {
            "partner_shipping_id": str(address.id),
            "customer_reference": "PO-2",
        }
        data = {"type_id": str(self.type_repair.id), "submission_token": "T9"}
        for row, values in enumerate((device, other)):
            data |= {f"device-{row}-{name}": value for name, value in values.items()}
        self.post(NEW, data)
        jobs = self.env["service.request"].search([], limit=1).job_ids.sorted("number")
        self.assertEqual(jobs[1].partner_shipping_id, address)
        self.assertEqual(jobs[1].customer_reference, "PO-2")
        self.assertEqual(jobs[1].partner_invoice_id, jobs[0].partner_invoice_id)
        self.assertNotEqual(jobs[0].partner_shipping_id, address)

    def test_foreign_address_of_a_device_is_refused(self):
        data = self.typed(
            **{
                "device-3-category_id": str(self.category.id),
                "device-3-partner_invoice_id": str(self.other_company.id),
            }
        )
        self.assertIn("your own addresses", self.text(self.post(NEW, data)))
        self.assertFalse(self.env["service.device"].search([("brand", "=", "Makita")]))
