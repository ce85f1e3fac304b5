"""Start page and list of the client's portal."""

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

# Ids past PostgreSQL's integer are no error of ours, they are simply nobody's.
_MAX_ID = 2**31
_COUNT_CAP = 1000
_LIST_FIELDS = (
    "title",
    "serial_number",
    "reference",
    "customer_reference",
    "state",
    "state_since",
    "next_actor",
    "next_due",
    "amount_display",
    "tracking_display",
)
# Colours of the states: what waits for the client stands out, see _service_row().
_STATE_COLORS = {
    "ready": "success",
    "shipped": "success",
    "closed": "secondary",
    "cancelled": "secondary",
    "missing": "danger",
}


class ServicePortal(CustomerPortal):
    """All subclasses of CustomerPortal are one class: every name has `service`."""

    _service_list_url = "/my/service"
    _service_items_per_page = 40

    # --- Shared with the other pages ------------------------------------------

    def _service_checked(self, model_name, record_id):
        """Return the record with sudo when the user may read it, else None.

        Foreign, missing and impossible ids are told apart by nothing. Core hands
        out the superuser's record; ours keeps the client as `env.user`, so that
        seams can ask what this client may see.
        """
        if not 0 < record_id < _MAX_ID:
            return None
        try:
            record = self._document_check_access(model_name, record_id)
        except (AccessError, MissingError):
            return None
        return record.with_user(request.env.user).sudo()  # access is checked above

    def _service_not_found(self):
        """Answer for everything that is not there for this user."""
        return request.render(
            "service_portal.portal_not_found",
            self._prepare_portal_layout_values() | {"page_name": "service_not_found"},
            status=404,
        )

    def _service_caretaker(self, partner_sudo):
        """Return the caretaker of a client's partner, with sudo, maybe empty."""
        client_sudo = partner_sudo.commercial_partner_id
        return client_sudo.service_caretaker_id.sudo()  # shown with phone and mail

    # --- Start page ---------------------------------------------------------------

    @route(methods=["GET"])
    def home(self, **kw):
        response = super().home(**kw)
        response.qcontext.update(self._service_home_values())
        return response

    def _service_home_values(self):
        user = request.env.user
        if not user.share:
            return {}  # the start page of employees stays core's
        cards = request.env["service.request"]._service_home_cards(user)
        announcements = request.env["service.announcement"]
        return {
            "service_cards": sorted(
                (card for card in cards if card["count"]), key=lambda c: c["sequence"]
            ),
            "service_caretaker": self._service_caretaker(user.partner_id),
            "service_announcements": announcements.search(
                announcements._service_current_domain("client"), limit=3
            ),
            "service_is_company_admin": user.has_group(
                "service_portal.group_client_admin"
            ),
            "portal_client_category_enable": True,
        }

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_job_count" in counters:
            jobs = request.env["service.job"]
            values["service_job_count"] = (
                jobs.search_count([], limit=_COUNT_CAP)
                if jobs.has_access("read")
                else 0
            )
        return values

    # --- List -----------------------------------------------------------------------

    @route(
        [_service_list_url, f"{_service_list_url}/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def service_list(self, page=1, **query):
        return request.render(
            "service_portal.portal_list", self._service_list_values(page, query)
        )

    def _service_sortings(self):
        _ = request.env._
        return {
            "newest": {"label": _("Newest first"), "order": "id desc"},
            "changed": {
                "label": _("Last change"),
                "order": "state_since desc, id desc",
            },
            "device": {"label": _("Device"), "order": "title, id desc"},
            "oldest": {"label": _("Oldest first"), "order": "id"},
        }

    def _service_list_values(self, page, query):
        """Return the values of the list; what is unknown in `query` falls back."""
        jobs = request.env["service.job"]
        filters = dict(
            sorted(
                jobs._service_portal_filters().items(), key=lambda kv: kv[1]["sequence"]
            )
        )
        sortings = self._service_sortings()
        filterby = query.get("filterby") if query.get("filterby") in filters else "all"
        sortby = query.get("sortby") if query.get("sortby") in sortings else "newest"
        search = str(query.get("search") or "").replace("\x00", "").strip()[:100]
        domain = Domain(filters[filterby]["domain"])
        if search:
            domain &= Domain("search_text", "ilike", search)
        pager = portal_pager(
            url=self._service_list_url,
            total=jobs.search_count(domain, limit=_COUNT_CAP),
            page=page,
            step=self._service_items_per_page,
            url_args={"filterby": filterby, "sortby": sortby, "search": search},
        )
        found = jobs.search_fetch(
            domain,
            _LIST_FIELDS,
            order=sortings[sortby]["order"],
            limit=self._service_items_per_page,
            offset=pager["offset"],
        )
        first_page = filterby == "all" and not search and pager["page"]["num"] == 1
        return {
            "page_name": "service_list",
            "rows": self._service_rows(found),
            "loose_requests": self._service_loose_requests() if first_page else [],
            "pager": pager,
            "service_filters": filters,
            "filterby": filterby,
            "service_sortings": sortings,
            "sortby": sortby,
            "search": search,
            "is_filtered": bool(search) or filterby != "all",
        }

    def _service_rows(self, jobs):
        """Return what the list shows of each job: stored columns, nothing computed."""
        labels = dict(jobs._fields["state"]._description_selection(request.env))
        return [self._service_row(job, labels) for job in jobs]

    def _service_row(self, job, labels):
        client_next = job.next_actor == "client"
        return {
            "url": f"{self._service_list_url}/job/{job.id}",
            "title": job.title,
            "serial": job.serial_number,
            "reference": job.reference,
            "own_reference": job.customer_reference,
            "label": labels[job.state],
            "color": "warning" if client_next else _STATE_COLORS.get(job.state, "info"),
            "client_next": client_next,
            "since": self._service_date(job.state_since),
            "due": self._service_date(job.next_due),
            "amount": job.amount_display,
            "tracking": job.tracking_display,
        }

    def _service_date(self, moment):
        """Return the day of a UTC moment as the client's calendar has it, or ''."""
        if not moment:
            return ""
        jobs = request.env["service.job"]
        return f"{jobs._service_local(moment):%d.%m.%Y}"

    def _service_loose_requests(self):
        """Return the newest requests without a device: questions and the like."""
        requests = request.env["service.request"]
        found = requests.search_fetch(
            [("job_ids", "=", False)],
            ["name", "subject", "state", "submitted_at"],
            limit=5,
        )
        labels = dict(requests._fields["state"]._description_selection(request.env))
        return [
            {
                "url": f"{self._service_list_url}/{record.id}",
                "reference": record.name,
                "title": record.subject,
                "label": labels[record.state],
                "since": self._service_date(record.submitted_at),
            }
            for record in found
        ]
