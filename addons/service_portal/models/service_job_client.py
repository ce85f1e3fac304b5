"""What a client may do with a job: cancel it, ask for the device back, complain."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import JOB_FINISHED, REQUEST_FINISHED

# The device is here, and nothing has been ordered yet.
_RETURN_STATES = ("received", "diagnosing")


class ServiceJob(models.Model):
    _inherit = "service.job"

    return_asked_at = fields.Datetime(
        string="Return Asked For",
        readonly=True,
        copy=False,
        help="The client wants the device back as it is; somebody has to decide.",
    )

    # --- What is possible -----------------------------------------------------

    def _service_client_refusal(self, act):
        """Return why a client cannot do `act` now, as a sentence, or False.

        :param str act: cancel, return or complain
        """
        self.ensure_one()
        check = {
            "cancel": self._service_check_client_cancel,
            "return": self._service_check_client_return,
            "complain": self._service_check_client_complain,
        }[act]
        return self._service_reason(check)

    def _service_check_client_cancel(self):
        """Raise UserError when it is too late to cancel; an addon may know more."""
        if self.state != "announced":
            raise UserError(
                self.env._(
                    "%(device)s cannot be cancelled any more: it is with us or on its "
                    "way. Ask for it back instead, or write to us.",
                    device=self.title or self.reference,
                )
            )
        self._service_check_transition("cancelled")

    def _service_check_client_return(self):
        """Raise UserError unless the device is here and no repair was ordered."""
        if self.state not in _RETURN_STATES:
            raise UserError(
                self.env._(
                    "We cannot take this wish for %(device)s now. Write to us below, "
                    "and we find a way.",
                    device=self.title or self.reference,
                )
            )

    def _service_check_client_complain(self):
        """Raise UserError unless the job is finished and the device still theirs."""
        device_sudo = self.sudo().device_id  # clients may not read every device
        if self.state != "closed" or not device_sudo:
            raise UserError(
                self.env._(
                    "A complaint is possible when the job is finished. Until then "
                    "write to us on the page of the job."
                )
            )
        if device_sudo.partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(device)s belongs to somebody else now. Write to us on the page "
                    "of the job.",
                    device=self.title,
                )
            )

    def _service_check_return_asked(self):
        """A device that nobody examined goes back at the client's wish only."""
        for job in self:
            if job.state == "received" and not job.return_asked_at:
                raise UserError(
                    self.env._(
                        "%(job)s was not examined yet. Start the diagnosis first.",
                        job=job.reference,
                    )
                )

    def _service_check_client_right(self, user):
        # guard: only who may change the matter acts on it
        if not self._service_client_may(user, "edit"):
            raise AccessError(self.env._("You may read this job, but not change it."))

    # --- Acts -----------------------------------------------------------------------

    def _service_client_cancel(self, *, user):
        """Cancel the job for a client; twice is once.

        A request that was not accepted yet and has no other device is withdrawn.

        :raise UserError: too late, in plain words; nothing is written
        """
        self.ensure_one()
        self._service_check_client_right(user)
        job_sudo = self.sudo()  # right checked above
        job_sudo._service_lock()
        if job_sudo.state == "cancelled":
            return
        job_sudo._service_check_client_cancel()
        job_sudo._service_transition("cancelled", source="portal", actor=user)
        request_sudo = job_sudo.request_id
        if request_sudo.state in ("new", "needs_info") and all(
            job.state in JOB_FINISHED for job in request_sudo.job_ids
        ):
            request_sudo.reject_reason = self.env._("Withdrawn by the client.")
            request_sudo._service_transition("rejected", source="portal", actor=user)

    def _service_client_return(self, *, user):
        """Take down that the client wants the device back unrepaired; twice is once.

        :raise UserError: not possible now, in plain words; nothing is written
        """
        self.ensure_one()
        self._service_check_client_right(user)
        job_sudo = self.sudo()  # right checked above
        job_sudo._service_lock()
        if job_sudo.return_asked_at:
            return
        job_sudo._service_check_client_return()
        job_sudo.return_asked_at = fields.Datetime.now()
        job_sudo._service_log("job.return_asked", source="portal", actor=user)
        job_sudo._service_ask_staff(
            self.env._("The client wants the device back unrepaired: decide"), user
        )

    def _service_ask_staff(self, summary, user):
        """Put an activity before whoever looks after the matter."""
        request_sudo = self.request_id
        responsible = (
            request_sudo.user_id
            or request_sudo.caretaker_id
            or self.company_id.service_default_caretaker_id
            or self.technician_id
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=Markup("<p>%s</p>") % user.name,
            # Nobody is better than the client himself, whom core would take.
            user_id=responsible.id,
        )

    def _service_client_complain(self, values, *, user):
        """File a complaint about this finished job; twice is once.

        :param dict values: fault (what is wrong, text), demand (a value of
            `service.request.complaint_demand`), submission_token
        :return: the complaint, a `service.request`; the open one when there is one
        :raise UserError: not possible, or nothing was said; nothing is written
        """
        self.ensure_one()
        self._service_check_client_right(user)
        job_sudo = self.sudo()  # right checked above
        job_sudo._service_lock()
        open_sudo = job_sudo._service_open_complaint()
        if open_sudo:
            return open_sudo.with_env(self.env)
        job_sudo._service_check_client_complain()
        request = self.env["service.request"]
        if not request._service_clean_text(values.get("fault")):
            raise UserError(self.env._("Describe what is still wrong with the device."))
        token = request._service_clean_token(values.get("submission_token"))
        sent_sudo = request.sudo()._service_submitted(token, user)  # the user's own
        if sent_sudo:
            return sent_sudo.with_env(self.env)
        filed = request._service_client_create(
            {
                "type_id": job_sudo._service_complaint_type().id,
                "subject": self.env._(
                    "Complaint about %(job)s", job=job_sudo.reference
                ),
                "submission_token": token,
                "devices": [
                    {"device_id": job_sudo.device_id.id, "fault": values["fault"]}
                ],
            },
            user=user,
        )
        filed_sudo = filed.sudo()  # clients write nothing; the values are checked
        demands = dict(filed_sudo._fields["complaint_demand"].selection)
        demand = values.get("demand")
        filed_sudo.write(
            {
                "origin_job_id": job_sudo.id,
                "complaint_demand": demand if demand in demands else False,
            }
        )
        job_sudo._service_log("job.complained", source="portal", actor=user)
        return filed

    def _service_open_complaint(self):
        return self.complaint_ids.filtered(
            lambda request: request.state not in REQUEST_FINISHED
        )[:1]

    @api.model
    def _service_complaint_type(self):
        kind = self.env["service.request.type"].search(
            [("is_complaint", "=", True), ("on_portal", "=", True)], limit=1
        )
        if not kind:
            raise UserError(self.env._("Write to us on the page of the job, please."))
        return kind

    # --- Buttons of the page --------------------------------------------------

    def _service_client_actions(self, user):
        """Return service_portal's own buttons, see `_service_portal_actions`."""
        if not self._service_client_may(user, "edit"):
            return []
        return [
            *self._service_again_actions(user),
            *self._service_complaint_actions(),
            *self._service_stop_actions(),
        ]

    def _service_again_actions(self, user):
        """Offer to file the finished job's device anew, when it is still theirs."""
        device_sudo = self.sudo().device_id  # asked by the user's own rights below
        if self.state not in JOB_FINISHED or not device_sudo:
            return []
        jobs_sudo = self.sudo()  # a colleague's open job counts, too
        if not device_sudo._service_client_owns(user) or jobs_sudo.search_count(
            [("device_id", "=", device_sudo.id), ("is_open", "=", True)], limit=1
        ):
            return []
        return [
            self._service_button(
                "again",
                self.env._("Report this device again"),
                f"/my/service/new?device_id={device_sudo.id}",
                sequence=70,
                kind="primary",
            )
        ]

    def _service_complaint_actions(self):
        complaint_sudo = self.sudo()._service_open_complaint()  # of the own matter
        if complaint_sudo:
            label, url = self.env._("See the complaint"), complaint_sudo.access_url
        elif self._service_client_refusal("complain"):
            return []
        else:
            label = self.env._("Something is still wrong: complain")
            url = f"/my/service/job/{self.id}/complain"
        return [self._service_button("complain", label, url, sequence=75)]

    def _service_stop_actions(self):
        actions = []
        name = self.title or self.reference
        if not self.return_asked_at and not self._service_client_refusal("return"):
            question = self.env._(
                "Do you want %(device)s back without a repair? We check it and write "
                "to you; a fee for the examination may be due.",
                device=name,
            )
            actions.append(
                self._service_button(
                    "return",
                    self.env._("I want the device back unrepaired"),
                    f"/my/service/job/{self.id}/return",
                    sequence=85,
                    confirm=question,
                )
            )
        if self.is_open and not self._service_client_refusal("cancel"):
            question = self.env._(
                "Cancel the job for %(device)s? Then do not send it to us. Cancelling "
                "costs nothing.",
                device=name,
            )
            actions.append(
                self._service_button(
                    "cancel",
                    self.env._("Cancel this job"),
                    f"/my/service/job/{self.id}/cancel",
                    sequence=90,
                    kind="danger",
                    confirm=question,
                )
            )
        return actions

    @api.model
    def _service_button(
        self, code, label, url, *, sequence, kind="secondary", confirm=False
    ):
        """Return an action; one that asks a question changes something, by POST."""
        return {
            "code": code,
            "label": label,
            "url": url,
            "method": "post" if confirm else "get",
            "kind": kind,
            "confirm": confirm,
            "sequence": sequence,
        }

    # --- What the staff decides -----------------------------------------------

    def action_return_unrepaired_asked(self):
        """Agree: the device goes back as it is."""
        self.check_access("write")
        for job in self.filtered("return_asked_at"):
            job.outcome = "declined"
            job._service_transition("ready", source="backoffice")
            job._service_return_decided(self.env._("The device goes back"))

    def action_refuse_return(self):
        """Do not agree: the work goes on; write to the client why."""
        self.check_access("write")
        for job in self.filtered("return_asked_at"):
            job._service_log("job.return_refused", source="backoffice")
            job._service_return_decided(self.env._("The work goes on"))
            job.return_asked_at = False

    def _service_return_decided(self, feedback):
        self.activity_ids.filtered(lambda activity: activity.automated).action_feedback(
            feedback=feedback
        )
