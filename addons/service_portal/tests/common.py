"""Factories for the tests of all four addons; no test in here."""

import io

from PIL import Image

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from . import kept

kept.keep()


class ServiceCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._service_setup_staff()
        cls._service_setup_clients()
        cls._service_setup_masters()

    @classmethod
    def _service_setup_staff(cls):
        def staff(login, groups):
            return new_test_user(
                cls.env,
                login,
                groups=groups,
                name=login.replace("_", " ").title(),
                email=f"{login}@service.example.com",
            )

        prefix = "service_portal.group_service_"
        cls.care_user = staff("svc_care", prefix + "care")
        cls.logistics_user = staff("svc_logistics", prefix + "logistics")
        cls.technician_user = staff("svc_technician", prefix + "technician")
        cls.other_technician_user = staff("svc_technician2", prefix + "technician")
        cls.quality_user = staff("svc_quality", prefix + "quality")
        cls.manager_user = staff("svc_manager", prefix + "manager")
        cls.accountant_user = staff("svc_accountant", "account.group_account_invoice")

    @classmethod
    def _service_setup_clients(cls):
        partners = cls.env["res.partner"]
        cls.client_company, cls.other_company = partners.create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "street": "Prosta 1",
                    "zip": "00-850",
                    "city": "Warszawa",
                    "country_id": cls.env.ref("base.pl").id,
                }
                for name in ("Klient A Sp. z o.o.", "Klient B Sp. z o.o.")
            ]
        )
        # Holds every right of the company; the colleague has none.
        cls.client_user = cls.make_client_user(
            "client_a",
            cls.client_company,
            "company_edit",
            "approve",
            "invoices",
            "admin",
        )
        cls.colleague_user = cls.make_client_user("client_a2", cls.client_company)
        cls.other_user = cls.make_client_user(
            "client_b",
            cls.other_company,
            "company_edit",
            "approve",
            "invoices",
        )
        cls.private_user = cls.make_client_user("client_p", partners)
        cls.client_contact = cls.client_user.partner_id
        cls.colleague_contact = cls.colleague_user.partner_id
        cls.other_contact = cls.other_user.partner_id
        cls.private_partner = cls.private_user.partner_id

    @classmethod
    def _service_setup_masters(cls):
        cls.category = cls.env["service.device.category"].create({"name": "Smartfony"})
        cls.fault_type = cls.env["service.fault.type"].create(
            {"name": "Pęknięty ekran"}
        )
        cls.type_repair = cls.env.ref("service_portal.service_request_type_repair")
        cls.type_warranty = cls.env.ref("service_portal.service_request_type_warranty")
        cls.type_complaint = cls.env.ref(
            "service_portal.service_request_type_complaint"
        )
        cls.type_question = cls.env.ref("service_portal.service_request_type_question")

    # --- Factories ------------------------------------------------------------

    @classmethod
    def make_client_user(cls, login, company, *rights):
        """Return a portal user of `company` with the named client groups."""
        user = new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            name=login.title(),
            email=f"{login}@client.example.com",
        )
        if company:
            user.partner_id.parent_id = company
        user.write(
            {
                "group_ids": [
                    Command.link(cls.env.ref(f"service_portal.group_client_{right}").id)
                    for right in rights
                ]
            }
        )
        return user

    @classmethod
    def make_device(cls, partner=None, **vals):
        partner = partner or cls.client_company
        return cls.env["service.device"].create(
            {
                "partner_id": partner.commercial_partner_id.id,
                "category_id": cls.category.id,
                "brand": "Marka",
                "model": "Model",
            }
            | vals
        )

    @classmethod
    def make_request(cls, jobs=2, *, partner=None, contact=None, accept=True, **vals):
        """Return a filed request (accepted by default) with `jobs` new devices."""
        contact = contact or (partner or cls.client_contact)
        request = cls.env["service.request"].create(
            {
                "contact_id": contact.id,
                "type_id": cls.type_repair.id,
                "subject": "Naprawa",
            }
            | vals
        )
        for number in range(jobs):
            device = cls.make_device(
                request.partner_id, serial_number=f"SN-{request.id}-{number}"
            )
            cls.env["service.job"].create(
                {
                    "request_id": request.id,
                    "device_id": device.id,
                    "fault_type_id": cls.fault_type.id,
                    "fault": "Nie działa",
                }
            )
        if accept:
            request.with_user(cls.care_user).action_accept()
        return request.with_env(cls.env)

    @classmethod
    def send_waiting_mails(cls):
        """Let the mails that wait for more devices go, as the cron would."""
        notices = cls.env["service.mail.notice"].search([("state", "=", "waiting")])
        for notice in notices.filtered("request_id"):
            notice._service_work_safely()

    @classmethod
    def make_jpeg(cls, color="red", size=(64, 48), **save):
        out = io.BytesIO()
        Image.new("RGB", size, color).save(out, "JPEG", **save)
        return out.getvalue()
