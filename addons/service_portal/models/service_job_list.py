"""What the client's list asks of jobs: words to search, days, steps, row buttons."""

from datetime import datetime, time

import pytz

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

_MAX_WORDS = 6
_MAX_SEARCH = 100


class ServiceJob(models.Model):
    _inherit = "service.job"

    # The start page counts what is open, with all that rule and cards compare.
    _client_open_idx = models.Index(
        "(company_id, partner_id, id DESC) INCLUDE (next_step_code, state, "
        "contact_id, reference, is_internal, create_uid) WHERE is_open IS TRUE"
    )

    # --- Searching --------------------------------------------------------------

    @api.model
    def _service_search_domain(self, text):
        """Return the domain of jobs that have all words of `text`, in any order.

        A serial number is also found without its dashes and spaces. `%` and `_` are
        letters like any other.
        """
        text = str(text or "").replace("\x00", "")[:_MAX_SEARCH]
        words = text.split()[:_MAX_WORDS]
        if not words:
            return Domain.TRUE
        domain = Domain.AND(
            Domain("search_text", "ilike", escape_psql(word)) for word in words
        )
        key = self.env["service.device"]._service_serial_key(text)
        if key and key != text.upper():
            domain |= Domain("search_text", "ilike", key)
        return domain

    @api.model
    def _service_filed_domain(
        self, first_day, last_day, field="request_id.submitted_at"
    ):
        """Return the domain of what was filed from `first_day` to `last_day`.

        :param first_day: `date` on the client's calendar, or None for no limit
        :param last_day: `date`, counted whole, or None
        """
        limits = ((">=", first_day, time.min), ("<=", last_day, time.max))
        return Domain.AND(
            Domain(
                field,
                operator,
                self._service_utc(datetime.combine(day, clock)),
            )
            for operator, day, clock in limits
            if day
        )

    @api.model
    def _service_utc(self, moment):
        """Return what the client's clock shows as naive UTC."""
        local = self._service_zone().localize(moment)
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    # --- Words of the list --------------------------------------------------------

    @api.model
    def _service_step_labels(self):
        """Return `{code of NEXT_STEPS: short sentence}` as the client reads it."""
        _ = self.env._
        return {
            "submit": _("Submit the request"),
            "triage": _("We check the request"),
            "supply": _("Answer our question"),
            "send": _("Send us the device"),
            "receive": _("We wait for the parcel"),
            "diagnose": _("We examine the device"),
            "decide": _("Choose the repair variant"),
            "repair": _("We repair the device"),
            "check": _("We check the quality"),
            "ship": _("We prepare the return"),
            "deliver": _("The parcel is on its way"),
            "invoice": _("We prepare the invoice"),
            "close": _("We close the job"),
            "search": _("We look for the device"),
        }

    @api.model
    def _service_portal_row_actions(self):
        """Return `{code of NEXT_STEPS: {"label", "url", "right"}}`: buttons of rows.

        Asked once a page, never once a row. A row whose stored next step has an
        entry shows the button when it is the client's turn and the client has
        `right` (of `const.CLIENT_RIGHTS`). `url` is a template with `{job}` and
        `{request}`, which become ids.
        """
        return {
            "supply": {
                "label": self.env._("Answer"),
                "url": "/my/service/{request}#supply",
                "right": "edit",
            }
        }
