"""Start page of the client's portal, and what all its pages share."""

from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

# Ids past PostgreSQL's integer are no error of ours, they are simply nobody's.
MAX_ID = 2**31
# Further nobody counts; beyond it a page says "more than".
COUNT_CAP = 1000
# More than anybody turns; an offset has to fit PostgreSQL's integer.
MAX_PAGE = 10_000
# Colours of the states; what waits for the client stands out from all of them.
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

    # --- Shared with the other pages ------------------------------------------

    def _service_checked(self, model_name, record_id):
        """Return the record with sudo when the user may read it, else None.

        Foreign, missing and impossible ids are told apart by nothing. Core hands
        out the superuser's record; ours keeps the client as `env.user`, so that
        seams can ask what this client may see.
        """
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

    def _service_for_clients(self):
        """Answer an employee who opens a form of clients, None for clients.

        Filed there, the matter would be the repair company's own.
        """
        user = request.env.user
        if user.share:
            return None
        return request.render(
            "service_portal.portal_for_clients",
            self._prepare_portal_layout_values()
            | {
                "page_name": "service_for_clients",
                "may_file": user.has_group("service_portal.group_service_care"),
            },
            status=403,
        )

    def _service_caretaker(self, partner_sudo):
        """Return the caretaker of a client's partner, with sudo, maybe empty."""
        client_sudo = partner_sudo.commercial_partner_id
        return client_sudo.service_caretaker_id.sudo()  # shown with phone and mail

    def _service_date(self, moment, zone=None):
        """Return the day of a UTC moment as the client's calendar has it, or ''.

        :param zone: of `_service_zone`, asked once by who shows many rows
        """
        if not moment:
            return ""
        jobs = request.env["service.job"]
        return f"{jobs._service_local(moment, zone):%d.%m.%Y}"

    def _service_state_color(self, job):
        """Return the colour of a job's state; it reads stored columns only."""
        if job.next_actor == "client":
            return "warning"
        return _STATE_COLORS.get(job.state, "info")

    def _service_within(self, act, times, seconds):
        """Count one `act` of the user and tell whether it is within the limit."""
        limit_sudo = request.env["service.rate.limit"].sudo()  # counting is for all
        return limit_sudo._service_hit(f"{act}:{request.env.uid}", times, seconds)

    # --- Paged lists ------------------------------------------------------------

    def _service_search_text(self, query):
        """Return the words that a search box sent, '' for none."""
        return str(query.get("search") or "").replace("\x00", "").strip()[:100]

    def _service_paged(self, url, args, *, page, step, fetch, count):
        """Return the records of a page, and its pager.

        A page beyond the last one falls back to the first. What is all on the first
        page needs no counting.

        :param fetch: called with offset and limit, returns records
        :param count: called with nothing, returns how many, up to COUNT_CAP + 1
        """
        page = self._service_page_number(page)
        found = fetch((page - 1) * step, step + 1)
        if not found and page > 1:
            page, found = 1, fetch(0, step + 1)
        total = len(found)
        if page > 1 or total > step:
            total = count()
        pager = self._service_pager(
            url, args, page=page, step=step, total=total, shown=len(found)
        )
        return found[:step], pager

    def _service_page_number(self, page):
        """Return a page that PostgreSQL can be asked for; 1 for anything odd."""
        try:
            return min(max(int(page), 1), MAX_PAGE)
        except (TypeError, ValueError):
            return 1

    def _service_link(self, path, args):
        """Return the address with those arguments that say something."""
        args = {key: value for key, value in args.items() if value}
        return f"{path}?{urlencode(args)}" if args else path

    def _service_pager(self, url, args, *, page, step, total, shown):
        """Return what the template portal_pages_bar shows of a paged list.

        :param int total: rows in all, counted up to COUNT_CAP + 1
        :param int shown: rows on this page; one more than `step` means that there
            is a next page
        """

        def link(number):
            return self._service_link(
                f"{url}/page/{number}" if number > 1 else url, args
            )

        capped = total > COUNT_CAP
        pages = 1 if capped else -(-total // step)
        first = (page - 1) * step + 1
        return {
            "page": page,
            "first": first,
            "last": first + min(shown, step) - 1,
            "total": min(total, COUNT_CAP),
            "capped": capped,
            "previous": link(page - 1) if page > 1 else None,
            "next": link(page + 1) if shown > step else None,
            "pages": [(number, link(number)) for number in range(1, pages + 1)],
        }

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
            "service_firm": self._service_firm(),
            "service_client": self._service_client(user.partner_id),
            "service_is_new_client": self._service_is_new(),
            "service_message_url": self._service_message_url(),
            "service_announcements": announcements.search(
                announcements._service_current_domain("client"), limit=3
            ),
            "service_is_company_admin": user.has_group(
                "service_portal.group_client_admin"
            ),
            "portal_client_category_enable": True,
        }

    def _service_is_new(self):
        """Tell whether this client has filed nothing yet that they may see."""
        requests = request.env["service.request"].with_context(active_test=False)
        return not requests.search_count([], limit=1)

    def _service_message_url(self):
        """Return where a message is written: the newest open matter, or a new one."""
        requests = request.env["service.request"]
        newest = requests.search(
            [("state", "!=", "draft"), *requests._service_open_domain()], limit=1
        )
        return f"/my/service/{newest.id}#messages" if newest else "/my/service/new"

    def _service_firm(self):
        """Return how to reach the repair company, as the start page shows it."""
        company_sudo = request.env.company.sudo()  # what is on every invoice of it
        partner_sudo = company_sudo.partner_id
        return {
            "name": company_sudo.name,
            "address": self._service_address_lines(partner_sudo),
            "phone": company_sudo.phone,
            "email": company_sudo.email,
            "website": company_sudo.website,
            "hours": company_sudo.service_opening_hours,
        }

    def _service_client(self, partner):
        """Return the data of the client's own company (or person)."""
        client_sudo = partner.commercial_partner_id.sudo()  # the user's own client
        return {
            "name": client_sudo.name,
            "is_company": client_sudo.is_company,
            "vat": client_sudo.vat,
            "address": self._service_address_lines(client_sudo),
            "person": partner.name if client_sudo.id != partner.id else "",
        }

    def _service_address_lines(self, partner_sudo):
        town = " ".join(filter(None, [partner_sudo.zip, partner_sudo.city]))
        return [
            line for line in (partner_sudo.street, partner_sudo.street2, town) if line
        ]

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_job_count" in counters:
            jobs = request.env["service.job"]
            values["service_job_count"] = (
                jobs.search_count([], limit=COUNT_CAP) if jobs.has_access("read") else 0
            )
        return values
