from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_triage import TriageCommon


@tagged("post_install", "-at_install")
class TestTriageInbox(TriageCommon):
    def inbox(self, user=None):
        return self.env["service.triage"].with_user(user or self.care_user)

    def test_queue_has_new_requests_the_urgent_first(self):
        normal, urgent = self.file(1), self.file(1, priority="3")
        accepted = self.make_request(1)
        queue = self.inbox().triage_queue()
        ids = [row["id"] for row in queue["rows"]]
        self.assertLess(ids.index(urgent.id), ids.index(normal.id))
        self.assertNotIn(accepted.id, ids)

    def test_opening_claims_and_the_next_one_frees_it(self):
        first, second = self.file(1), self.file(1)
        shown = self.inbox().triage_open(first.id)
        self.assertTrue(shown["mine"])
        self.assertEqual(shown["jobs"][0]["id"], first.job_ids.id)
        other = self.inbox(self.second_care).triage_open(first.id)
        self.assertFalse(other["mine"])
        self.assertEqual(other["handler"], self.care_user.name)
        self.inbox().triage_open(second.id, first.id)
        self.assertFalse(first.user_id)
        self.assertEqual(second.user_id, self.care_user)

    def test_only_who_has_it_decides(self):
        request = self.file(1)
        self.inbox().triage_open(request.id)
        acts = ("accept", "ask", "path", "split", "merge", "reject", "release")
        for act in (*acts, "hand_over"):
            with self.assertRaises(UserError) as caught:
                self.inbox(self.second_care).triage_act(request.id, act, {})
            self.assertIn(self.care_user.name, str(caught.exception), act)
        self.assertEqual(request.state, "new")

    def test_taking_over_goes_by_its_own_step(self):
        request = self.file(1)
        self.inbox().triage_open(request.id)
        second = self.inbox(self.second_care)
        second.triage_act(request.id, "take")
        second.triage_act(request.id, "accept")
        self.assertEqual(request.state, "accepted")
        self.assertEqual(request.user_id, self.second_care)

    def test_every_act_of_the_inbox(self):
        target = self.make_request(1)
        team = self.env["service.team"].create({"name": "Zespół C"})

        def act(name, values=None, jobs=2):
            request = self.file(jobs)
            self.inbox().triage_open(request.id)
            going_on = self.inbox().triage_act(request.id, name, values or {})
            return request, going_on["request_id"]

        self.assertEqual(act("accept")[0].state, "accepted")
        asked, _id = act("ask", {"asks": [{"field": "phone", "job_id": False}]})
        self.assertEqual(asked.ask_ids.field, "phone")
        path, _id = act("path", {"type_id": self.type_warranty.id, "team_id": "x"})
        self.assertEqual(path.type_id, self.type_warranty)
        merged, going_on = act("merge", {"target_id": target.id})
        self.assertEqual((merged.merged_into_id, going_on), (target, target.id))
        rejected, _id = act("reject", {"kind": "mistake", "reason": "Pomyłka"})
        self.assertEqual(rejected.reject_kind, "mistake")
        self.assertFalse(act("release")[0].user_id)
        handed, _id = act("hand_over", {"team_id": team.id, "note": "Do was"})
        self.assertEqual(handed.team_id, team)
        written, _id = act("comment", {"body": "Notatka", "internal": True})
        self.assertTrue(written.message_ids[:1].subtype_id.internal)
        split = self.file(2)
        self.inbox().triage_open(split.id)
        job = split.job_ids[:1]
        new = self.inbox().triage_act(split.id, "split", {"job_ids": job.ids})
        self.assertEqual(job.request_id.id, new["request_id"])

    def test_unknown_act_and_missing_request_are_told(self):
        request = self.file(1)
        with self.assertRaises(UserError):
            self.inbox().triage_act(request.id, "unlink", {})
        with self.assertRaises(UserError):
            self.inbox().triage_act(0, "accept", {})
        self.assertFalse(self.inbox().triage_open(0))

    def test_inbox_is_for_the_care_desk_only(self):
        request = self.file(1)
        for user in (self.technician_user, self.accountant_user, self.client_user):
            inbox = self.inbox(user)
            for call in (
                inbox.triage_options,
                inbox.triage_queue,
                lambda inbox=inbox: inbox.triage_open(request.id),
                lambda inbox=inbox: inbox.triage_leave(request.id),
                lambda inbox=inbox: inbox.triage_act(request.id, "accept"),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    call()

    def test_choices_name_fields_of_devices_and_of_the_request(self):
        options = self.inbox().triage_options()
        self.assertIn("serial_number", [f["id"] for f in options["device_fields"]])
        self.assertIn("proof", [f["id"] for f in options["request_fields"]])
        self.assertIn(self.second_care.id, [user["id"] for user in options["people"]])

    def test_prepared_sentences_are_in_the_clients_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        reason = self.env.ref("service_portal.reject_reason_spam")
        reason.with_context(lang="pl_PL").text = "To jest reklama."
        request = self.file(1)
        request.contact_id.lang = "pl_PL"
        shown = self.inbox().triage_open(request.id)
        texts = [found["text"] for found in shown["reasons"]]
        self.assertIn("To jest reklama.", texts)
