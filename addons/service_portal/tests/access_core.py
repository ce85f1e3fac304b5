"""Core's routes that reach our records, as everybody; no test in here.

Asked is what comes back: files, words of messages, and whether anything was written.
"""

import contextlib
import re

from odoo.tools import mute_logger

from .access_people import MISSING, ROLES

# Said in every matter, with the owner's name behind it; notes are for staff.
NOTE, WORD = "Notatka-wewnetrzna-", "Slowo-do-klienta-"
_WRITES = ("say something", "upload a file", "change somebody's word", "follow")
_TARGETS = ("own", "colleague", "foreign", "missing")
# Rights of clients that core asks nothing about are left out, and roles of staff that
# read and write the same.
CORE_PEOPLE = (
    *("admin", "viewer", "own_only", "private", "company_b", "visitor"),
    *("read", "care", "accountant", "other_odoo_company", "outsider"),
)


class CoreRoutes:
    """Mixin to AccessPeople."""

    @classmethod
    def make_talks(cls):
        """Return `{owner: {kind: record}}` of what is said and filed in a matter."""
        talks = {}
        for owner in (*cls.records,):
            request = cls.records[owner]["request_id"]
            talks[owner] = {
                kind: cls.say(request, text + owner, kind)
                for kind, text in (("mt_comment", WORD), ("mt_note", NOTE))
            }
        cls.env.flush_all()
        return talks

    @classmethod
    def say(cls, request, text, kind):
        message = request.with_user(cls.care_user).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid=f"mail.{kind}",
            attachments=[(f"{kind}.txt", text.encode())],
        )
        return message.sudo()

    def owner(self, persona, whose):
        """Return the name of whose matter it is, None for a missing one."""
        request = self.record(persona, whose, "request_id")
        for owner, records in self.records.items():
            if whose != "missing" and records["request_id"] == request:
                return owner
        return None

    # --- Asking -----------------------------------------------------------------

    def call(self, path, **params):
        return self.url_open(path, json={"params": params}, method="POST")

    def core_routes(self):
        """Return `{name: (kind of record, how to ask, what an answer has in it)}`.

        None stands for a file; "" for the words of the matter's owner.
        """
        return {
            "photo": ("photo_id", self.ask_photo, None),
            "photo as a file": ("photo_id", self.ask_photo_file, None),
            "file of a word": ("mt_comment", self.ask_file, ""),
            "file of a note": ("mt_note", self.ask_file, ""),
            "files as a zip": ("mt_note", self.ask_zip, None),
            "messages by number": ("request_id", self.ask_messages, ""),
            "messages of the page": ("request_id", self.ask_chatter, ""),
            "followers, files": ("request_id", self.ask_data, '"followers"'),
            "say something": ("request_id", self.ask_post, '"message_id"'),
            "upload a file": ("request_id", self.ask_upload, '"attachment_id"'),
            "change somebody's word": ("mt_comment", self.ask_change, "mail.message"),
            "let somebody follow": ("request_id", self.ask_follow, '"followers"'),
            "evidence": ("request_id", self.ask_evidence, None),
            "link of a mail": ("request_id", self.ask_view, None),
        }

    def ask_photo(self, number):
        return self.url_open(f"/web/image/service.photo/{number}/image")

    def ask_photo_file(self, number):
        return self.url_open(f"/web/content/service.photo/{number}/image?download=1")

    def ask_file(self, number):
        return self.url_open(f"/web/content/{number}?download=1")

    def ask_zip(self, number):
        return self.post(
            "/mail/attachment/zip", {"file_ids": str(number), "zip_name": "x.zip"}
        )

    def ask_messages(self, number):
        return self.call(
            "/mail/thread/messages", thread_model="service.request", thread_id=number
        )

    def ask_chatter(self, number):
        return self.call(
            "/mail/chatter_fetch", thread_model="service.request", thread_id=number
        )

    def ask_data(self, number):
        about = {
            "thread_model": "service.request",
            "thread_id": number,
            "request_list": ["attachments", "followers", "activities"],
        }
        return self.call("/mail/data", fetch_params=[["mail.thread", about]])

    def ask_post(self, number):
        return self.call(
            "/mail/message/post",
            thread_model="service.request",
            thread_id=number,
            post_data={"body": "Halo", "message_type": "comment"},
        )

    def ask_upload(self, number):
        return self.post(
            "/mail/attachment/upload",
            {"thread_model": "service.request", "thread_id": str(number)},
            files={"ufile": ("x.txt", b"x", "text/plain")},
        )

    def ask_change(self, number):
        return self.call(
            "/mail/message/update_content", message_id=number, update_data={"body": "!"}
        )

    def ask_follow(self, number):
        return self.call(
            "/mail/thread/subscribe",
            res_model="service.request",
            res_id=number,
            partner_ids=self.private_partner.ids,
        )

    def ask_evidence(self, number):
        return self.url_open(f"/report/pdf/service_portal.evidence_pack/{number}")

    def ask_view(self, number):
        return self.url_open(
            f"/mail/view?model=service.request&res_id={number}", allow_redirects=False
        )

    # --- Outcomes ---------------------------------------------------------------

    def core_letter(self, answer, marker, owner):
        """Return + (it came, or was done), - (it did not), n (a note came along)."""
        if f"{NOTE}{owner}" in answer.text:
            return "n"
        if answer.status_code in (302, 303):
            place = answer.headers["Location"].partition("?")[0]
            return "+" if re.search(r"/[0-9]+$", place) else "-"
        if answer.status_code >= 400 or "/web/login" in answer.url:
            return "-"
        if marker is not None:
            found = (marker or f"{WORD}{owner}") in answer.text
            return "+" if found and '"error"' not in answer.text else "-"
        kind = answer.headers.get("Content-Type", "")
        # Core answers with a placeholder, a PNG, for a picture that is not there.
        return "-" if kind.startswith(("text/html", "image/png")) else "+"

    def core_number(self, persona, whose, kind, name):
        """Return the id to ask for, None when there is none."""
        if kind not in ("mt_comment", "mt_note"):
            found = self.record(persona, whose, kind)
        else:
            talks = self.talks.get(self.owner(persona, whose), {})
            found = MISSING if whose == "missing" else talks.get(kind)
        if "file" in name:
            found = getattr(found, "attachment_ids", found)
        return getattr(found, "id", found)

    def drive_core(self):
        """Return `{(name, whose): letters of CORE_PEOPLE}`; refusals write nothing."""
        seen = {}
        with mute_logger(
            "odoo.http",
            "odoo.addons.base.models.ir_rule",
            "odoo.addons.web.controllers.report",
        ):
            for persona in CORE_PEOPLE:
                self.enter(self.people[persona])
                with self.stays_as_it_is(persona):
                    for name, (kind, *_rest) in self.core_routes().items():
                        for whose in _TARGETS:
                            letter = self.drive_one(persona, whose, kind, name)
                            seen.setdefault((name, whose), []).append(letter)
        return {key: "".join(letters) for key, letters in seen.items()}

    def check_core(self, table):
        """Compare with a table; missing records are there for nobody, so no rows."""
        self.talks = self.make_talks()
        seen = self.drive_core()
        listed = {}
        for line in table.splitlines():
            if line and not line.startswith("#"):
                name, whose, letters = re.split(r"  +", line.strip())
                listed[name, whose] = letters.replace(" ", "")
        for (name, whose), letters in seen.items():
            with self.subTest(route=name, whose=whose):
                if whose == "missing":
                    self.assertLessEqual(set(letters), set("-."))
                else:
                    self.assertEqual(letters, listed.get((name, whose)))
        self.assertEqual(
            {key for key in seen if key[1] != "missing"}, set(listed), "rows"
        )

    def stays_as_it_is(self, persona):
        """Watch over clients; what staff reads may be marked as read."""
        outside = persona not in ROLES
        return self.nothing_written(persona) if outside else contextlib.nullcontext()

    def drive_one(self, persona, whose, kind, name):
        number = self.core_number(persona, whose, kind, name)
        if not number or (whose == "missing" and persona in ROLES):
            return "."
        _kind, ask, marker = self.core_routes()[name]
        owner = self.owner(persona, whose)
        if name not in _WRITES:
            return self.core_letter(ask(number), marker, owner)
        before = self.fingerprint()
        with self.taken_back():
            letter = self.core_letter(ask(number), marker, owner)
            if letter == "-" and self.fingerprint() != before:
                letter = "w"
        return letter
