from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..const import DECLINE, VARIANTS


class ServiceQuote(models.Model):
    """The client's decision: several quotes at once, all or nothing."""

    _inherit = "service.quote"

    @api.model
    def _service_decide(self, choices, *, source, actor, address=None, note=None):
        """Record the decisions on several quotes in one transaction.

        Every check runs before anything is written. A choice that was recorded
        before is answered like the first time, so a double click does no harm.

        :param dict choices: `service.quote` id -> necessary, recommended or decline
        :param str source: a value of service_portal's `const.SOURCES`
        :param actor: `res.users` who decided or took the decision down; write it
            down before any sudo
        :param str address: network address of the client, as evidence
        :param str note: how the decision came, for staff
        :return: the quotes decided now, with sudo
        :raise UserError: one of the quotes cannot be decided like this
        """
        known = {*dict(VARIANTS), DECLINE}
        # The order by job keeps two clicks on overlapping sets from a deadlock.
        model_sudo = self.sudo()  # clients have no ACL; the caller checked the right
        quotes_sudo = model_sudo.browse(choices).sorted(lambda quote: quote.job_id.id)
        # guard: both variants at once; lock the parent row, the transition writes it
        quotes_sudo.job_id._service_lock()
        quotes_sudo = quotes_sudo.filtered(
            lambda quote: quote._service_decided_choice() != choices[quote.id]
        )
        for quote in quotes_sudo:
            quote._service_check_can_decide(choices[quote.id], known)
        actor_sudo = actor.sudo()  # a client cannot read every person
        evidence = {
            "decided_at": fields.Datetime.now(),
            "decided_by_id": actor.id,
            "decided_partner_id": actor_sudo.partner_id.id,
            "decision_source": source,
            "decision_address": address,
            "decision_note": note,
        }
        groups = quotes_sudo.grouped(lambda quote: choices[quote.id])
        for choice, quotes in groups.items():
            if choice == DECLINE:
                quotes._service_decline(evidence)
            else:
                quotes._service_accept(choice, evidence)
        quotes_sudo._service_move_jobs(source=source, actor=actor, note=note)
        return quotes_sudo

    def _service_decided_choice(self):
        """Return the choice recorded before, or None."""
        self.ensure_one()
        if self.state == "accepted":
            return self.decision_variant
        return DECLINE if self.state == "declined" else None

    # --- Guards ---------------------------------------------------------------

    def _service_check_can_decide(self, choice, known):
        """Raise UserError with the reason when this choice cannot be recorded."""
        self.ensure_one()
        if choice not in known:
            reason = self.env._("Choose one of the offered variants.")
        elif self.state in ("accepted", "declined"):
            reason = self.env._(
                "You decided on %(device)s already (%(date)s). To change it, write to "
                "your caretaker.",
                device=self._service_device_label(),
                date=format_date(self.env, self.decided_at),
            )
        elif self.state in ("sent", "expired") and self._service_is_past():
            reason = self.env._(
                "The quote for %(device)s was valid until %(date)s and can no longer "
                "be accepted. Ask your caretaker for a new one; nothing was ordered.",
                device=self._service_device_label(),
                date=format_date(self.env, self.valid_until),
            )
        elif self.state != "sent" or self.job_id.state != "quoted":
            reason = self.env._(
                "The quote for %(device)s has changed meanwhile. Refresh the page and "
                "look at the current one; nothing was ordered.",
                device=self._service_device_label(),
            )
        else:
            return
        raise UserError(reason)

    def _service_check_limit(self, user, choice):
        """Raise UserError when the choice costs more than `user` may approve."""
        self.ensure_one()
        if choice not in dict(VARIANTS):
            return
        partner = user.sudo().partner_id  # the limit is set by the client's company
        limit = (
            partner.service_approve_limit
            or partner.commercial_partner_id.service_approve_limit
        )
        total = self[f"{choice}_total"]
        if limit and self.currency_id.compare_amounts(total, limit) > 0:
            raise UserError(
                self.env._(
                    "The repair of %(device)s costs %(total)s, and you may order up to "
                    "%(limit)s. Ask somebody in your company with a higher limit; "
                    "nothing was ordered.",
                    device=self._service_device_label(),
                    total=formatLang(self.env, total, currency_obj=self.currency_id),
                    limit=formatLang(self.env, limit, currency_obj=self.currency_id),
                )
            )

    def _service_device_label(self):
        self.ensure_one()
        return self.job_id.title or self.job_id.reference

    # --- Outcome ----------------------------------------------------------------

    def _service_decline(self, evidence):
        self._service_write({**evidence, "state": "declined"})

    def _service_accept(self, variant, evidence):
        """Accept the variant and make its order; an earlier one is replaced."""
        for quote in self:
            earlier = quote.job_id.quote_ids.filtered(lambda q: q.state == "accepted")
            earlier._service_replace()
            quote._service_write(
                {
                    **evidence,
                    "state": "accepted",
                    "decision_variant": variant,
                    "accepted_total": quote[f"{variant}_total"],
                }
            )
            quote._service_make_order()

    def _service_replace(self):
        """Cancel the orders of quotes for which the client accepted a new revision."""
        for quote in self:
            order = quote.sale_order_id
            quote._service_write({"state": "superseded"})
            order._action_cancel()

    def _service_move_jobs(self, *, source, actor, note):
        """Move the jobs on: accepted, declined, or back to what was accepted before."""
        accepted = self.filtered(lambda quote: quote.state == "accepted").job_id
        kept = (self.job_id - accepted).filtered(
            lambda job: "accepted" in job.quote_ids.mapped("state")
        )
        declined = self.job_id - accepted - kept
        self.job_id._service_refresh_amounts()
        (accepted | kept)._service_transition(
            "accepted", source=source, actor=actor, note=note
        )
        if declined:
            declined.outcome = "declined"
            declined._service_transition(
                "declined", source=source, actor=actor, note=note
            )
