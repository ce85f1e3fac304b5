"""Who has a new request in hand: the first to open it, until it is decided."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_BATCH = 500
_RENEW = timedelta(minutes=1)


class ServiceRequest(models.Model):
    _inherit = "service.request"

    claimed_at = fields.Datetime(
        string="Opened By the Handler",
        readonly=True,
        copy=False,
        help="A new request that its handler opened and left undecided is free again "
        "after the time set in the settings.",
    )

    _claimed_idx = models.Index("(claimed_at) WHERE claimed_at IS NOT NULL")

    def _service_take_over(self):
        """The first who answers handles the matter; the system never does."""
        if not self.env.user._is_superuser():
            self.filtered(lambda request: not request.user_id).user_id = self.env.user

    def _service_claim(self):
        """Take a new request in hand for the current user, unless somebody has it.

        The row is locked and written: of two people who open it at the same moment
        one waits or is replayed, and then sees the other's name.

        :return: whether the current user has it now
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "new":
            return self.user_id == self.env.user
        self._service_lock()
        if self.user_id and self.user_id != self.env.user:
            return False
        now = fields.Datetime.now()
        if not self.user_id or (self.claimed_at and now - self.claimed_at > _RENEW):
            self._service_write_handler(self.env.user, now)
        return True

    def _service_leave(self):
        """Free what the current user only looked at; assigned requests stay."""
        for request in self:
            if (
                request.state == "new"
                and request.claimed_at
                and request.user_id == self.env.user
            ):
                request._service_lock()
                request._service_write_handler(False, False)

    def _service_release(self):
        """Give a new request back to everybody.

        :raise UserError: somebody else has it, or it is decided already
        """
        self.ensure_one()
        self._service_lock()
        self._service_check_in_hand()
        self._service_write_handler(False, False)
        self._service_log("request.released", source="backoffice")

    def _service_take_from(self):
        """Take a request from whoever has it; the conversation stays with it."""
        self.ensure_one()
        self.check_access("write")
        self._service_lock()
        former = self.user_id
        self._service_write_handler(self.env.user, fields.Datetime.now())
        if former and former != self.env.user:
            self._service_log(
                "request.taken_over",
                source="backoffice",
                note=self.env._("Before: %s", former.name),
            )

    def _service_pass_on(self, *, note, user=None, team=None):
        """Give the request to a person or to a team; messages and photos stay with it.

        :param str note: what the next one has to know; posted as an internal note
        :param user: `res.users` who takes it, or
        :param team: `service.team` whose members may take it
        :raise UserError: nobody named, or no note
        """
        self.ensure_one()
        self.check_access("write")
        note = (note or "").strip()
        if not note or not (user or team):
            raise UserError(
                self.env._("Say who takes the request and write one sentence for them.")
            )
        self._service_lock()
        self._service_write_handler(user, False)
        if team:
            self.team_id = team
        told = user or team.user_id
        self._service_log(
            "request.handed_over",
            source="backoffice",
            note=f"{(user or team).display_name}: {note}",
        )
        self.message_post(
            body=self.env._(
                "Handed over to %(who)s: %(note)s",
                who=(user or team).display_name,
                note=note,
            ),
            partner_ids=told.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _service_check_in_hand(self):
        """Raise UserError unless the current user has this new request in hand."""
        self.ensure_one()
        if self.state != "new":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(request)s is decided already (%(state)s). Choose another one.",
                    request=self.name,
                    state=labels[self.state],
                )
            )
        if self.user_id != self.env.user:
            raise UserError(
                self.env._(
                    "%(request)s is with %(who)s. Take it over first.",
                    request=self.name,
                    who=self.user_id.name or self.env._("nobody"),
                )
            )

    def _service_write_handler(self, user, claimed_at):
        # Looking at a request is no news for the thread.
        self.with_context(tracking_disable=True).write(
            {"user_id": user.id if user else False, "claimed_at": claimed_at}
        )

    @api.model
    def _service_transition_vals(self, new_state, now):
        return super()._service_transition_vals(new_state, now) | {"claimed_at": False}

    def _service_follow_state(self, state, events):
        super()._service_follow_state(state, events)
        if state == "new":
            # An answer waits for its handler as long as an opened request does.
            self.filtered("user_id").claimed_at = fields.Datetime.now()

    @api.model
    def _cron_release_claims(self):
        """Free new requests whose handlers opened them and let the time pass."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):
            minutes = company.service_claim_minutes
            if minutes <= 0:
                continue
            stale = Domain("company_id", "=", company.id) & Domain(
                [
                    ("state", "=", "new"),
                    ("user_id", "!=", False),
                    ("claimed_at", "<", now - timedelta(minutes=minutes)),
                ]
            )
            requests = self.search(stale, limit=_BATCH)
            for request in requests._service_each_locked(stale):
                request._service_write_handler(False, False)
                request._service_log(
                    "request.released",
                    source="system",
                    note=self.env._("Not decided in time."),
                )
