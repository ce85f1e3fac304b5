"""Takes personal data out of the database. Callers decide whose and when.

Two kinds of places hold a person's data: rows that point at the person (found by the
database's own foreign keys, so that no addon has to be known by name), and texts that
hang on a document by model and id (messages, files, activities, ratings).
"""

import re

from odoo import api, models
from odoo.tools import SQL

# Documents that the law wants unchanged; see docs/adr/0003-personal-data.md.
_ACCOUNTING = "account\\_%"
# Rows that only say who was told; nothing of them is kept.
_DROPPED = ("mail_followers",)
# Rows that name a person and point at nobody.
_LOOSE_TEXTS = (
    ("bus_bus", "message"),
    ("mail_blacklist", "email"),
    ("service_invitation", "email"),
    ("service_rate_limit", "key"),
)
# Rows that are kept and may name anybody in these two columns.
_QUEUES = (
    ("service_inbox", "payload", "error"),
    ("service_outbox", "payload", "error"),
    ("service_report", "email", "phone"),
)
# The person itself is written by `res.partner`.
_OWN = ("res_partner", "res_users")
_OURS = "service\\_%"
# What stands before a word; JSON writes the end of a line as a letter with a stroke.
_BEFORE_WORD = r"(^|[^[:alnum:]]|\\[bfnrt])"
_BEFORE_ADDRESS = r"(^|[^[:alnum:]._%+-]|\\[bfnrt])"


class ServicePrivacy(models.AbstractModel):
    _name = "service.privacy"
    _description = "Removal of Personal Data"

    # --- Texts on documents ---------------------------------------------------

    @api.model
    def _service_forget_threads(self, records):
        """Delete messages, mails, files, activities and ratings of `records`."""
        if not records:
            return
        on_document = [("res_id", "in", records.ids)]
        self._service_delete(
            "mail.message", [("model", "=", records._name), *on_document]
        )
        named = [("res_model", "=", records._name), *on_document]
        self._service_delete("mail.activity", named)
        self._service_delete("rating.rating", named)
        self._service_delete("mail.followers", named)
        # The second term makes core look at files of fields, too.
        self._service_delete("ir.attachment", [*named, ("id", "!=", False)])

    @api.model
    def _service_delete(self, model_name, domain):
        model_sudo = self.env[model_name].sudo()  # the caller decided on the matter
        model_sudo.with_context(active_test=False).search(domain).unlink()

    # --- Rows that point at the person --------------------------------------------

    @api.model
    def _service_columns(self, target):
        """Return `[(table, column)]` of the foreign keys to `target`.

        Who wrote a row is asked of our own tables only: drafts and uploads are known
        by it, and it stands in every table of core.

        :param str target: res_partner or res_users
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT cl.relname, att.attname
                  FROM pg_constraint con
                  JOIN pg_class cl ON cl.oid = con.conrelid
                  JOIN pg_attribute att
                    ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
                 WHERE con.contype = 'f' AND con.confrelid = %s::regclass
                   AND array_length(con.conkey, 1) = 1
                   AND cl.relname NOT LIKE %s AND cl.relname != ALL(%s)
                   AND (att.attname NOT IN ('create_uid', 'write_uid')
                        OR cl.relname LIKE %s)
                 ORDER BY 1, 2
                """,
                target,
                _ACCOUNTING,
                list(_OWN),
                _OURS,
            )
        )

    @api.model
    def _service_text_columns(self, table):
        """Return `[(column, may be null, type)]` of the table's texts."""
        return self.env.execute_query(
            SQL(
                """
                SELECT column_name, is_nullable = 'YES', udt_name
                  FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = %s
                   AND udt_name IN ('varchar', 'text', 'jsonb')
                   AND is_generated = 'NEVER'
                """,
                table,
            )
        )

    @api.model
    def _service_scrub_linked(self, records, terms):
        """Empty every text that has one of `terms`, in rows that point at `records`.

        :param records: `res.partner` or `res.users`
        """
        patterns = self._service_patterns(terms)
        for table, column in self._service_columns(records._table):
            where = SQL("%s = ANY(%s)", SQL.identifier(column), records.ids)
            if table in _DROPPED:
                self._service_run(
                    SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), where)
                )
            else:
                self._service_scrub_rows(table, where, patterns)
        self.env.invalidate_all(flush=False)

    @api.model
    def _service_scrub_rows(self, table, where, patterns):
        """Empty the texts of the rows `where` that match one of `patterns`."""
        sets = [
            self._service_emptied(name, nullable, kind, patterns)
            for name, nullable, kind in self._service_text_columns(table)
        ]
        if not sets or not patterns:
            return
        self._service_run(
            SQL(
                "UPDATE %s SET %s WHERE %s",
                SQL.identifier(table),
                SQL(", ").join(sets),
                where,
            )
        )

    @api.model
    def _service_emptied(self, name, nullable, kind, patterns):
        column = SQL.identifier(name)
        empty = SQL("NULL")
        if not nullable:
            empty = SQL("'{}'::jsonb" if kind == "jsonb" else "'-'")
        return SQL(
            "%s = CASE WHEN %s::text ~* ANY(%s) THEN %s ELSE %s END",
            column,
            column,
            patterns,
            empty,
            column,
        )

    @api.model
    def _service_relink(self, partners, target):
        """Let every row but those of accounting point at `target` instead."""
        for table, column in self._service_columns("res_partner"):
            if table in _DROPPED or self._service_is_relation(table):
                verb = SQL("DELETE FROM %s", SQL.identifier(table))
            else:
                verb = SQL(
                    "UPDATE %s SET %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    target.id,
                )
            self._service_run(
                SQL("%s WHERE %s = ANY(%s)", verb, SQL.identifier(column), partners.ids)
            )
        self.env.invalidate_all(flush=False)

    @api.model
    def _service_is_relation(self, table):
        """Tell whether the table is only a relation of two others."""
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = %s
                   AND column_name = 'id'
                """,
                table,
            )
        )
        return not count

    # --- Texts that nothing points from -----------------------------------------------

    @api.model
    def _service_forget_texts(self, terms):
        """Take e-mail addresses and the like out of queues and logs."""
        patterns = self._service_patterns(terms)
        if not patterns:
            return
        self.env.flush_all()
        for table, column in _LOOSE_TEXTS:
            self._service_run(
                SQL(
                    "DELETE FROM %s WHERE %s::text ~* ANY(%s)",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    patterns,
                )
            )
        for table, first, second in _QUEUES:
            where = SQL(
                "concat_ws(' ', %s::text, %s) ~* ANY(%s)",
                SQL.identifier(first),
                SQL.identifier(second),
                patterns,
            )
            self._service_scrub_rows(table, where, patterns)
        self._service_forget_mails(patterns)
        self.env.invalidate_all(flush=False)

    @api.model
    def _service_forget_mails(self, patterns):
        """Delete mails to the person, and clear the addresses of messages."""
        columns = ("email_to", "email_cc")
        mails = self.env.execute_query(
            SQL(
                "SELECT id FROM mail_mail WHERE concat_ws(' ', %s) ~* ANY(%s)",
                SQL(", ").join(SQL.identifier(name) for name in columns),
                patterns,
            )
        )
        mails_sudo = self.env["mail.mail"].sudo()  # addressed to the person
        mails_sudo.browse([row[0] for row in mails]).unlink()
        names = [
            name
            for name, _nullable, _kind in self._service_text_columns("mail_message")
            if name in _MESSAGE_ADDRESSES
        ]
        sets = [self._service_emptied(name, True, "text", patterns) for name in names]
        any_of = SQL("concat_ws(' ', %s)", SQL(", ").join(map(SQL.identifier, names)))
        self._service_run(
            SQL(
                "UPDATE mail_message SET %s WHERE %s ~* ANY(%s)",
                SQL(", ").join(sets),
                any_of,
                patterns,
            )
        )

    @api.model
    def _service_forget_bodies(self, partners, terms):
        """Empty what messages to and from the person say, on whatever document."""
        ids = partners.ids
        where = SQL(
            """
            author_id = ANY(%s)
            OR id IN (SELECT mail_message_id FROM mail_notification
                       WHERE res_partner_id = ANY(%s))
            OR id IN (SELECT mail_message_id FROM mail_message_res_partner_rel
                       WHERE res_partner_id = ANY(%s))
            """,
            ids,
            ids,
            ids,
        )
        self._service_scrub_rows("mail_message", where, self._service_patterns(terms))
        self._service_delete("mail.mail", [("recipient_ids", "in", ids)])

    @api.model
    def _service_forget_tracking(self, partners, terms):
        """Empty what tracked changes say of the person, wherever they happened."""
        patterns = self._service_patterns(terms)
        for side in ("old", "new"):
            value = SQL.identifier(f"{side}_value_char")
            self._service_run(
                SQL(
                    """
                    UPDATE mail_tracking_value SET %s = NULL
                     WHERE %s = ANY(%s) AND %s ~* ANY(%s)
                    """,
                    value,
                    SQL.identifier(f"{side}_value_integer"),
                    partners.ids,
                    value,
                    patterns,
                )
            )

    # --- Small things ---------------------------------------------------------------

    @api.model
    def _service_patterns(self, terms):
        """Return regular expressions; too short a word would match everybody.

        A name or an address is found where it begins: Anna is not taken for Joanna,
        nor ann@a.pl for joann@a.pl. A number is found in whatever it stands.
        """
        return [
            (_BEFORE_ADDRESS if "@" in term else _BEFORE_WORD) * term[0].isalpha()
            + re.escape(term)
            for term in terms
            if term and len(term) >= 4
        ]

    @api.model
    def _service_forget_rows(self, table, column, records):
        """Delete the rows of a log that are about `records`."""
        self._service_run(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                records.ids,
            )
        )

    @api.model
    def _service_run(self, query):
        self.env.cr.execute(query)


_MESSAGE_ADDRESSES = (
    "email_from",
    "reply_to",
    "incoming_email_to",
    "incoming_email_cc",
    "outgoing_email_to",
)
