from odoo import api, fields, models
from odoo.exceptions import UserError

# Held by this module only. RPC contexts carry JSON, so nobody outside can forge it.
_WRITER = object()


class ServiceStateMixin(models.AbstractModel):
    """One writer of `state`, with lock, validation, log and follow-up hook.

    A model that inherits it declares `state` (Selection) and
    `_service_initial_states`, and is known to `service.event`.
    """

    _name = "service.state.mixin"
    _description = "Service State Machine"
    _inherit = "service.lock.mixin"

    _service_initial_states = ()
    _service_event_prefix = ""

    state_since = fields.Datetime(
        string="In This State Since",
        readonly=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
    )

    # --- CRUD -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            state = vals.get("state")
            if state and state not in self._service_initial_states:
                raise UserError(
                    self.env._(
                        "A record starts at the beginning of its way. "
                        "Create it first, then move it on."
                    )
                )
        return super().create(vals_list)

    def write(self, vals):
        if "state" not in vals and "state_since" not in vals:
            return super().write(vals)
        if self.env.context.get("service_state_writer") is _WRITER:
            return super().write(vals)
        plain = {k: v for k, v in vals.items() if k not in ("state", "state_since")}
        if plain:
            super().write(plain)
        if vals.get("state"):
            self._service_transition(vals["state"], source="backoffice")
        return True

    # --- The writer -------------------------------------------------------

    def _service_transition(self, new_state, *, source, actor=None, note=None):
        """Move the records to `new_state`; the only code that writes a state.

        :param str new_state: a value of the `state` selection
        :param str source: a value of `const.SOURCES`
        :param actor: `res.users` who did it, default the current user
        :param str note: internal remark, staff only
        :return: the `service.event` records written (none for records that are
            there already)
        :raise AccessError: the user may not write the records
        :raise UserError: the way is not allowed, or a guard refused
        :raise ConcurrencyError: somebody else moves one of the records right now
        """
        # guard: before anything is locked or told; buttons are open to RPC
        self.check_access("write")
        records = self.filtered(lambda record: record.state != new_state)
        if not records:
            return self.env["service.event"]
        records._service_lock()
        records._service_check_way(new_state)
        records._service_check_transition(new_state)
        now = fields.Datetime.now()
        before = {record.id: record.state for record in records}
        records.with_context(service_state_writer=_WRITER).write(
            {
                "state": new_state,
                "state_since": now,
                **self._service_transition_vals(new_state, now),
            }
        )
        events = self.env["service.event"]._service_append(
            records,
            code=f"{self._service_event_prefix}.{new_state}",
            state_from=before,
            state_to=new_state,
            source=source,
            actor=actor or self.env.user,
            note=note,
            at=now,
        )
        records._service_after_transition(events.with_env(self.env))
        return events

    def _service_log(self, code, *, source, note=None, actor=None):
        """Append a fact that is no transition, for example `job.assigned`."""
        return self.env["service.event"]._service_append(
            self, code=code, source=source, actor=actor or self.env.user, note=note
        )

    def _service_check_way(self, new_state):
        allowed = self._service_allowed_transitions()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if new_state not in allowed.get(record.state, ()):
                raise UserError(
                    self.env._(
                        "%(record)s is in the state “%(now)s” and cannot go to "
                        "“%(new)s”. Refresh the page and choose one of the offered "
                        "steps.",
                        record=record.display_name,
                        now=labels.get(record.state, record.state),
                        new=labels.get(new_state, new_state),
                    )
                )

    # --- Hooks ------------------------------------------------------------

    @api.model
    def _service_allowed_transitions(self):
        """Return `dict[str, set[str]]` of the ways from each state."""
        return {}

    def _service_check_transition(self, new_state):
        """Raise UserError when one of the records must not go there."""

    @api.model
    def _service_transition_vals(self, new_state, now):
        """Return further values that are written together with the state."""
        return {}

    def _service_after_transition(self, events):
        """Do what follows from the `service.event` rows just written."""
