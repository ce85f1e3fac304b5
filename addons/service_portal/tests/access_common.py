"""Personas and fingerprints for the tests of access; no test in here."""

import contextlib

from odoo.tools import SQL

# Written by looking at a page, and by design: core makes the token of a portal link
# when its page is first shown, and counters count.
_SEEN = "access_token"
_COUNTERS = {"service_rate_limit"}
# Tables of core in which a stranger could do harm through our code.
_CORE_TABLES = {
    "account_move",
    "mail_activity",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "repair_order",
    "res_company",
    "res_groups_users_rel",
    "res_partner",
    "res_users",
    "sale_order",
    "sale_order_line",
    "stock_move",
    "stock_picking",
}


class Fingerprint:
    """Mixin: tell whether anything of ours was written."""

    def service_tables(self):
        """Return the tables of all our models, many2many ones too, and core's."""
        tables = set(_CORE_TABLES)
        for model in self.registry.values():
            if model._abstract or not model._auto:
                continue
            if model._name.startswith("service."):
                tables.add(model._table)
            tables |= {
                field.relation
                for field in model._fields.values()
                if field.type == "many2many"
                and field.store
                and (field.relation or "").startswith("service_")
            }
        return sorted(tables - _COUNTERS)

    def fingerprint(self):
        """Return `{table: (rows, hash)}`; transaction ids do not count."""
        self.env.flush_all()
        parts = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, count(*), sum(hashtext((to_jsonb(t) - %s)::text))"
                " FROM %s t",
                table,
                _SEEN,
                SQL.identifier(table),
            )
            for table in self.service_tables()
        )
        return {row[0]: row[1:] for row in self.env.execute_query(parts)}

    @contextlib.contextmanager
    def nothing_written(self, message=""):
        """Fail when the body changes a row of ours or of core's documents."""
        before = self.fingerprint()
        yield
        after = self.fingerprint()
        changed = sorted(name for name in after if before[name] != after[name])
        self.assertEqual(changed, [], f"{message}: written")

    @contextlib.contextmanager
    def taken_back(self):
        """Undo whatever the body writes, through HTTP, too."""
        self.env.flush_all()
        savepoint = self.cr.savepoint(flush=False)
        try:
            yield
            self.env.flush_all()
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.registry.clear_cache()  # rights, by user
