from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SOURCES

# Only anonymisation and this model's own code may hold it; see service.state.mixin.
_WRITER = object()


class ServiceEvent(models.Model):
    """Append-only log. Status bar, history, clocks and reports read it."""

    _name = "service.event"
    _description = "Service Event"
    _order = "at desc, id desc"
    _rec_name = "code"

    request_id = fields.Many2one(
        "service.request", required=True, index=True, ondelete="cascade"
    )
    job_id = fields.Many2one("service.job", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    code = fields.Char(required=True, index=True)
    state_from = fields.Char()
    state_to = fields.Char()
    state_label = fields.Char(string="New State", compute="_compute_state_label")
    user_id = fields.Many2one("res.users", string="User")
    partner_id = fields.Many2one("res.partner", string="Person")
    source = fields.Selection(SOURCES, required=True)
    note = fields.Text(help="Internal remark; clients never see it.")
    at = fields.Datetime(string="When", required=True)

    _job_code_idx = models.Index("(job_id, code, at)")

    @api.depends("state_to", "job_id")
    @api.depends_context("lang")
    def _compute_state_label(self):
        jobs = dict(
            self.env["service.job"]._fields["state"]._description_selection(self.env)
        )
        requests = dict(
            self.env["service.request"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for event in self:
            labels = jobs if event.job_id else requests
            event.state_label = labels.get(event.state_to, "")

    @api.model_create_multi
    def create(self, vals_list):
        self._service_check_writer()
        return super().create(vals_list)

    def write(self, vals):
        self._service_check_writer()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a request is never deleted."))

    def _service_check_writer(self):
        if self.env.context.get("service_event_writer") is not _WRITER:
            raise UserError(
                self.env._("The history is written by the system and never changed.")
            )

    @api.model
    def _service_append(
        self,
        records,
        *,
        code,
        source,
        actor,
        note=None,
        state_from=None,
        state_to=False,
        at=None,
    ):
        """Write one event for each of the requests or jobs in one go.

        :param records: `service.request` or `service.job` records
        :param dict state_from: record id -> state before, for a transition
        :return: the events, in the order of `records`, with sudo
        """
        at = at or fields.Datetime.now()
        is_job = records._name == "service.job"
        log_sudo = self.sudo()  # nobody has write access to the log
        partners = actor.sudo().partner_id  # a client may act for unreadable staff
        writer_sudo = log_sudo.with_context(service_event_writer=_WRITER)
        return writer_sudo.create(
            [
                {
                    "request_id": (record.request_id if is_job else record).id,
                    "job_id": record.id if is_job else False,
                    "company_id": record.company_id.id,
                    "code": code,
                    "state_from": (state_from or {}).get(record.id),
                    "state_to": state_to,
                    "user_id": actor.id,
                    "partner_id": partners.id,
                    "source": source,
                    "note": note,
                    "at": at,
                }
                for record in records
            ]
        ).with_context(service_event_writer=None)
