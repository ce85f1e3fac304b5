from odoo.tests import tagged

from .access_matrix import CLIENTS, AccessMatrix
from .access_table import ROWS, WHO


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessMatrix):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        photos = cls.env["service.photo"]
        cls.photos = {
            request.id: photos._service_add(
                request.job_ids, "in", [("x.jpg", cls.make_jpeg())], source="scan"
            ).id
            for request in cls.requests.values()
        }
        partners = cls.env["res.partner"]
        cls.addresses = {
            company: partners.create(
                {"name": "Filia", "type": "delivery", "parent_id": company.id}
            ).id
            for company in (cls.client_company, cls.other_company)
        }
        cls.other_user._service_set_client_rights(
            {"admin", "invoices"}, actor=cls.care_user
        )
        invitations = cls.env["service.invitation"]
        cls.invitations, cls.joins = {}, {}
        for boss in (cls.people["admin"], cls.other_user):
            company = boss.partner_id.commercial_partner_id
            cls.invitations[company] = invitations._service_invite(
                {"name": "X", "email": f"x{boss.id}@x.example.com"}, actor=boss
            ).id
            joiner = cls.make_client_user(f"m_join{boss.id}", partners)
            cls.joins[company] = (
                cls.env["service.join.request"]
                .create(
                    {
                        "user_id": joiner.id,
                        "nip": "5260001246",
                        "company_name": "X",
                        "target_partner_id": company.id,
                    }
                )
                .id
            )
        cls.env["ir.config_parameter"].set_param("portal.allow_api_keys", "True")
        cls.keys = {}
        for name in CLIENTS:
            user = cls.people[name]
            user.with_user(user).env["res.users.apikeys"].sudo()._generate(
                "rpc", "k", None
            )
            cls.keys[name] = user.api_key_ids.id

    def subject_photo(self, actor, target):
        record = self.request_of(actor, target)
        return self.photos[record.id] if record else None

    def subject_user(self, actor, target):
        if target == "own":
            return self.people[actor].id if self.people[actor] else None
        if target == "colleague":
            return self.colleague_user.id if actor in self.keys else None
        return (self.colleague_user if actor == "other" else self.other_user).id

    def of_company(self, ids, actor, target):
        """Return what belongs to the actor's company, or to the other one."""
        if target == "own":
            return None
        client = actor in self.keys and actor != "other"
        if target == "colleague":
            return ids[self.client_company] if client else None
        return ids[self.client_company if actor == "other" else self.other_company]

    def subject_invitation(self, actor, target):
        return self.of_company(self.invitations, actor, target)

    def subject_join(self, actor, target):
        return self.of_company(self.joins, actor, target)

    def subject_address(self, actor, target):
        return self.of_company(self.addresses, actor, target)

    def subject_key(self, actor, target):
        if target == "own":
            return self.keys.get(actor)
        if target == "colleague":
            other = "view" if actor == "admin" else "admin"
            return self.keys[other] if actor in self.keys else None
        return self.keys["admin" if actor == "other" else "other"]

    def test_every_route_answers_everybody_as_the_table_says(self):
        self.check("service_portal", ROWS, WHO)
