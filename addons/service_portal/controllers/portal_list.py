"""The client's list of devices: filters, search, paging; three-line routes."""

from datetime import date

from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools.sql import escape_psql

from ..const import CLIENT_GROUPS, REQUEST_FINISHED
from .portal import COUNT_CAP, ServicePortal

LIST_FIELDS = (
    "title",
    "serial_number",
    "reference",
    "customer_reference",
    "state",
    "state_since",
    "next_step_code",
    "next_actor",
    "next_due",
    "amount_display",
    "tracking_display",
    "partner_id",
    "contact_id",
    "request_id",
    "partner_shipping_id",
)
_DEFAULTS = {"filterby": "all", "sortby": "newest"}
_MAX_PARTNERS = 300
_MAX_LOOSE = 20
_YEARS = range(2000, 2100)
# Filters of jobs, as far as they say something of a request without a device.
_LOOSE_DOMAINS = {
    "all": [],
    "open": [("state", "not in", REQUEST_FINISHED)],
    "mine": [("state", "=", "needs_info")],
    "supply": [("state", "=", "needs_info")],
    "done": [("state", "in", REQUEST_FINISHED)],
}


class ServiceList(ServicePortal):
    _service_items_per_page = 80

    @route(
        [
            ServicePortal._service_list_url,
            f"{ServicePortal._service_list_url}/page/<int:page>",
        ],
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

    def _service_list_values(self, page, query):
        partners = self._service_client_partners()
        choices = self._service_list_choices(partners)
        chosen = self._service_list_chosen(query, choices)
        domain = self._service_list_domain(chosen, choices)
        found, pager = self._service_list_page(domain, page, chosen, choices)
        narrowed = {key for key in chosen if key not in ("sortby", "filterby")}
        return {
            "page_name": "service_list",
            "rows": self._service_rows(found, partners),
            "loose_requests": (
                self._service_loose_requests(chosen) if pager["page"] == 1 else []
            ),
            "pager": pager,
            "choices": choices,
            "chosen": _DEFAULTS | chosen,
            "search": chosen.get("search", ""),
            "filter_links": self._service_filter_links(choices["filterby"], chosen),
            "export_url": self._service_link(
                f"{self._service_list_url}/export.xlsx", chosen
            ),
            "is_narrowed": bool(narrowed - {"search"}),
            "is_filtered": bool(narrowed) or "filterby" in chosen,
        }

    def _service_list_page(self, domain, page, chosen, choices):
        jobs = request.env["service.job"]
        order = choices["sortby"][chosen.get("sortby", "newest")]["order"]
        return self._service_paged(
            self._service_list_url,
            chosen,
            page=page,
            step=self._service_items_per_page,
            fetch=lambda offset, limit: self._service_list_fetch(
                domain, order=order, limit=limit, offset=offset
            ),
            count=lambda: jobs.search_count(domain, limit=COUNT_CAP + 1),
        )

    def _service_list_fetch(self, domain, *, offset, **limits):
        """Return jobs with LIST_FIELDS; what precedes a page is not read for it."""
        jobs = request.env["service.job"]
        if not offset:
            return jobs.search_fetch(domain, LIST_FIELDS, **limits)
        # A later page asks the index for ids, then reads the rows of these alone.
        found = jobs.search(domain, offset=offset, **limits)
        found.fetch(LIST_FIELDS)
        return found

    # --- What can be chosen -----------------------------------------------------

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

    def _service_list_choices(self, partners):
        """Return `{parameter: {value: label or dict}}`: all that a query may choose."""
        env = request.env
        jobs = env["service.job"]
        kinds = env["service.request.type"].search_fetch([], ["name"])
        filters = jobs._service_portal_filters().items()
        persons, branches = self._service_persons_and_branches(partners)
        return {
            "filterby": dict(sorted(filters, key=lambda kv: kv[1]["sequence"])),
            "state": dict(jobs._fields["state"]._description_selection(env)),
            "type": {str(kind.id): kind.name for kind in kinds},
            "person": persons,
            "branch": branches,
            "sortby": self._service_sortings(),
        }

    def _service_client_partners(self):
        """Return the people and addresses of the user's client, with sudo."""
        client = request.env.user.partner_id.commercial_partner_id
        partners_sudo = request.env["res.partner"].sudo()  # core hides colleagues
        return partners_sudo.search_fetch(
            [("commercial_partner_id", "=", client.id)],
            ["name", "type", "is_company", "parent_id", "street", "city"],
            order="name, id",
            limit=_MAX_PARTNERS,
        )

    def _service_persons_and_branches(self, partners_sudo):
        """Return two dicts `{id: label}`; one that leaves no choice is empty.

        Who may not see colleagues is not told their names and own addresses.
        """
        user = request.env.user
        client = user.partner_id.commercial_partner_id
        sees_all = user.has_group(CLIENT_GROUPS["view"])
        persons, branches = {}, {}
        for partner in partners_sudo:
            if not (sees_all or partner.parent_id in (client, user.partner_id)):
                continue
            if partner.type == "contact" and not partner.is_company:
                if sees_all:
                    persons[str(partner.id)] = partner.name or ""
            elif partner.is_company or partner.type in ("delivery", "other"):
                branches[str(partner.id)] = self._service_branch_label(partner)
        if client.is_company:
            branches[str(client.id)] = request.env._("Head office")
        return tuple(found if len(found) > 1 else {} for found in (persons, branches))

    def _service_branch_label(self, partner_sudo):
        names = [partner_sudo.name, partner_sudo.street, partner_sudo.city]
        return ", ".join(filter(None, names))

    def _service_list_chosen(self, query, choices):
        """Return what `query` chooses, without defaults; what is unknown falls away."""
        chosen = {}
        for name, known in choices.items():
            value = query.get(name)
            if value in known and value != _DEFAULTS.get(name):
                chosen[name] = value
        for name in ("date_from", "date_to"):
            if self._service_query_day(query.get(name)):
                chosen[name] = query[name]
        search = self._service_search_text(query)
        return chosen | ({"search": search} if search else {})

    def _service_query_day(self, text):
        """Return the `date` that `text` (YYYY-MM-DD) names, or None."""
        try:
            day = date.fromisoformat(text or "")
        except ValueError:
            return None
        return day if day.year in _YEARS else None

    def _service_chosen_days(self, chosen):
        return [
            self._service_query_day(chosen.get(name))
            for name in ("date_from", "date_to")
        ]

    # --- Links ------------------------------------------------------------------

    def _service_filter_links(self, filters, chosen):
        """Return the bar of filters: `[{"code", "label", "url", "active"}]`."""
        active = chosen.get("filterby", "all")
        return [
            {
                "code": code,
                "label": facts["label"],
                "url": self._service_link(
                    self._service_list_url,
                    chosen | {"filterby": "" if code == "all" else code},
                ),
                "active": code == active,
            }
            for code, facts in filters.items()
            if code == active or not facts.get("hidden")
        ]

    # --- Domains ----------------------------------------------------------------

    def _service_list_domain(self, chosen, choices):
        """Return the domain of all that is chosen at once; list and export use it."""
        jobs = request.env["service.job"]
        filterby = chosen.get("filterby", "all")
        # Drafts are on the page where they are written.
        domain = Domain("reference", "!=", False)
        domain &= Domain(choices["filterby"][filterby]["domain"])
        for name, field in (("state", "state"), ("type", "type_id")):
            if name in chosen:
                domain &= Domain(field, "=", self._service_value(chosen[name]))
        if "person" in chosen:
            domain &= Domain("contact_id", "=", int(chosen["person"]))
        if "branch" in chosen:
            branch = int(chosen["branch"])
            domain &= Domain("partner_shipping_id", "=", branch) | Domain(
                "contact_id.parent_id", "=", branch
            )
        domain &= jobs._service_filed_domain(*self._service_chosen_days(chosen))
        return domain & jobs._service_search_domain(chosen.get("search"))

    def _service_value(self, text):
        return int(text) if text.isdecimal() else text

    # --- Rows -------------------------------------------------------------------

    def _service_rows(self, jobs, partners_sudo=()):
        """Return what the list shows of each job: stored columns, nothing computed.

        :param partners_sudo: partners that were read already
        """
        words = {
            "states": dict(jobs._fields["state"]._description_selection(request.env)),
            "steps": jobs._service_step_labels(),
            "actions": jobs._service_portal_row_actions(),
            "addresses": self._service_address_labels(jobs, partners_sudo),
            "zone": jobs._service_zone(),
            "may": {},
        }
        return [self._service_row(job, words) for job in jobs]

    def _service_row(self, job, words):
        client_next = job.next_actor == "client"
        return {
            "url": f"{self._service_list_url}/job/{job.id}",
            "title": job.title,
            "serial": job.serial_number,
            "reference": job.reference,
            "own_reference": job.customer_reference,
            "label": words["states"][job.state],
            "color": self._service_state_color(job),
            "client_next": client_next,
            "step": words["steps"].get(job.next_step_code, ""),
            "action": self._service_row_action(job, words) if client_next else None,
            "since": self._service_date(job.state_since, words["zone"]),
            "due": self._service_date(job.next_due, words["zone"]),
            "amount": job.amount_display,
            "tracking": job.tracking_display,
            "address": words["addresses"].get(job.partner_shipping_id.id, ""),
        }

    def _service_row_action(self, job, words):
        """Return `{"label", "url"}` of what the client does next, or None."""
        action = words["actions"].get(job.next_step_code)
        if not action or not self._service_row_may(job, action["right"], words["may"]):
            return None
        url = action["url"].format(job=job.id, request=job.request_id.id)
        return {"label": action["label"], "url": url}

    def _service_row_may(self, job, right, known):
        """Tell whether the user has `right`; asked once for each person's jobs."""
        key = (job.partner_id.id, job.contact_id.id, right)
        if key not in known:
            known[key] = job._service_client_may(request.env.user, right)
        return known[key]

    def _service_address_labels(self, jobs, partners_sudo):
        """Return `{id: "street, city"}` of the return addresses, read at once."""
        known = {partner.id: partner for partner in partners_sudo}
        wanted = jobs.partner_shipping_id.ids
        missing = [number for number in wanted if number not in known]
        if missing:
            found_sudo = request.env["res.partner"].sudo().browse(missing)  # own jobs'
            found_sudo.fetch(["name", "street", "city"])
            known |= {partner.id: partner for partner in found_sudo}
        return {
            number: ", ".join(filter(None, [known[number].street, known[number].city]))
            or known[number].name
            or ""
            for number in wanted
        }

    # --- Requests without a device ----------------------------------------------

    def _service_loose_requests(self, chosen):
        """Return rows of requests without a device: questions and the like."""
        requests = request.env["service.request"].with_context(active_test=False)
        filterby = chosen.get("filterby", "all")
        if filterby not in _LOOSE_DOMAINS or {"state", "branch"} & chosen.keys():
            return []
        found = requests.search_fetch(
            self._service_loose_domain(chosen, _LOOSE_DOMAINS[filterby]),
            ["name", "subject", "state", "submitted_at"],
            limit=_MAX_LOOSE,
        )
        labels = dict(requests._fields["state"]._description_selection(request.env))
        return [
            {
                "url": f"{self._service_list_url}/{record.id}",
                "reference": record.name,
                "title": record.subject,
                "label": labels[record.state],
                "color": "warning" if record.state == "needs_info" else "info",
                "since": self._service_date(record.submitted_at),
            }
            for record in found
        ]

    def _service_loose_domain(self, chosen, filter_domain):
        jobs = request.env["service.job"]
        domain = Domain("is_loose", "=", True) & Domain("state", "!=", "draft")
        domain &= Domain(filter_domain)
        for name, field in (("type", "type_id"), ("person", "contact_id")):
            if name in chosen:
                domain &= Domain(field, "=", int(chosen[name]))
        domain &= jobs._service_filed_domain(
            *self._service_chosen_days(chosen), field="submitted_at"
        )
        for word in chosen.get("search", "").split():
            domain &= Domain.OR(
                Domain(field, "ilike", escape_psql(word))
                for field in ("name", "subject", "customer_reference")
            )
        return domain
