"""What a client's program calls, by JSON-2 with the key of a person (docs/api.md).

Thin: the rights, the allow-lists and the checks are those of the portal.
"""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

PER_HOUR = 300
MAX_LIST = 200


class ServiceRequest(models.Model):
    _inherit = "service.request"

    @api.model
    def service_client_create(self, values):
        """File a request as the user whose key it is.

        :param dict values: as in `_service_client_create`; with `submission_token`
            (yours, unique) the same call twice makes one request
        :return: dict of the request, as `service_client_read` gives it
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        user = self._service_api_user()
        limit = self.env["service.rate.limit"].sudo()  # counting is for everybody
        if not limit._service_hit(f"api:{user.id}", PER_HOUR, 3600):
            raise UserError(
                self.env._(
                    "That is a lot of requests in one hour. Please wait a while."
                )
            )
        if not isinstance(values, dict):
            raise UserError(self.env._("Give the values of the request as an object."))
        filed = self._service_client_create(
            self._service_api_values(values), user=user, source="api"
        )
        return filed.service_client_read()[0]

    @api.readonly
    @api.model
    def service_client_list(self, state=None, limit=80, before_id=None):
        """Return the newest requests that the user sees.

        :param str state: only this state
        :param int limit: at most 200
        :param int before_id: go on after the last one of the page before
        :return: list of dicts, as `service_client_read` gives them
        """
        self._service_api_user()
        domain = [("state", "=", str(state))] if state else []
        before = self._service_int(before_id)
        if 0 < before < 2**31:
            domain.append(("id", "<", before))
        count = min(max(self._service_int(limit), 1), MAX_LIST)
        return self.search(domain, limit=count, order="id desc").service_client_read()

    @api.readonly
    def service_client_read(self):
        """Return the requests with their devices, as the portal shows them.

        :return: list of dict: id, number, state, state_label, subject,
            customer_reference, submitted_at, question, url and jobs, a list of dicts:
            id, number, device, serial_number, customer_reference, state, state_label,
            next_step, your_turn, amount, tracking, url
        :raise AccessError: one of them is not there for this user
        """
        self._service_api_user()
        found = self._service_api_found()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": request.id,
                "number": request.name,
                "state": request.state,
                "state_label": labels[request.state],
                "subject": request.subject or "",
                "customer_reference": request.customer_reference or "",
                "submitted_at": self._service_api_moment(request.submitted_at),
                "question": request.missing_info or "",
                "url": f"{request.get_base_url()}/my/service/{request.id}",
                "jobs": request.job_ids.sorted("number")._service_api_read(),
            }
            for request in found
        ]

    def service_client_supply(self, answer, jobs=None):
        """Answer what was asked (`question`), as the user whose key it is.

        :param str answer: text
        :param dict jobs: `{job id: {"fault", "accessories", "condition",
            "customer_reference"}}`
        :return: dict of the request, as `service_client_read` gives it
        """
        self.ensure_one()
        user = self._service_api_user()
        found = self._service_api_found()
        said = {
            self._service_int(key): texts
            for key, texts in (jobs if isinstance(jobs, dict) else {}).items()
            if isinstance(texts, dict)
        }
        found._service_client_supply({"answer": answer, "jobs": said}, user=user)
        return found.service_client_read()[0]

    # --- Shared -------------------------------------------------------------------

    @api.model
    def _service_api_user(self):
        """Return the acting client; employees have the back office.

        :raise AccessError: not a client's account
        """
        user = self.env.user
        if not user._is_portal():
            raise AccessError(self.env._("This is for accounts of clients only."))
        return user

    def _service_api_found(self):
        """Return the records; foreign and missing ones are told apart by nothing."""
        found = self.search([("id", "in", [i for i in self.ids if 0 < i < 2**31])])
        if len(found) != len(set(self.ids)):
            raise AccessError(self.env._("There is no such request for this account."))
        return found

    @api.model
    def _service_api_values(self, values):
        devices = values.get("devices")
        devices = devices if isinstance(devices, list) else []
        return values | {
            "devices": [device for device in devices if isinstance(device, dict)],
        }

    @api.model
    def _service_api_moment(self, moment):
        """Return a UTC moment as ISO 8601, or an empty text."""
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""


class ServiceJob(models.Model):
    _inherit = "service.job"

    def _service_api_read(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": job.id,
                "number": job.reference or "",
                "device": job.title or "",
                "serial_number": job.serial_number or "",
                "customer_reference": job.customer_reference or "",
                "state": job.state,
                "state_label": labels[job.state],
                "next_step": job._service_next_sentence(),
                "your_turn": job.next_actor == "client",
                "amount": job.amount_display or "",
                "tracking": job.tracking_display or "",
                "url": f"{job.get_base_url()}/my/service/job/{job.id}",
            }
            for job in self
        ]
