"""Mails to the client: one a request and event, whatever addon owns the event."""

import base64

from odoo import api, models

from ..const import AUTO_HEADERS


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
        # Verified while the client was on the phone: one mail says it all.
        skip = set(self.env.context.get("service_mail_skip", ()))
        known = self._service_mail_templates().keys() - skip
        for code in set(events.mapped("code")) & known:
            of_code = events.filtered(lambda event, code=code: event.code == code)
            for request in of_code.request_id:
                jobs = of_code.filtered(lambda e, r=request: e.request_id == r).job_id
                # guard: the client knows nothing of internal tasks
                shown = jobs.filtered(lambda job: not job.is_internal)
                if jobs and not shown:
                    continue
                request._service_send_mail(
                    code, shown or request._service_client_jobs()
                )

    def _service_send_mail(self, code, jobs):
        """Tell the contact person about event `code` of `jobs`, as that person likes.

        What needs the client goes at once. A step of jobs waits a little for the
        other devices of the request; who wants one mail a day reads it there.
        Sent by core's mail queue, so that no network call happens in here.
        """
        self.ensure_one()
        way = self._service_mail_way(code)
        notices_sudo = self.env["service.mail.notice"].sudo()  # a queue of the system
        if way == "now":
            self._service_queue_mail(code, jobs)
        elif way == "wait":
            notices_sudo._service_wait_for_more(self.sudo(), code, jobs)  # as above
        elif way == "daily":
            notices_sudo._service_wait_for_digest(self.sudo(), jobs)  # as above

    def _service_send_waiting(self, code, jobs):
        """Send what has waited; the preference may have changed meanwhile."""
        self.ensure_one()
        way = self._service_mail_way(code)
        if way == "daily":
            self.env["service.mail.notice"]._service_wait_for_digest(self, jobs)
        elif way:
            self._service_queue_mail(code, jobs)

    def _service_mail_way(self, code):
        """Return how the contact reads of event `code`: now, wait, daily or False."""
        about = self._service_mail_templates()[code]
        if code == "request.new" and self.channel == "website":
            return False  # the mail with the link of the report says it
        contact_sudo = self.contact_id.sudo()  # whoever acts, the person is asked
        # guard: whose access was taken away gets nothing more
        if not contact_sudo.email or contact_sudo._service_has_left():
            return False
        if about["needs_client"]:
            return "now"
        preference = contact_sudo.service_mail_preference
        if preference == "needs_me":
            return False
        # The receipt of a request carries its number; it never waits for the evening.
        if preference == "daily" and code != "request.new":
            return "daily"
        return "wait" if code.startswith("job.") else "now"

    def _service_queue_mail(self, code, jobs):
        """Render the mail of `code` and put it into core's queue."""
        self.ensure_one()
        about = self._service_mail_templates()[code]
        request_sudo = self.sudo()  # templates read what the acting person may not
        template_sudo = self.env.ref(about["template"]).sudo()  # as above
        files = self._service_mail_files(code, jobs)
        template_sudo.with_context(
            service_jobs=jobs.sudo(),  # as above
            service_code=code,
            service_has_files=bool(files),
        ).send_mail(
            request_sudo.id,
            email_layout_xmlid="service_portal.mail_layout",
            email_values={
                "attachment_ids": files,
                "headers": repr(AUTO_HEADERS),
                # Templates leave it empty; answers go to the team's address.
                "reply_to": request_sudo._notify_get_reply_to(
                    default=request_sudo.company_id.email_formatted
                )[request_sudo.id],
            },
        )
        # Core's queue runs once an hour; a client waits at most a minute.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _service_client_url(self):
        """Return where the contact sees this request; by its link without account."""
        self.ensure_one()
        contact_sudo = self.contact_id.sudo()  # only asked for the account
        if not contact_sudo.user_ids:
            reports_sudo = self.env["service.report"].sudo()  # the client's own
            report_sudo = reports_sudo.search([("request_id", "=", self.id)], limit=1)
            if report_sudo:
                return report_sudo._service_link()
        return f"{self.get_base_url()}/my/service/{self.id}"

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
