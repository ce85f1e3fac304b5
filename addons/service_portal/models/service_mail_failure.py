from odoo import fields, models
from odoo.exceptions import AccessError


class ServiceMailFailure(models.Model):
    """Mails to clients that did not go out, without their text: links may be secret.

    Mails about other documents (staff, purchases) are not the care desk's.
    """

    _name = "service.mail.failure"
    _description = "Failed Mail"
    _auto = False
    _order = "failed_at desc, id desc"
    _rec_name = "subject"
    _depends = {
        "mail.mail": [
            "state",
            "email_to",
            "recipient_ids",
            "failure_reason",
            "service_tries",
            "service_next_try",
            "service_gave_up",
        ],
        "mail.message": ["subject", "model", "res_id"],
    }

    subject = fields.Char(readonly=True)
    recipients = fields.Char(string="To", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    failed_at = fields.Datetime(string="Failed", readonly=True)
    reason = fields.Text(readonly=True)
    tries = fields.Integer(string="Tries Again", readonly=True)
    next_try = fields.Datetime(readonly=True)
    gave_up = fields.Boolean(string="Failed for Good", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT mail.id, message.subject,
                   concat_ws(', ', mail.email_to, people.emails) AS recipients,
                   message.model AS res_model, message.res_id,
                   coalesce(request.company_id, job.company_id) AS company_id,
                   mail.write_date AS failed_at, mail.failure_reason AS reason,
                   mail.service_tries AS tries, mail.service_next_try AS next_try,
                   mail.service_gave_up AS gave_up
              FROM mail_mail mail
              JOIN mail_message message ON message.id = mail.mail_message_id
              LEFT JOIN service_request request
                     ON request.id = message.res_id
                    AND message.model = 'service.request'
              LEFT JOIN service_job job
                     ON job.id = message.res_id
                    AND message.model = 'service.job'
              LEFT JOIN LATERAL (
                        SELECT string_agg(partner.email, ', ') AS emails
                          FROM mail_mail_res_partner_rel rel
                          JOIN res_partner partner ON partner.id = rel.res_partner_id
                         WHERE rel.mail_mail_id = mail.id) people ON true
             WHERE mail.state = 'exception'
               AND (message.model IS NULL
                    OR starts_with(message.model, 'service.')
                    OR message.model IN ('res.partner', 'res.users', 'account.move'))
        """

    def action_retry(self):
        """Put the mails into the queue again."""
        self._service_failed_mails().write(
            {
                "state": "outgoing",
                "failure_type": False,
                "failure_reason": False,
                "service_gave_up": False,
                "service_tries": 0,
                "service_next_try": False,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def action_dismiss(self):
        """Take the mails off the list; they are not sent any more."""
        self._service_failed_mails().write({"state": "cancel"})

    def _service_failed_mails(self):
        """Return the mails behind the rows, with sudo.

        :raise AccessError: the user is not of the care desk, or the row of another
            company
        """
        if not self.env.user.has_group("service_portal.group_service_care"):
            raise AccessError(self.env._("Only the care desk sends mails again."))
        self.check_access("read")
        mails_sudo = self.env["mail.mail"].sudo()  # checked above
        return mails_sudo.browse(self.exists().ids)
