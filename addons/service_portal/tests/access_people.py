"""People and records of the access matrix, for all four addons; no test in here."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .access_common import Fingerprint
from .portal_common import PortalCommon

MISSING = 2**31 - 7
# The columns of every table, one letter a person.
COMPANY_A = (
    *("admin", "viewer", "editor", "own_only", "approver", "invoices", "only_admin"),
)
CLIENTS = (*COMPANY_A, "private", "company_b")
ROLES = (
    *("read", "care", "logistics", "technician", "quality", "manager", "accountant"),
)
STAFF = (*ROLES, "other_odoo_company", "outsider")
PEOPLE = (*CLIENTS, "visitor", *STAFF)
# An id that was typed is found in a page as such: no two tables share numbers, and no
# number is small enough to stand there for something else.
_TABLES = (
    *("service_request", "service_job", "service_photo", "service_device"),
    *("service_import", "service_invitation", "service_join_request"),
    *("res_users", "res_partner", "res_users_apikeys"),
)
_ADDRESS = {"street": "Prosta 2", "zip": "00-850", "city": "Warszawa"}


class AccessPeople(Fingerprint, PortalCommon):
    """Of company A: an administrator with every right, one who sees all, one who
    changes all, one with own matters only, one who orders up to a limit, one for
    invoices, one who administers and nothing else. A private person. The administrator
    of company B. A visitor. Each role of staff, an accountant, the care desk of another
    company of this database, and an employee outside the service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_people()
        cls.records = cls.make_records()
        cls.env["ir.config_parameter"].set_param("portal.allow_api_keys", "True")
        cls.env.flush_all()

    @classmethod
    def _service_setup_people(cls):
        """Override: the numbers before the first person."""
        for place, table in enumerate(_TABLES, start=1):
            cls.env.cr.execute(
                "SELECT setval(s, greatest(nextval(s), %s))"
                "  FROM pg_get_serial_sequence(%s, 'id') s",
                [place * 100_000, table],
            )
        super()._service_setup_people()

    # --- People ---------------------------------------------------------------

    @classmethod
    def make_people(cls):
        def client(name, *rights):
            return cls.make_client_user(f"mx_{name}", cls.client_company, *rights)

        everything = ("company_edit", "approve", "invoices", "admin")
        elsewhere = cls.env["res.company"].create({"name": "Druga firma"})
        people = {
            "admin": client("admin", *everything),
            "viewer": client("viewer", "company_view"),
            "editor": client("editor", "company_edit"),
            "own_only": client("own_only"),
            "approver": client("approver", "approve"),
            "invoices": client("invoices", "invoices"),
            "only_admin": client("only_admin", "admin"),
            "private": cls.private_user,
            "company_b": cls.make_client_user("mx_b", cls.other_company, *everything),
            "visitor": None,
            "read": new_test_user(
                cls.env, "mx_read", groups="service_portal.group_service_user"
            ),
            "outsider": new_test_user(cls.env, "mx_out", groups="base.group_user"),
            "other_odoo_company": new_test_user(
                cls.env,
                "mx_elsewhere",
                groups="service_portal.group_service_care",
                company_id=elsewhere.id,
                company_ids=[Command.set(elsewhere.ids)],
            ),
        }
        people["approver"].partner_id.service_approve_limit = 500
        for role in ROLES[1:]:
            people[role] = getattr(cls, f"{role}_user")
        return people

    # --- Records --------------------------------------------------------------

    @classmethod
    def make_records(cls):
        """Return `{owner: {kind: record}}`.

        An owner is a client of `CLIENTS`, or "colleague" (of company A) or "foreign"
        (of company B); for who is of company B these two change places.
        """
        contacts = {name: cls.people[name].partner_id for name in CLIENTS}
        contacts["colleague"], contacts["foreign"] = (
            cls.colleague_contact,
            cls.other_contact,
        )
        records = {owner: cls.make_matter(c) for owner, c in contacts.items()}
        for owner in CLIENTS:
            records[owner] |= cls.make_account_records(cls.people[owner])
        cls.add_team_records(records)
        return records

    @classmethod
    def make_matter(cls, contact):
        """Return the records of one contact, in states in which much is possible."""
        request = cls.make_request(3, contact=contact, accept=False)
        asked = cls.make_request(0, contact=contact, accept=False, missing_info="?")
        jobs = request.job_ids.sorted("number")
        for job, state in zip(jobs, ("announced", "received", "closed"), strict=True):
            cls.set_state(job, state)
        cls.set_state(request, "in_progress")
        cls.set_state(asked, "needs_info")
        for each in (request, asked, *jobs):
            each._portal_ensure_token()  # core makes it when a link is first followed
        photo = cls.env["service.photo"]._service_add(
            jobs[0], "in", [("x.jpg", cls.make_jpeg())], source="scan"
        )
        return {
            "request_id": request,
            "asked": asked,
            "job_id": jobs[0],
            "received": jobs[1],
            "closed": jobs[2],
            "photo_id": photo,
            "device_id": jobs[2].device_id,
            "partner_id": contact,
        }

    @classmethod
    def set_state(cls, record, state):
        """Put a record into a state; the ways there are other tests' matter."""
        cls.env.flush_all()
        cls.env.cr.execute(
            f"UPDATE {record._table} SET state = %s WHERE id = %s", [state, record.id]
        )
        record.invalidate_recordset()
        if "is_open" in record._fields:
            cls.env.add_to_compute(record._fields["is_open"], record)
            cls.env.flush_all()

    @classmethod
    def make_account_records(cls, user):
        """Return an import and an API key of a client user."""
        until = fields.Datetime.add(fields.Datetime.now(), days=1)
        keys_sudo = cls.env["res.users.apikeys"].with_user(user).sudo()  # longer
        keys_sudo._generate("rpc", "x", until)
        return {
            "key_id": user.api_key_ids,
            "import_id": cls.env["service.import"].create(
                {
                    "name": "x.xlsx",
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "content_sha256": "0",
                }
            ),
        }

    @classmethod
    def add_team_records(cls, records):
        """Add members, invitations, people who ask to join, and addresses."""
        company_b = cls.people["company_b"]
        for owner, boss, member in (
            ("colleague", cls.people["admin"], cls.colleague_user),
            ("foreign", company_b, cls.other_user),
        ):
            company = boss.partner_id.commercial_partner_id
            records[owner] |= {
                "user_id": member,
                "invitation_id": cls.env["service.invitation"]._service_invite(
                    {"name": "Gość", "email": f"{owner}@client.example.com"}, actor=boss
                ),
                "join_id": cls.make_join(company, owner),
                "address_id": cls.env["res.partner"].create(
                    {"name": "Filia", "type": "delivery", "parent_id": company.id}
                    | _ADDRESS
                ),
                # Of somebody: colleagues' and foreign ones are other people's.
                "key_id": records["viewer" if owner == "colleague" else "company_b"][
                    "key_id"
                ],
                "import_id": records["viewer" if owner == "colleague" else "company_b"][
                    "import_id"
                ],
            }

    @classmethod
    def make_join(cls, company, name):
        joiner = cls.make_client_user(f"mx_join_{name}", cls.env["res.partner"])
        return cls.env["service.join.request"].create(
            {
                "user_id": joiner.id,
                "company_name": company.name,
                "nip": "5260250274",
                "target_partner_id": company.id,
            }
        )

    # --- Whose ------------------------------------------------------------------

    @classmethod
    def record(cls, persona, whose, kind):
        """Return the record that is own, a colleague's or foreign to a persona.

        :return: a record, MISSING, or None when there is no such thing
        """
        if whose == "missing":
            return MISSING
        if whose == "own":
            return cls.records.get(persona, {}).get(kind)
        if whose == "colleague" and persona not in (*COMPANY_A, "company_b"):
            return None
        owner = whose
        if persona == "company_b":
            owner = {"colleague": "foreign", "foreign": "colleague"}[whose]
        found = cls.records[owner].get(kind)
        own = cls.records.get(persona, {}).get(kind)
        if own and own == found:  # the colleague's of whom the records are
            found = cls.records["editor" if persona == "viewer" else "admin"][kind]
            if persona == "company_b":
                return None
        return found
