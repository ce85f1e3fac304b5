"""Forms that a client has not sent yet: kept while typing, seen by the author only."""

import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .. import request_form

_MAX_DRAFTS = 5
_MAX_DEVICES = 50
_KEPT_DAYS = 90
_GC_LIMIT = 1000


class ServiceRequestDraft(models.Model):
    """What stands in a form of /my/service/new; becomes a request when it is sent.

    No `service.request` yet: half a device is no device, and a request in the state
    draft would need one.
    """

    _name = "service.request.draft"
    _description = "Form of a Request, not Sent"
    _order = "write_date desc, id desc"

    user_id = fields.Many2one("res.users", string="Author", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True)
    token = fields.Char(required=True, help="The submission token of the form.")
    form = fields.Json(required=True, help="What `request_form.read` returns.")

    _token_uniq = models.UniqueIndex("(user_id, token)")

    @api.model
    def _service_client_save(self, form, *, user):
        """Keep the form of `user`; an empty one is forgotten.

        :param dict form: of `request_form.read`
        :return: True when it is kept
        """
        drafts_sudo = self.sudo()  # clients write nothing; the author's own only
        requests_sudo = self.env["service.request"].sudo()  # own ones, by token
        token = requests_sudo._service_clean_token(form["submission_token"])
        if not token or requests_sudo._service_submitted(token, user):
            return False  # a late call of a form that is sent already
        form = request_form.shorten(form, devices=_MAX_DEVICES)
        if not request_form.says_something(form):
            drafts_sudo._service_client_forget(token, user=user)
            return False
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO service_request_draft (user_id, company_id, token, form,
                    create_uid, write_uid, create_date, write_date)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
                ON CONFLICT (user_id, token) DO UPDATE
                   SET form = excluded.form, write_date = excluded.write_date
                RETURNING id
                """,
                *(user.id, self.env.company.id, token, json.dumps(form)),
                *(user.id, user.id, now, now),
            )
        )
        self.invalidate_model()
        drafts_sudo.search([("user_id", "=", user.id)])[_MAX_DRAFTS:].unlink()
        return True

    @api.model
    def _service_client_forget(self, token, *, user):
        """Delete the author's draft with this token, if there is one."""
        drafts_sudo = self.sudo()  # clients write nothing; the author's own only
        drafts_sudo.search([("user_id", "=", user.id), ("token", "=", token)]).unlink()

    @api.autovacuum
    def _gc_old_drafts(self):
        limit = fields.Datetime.now() - timedelta(days=_KEPT_DAYS)
        self.search([("write_date", "<", limit)], limit=_GC_LIMIT).unlink()


class ServiceRequest(models.Model):
    _inherit = "service.request"

    def _service_client_send(self, request_sudo, user, source):
        """Override: what is sent is no draft any more."""
        filed = super()._service_client_send(request_sudo, user, source)
        token = request_sudo.submission_token
        if token:
            self.env["service.request.draft"]._service_client_forget(token, user=user)
        return filed

    @api.model
    def _service_home_cards(self, user):
        """Override: what the client began and did not send."""
        drafts = self.env["service.request.draft"].with_user(user)
        drafts = drafts.search([]) if drafts.has_access("read") else drafts
        imports = self.env["service.import"].with_user(user)
        unsent = [("state", "=", "draft")]
        return super()._service_home_cards(user) + [
            {
                "code": "draft",
                "title": self.env._("Continue your draft"),
                "text": self.env._("A request that you have not sent yet"),
                "count": len(drafts),
                "url": f"/my/service/new?draft={drafts.token}"
                if len(drafts) == 1
                else "/my/service/new",
                "icon": "fa-pencil",
                "sequence": 30,
            },
            {
                "code": "import",
                "title": self.env._("Spreadsheet not sent yet"),
                "text": self.env._("Check its rows and send them"),
                "count": imports.search_count(unsent)
                if imports.has_access("read")
                else 0,
                "url": "/my/service/import",
                "icon": "fa-table",
                "sequence": 31,
            },
        ]


class ResUsers(models.Model):
    _inherit = "res.users"

    def _service_forget_account(self):
        """Override: what the person typed and uploaded is not kept without them."""
        for model in ("service.request.draft", "service.import"):
            rows_sudo = self.env[model].sudo()  # whoever anonymises sees no drafts
            rows_sudo.search([("user_id", "in", self.ids)]).unlink()
        return super()._service_forget_account()
