"""The client's list: filters that work together, search, paging, row buttons."""

from odoo.tests import tagged

from odoo.addons.service_portal.controllers.portal_list import ServiceList

from .portal_common import PortalCommon

_FILTERS = {
    "filterby": ("open", "mine", "supply", "send", "done", "garbage"),
    "state": ("announced", "closed", "garbage", "'"),
    "type": ("0", "-1", "999999999999999999999", "x"),
    "person": ("0", "x", "999999999999999999999"),
    "branch": ("x", "-5"),
    "date_from": ("2026-02-30", "0001-01-01", "9999-12-31", "2026-01-01", "x"),
    "date_to": ("9999-12-31", "20260101", "\x00", "2026-01-01"),
    "search": ("%", "_", "\\", "'; --", "\x00", "a" * 500, "ż ó ł ć ń ę ą ś"),
    "sortby": ("changed", "device", "oldest", "id desc", "__class__"),
}


@tagged("post_install", "-at_install")
class TestPortalList(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.make_request(customer_reference="PO-77")
        cls.job, cls.second_job = cls.request.job_ids.sorted("number")

    def references(self, **query):
        """Return the numbers of the rows that the list shows."""
        answer = self.get("/my/service", **query)
        self.assertEqual(answer.status_code, 200)
        rows = self.page(answer).xpath("//table//td[1]/a/text()")
        return [row.strip() for row in rows]

    # --- What may be asked ------------------------------------------------------

    def test_any_value_of_any_filter_shows_a_page(self):
        self.enter(self.client_user)
        for name, values in _FILTERS.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    answer = self.get("/my/service", **{name: value})
                    self.assertEqual(answer.status_code, 200)

    def test_unknown_values_fall_back_to_the_whole_list(self):
        self.enter(self.client_user)
        both = {self.job.reference, self.second_job.reference}
        for name in ("filterby", "state", "type", "person", "branch", "date_from"):
            self.assertEqual(set(self.references(**{name: "garbage"})), both, name)

    def test_filters_narrow_together(self):
        colleague_request = self.make_request(
            jobs=1, contact=self.colleague_contact, type_id=self.type_warranty.id
        )
        self.job._service_transition("received", source="scan")
        self.enter(self.client_user)
        everything = [colleague_request.job_ids, self.second_job, self.job]
        self.assertEqual(self.references(), [job.reference for job in everything])
        mine = {"person": self.client_contact.id, "filterby": "mine"}
        self.assertEqual(self.references(**mine), [self.second_job.reference])
        self.assertEqual(
            self.references(person=self.client_contact.id, state="received"),
            [self.job.reference],
        )
        self.assertEqual(
            self.references(type=self.type_warranty.id),
            colleague_request.job_ids.mapped("reference"),
        )
        self.assertEqual(
            self.references(type=self.type_warranty.id, search="PO-77"), []
        )

    def test_branch_is_the_return_address_or_the_branch_of_the_person(self):
        branch = self.env["res.partner"].create(
            {
                "name": "Oddział Gdańsk",
                "parent_id": self.client_company.id,
                "type": "delivery",
                "city": "Gdańsk",
            }
        )
        self.job.partner_shipping_id = branch
        there = self.make_request(jobs=1, contact=self.colleague_contact)
        self.colleague_contact.parent_id = branch
        self.enter(self.client_user)
        self.assertEqual(
            set(self.references(branch=branch.id)),
            {self.job.reference, there.job_ids.reference},
        )

    def test_days_are_those_of_the_clients_calendar(self):
        self.client_user.tz = "Europe/Warsaw"
        # In Warsaw it is the second of March already.
        self.request.submitted_at = "2026-03-01 23:30:00"
        self.enter(self.client_user)
        self.assertFalse(self.references(date_to="2026-03-01"))
        second = {"date_from": "2026-03-02", "date_to": "2026-03-02"}
        self.assertEqual(len(self.references(**second)), 2)
        self.assertFalse(self.references(date_from="2026-03-03"))

    def test_colleagues_are_chosen_only_by_who_may_see_them(self):
        self.make_request(jobs=1, contact=self.colleague_contact)
        self.enter(self.colleague_user)
        page = self.page(self.get("/my/service"))
        self.assertFalse(page.xpath("//select[@name='person']"))
        self.assertFalse(page.xpath(f"//option[@value={self.client_contact.id}]"))
        self.enter(self.client_user)
        page = self.page(self.get("/my/service"))
        names = page.xpath("//select[@name='person']/option/text()")
        self.assertIn(self.colleague_contact.name, names)

    def test_no_choice_of_another_client_is_offered_or_taken(self):
        self.make_request(jobs=1, partner=self.other_contact)
        self.enter(self.client_user)
        answer = self.get("/my/service")
        self.assertNotIn(self.other_contact.name, answer.text)
        self.assertNotIn(self.other_company.name, answer.text)
        self.assertEqual(len(self.references(person=self.other_contact.id)), 2)

    # --- Search -----------------------------------------------------------------

    def test_search_finds_by_each_word_a_client_has(self):
        self.job.device_id.write(
            {"brand": "DeLonghi", "model": "Magnifica", "serial_number": "DL-2023 11"}
        )
        self.second_job.customer_reference = "WEW/12"
        self.enter(self.client_user)
        for words in (
            self.job.reference,
            "magnifica delonghi",
            "DL-2023 11",
            "dl202311",
            "po-77 delonghi",
        ):
            self.assertEqual(self.references(search=words), [self.job.reference], words)
        self.assertEqual(self.references(search="WEW"), [self.second_job.reference])

    def test_search_takes_signs_of_patterns_as_letters(self):
        self.second_job.customer_reference = "100%_A"
        self.enter(self.client_user)
        self.assertEqual(self.references(search="%"), [self.second_job.reference])
        self.assertEqual(self.references(search="_"), [self.second_job.reference])

    def test_request_filed_on_the_portal_is_found_by_its_number(self):
        filed = self.env["service.request"]._service_client_create(
            {
                "type_id": self.type_repair.id,
                "devices": [
                    {
                        "category_id": self.category.id,
                        "brand": "Nowy",
                        "fault": "Nie działa",
                    }
                ],
            },
            user=self.client_user,
        )
        self.enter(self.client_user)
        self.assertEqual(
            self.references(search=filed.name), filed.sudo().job_ids.mapped("reference")
        )

    def test_staff_find_a_job_by_number_and_barcode(self):
        jobs = self.env["service.job"].with_user(self.care_user)
        for words in (self.job.reference, self.job.barcode):
            self.assertEqual(
                [number for number, _name in jobs.name_search(words)], [self.job.id]
            )

    def test_questions_are_searched_and_filtered_too(self):
        question = self.make_request(
            jobs=0, accept=False, type_id=self.type_question.id, subject="Agregaty?"
        )
        self.enter(self.client_user)
        self.assertIn(question.name, self.references(search="agregaty"))
        self.assertIn(question.name, self.references(filterby="open"))
        self.assertNotIn(question.name, self.references(filterby="done"))
        self.assertNotIn(question.name, self.references(state="received"))

    # --- Rows -------------------------------------------------------------------

    def test_finished_jobs_stay_in_the_list(self):
        self.job._service_transition("cancelled", source="backoffice")
        self.enter(self.client_user)
        self.assertIn(self.job.reference, self.references())
        self.assertEqual(self.references(filterby="done"), [self.job.reference])

    def test_who_may_answer_does_it_from_the_row(self):
        asked = self.make_request(jobs=1, accept=False, contact=self.colleague_contact)
        asked.missing_info = "Which serial number?"
        asked.with_user(self.care_user).action_ask_for_info()
        viewer = self.make_client_user("viewer_a", self.client_company, "company_view")
        path = f"/my/service/{asked.id}#supply"
        for user, seen in (
            (self.client_user, True),
            (self.colleague_user, True),
            (viewer, False),
        ):
            self.enter(user)
            page = self.page(self.get("/my/service"))
            self.assertTrue(page.xpath(f"//a[contains(., '{asked.name}')]"))
            self.assertEqual(bool(page.xpath(f"//a[@href='{path}']")), seen, user.login)

    def test_row_says_what_is_next_and_whose_turn_it_is(self):
        self.job._service_transition("received", source="scan")
        self.enter(self.client_user)
        text = self.text(self.get("/my/service"))
        self.assertIn("Your turn", text)
        self.assertIn("Send us the device", text)
        self.assertIn("We examine the device", text)

    # --- Paging -----------------------------------------------------------------

    def test_pages_follow_each_other_and_keep_the_filters(self):
        self.patch(ServiceList, "_service_items_per_page", 1)
        self.enter(self.client_user)
        answer = self.get("/my/service", search="PO-77")
        [following] = self.page(answer).xpath("//a[@rel='next']/@href")
        self.assertEqual(following, "/my/service/page/2?search=PO-77")
        page = self.page(self.get(following))
        self.assertIn(self.job.reference, page.text_content())
        self.assertFalse(page.xpath("//a[@rel='next']"))
        [back] = page.xpath("//a[@rel='prev']/@href")
        self.assertEqual(back, "/my/service?search=PO-77")

    def test_rows_cost_no_query_each(self):
        self.enter(self.client_user)
        self.get("/my/service")
        few = self.queries("/my/service")
        self.make_request(jobs=8, customer_reference="PO-80")
        for _number in range(2):
            many = self.queries("/my/service")
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 12)

    def queries(self, path):
        """Return the number of queries of a page, with all it asks the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.get(path).status_code, 200)
        return self.cr.sql_log_count - before
