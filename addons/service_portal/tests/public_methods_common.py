"""Calls of public methods by everybody, for all addons; no test in here."""

import inspect
import tomllib
from copy import deepcopy

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import new_test_user
from odoo.tools import file_open, mute_logger

from odoo.addons.auth_signup.models.res_partner import SignupError

from .access_common import Fingerprint

_LIST = "service_portal/tests/public_methods.toml"
# What a stranger sends for an argument that has no default.
_ARGUMENTS = {
    "fields": ["name"],
    "fields_list": ["name"],
    "job_id": 1,
    "job_ids": [1],
    "mode": "receive",
    "text": "xyz",
    "contact_id": 1,
    "vals": {"name": "x"},
    "vals_list": [{"name": "x"}],
    "values": {"login": "x@stranger.example.com", "name": "x", "password": "x-X-x-1"},
}


# `who` of the list -> groups; all others are strangers to the method. Who may call what
# is for "staff" depends on the record and is tested where the method is.
_SERVICE = "service_portal.group_service_"
_WHO = {
    "care": (_SERVICE + "care",),
    "logistics": (_SERVICE + "logistics",),
    "technician": (_SERVICE + "technician",),
    "technician, care": (_SERVICE + "technician", _SERVICE + "care"),
    "care, logistics": (_SERVICE + "care", _SERVICE + "logistics"),
    "technician, logistics": (_SERVICE + "technician", _SERVICE + "logistics"),
    "quality": (_SERVICE + "quality",),
    "manager": (_SERVICE + "manager",),
    "staff": (_SERVICE + "user",),
    "accountant": ("account.group_account_invoice", _SERVICE + "manager"),
    "stock users": ("stock.group_stock_user",),
    "sales users": ("sales_team.group_sale_salesman",),
    "chat managers": ("im_livechat.im_livechat_group_manager",),
    "client": (),
    "nobody": (),
    "nobody by RPC": (),
}


class PublicMethods(Fingerprint):
    """Mixin to ServiceCommon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain_user = new_test_user(
            cls.env, "svc_plain", groups="base.group_user", email="plain@example.com"
        )
        # Those who try the methods; a test may bring more.
        cls.everybody = cls.client_user | cls.plain_user
        cls.elsewhere_user = cls.env["res.users"]  # of another company of this database

    @classmethod
    def listed_methods(cls):
        """Return `{addon: {"model.method": {"who", "why", "stranger"}}}`."""
        with file_open(_LIST, "rb") as file:
            return tomllib.load(file)

    def public_methods(self, addon):
        """Return `{"model.method"}` that `addon` makes or overrides and RPC reaches."""
        return {
            f"{model._name}.{name}"
            for model in self.registry.values()
            for part in model.mro()
            if getattr(part, "_module", None) == addon and part._name == model._name
            for name, value in vars(part).items()
            if isinstance(value, classmethod | staticmethod) or inspect.isroutine(value)
            if self._is_public(model._name, name)
        }

    def _is_public(self, model_name, name):
        try:
            get_public_method(self.env[model_name], name)
        except AccessError:
            return False
        return True

    def check_strangers(self, addon, records):
        """Call each public method of `addon` as everybody whose method it is not.

        :param records: records of a client who may read them, at least one of each
            model; a method of a mixin is tried on all that inherit it
        """
        about = self.listed_methods()[addon]
        for name in sorted(self.public_methods(addon)):
            model_name, _dot, method = name.rpartition(".")
            mixin = self.registry[model_name]
            targets = [r for r in records if isinstance(r, mixin)]
            if not targets and mixin._abstract:
                targets = [self.env[model_name]]
            targets = targets or [self._some_record(model_name)]
            with self.subTest(method=name):
                self.assertTrue(targets, "no record to try it on")
                entry = about.get(name, {"who": "nobody"})
                calm = entry.get("stranger", "")
                before = self.fingerprint()
                for target in targets:
                    for user in self._strangers(entry["who"], target, method):
                        self._check_stranger(
                            target.with_user(user), method, calm, before
                        )

    def _strangers(self, who, target, method):
        """Return the users who get nothing by this method on this record."""
        if who not in _WHO:  # the record says who, not the person
            return self.client_user | self.plain_user
        strangers = self.everybody.filtered(
            lambda user: not any(user.has_group(group) for group in _WHO[who])
        )
        function = getattr(type(target), method)
        company = "company_id" in target._fields and target.sudo().company_id
        foreign = company and company not in self.elsewhere_user.company_ids
        if foreign and not getattr(function, "_api_model", False):
            strangers |= self.everybody & self.elsewhere_user
        return strangers

    def _some_record(self, model_name):
        """Return any record of the model, made of its required fields when none is."""
        model_sudo = self.env[model_name].sudo()
        found = model_sudo.search([], limit=1)
        if found or model_sudo._abstract or not model_sudo._auto:
            return found
        vals = model_sudo.default_get(list(model_sudo._fields))
        for name, field in model_sudo._fields.items():
            if not (field.required and field.store) or field.compute or vals.get(name):
                continue
            vals[name] = {
                "many2one": lambda f: self.env[f.comodel_name].sudo().search([])[:1].id,
                "selection": lambda f: f.get_values(self.env)[0],
                "char": lambda f: f.name,
                "text": lambda f: f.name,
                "date": lambda f: "2026-01-01",
                "datetime": lambda f: "2026-01-01 00:00:00",
            }.get(field.type, lambda f: 1)(field)
        return model_sudo.create(vals)

    def _check_stranger(self, target, method, calm, before):
        who = f"{target.env.user.login} on {target}"
        self.env.invalidate_all()  # what is cached, is read without a right
        try:
            with (
                mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"),
                self.cr.savepoint(),
            ):
                self._call(target, method)
        except AccessError:
            return
        except (UserError, SignupError, ValueError, IntegrityError) as error:
            self.assertTrue(calm, f"{who}: {error}")
            return
        finally:
            self.env.invalidate_all()
        self.assertTrue(calm.startswith("nothing: "), f"no AccessError for {who}")
        self.assertEqual(self.fingerprint(), before, f"{who} wrote something")

    def _call(self, target, method):
        function = getattr(type(target), method)
        arguments = [
            self._argument(target, name)
            for name, parameter in list(inspect.signature(function).parameters.items())[
                1:
            ]
            if parameter.default is parameter.empty
            and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        ids = [] if getattr(function, "_api_model", False) else [target.ids]
        return call_kw(target.browse(), method, ids + arguments, {})

    def _argument(self, target, name):
        if name in ("vals", "vals_list") and "name" not in target._fields:
            return {"company_id": 1} if name == "vals" else [{"company_id": 1}]
        return deepcopy(_ARGUMENTS.get(name, "x"))  # some write into it
