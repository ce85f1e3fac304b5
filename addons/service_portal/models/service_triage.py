"""What the triage inbox asks and does, always with the rights of who looks."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..const import ASK_DEVICE_FIELDS

_QUEUE_LIMIT = 200
_HISTORY_LIMIT = 6
_MESSAGE_LIMIT = 12
_PHOTO_LIMIT = 8
# A spreadsheet has 10,000 devices, a line of the history names the first ones.
_TITLES = 5
_STAMP = "%d.%m.%Y, %H:%M"


class ServiceTriage(models.AbstractModel):
    _name = "service.triage"
    _description = "Triage Inbox"

    # --- Called by the inbox ----------------------------------------------------

    @api.model
    def triage_options(self):
        """Return the choices of the inbox: types, teams, people, fields, reasons."""
        self._service_check_desk()
        env = self.env
        care = env.ref("service_portal.group_service_user").all_user_ids
        people = care.filtered(
            lambda user: not user.share and env.company in user.company_ids
        )
        asks = dict(env["service.ask"]._fields["field"]._description_selection(env))
        requests = env["service.request"]
        return {
            "user_id": env.uid,
            "types": self._service_choices(env["service.request.type"].search([])),
            "teams": self._service_choices(env["service.team"].search([])),
            "people": self._service_choices(people - env.user),
            "priorities": [
                {"id": code, "name": label}
                for code, label in requests._fields["priority"]._description_selection(
                    env
                )
            ],
            "device_fields": [
                {"id": code, "name": asks[code]} for code, _label in ASK_DEVICE_FIELDS
            ],
            "request_fields": [
                {"id": code, "name": label}
                for code, label in asks.items()
                if code not in dict(ASK_DEVICE_FIELDS)
            ],
        }

    @api.model
    def triage_queue(self):
        """Return `{"count", "rows"}` of the new requests, the most urgent first."""
        requests = self._service_check_desk()
        domain = [("state", "=", "new")]
        found = requests.search(
            domain, order="priority desc, submitted_at, id", limit=_QUEUE_LIMIT
        )
        return {
            "count": requests.search_count(domain),
            "rows": [self._service_row(request) for request in found],
        }

    @api.model
    def triage_open(self, request_id, leave_id=False):
        """Open a request, which claims it when it is free, and leave another one.

        :return: everything the preview shows; False when the request is gone
        """
        requests = self._service_check_desk()
        if leave_id and leave_id != request_id:
            self.triage_leave(leave_id)
        request = requests.search([("id", "=", request_id)])
        if not request:
            return False
        request._service_claim()
        return self._service_row(request) | self._service_preview(request)

    @api.model
    def triage_leave(self, request_id):
        """Free a request that was only looked at."""
        requests = self._service_check_desk()
        requests.search([("id", "=", request_id)])._service_leave()

    @api.model
    def triage_act(self, request_id, act, values=None):
        """Do one act on a request that the current user has in hand.

        :param str act: accept, ask, path, split, merge, reject, release, hand_over;
            take and comment need no claim
        :param dict values: what the act needs, see the methods below
        :return: `{"request_id"}`: where to go on
        :raise UserError: what is wrong, in plain words; nothing is written
        """
        requests = self._service_check_desk()
        request = requests.search([("id", "=", request_id)])
        if not request:
            raise UserError(self.env._("This request is not there any more."))
        free = {"take": self._service_do_take, "comment": self._service_do_comment}
        in_hand = {
            "accept": self._service_do_accept,
            "ask": self._service_do_ask,
            "path": self._service_do_path,
            "split": self._service_do_split,
            "merge": self._service_do_merge,
            "reject": self._service_do_reject,
            "release": self._service_do_release,
            "hand_over": self._service_do_hand_over,
        }
        if act in in_hand:
            request._service_lock()
            request._service_check_in_hand()
        elif act not in free:
            raise UserError(self.env._("Choose one of the offered steps."))
        going_on = (in_hand | free)[act](request, values or {})
        return {"request_id": (going_on or request).id}

    # --- Acts ---------------------------------------------------------------------

    def _service_do_accept(self, request, values):
        request.action_accept()

    def _service_do_ask(self, request, values):
        request._service_ask(values.get("asks"), values.get("note"))

    def _service_do_path(self, request, values):
        integer = request._service_int
        kinds, teams = self.env["service.request.type"], self.env["service.team"]
        request._service_set_path(
            kind=kinds.search([("id", "=", integer(values.get("type_id")))]),
            team=teams.search([("id", "=", integer(values.get("team_id")))]),
            priority=values.get("priority"),
        )

    def _service_do_split(self, request, values):
        wanted = {request._service_int(job) for job in values.get("job_ids") or []}
        return request._service_split(
            request.job_ids.filtered(lambda job: job.id in wanted),
            subject=request._service_clean_text(values.get("subject")),
        )

    def _service_do_merge(self, request, values):
        target = request.search(
            [("id", "=", request._service_int(values.get("target_id")))]
        )
        request._service_merge_into(target)
        return target

    def _service_do_reject(self, request, values):
        request._service_reject_as(values.get("kind"), values.get("reason"))

    def _service_do_release(self, request, values):
        request._service_release()

    def _service_do_take(self, request, values):
        request._service_take_from()

    def _service_do_hand_over(self, request, values):
        integer = request._service_int
        users, teams = self.env["res.users"], self.env["service.team"]
        request._service_pass_on(
            note=values.get("note"),
            user=users.search(
                [("id", "=", integer(values.get("user_id"))), ("share", "=", False)]
            ),
            team=teams.search([("id", "=", integer(values.get("team_id")))]),
        )

    def _service_do_comment(self, request, values):
        body = request._service_clean_text(values.get("body"))
        if not body:
            raise UserError(self.env._("Write the message first."))
        internal = values.get("internal")
        request.message_post(
            body=body, subtype_xmlid=f"mail.mt_{'note' if internal else 'comment'}"
        )

    # --- What is shown --------------------------------------------------------------

    def _service_check_desk(self):
        """Return the model of requests; refuse whoever may not decide on them."""
        requests = self.env["service.request"]
        requests.check_access("write")
        return requests

    def _service_choices(self, records):
        return [{"id": record.id, "name": record.display_name} for record in records]

    def _service_stamp(self, moment):
        if not moment:
            return ""
        return self.env["service.job"]._service_local(moment).strftime(_STAMP)

    def _service_row(self, request):
        """Return what the queue shows of a request."""
        answered = request.ask_ids.filtered("answered_at")
        return {
            "id": request.id,
            "name": request.name,
            "subject": request.subject or "",
            "client": request.partner_id.display_name,
            "type": request.type_id.name,
            "channel": dict(
                request._fields["channel"]._description_selection(self.env)
            )[request.channel],
            "priority": request.priority,
            "priority_label": self._service_priority(request),
            "submitted": self._service_stamp(request.submitted_at),
            "device_count": len(request.job_ids),
            "state": request.state,
            "answered": bool(answered),
            "handler": request.user_id.name or "",
            "mine": request.user_id == self.env.user,
            "legal_due": request.legal_due_date
            and request.legal_due_date.strftime("%d.%m.%Y"),
        }

    def _service_priority(self, request):
        labels = request._fields["priority"]._description_selection(self.env)
        return dict(labels)[request.priority]

    def _service_preview(self, request):
        """Return what the preview shows beside the row."""
        contact, client = request.contact_id, request.partner_id
        shipping = request.partner_shipping_id
        return {
            "description": request.description or "",
            "customer_reference": request.customer_reference or "",
            "type_id": request.type_id.id,
            "team_id": request.team_id.id,
            "team": request.team_id.name or "",
            "contact": contact.name or "",
            "phone": contact.phone or client.phone or "",
            "email": contact.email or client.email or "",
            "nip": client.vat or "",
            "address": shipping.contact_address_inline or "",
            "caretaker": request.caretaker_id.name or "",
            "split_from": request.split_from_id.name or "",
            "accept_blocker": self.env["service.job"]._service_reason(
                request._service_check_complete
            ),
            "jobs": [
                self._service_job(job) for job in request.job_ids.sorted("number")
            ],
            "history": self._service_history(request),
            "messages": self._service_messages(request),
            "candidates": [
                self._service_short(found)
                for found in request._service_merge_candidates()
            ],
            "asked": [
                {"label": ask._service_label(), "answer": ask.answer}
                for ask in request.ask_ids.filtered("answered_at")
            ],
            "reasons": self._service_reasons(request),
        }

    def _service_job(self, job):
        photos = job.photo_ids.filtered(lambda photo: not photo.removed_at)
        return {
            "id": job.id,
            "reference": job.reference,
            "title": job.title or "",
            "serial": job.serial_number or "",
            "fault_type": job.fault_type_id.name or "",
            "fault": job.fault or "",
            "accessories": job.accessories or "",
            "condition": job.condition or "",
            "earlier": max(job.device_id.job_count - 1, 0),
            "photos": photos[:_PHOTO_LIMIT].ids,
        }

    def _service_history(self, request):
        others = request.with_context(active_test=False).search(
            [("partner_id", "=", request.partner_id.id), ("id", "!=", request.id)],
            limit=_HISTORY_LIMIT,
        )
        return [self._service_short(other) for other in others]

    def _service_short(self, request):
        labels = dict(request._fields["state"]._description_selection(self.env))
        return {
            "id": request.id,
            "name": request.name,
            "subject": request.subject
            or ", ".join(filter(None, request.job_ids[:_TITLES].mapped("title"))),
            "state": labels[request.state],
            "submitted": self._service_stamp(request.submitted_at)[:10],
        }

    def _service_messages(self, request):
        found = request.message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email") and message.body
            )
        )[:_MESSAGE_LIMIT]
        return [
            {
                "id": message.id,
                "author": message.author_id.name or message.email_from or "",
                "at": self._service_stamp(message.date),
                "text": html2plaintext(message.body)[:2000],
                "internal": message.subtype_id.internal,
                "files": message.attachment_ids.mapped("name"),
            }
            for message in found
        ]

    def _service_reasons(self, request):
        """Return the prepared sentences in the language that the client reads."""
        lang = request.contact_id.lang or self.env.lang
        reasons = self.env["service.reject.reason"].search([])
        return [
            {
                "id": reason.id,
                "kind": reason.kind,
                "name": reason.name,
                "text": reason.with_context(lang=lang).text,
            }
            for reason in reasons
        ]
