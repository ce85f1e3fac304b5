"""How long chats are kept of which no request was made."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_GC_LIMIT = 500


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    @api.autovacuum
    def _gc_service_unused_chats(self):
        """Delete old chats of the client pages that lead to nothing, and their guests.

        Core forgets only chats in which nobody said a word.

        :return: `(deleted, whether there is more)`, core's contract
        """
        domain = self._service_unused_domain()
        if domain.is_false():
            return 0, 0
        chats = self.with_context(active_test=False)
        old = chats.search(domain, limit=_GC_LIMIT, order="id")
        guests = old.channel_member_ids.guest_id
        self.env["service.privacy"]._service_forget_threads(old)
        old.unlink()
        guests.invalidate_recordset(["channel_ids"])
        guests.filtered(lambda guest: not guest.channel_ids).unlink()
        return len(old), int(len(old) == _GC_LIMIT)

    @api.model
    def _service_unused_domain(self):
        """Return the domain of chats whose time is over and that no request came of.

        One channel serves all companies: the shortest of their terms counts, since
        each company tells its clients its own.
        """
        livechat_id = self.env["res.company"]._service_livechat_id()
        companies = self.env["res.company"].search([])
        if not livechat_id or not companies:
            return Domain.FALSE
        days = min(companies.mapped("service_keep_rejected_days"))
        wanted = Domain("chat_id", "!=", False)
        used = Domain.OR(
            Domain("id", "in", found.subselect("chat_id"))
            for found in (
                self.env[model].with_context(active_test=False)._search(wanted)
                for model in ("service.request", "service.report")
            )
        )
        held = Domain(
            "channel_member_ids",
            "any",
            Domain("partner_id.service_legal_hold", "=", True)
            | Domain("partner_id.commercial_partner_id.service_legal_hold", "=", True),
        )
        return (
            Domain("livechat_channel_id", "=", livechat_id)
            & Domain("last_interest_dt", "<", fields.Datetime.now() - timedelta(days))
            & ~used
            & ~held
        )
