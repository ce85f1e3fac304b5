"""Two people at one moment, on rows that are really committed; no test in here."""

import contextlib
import functools
import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger
from odoo.tools.lru import LRU

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

WAIT = 30  # seconds; nothing here takes one
# Each table with a key of its own and the last value that it gave out.
_LAST_KEYS = """
    SELECT owner.relname, COALESCE(pg_sequence_last_value(seq.oid), 0)
    FROM pg_class seq
    JOIN pg_depend dep ON dep.objid = seq.oid AND dep.deptype IN ('a', 'i')
        AND dep.classid = 'pg_class'::regclass
    JOIN pg_class owner ON owner.oid = dep.refobjid
    WHERE seq.relkind = 'S' AND owner.relkind = 'r'
"""


def at_both_moments(test):
    """Run a test `(self, env, overlap)` for both orders; see `RaceCommon.race`.

    `env` is the superuser's, on rows that the test commits and that are removed after.
    """

    @functools.wraps(test)
    def run(self):
        for overlap in (True, False):
            with self.subTest(overlap=overlap), self.committed() as env:
                test(self, env, overlap)

    return run


class RaceCommon(TransactionCase):
    """Races between transactions, whose order is fixed by events, not by luck.

    The second one always decides on what it saw before the first one committed. Either
    it comes while the first is still open, or just after the first committed. Both
    moments count: a lock stops the one, a written row the other.
    """

    def setUp(self):
        super().setUp()
        self.results = {}

    # --- Rows that are there for everybody ----------------------------------------

    @contextlib.contextmanager
    def committed(self):
        """Yield an environment for what the race needs.

        At the end all rows go that anybody committed meanwhile.
        """
        before = self._last_keys()
        try:
            with self.registry.cursor() as cr:
                yield api.Environment(cr, SUPERUSER_ID, {})
        finally:
            self._remove_since(before)

    def _last_keys(self):
        with self.registry.cursor() as cr:
            cr.execute(_LAST_KEYS)
            return dict(cr.fetchall())

    def _remove_since(self, before):
        """Delete the rows that are younger than these keys, whatever refers to what."""
        grown = {t: k for t, k in self._last_keys().items() if k != before.get(t)}
        with self.registry.cursor() as cr, mute_logger("odoo.sql_db"):
            left = sorted(grown)
            while left:
                stuck = [t for t in left if not self._remove_rows(cr, t, before)]
                self.assertLess(len(stuck), len(left), f"cannot clean {stuck}")
                left = stuck

    def _remove_rows(self, cr, table, before):
        try:
            with cr.savepoint(flush=False):
                cr.execute(f'DELETE FROM "{table}" WHERE id > %s', [before[table]])
        except Exception:  # noqa: BLE001 - something refers to it still
            return False
        return True

    # --- The race -------------------------------------------------------------------

    def now(self, records):
        """Return the records as they are committed now, in a cursor of their own."""
        cr = self.enterContext(self.registry.cursor())
        return records.with_env(records.env(cr=cr))

    def race(self, first, second, *, overlap):
        """Let two act at once; the second as core runs a request, with its replays.

        :param first, second: `(uid, callable(env))`
        :param bool overlap: the second acts before the first committed, else just
            after, and in both cases on what it saw before
        :return: what the first returned, and what the second did: its result, or the
            exception that the person reads
        """
        met, committed, gone = (threading.Event() for _ in range(3))

        def pause(*_limits):
            """Core waits a random time before it replays; here, for the first one."""
            met.set()
            committed.wait(WAIT)
            return 0

        moments = {"seen": threading.Event(), "go": threading.Event(), "gone": gone}
        later = threading.Thread(
            target=self._act_later, args=(*second, moments), daemon=True
        )
        with (
            patch("odoo.service.model.random.uniform", pause),
            # Who starts the tests holds it all the time, as in core's HTTP tests.
            patch.object(Registry, "_lock", DummyRLock()),
            mute_logger("odoo.sql_db"),
        ):
            later.start()
            try:
                self.assertTrue(moments["seen"].wait(WAIT), "the second never began")
                with self.registry.cursor() as cr:
                    uid, act = first
                    with self.another_process():
                        result = act(api.Environment(cr, uid, {}))
                        cr.flush()  # `retrying` would commit
                    if overlap:
                        moments["go"].set()
                        self._wait_until_they_meet(cr, met, gone)
            finally:
                committed.set()
                moments["go"].set()
                later.join(WAIT)
                self.registry.reset_changes()
        self.assertFalse(later.is_alive(), "the second hangs")
        return result, self.results.pop("second")

    @contextlib.contextmanager
    def another_process(self):
        """Give the caches of another process to what runs in here.

        Core tells a process what another one changed when its next request begins; in
        the middle of one, and when it replays one, a process believes its own caches.
        """
        caches = self.registry._Registry__caches
        ours = dict(caches)
        caches.update({name: LRU(1000) for name in ours})
        try:
            yield
        finally:
            caches.update(ours)

    def _act_later(self, uid, act, moments):
        with self.registry.cursor() as cr:
            cr.execute("SELECT pg_backend_pid()")  # what it sees is fixed from here
            [self.results["pid"]] = cr.fetchone()
            env = api.Environment(cr, uid, {})
            env.user.has_group("base.group_user")  # as each request asks, and caches
            moments["seen"].set()
            moments["go"].wait(WAIT)
            try:
                self.results["second"] = retrying(functools.partial(act, env), env)
            except Exception as error:  # noqa: BLE001 - the caller judges
                cr.rollback()
                self.results["second"] = error
        moments["gone"].set()

    def _wait_until_they_meet(self, cr, met, gone):
        """Wait until the second is refused, waits for a row of ours, or is through."""
        for _moment in range(WAIT * 50):
            cr.execute("SELECT pg_blocking_pids(%s)", [self.results["pid"]])
            if met.is_set() or cr.fetchone()[0] or gone.wait(0.02):
                return
        self.fail("the second neither waits nor ends")

    # --- People and matters -----------------------------------------------------------

    def make_company(self, env, *people):
        """Return users of a new company of clients; `people` are sets of rights."""
        env = env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        company = env["res.partner"].create({"name": "Wyścig", "is_company": True})
        users = env["res.users"]
        for rights in people:
            number = env["res.partner"].search_count([])
            user = new_test_user(
                env,
                f"svc_race_{number}",
                groups="base.group_portal",
                name=f"Osoba {number}",
                email=f"svc_race_{number}@client.example.com",
            )
            user.partner_id.parent_id = company
            user.group_ids = [
                Command.link(env.ref(f"service_portal.group_client_{right}").id)
                for right in rights
            ]
            users |= user
        return users

    def make_staff(self, env, count=2, group="care"):
        """Return people of the care desk, or of another group."""
        env = env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        return env["res.users"].union(
            *(
                new_test_user(
                    env,
                    f"svc_race_{group}_{number}",
                    groups=f"service_portal.group_service_{group}",
                    name=f"Osoba {number}",
                )
                for number in range(count)
            )
        )

    def make_matter(self, env, contact, jobs=1):
        """Return a new request of this person, with devices."""
        category = env["service.device.category"].create({"name": "Wyścig"})
        request = env["service.request"].create(
            {
                "contact_id": contact.id,
                "type_id": env.ref("service_portal.service_request_type_repair").id,
                "subject": "Wyścig",
            }
        )
        for number in range(jobs):
            device = env["service.device"].create(
                {
                    "partner_id": request.partner_id.id,
                    "category_id": category.id,
                    "brand": "Marka",
                    "serial_number": f"W{request.id}-{number}",
                }
            )
            env["service.job"].create(
                {
                    "request_id": request.id,
                    "device_id": device.id,
                    "fault": "Nie działa",
                }
            )
        return request
