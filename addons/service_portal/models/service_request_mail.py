"""Mails to the client: one a request and event, whatever addon owns the event."""

import base64

from odoo import api, models


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def _service_mail_templates(self):
        """Return `{event code: {"template": xmlid, "needs_client": bool}}`."""
        return {
            "request.new": {
                "template": "service_portal.mail_template_request_new",
                "needs_client": False,
            },
            "request.needs_info": {
                "template": "service_portal.mail_template_request_needs_info",
                "needs_client": True,
            },
            "request.accepted": {
                "template": "service_portal.mail_template_request_accepted",
                "needs_client": True,
            },
            "request.closed": {
                "template": "service_portal.mail_template_request_closed",
                "needs_client": False,
            },
            "job.received": {
                "template": "service_portal.mail_template_job_received",
                "needs_client": False,
            },
        }

    def _service_notify(self, events):
        """Queue the mails of fresh transitions, one a request and code."""
        # Back from a question is no second "we have your request".
        events = events.filtered(
            lambda event: (
                event.code != "request.new"
                or event.state_from not in ("needs_info", "rejected")
            )
        )
        for code in set(events.mapped("code")) & self._service_mail_templates().keys():
            of_code = events.filtered(lambda event, code=code: event.code == code)
            for request in of_code.request_id:
                jobs = of_code.filtered(lambda e, r=request: e.request_id == r).job_id
                request._service_send_mail(code, jobs or request.job_ids)

    def _service_send_mail(self, code, jobs):
        """Queue the mail of event `code` about `jobs` to the contact person.

        Sent by core's mail queue, so that no network call happens in here.
        """
        self.ensure_one()
        about = self._service_mail_templates()[code]
        if not self._service_wants_mail(about):
            return
        request_sudo = self.sudo()  # templates read what the acting person may not
        template_sudo = self.env.ref(about["template"]).sudo()  # as above
        template_sudo.with_context(
            service_jobs=jobs.sudo(),  # as above
            service_code=code,
        ).send_mail(
            request_sudo.id,
            email_layout_xmlid="mail.mail_notification_light",
            email_values={"attachment_ids": self._service_mail_files(code, jobs)},
        )
        # Core's queue runs once an hour; a client waits at most a minute.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _service_wants_mail(self, about):
        """Keep the contact's preference: every step, or only what needs him."""
        contact_sudo = self.contact_id.sudo()  # whoever acts, the person is asked
        preference = contact_sudo.service_mail_preference
        return bool(contact_sudo.email) and (
            preference != "needs_me" or about["needs_client"]
        )

    def _service_mail_files(self, code, jobs):
        """Return attachment ids of what `_service_mail_attachments` draws."""
        files_sudo = self.env["ir.attachment"].sudo()  # the mail's own files
        return files_sudo.create(
            [
                {
                    "name": name,
                    "datas": base64.b64encode(content),
                    "res_model": "mail.message",
                }
                for name, content in self._service_mail_attachments(code, jobs)
            ]
        ).ids

    def _service_mail_attachments(self, code, jobs):
        """Return `[(file name, bytes)]` that go with the mail of event `code`."""
        self.ensure_one()
        return []
