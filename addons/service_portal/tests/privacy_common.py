"""A person with an unusual name, and a search of the whole database for it."""

from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from .common import ServiceCommon
from .finished import finish

NAME = "Żelisława Brzęczyszczykiewicz-Ogórek"
EMAIL = "zelislawa.brz@niezwykly.example"
PHONE = "+48 601 777 123"
STREET = "Nietypowa 77/13"
TRACES = (NAME, "Brzęczyszczykiewicz", EMAIL, "601777123", PHONE, STREET)


class PrivacyCommon(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_client_user("zelislawa_p", cls.env["res.partner"])
        cls.user.login = EMAIL
        cls.person = cls.user.partner_id
        cls.person.write(
            {
                "name": NAME,
                "email": EMAIL,
                "phone": PHONE,
                "street": STREET,
                "city": "Kraków",
                "country_id": cls.env.ref("base.pl").id,
                "comment": f"Dzwonić do {NAME}",
            }
        )
        cls.address = cls.env["res.partner"].create(
            {
                "parent_id": cls.person.id,
                "type": "delivery",
                "name": f"{NAME} (działka)",
                "street": STREET,
            }
        )

    def make_matter(self, person=None):
        """Return a closed matter that speaks of the person everywhere."""
        person = person or self.person
        request = self.make_request(
            1,
            contact=person,
            accept=False,
            subject=f"Naprawa dla {NAME}",
            description=f"Proszę dzwonić: {PHONE}",
            customer_reference=NAME,
        )
        job = request.job_ids
        job.write(
            {
                "fault": f"{NAME}: nie działa, {EMAIL}",
                "accessories": f"etui z napisem {NAME}",
                "customer_reference": NAME,
            }
        )
        self.env["service.photo"]._service_add(
            job, "in", [(f"{NAME}.jpg", self.make_jpeg())], source="scan"
        )
        request.with_user(self.care_user).action_accept()
        request.message_post(
            body=f"Tu {NAME}, {PHONE}",
            author_id=self.person.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("list.txt", f"Podpisano: {NAME}, {EMAIL}".encode())],
        )
        request.message_post(body=f"Klientka {NAME}", message_type="comment")
        job.message_post(body=f"Do {EMAIL}", message_type="comment")
        job._service_ensure_repair()
        job.repair_id.message_post(body=f"Części dla {NAME}")
        job._service_log("job.phoned", source="phone", note=f"odebrała {NAME}")
        return finish(job).request_id

    def spread(self, request):
        """Leave traces beside the matter, too."""
        device = request.job_ids.device_id
        device.message_post(body=f"Właściciel: {NAME}")
        self.sell_tracked(self.make_device(self.person))
        self.person.message_post(body=f"{NAME} prosi o telefon")
        self.env["service.outbox"]._service_enqueue(
            "label", request, {"receiver": NAME, "mail": EMAIL}, f"key-{request.id}"
        )
        limits = self.env["service.rate.limit"]
        limits._service_hit(f"signup:{EMAIL}", 9, 60)
        self.env["service.request.draft"].create(
            {
                "user_id": self.user.id,
                "company_id": self.env.company.id,
                "token": "x",
                "form": {"description": f"Tu {NAME}"},
            }
        )
        self.env["service.report"].create(
            {
                "name": NAME,
                "email": EMAIL,
                "phone": PHONE,
                "company_id": self.env.company.id,
                "fault": f"{NAME} pyta",
            }
        )
        self.env["mail.mail"].create(
            {"email_to": EMAIL, "body_html": f"<p>{NAME}</p>", "subject": NAME}
        )
        self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("service.request"),
                "res_id": request.id,
                "partner_id": self.person.id,
                "feedback": f"Pozdrawiam, {NAME}",
                "consumed": True,
                "rating": 5,
            }
        )
        self.env["bus.bus"]._sendone(self.person, "x", {"name": NAME})
        self.env.flush_all()
        self.env.cr.precommit.run()

    def sell_tracked(self, device):
        """Change the owner as people do: the old one's name is kept as a change."""
        self.env.flush_all()
        self.env.cr.precommit.run()  # core tracks nothing of what was made just now
        tracked = {"tracking_disable": False, "mail_notrack": False}
        device.with_context(**tracked).partner_id = self.other_company
        self.env.flush_all()
        self.env.cr.precommit.run()
        changes = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id.model", "=", device._name),
                ("mail_message_id.res_id", "=", device.id),
            ]
        )
        self.assertIn(NAME, changes.mapped("old_value_char"))

    def age(self, request, **ago):
        """Let the matter have ended so long ago."""
        then = fields.Datetime.now() - relativedelta(**ago)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE service_request SET closed_at = %s, state_since = %s"
                " WHERE id = %s",
                then,
                then,
                request.id,
            )
        )
        request.invalidate_recordset()

    def run_tasks(self):
        """Confirm the preview and work it off, matters first."""
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 9)
        tasks = self.env["service.privacy.task"]
        for _round in range(2):
            wizard = self.env["service.privacy.wizard"].with_user(self.manager_user)
            wizard.create({}).action_confirm()
            tasks._cron_work()
        failed = tasks.search([("state", "!=", "done")])
        self.assertFalse([(task.kind, task.state, task.error) for task in failed])
        self.env.flush_all()

    def traces(self, but=()):
        """Return `[table.column: count]` of the whole database with a trace."""
        patterns = [f"%{trace}%" for trace in TRACES]
        columns = self.env.execute_query(
            SQL(
                """
                SELECT c.table_name, array_agg(c.column_name::text)
                  FROM information_schema.columns c
                  JOIN information_schema.tables t USING (table_schema, table_name)
                 WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                   AND c.udt_name IN ('varchar', 'text', 'jsonb', 'json', 'bpchar')
                 GROUP BY c.table_name
                """
            )
        )
        found = []
        for table, names in columns:
            if table in but:
                continue
            for name in names:
                [[count]] = self.env.execute_query(
                    SQL(
                        "SELECT count(*) FROM %s WHERE %s::text ILIKE ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(name),
                        patterns,
                    )
                )
                if count:
                    found.append(f"{table}.{name}: {count}")
        return found

    def files_with_traces(self):
        self.env["ir.attachment"]._gc_file_store_unsafe()
        folder = Path(self.env["ir.attachment"]._filestore())
        words = [trace.encode() for trace in (NAME, EMAIL)]
        found = []
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_size < 200_000:
                content = path.read_bytes()
                if any(word in content for word in words):
                    found.append(path.name)
        return found
