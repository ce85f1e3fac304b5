"""What those who run it rely on: the health check, and copies that stay silent."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open, mute_logger

from .common import ServiceCommon


class OperationCommon(ServiceCommon):
    def setUp(self):
        super().setUp()
        self.env["ir.cron"].search([]).nextcall = fields.Datetime.now()
        self.long_ago = fields.Datetime.now() - timedelta(hours=3)

    def enqueue(self):
        request = self.make_request(0, accept=False)
        outbox = self.env["service.outbox"]
        outbox._service_enqueue("test", request, {}, f"health-{request.id}")
        return outbox.search([("res_id", "=", request.id)])

    def age(self, record):
        """Let the record be there since long ago."""
        record.flush_recordset()
        self.env.cr.execute(
            f'UPDATE "{record._table}" SET create_date = %s WHERE id = %s',
            [self.long_ago, record.id],
        )


@tagged("post_install", "-at_install")
class TestHealth(OperationCommon):
    def failing(self):
        checks = self.env["service.health"]._service_health_checks()
        return {code for code, ok, _detail in checks if not ok}

    def setUp(self):
        super().setUp()
        self.assertFalse(self.failing())

    def test_late_cron(self):
        cron = self.env.ref("service_portal.ir_cron_service_outbox")
        cron.nextcall = self.long_ago
        self.assertEqual(self.failing(), {"crons"})

    def test_stuck_mail(self):
        for state in ("outgoing", "exception"):
            mail = self.env["mail.mail"].create({"state": state})
            self.assertFalse(self.failing(), "fresh ones may wait")
            self.age(mail)
            self.assertEqual(self.failing(), {"mails"})
            mail.unlink()

    def test_old_message_to_others(self):
        row = self.enqueue()
        self.assertFalse(self.failing())
        self.age(row)
        self.assertEqual(self.failing(), {"outbox"})

    def test_quarantined_messages(self):
        self.enqueue().state = "failed"
        self.assertEqual(self.failing(), {"outbox"})
        row = self.env["service.inbox"].create({"source": "x", "event_key": "1"})
        self.assertEqual(self.failing(), {"outbox"})
        row.state = "failed"
        self.assertEqual(self.failing(), {"outbox", "inbox"})

    def test_spreadsheet_that_nobody_files(self):
        staging = self.env["service.import"].create(
            {
                "name": "x.xlsx",
                "user_id": self.client_user.id,
                "company_id": self.env.company.id,
                "content_sha256": "x",
                "state": "queued",
                "confirmed_at": fields.Datetime.now(),
            }
        )
        self.assertFalse(self.failing())
        staging.confirmed_at = self.long_ago
        self.assertEqual(self.failing(), {"imports"})


@tagged("post_install", "-at_install")
class TestCopy(ServiceCommon):
    def test_copy_of_the_database_talks_to_nobody(self):
        talking = self.env["ir.cron"].union(
            *(
                self.env.ref(f"service_portal.ir_cron_service_{name}")
                for name in ("outbox", "inbox", "mail_notice", "mail_retry")
            )
        )
        talking.active = True
        self.env.flush_all()
        with file_open("service_portal/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        talking.invalidate_recordset()
        self.assertFalse(talking.filtered("active").mapped("cron_name"))


@tagged("post_install", "-at_install")
class TestHealthPage(OperationCommon, HttpCase):
    @mute_logger("odoo.http")
    def test_what_is_quarantined_is_answered_by_503(self):
        self.assertEqual(self.url_open("/service/health").status_code, 200)
        self.enqueue().state = "failed"
        answer = self.url_open("/service/health")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["status"], "fail")
