"""What clients send twice at once is filed once."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .finished import finish
from .race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceFiling(RaceCommon):
    def count(self, env, model, *domain):
        return self.now(env[model]).search_count(list(domain))

    def form(self, env):
        category = env["service.device.category"].create({"name": "Wyścig"})
        return {
            "type_id": env.ref("service_portal.service_request_type_repair").id,
            "subject": "Wyścig",
            "submission_token": f"race-{category.id}",
            "devices": [
                {
                    "category_id": category.id,
                    "brand": "Marka",
                    "serial_number": f"R-{category.id}",
                    "fault": "Nie działa",
                }
            ],
        }

    @at_both_moments
    def test_form_sent_twice_at_once_is_one_request(self, env, overlap):
        user = self.make_company(env, set())
        form = self.form(env)
        env.cr.commit()

        def send(env):
            filed = env["service.request"]._service_client_create(form, user=env.user)
            return filed.id

        act = (user.id, send)
        first, second = self.race(act, act, overlap=overlap)
        self.assertEqual(first, second, "both read the same number")
        token = form["submission_token"]
        made = self.count(env, "service.request", ("submission_token", "=", token))
        self.assertEqual(made, 1)
        jobs = self.count(
            env,
            "service.job",
            ("partner_id", "=", user.partner_id.commercial_partner_id.id),
        )
        self.assertEqual(jobs, 1)

    @at_both_moments
    def test_public_form_sent_twice_at_once_is_one_report_and_one_mail(
        self, env, overlap
    ):
        form = self.form(env)
        token = form["submission_token"]
        email = f"{token}@client.example.com"
        values = {"name": "Gość", "email": email, **form["devices"][0]}
        env.cr.commit()

        def send(env):
            taken = env["service.report"]._service_take(values, [], token=token)
            return taken.id, taken.request_id.id

        act = (env.ref("base.public_user").id, send)
        first, second = self.race(act, act, overlap=overlap)
        self.assertEqual(first, second, "both read the same answer")
        self.assertEqual(self.count(env, "res.partner", ("email", "=", email)), 1)
        filed = self.count(env, "service.request", ("contact_id.email", "=", email))
        self.assertEqual(filed, 1)
        links = [("model", "=", "service.report"), ("res_id", "=", first[0])]
        self.assertEqual(self.count(env, "mail.mail", *links), 1)

    @at_both_moments
    def test_complaint_of_two_colleagues_at_once_is_one(self, env, overlap):
        """Neither sees the other's; both read the number of the one that is made."""
        users = self.make_company(
            env, {"company_view", "company_edit"}, {"company_view", "company_edit"}
        )
        job = self.make_matter(env, users[0].partner_id).job_ids
        job.request_id.action_accept()
        finish(job)
        env.cr.commit()

        def complain(env):
            values = {"fault": "Znowu nie działa"}
            own = env["service.job"].browse(job.id)
            return own._service_client_complain(values, user=env.user).id

        first, second = self.race(
            *((uid, complain) for uid in users.ids), overlap=overlap
        )
        self.assertEqual(first, second, "both read the same number")
        made = self.count(env, "service.request", ("origin_job_id", "=", job.id))
        self.assertEqual(made, 1)

    @at_both_moments
    def test_answer_sent_twice_at_once_is_taken_once(self, env, overlap):
        user = self.make_company(env, set())
        request = self.make_matter(env, user.partner_id)
        request._service_ask([{"field": "phone", "job_id": False}])
        values = {"asks": {request.ask_ids.id: "123 456 789"}, "answer": "Proszę"}
        env.cr.commit()

        def supply(env):
            own = env["service.request"].browse(request.id)
            own._service_client_supply(values, user=env.user)

        act = (user.id, supply)
        _first, second = self.race(act, act, overlap=overlap)
        self.assertIsInstance(second, UserError)
        self.assertIn("Nothing is missing any more", str(second))
        said = self.count(
            env,
            "mail.message",
            ("model", "=", "service.request"),
            ("res_id", "=", request.id),
            ("author_id", "=", user.partner_id.id),
        )
        self.assertEqual(said, 1)
