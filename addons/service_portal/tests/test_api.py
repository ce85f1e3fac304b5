from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestApi(ServiceCommon):
    def api(self, user):
        return self.env["service.request"].with_user(user)

    def values(self, **values):
        return {
            "type_id": self.type_repair.id,
            "customer_reference": "ZAM/1",
            "devices": [
                {"category_id": self.category.id, "brand": "Zebra", "fault": "Nie"}
            ],
        } | values

    def test_request_is_filed_as_the_user_whose_key_it_is(self):
        filed = self.api(self.colleague_user).service_client_create(self.values())
        request = self.env["service.request"].browse(filed["id"])
        self.assertEqual(request.contact_id, self.colleague_contact)
        self.assertEqual(request.partner_id, self.client_company)
        self.assertEqual(request.channel, "api")
        self.assertEqual(request.event_ids[-1].source, "api")
        self.assertEqual(filed["number"], request.name)
        self.assertEqual(filed["jobs"][0]["number"], request.job_ids.reference)

    def test_same_token_files_one_request(self):
        api = self.api(self.client_user)
        values = self.values(submission_token="zam-1")
        self.assertEqual(
            api.service_client_create(values)["id"],
            api.service_client_create(values)["id"],
        )

    def test_values_that_are_not_the_clients_are_ignored(self):
        filed = self.api(self.colleague_user).service_client_create(
            self.values(
                state="accepted",
                partner_id=self.other_company.id,
                user_id=self.care_user.id,
                channel="phone",
                priority="3",
            )
        )
        request = self.env["service.request"].browse(filed["id"])
        self.assertEqual(request.state, "new")
        self.assertEqual(request.partner_id, self.client_company)
        self.assertFalse(request.user_id)
        self.assertEqual(request.priority, "0")

    def test_garbage_gets_a_sentence(self):
        api = self.api(self.client_user)
        for garbage in (None, [], "x", {}, {"type_id": "x"}, self.values(devices=3)):
            with self.subTest(garbage=garbage), self.assertRaises(UserError):
                api.service_client_create(garbage)
        self.assertEqual(api.service_client_list(limit="x", before_id="x"), [])

    def test_each_user_reads_what_the_portal_shows(self):
        own = self.make_request(1, contact=self.colleague_contact)
        company = self.make_request(1)
        foreign = self.make_request(1, contact=self.other_contact)
        for user, seen in (
            (self.colleague_user, own),
            (self.client_user, own | company),
            (self.other_user, foreign),
        ):
            found = {row["id"] for row in self.api(user).service_client_list()}
            self.assertEqual(found & {own.id, company.id, foreign.id}, set(seen.ids))
        self.assertEqual(
            [r["id"] for r in self.api(self.client_user).service_client_list(limit=1)],
            company.ids,
        )
        older = self.api(self.client_user).service_client_list(before_id=company.id)
        self.assertEqual([row["id"] for row in older], own.ids)

    def test_foreign_and_missing_answer_alike(self):
        foreign = self.make_request(1, contact=self.other_contact)
        api = self.api(self.client_user)
        texts = set()
        for number in (foreign.id, 2**31 - 7, 10**20, -1):
            for call in (
                lambda r: r.service_client_read(),
                lambda r: r.service_client_supply("x"),
            ):
                with self.assertRaises(AccessError) as refused:
                    call(api.browse(number))
                texts.add(str(refused.exception))
        self.assertEqual(len(texts), 1)

    def test_question_is_answered_by_who_may_edit(self):
        request = self.make_request(1, contact=self.client_contact, accept=False)
        request.missing_info = "Kod?"
        request.with_user(self.care_user).action_ask_for_info()
        self.colleague_user._service_set_client_rights({"view"}, actor=self.client_user)
        seen = self.api(self.colleague_user).browse(request.id)
        self.assertEqual(seen.service_client_read()[0]["question"], "Kod?")
        with self.assertRaises(AccessError):
            seen.service_client_supply("1234")
        job = request.job_ids
        answer = (
            self.api(self.client_user)
            .browse(request.id)
            .service_client_supply(
                "1234", jobs={str(job.id): {"fault": "Pęknięty", "state": "closed"}}
            )
        )
        self.assertEqual(answer["state"], "new")
        self.assertEqual(job.fault, "Pęknięty")
        self.assertEqual(job.state, "announced")

    def test_api_is_for_clients_only(self):
        for user in (self.care_user, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.api(user).service_client_create(self.values())
            with self.assertRaises(AccessError):
                self.api(user).service_client_list()

    def test_reading_many_costs_no_query_a_row(self):
        for _number in range(2):
            self.make_request(1)
        api = self.api(self.client_user)
        counts = {}
        for limit in (1, 2, 1, 2):  # the first ones fill core's caches
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(api.service_client_list(limit=limit)), limit)
            counts[limit] = self.cr.sql_log_count - before
        self.assertEqual(counts[1], counts[2])
