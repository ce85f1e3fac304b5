"""Rules for every route of the suite; walks the other addons' routes, too."""

from odoo.tests import tagged

from .portal_common import PortalCommon

_MISSING = 2**31 - 7
_TOO_LARGE = 10**20
_GARBAGE = {
    "page": "x",
    "sortby": "garbage",
    "filterby": "garbage",
    "search": "'\"%_\x01",
    "search_in": "garbage",
    "device_id": "-1",
    "date_begin": "x",
    "access_token": "x",
    "report_type": "exe",
    "foo[bar]": "1",
}


@tagged("post_install", "-at_install")
class TestRoutes(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Small numbers stand in every page; an id must be found as such.
        for table in ("request", "job", "photo"):
            cls.env.cr.execute(
                "SELECT setval(%s, greatest(nextval(%s), 7001))",
                [f"service_{table}_id_seq"] * 2,
            )
        cls.foreign_request = cls.make_request(partner=cls.other_contact)
        cls.foreign_job = cls.foreign_request.job_ids[0]
        cls.foreign_photo = cls.env["service.photo"]._service_add(
            cls.foreign_job, "in", [("x.jpg", cls.make_jpeg())], source="scan"
        )

        imports = cls.env["service.import"].with_user(cls.other_user)
        cls.foreign_import, _again = imports._service_client_upload(
            "lista.csv",
            b"Kind of device;Fault description\nx;y",
            user=cls.other_user,
        )

    def suite_rules(self):
        rules = [
            rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith("odoo.addons.service_")
        ]
        self.assertTrue(rules, "the suite has no routes")
        return rules

    def foreign_id(self, name):
        """Return the id of another client's record for a parameter like `job_id`."""
        known = {
            "request_id": self.foreign_request,
            "job_id": self.foreign_job,
            "photo_id": self.foreign_photo,
            "import_id": self.foreign_import,
            "device_id": self.foreign_job.device_id,
        }
        return known[name].id if name in known else None

    def test_every_route_names_its_methods(self):
        nameless = [
            rule.rule
            for rule in self.suite_rules()
            if not rule.endpoint.routing.get("methods")
        ]
        self.assertFalse(nameless)

    def test_route_methods_of_the_suite_hide_no_core_route(self):
        for rule in self.suite_rules():
            name = rule.endpoint.func.__name__
            if name.startswith("service_"):
                continue
            core = [
                base
                for base in type(rule.endpoint.func.__self__).__mro__
                if name in vars(base)
                and not base.__module__.startswith("odoo.addons.service_")
            ]
            self.assertTrue(core, f"{name} ({rule.rule}) lacks the prefix service_")

    def answer(self, rule, method, number):
        path = rule.rule
        for name, converter in rule._converters.items():
            # Odoo has an integer converter of its own beside werkzeug's.
            is_number = "Int" in type(converter).__name__
            value = number if is_number else "x"
            path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", "x")
        if rule.endpoint.routing["type"] == "jsonrpc":
            return self.url_open(path, json={"params": {}}, method="POST")
        if method == "POST":
            return self.post(path, follow=False)
        return self.url_open(path, allow_redirects=False)

    def test_foreign_missing_and_impossible_ids_answer_alike(self):
        self.enter(self.client_user)
        walked = 0
        for rule in self.suite_rules():
            numbers = [name for name in rule.arguments if name.endswith("_id")]
            if not numbers:
                continue
            foreign = self.foreign_id(numbers[0])
            for method in sorted(
                set(rule.endpoint.routing["methods"]) & {"GET", "POST"}
            ):
                with self.subTest(rule=rule.rule, method=method):
                    missing = self.comparable(
                        self.answer(rule, method, _MISSING), _MISSING
                    )
                    self.assertIn(missing[0], (302, 303, 400, 403, 404))
                    for number in filter(None, (foreign, _TOO_LARGE)):
                        answer = self.answer(rule, method, number)
                        self.assertEqual(self.comparable(answer, number), missing)
                    walked += foreign is not None
        self.assertGreaterEqual(walked, 5)

    def test_garbage_in_query_parameters_never_breaks_a_page(self):
        self.enter(self.client_user)
        for rule in self.suite_rules():
            routing = rule.endpoint.routing
            if rule.arguments or "GET" not in routing["methods"]:
                continue
            with self.subTest(rule=rule.rule):
                answer = self.get(rule.rule, **_GARBAGE)
                self.assertLess(
                    answer.status_code, 500 if "health" not in rule.rule else 504
                )

    def test_pages_far_away_fall_back(self):
        self.enter(self.client_user)
        for page in ("0", "999999999999999999999"):
            self.assertEqual(self.get(f"/my/service/page/{page}").status_code, 200)

    def test_visitor_is_sent_to_the_login(self):
        self.enter()
        for path in ("/my/service", "/my/service/new", "/my/service/1"):
            self.assertIn("/web/login", self.url_open(path).url)
