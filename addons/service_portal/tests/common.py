"""Factories for the tests of all four addons; no test in here."""

import io

from PIL import Image

from odoo.fields import Command

from odoo.addons.base.tests.common import BaseCommon

from . import kept

kept.keep()


class ServiceCommon(BaseCommon):
    # Whether the requests of a class are told to their clients: it takes as long as all
    # the rest of making them.
    request_mails = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._service_setup_people()
        cls._service_setup_masters()

    @classmethod
    def _service_setup_people(cls):
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
        prefix = "service_portal.group_service_"
        staff = {
            "svc_care": prefix + "care",
            "svc_logistics": prefix + "logistics",
            "svc_technician": prefix + "technician",
            "svc_technician2": prefix + "technician",
            "svc_quality": prefix + "quality",
            "svc_manager": prefix + "manager",
            "svc_accountant": "account.group_account_invoice",
        }
        # One create for all: made one by one they took a tenth of the suite's time.
        (
            cls.care_user,
            cls.logistics_user,
            cls.technician_user,
            cls.other_technician_user,
            cls.quality_user,
            cls.manager_user,
            cls.accountant_user,
            # Holds every right of the company; the colleague has none.
            cls.client_user,
            cls.colleague_user,
            cls.other_user,
            cls.private_user,
        ) = cls.env["res.users"].create(
            [cls._service_staff_vals(*given) for given in staff.items()]
            + [
                cls._service_client_vals(
                    "client_a",
                    cls.client_company,
                    "company_edit",
                    "approve",
                    "invoices",
                    "admin",
                ),
                cls._service_client_vals("client_a2", cls.client_company),
                cls._service_client_vals(
                    "client_b",
                    cls.other_company,
                    "company_edit",
                    "approve",
                    "invoices",
                ),
                cls._service_client_vals("client_p", partners),
            ]
        )
        cls.client_contact = cls.client_user.partner_id
        cls.colleague_contact = cls.colleague_user.partner_id
        cls.other_contact = cls.other_user.partner_id
        cls.private_partner = cls.private_user.partner_id

    @classmethod
    def _service_user_vals(cls, login, *groups):
        """Return what `new_test_user` gives a user."""
        return {
            "login": login,
            "password": login.ljust(8, "x"),
            "group_ids": [Command.set([cls.env.ref(group).id for group in groups])],
        }

    @classmethod
    def _service_staff_vals(cls, login, group):
        return cls._service_user_vals(login, group) | {
            "name": login.replace("_", " ").title(),
            "email": f"{login}@service.example.com",
        }

    @classmethod
    def _service_client_vals(cls, login, company, *rights):
        rights = [f"service_portal.group_client_{right}" for right in rights]
        return cls._service_user_vals(login, "base.group_portal", *rights) | {
            "name": login.title(),
            "email": f"{login}@client.example.com",
            "parent_id": company.id,
        }

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
        return cls.env["res.users"].create(
            cls._service_client_vals(login, company, *rights)
        )

    @classmethod
    def make_device(cls, partner=None, **vals):
        return cls.make_devices(partner or cls.client_company, [vals])

    @classmethod
    def make_devices(cls, partner, vals_list):
        plain = {
            "partner_id": partner.commercial_partner_id.id,
            "category_id": cls.category.id,
            "brand": "Marka",
            "model": "Model",
        }
        return cls.env["service.device"].create([plain | vals for vals in vals_list])

    @classmethod
    def make_request(
        cls, jobs=2, *, partner=None, contact=None, accept=True, mails=None, **vals
    ):
        """Return a filed request (accepted by default) with `jobs` new devices."""
        contact = contact or (partner or cls.client_contact)
        mails = cls.request_mails if mails is None else mails
        skip = () if mails else ("request.new", "request.accepted")
        request = (
            cls.env["service.request"]
            .with_context(service_mail_skip=skip)
            .create(
                {
                    "contact_id": contact.id,
                    "type_id": cls.type_repair.id,
                    "subject": "Naprawa",
                }
                | vals
            )
        )
        devices = cls.make_devices(
            request.partner_id,
            [{"serial_number": f"SN-{request.id}-{number}"} for number in range(jobs)],
        )
        cls.env["service.job"].create(
            [
                {
                    "request_id": request.id,
                    "device_id": device.id,
                    "fault_type_id": cls.fault_type.id,
                    "fault": "Nie działa",
                }
                for device in devices
            ]
        )
        if accept:
            request.with_user(cls.care_user).action_accept()
        cls.env.flush_all()  # as at the end of that person's transaction
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
