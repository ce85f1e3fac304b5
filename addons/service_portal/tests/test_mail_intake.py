import io
from email.message import EmailMessage

from PIL import Image

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ServiceCommon
from .finished import finish

GATEWAY = "odoo.addons.mail.models.mail_thread"


@tagged("post_install", "-at_install")
class TestMailIntake(ServiceCommon):
    request_mails = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "serwis.example"}
        )
        cls.team = cls.env["service.team"].create(
            {"name": "Biuro", "alias_name": "pomoc", "user_id": cls.care_user.id}
        )
        cls.number = 0

    # --- Helpers ------------------------------------------------------------------

    def letter(self, body="Nie działa", charset="utf-8", html=None, **headers):
        type(self).number += 1
        message = EmailMessage()
        message["From"] = headers.pop("From", "Jan Nowy <jan@nowy.example>")
        message["To"] = headers.pop("To", "pomoc@serwis.example")
        message["Subject"] = headers.pop("Subject", "Zepsuty młotek")
        number = headers.pop("Message_Id", f"<m{self.number}@nowy.example>")
        if number:
            message["Message-Id"] = number
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        if body:
            message.set_content(body, charset=charset)
        if html and body:
            message.add_alternative(html, subtype="html", charset=charset)
        elif html:
            message.set_content(html, subtype="html", charset=charset)
        return message

    def take(self, message):
        """Process a letter; return the new requests."""
        before = self.env["service.request"].search([])
        with mute_logger(GATEWAY):
            self.env["mail.thread"].message_process(None, message.as_bytes())
        return self.env["service.request"].search([]) - before

    def reply(self, request, **headers):
        """Answer the last mail of a request as its mail program would."""
        mail = self.env["mail.mail"].search(
            [("model", "=", "service.request"), ("res_id", "=", request.id)], limit=1
        )
        headers.setdefault("From", request.contact_id.email_formatted)
        message = self.letter(
            headers.pop("body", "Odpowiadam"),
            In_Reply_To=mail.message_id,
            References=mail.message_id,
            **headers,
        )
        self.assertFalse(self.take(message), "an answer makes no request")
        return request.message_ids[:1]

    # --- New requests ---------------------------------------------------------------

    def test_letter_of_a_stranger_makes_a_request_and_a_person_without_rights(self):
        request = self.take(self.letter("Wiertarka nie kręci.\nProszę o pomoc."))
        self.assertEqual(request.channel, "email")
        self.assertEqual(request.state, "new")
        self.assertEqual(request.subject, "Zepsuty młotek")
        self.assertIn("Wiertarka nie kręci.", request.description)
        self.assertEqual(request.team_id, self.team)
        contact = request.contact_id
        self.assertEqual(contact.name, "Jan Nowy")
        self.assertEqual(contact.email, "jan@nowy.example")
        self.assertFalse(contact.user_ids)
        self.assertFalse(contact.parent_id)
        self.assertEqual(request.event_ids.source, "email")

    def test_sender_is_acknowledged_once_with_the_number(self):
        request = self.take(self.letter())
        mail = self.env["mail.mail"].search([("res_id", "=", request.id)])
        self.assertEqual(len(mail), 1)
        self.assertIn(request.name, mail.subject)
        self.assertEqual(mail.recipient_ids, request.contact_id)
        self.assertIn("pomoc@serwis.example", mail.reply_to)
        self.assertIn("auto-generated", mail.headers)

    def test_known_sender_files_for_the_own_company(self):
        request = self.take(self.letter(From="X <CLIENT_A2@client.example.com>"))
        self.assertEqual(request.contact_id, self.colleague_contact)
        self.assertEqual(request.partner_id, self.client_company)
        self.assertTrue(request.with_user(self.colleague_user).has_access("read"))
        self.assertNotEqual(request.create_uid, self.colleague_user)

    def test_polish_letters_of_every_age_are_read(self):
        text = "Zażółć gęślą jaźń"
        for charset in ("utf-8", "iso-8859-2", "cp1250"):
            with self.subTest(charset=charset):
                request = self.take(self.letter(text, charset=charset))
                self.assertIn(text, request.description)

    def test_html_alone_is_read_as_text(self):
        request = self.take(
            self.letter(None, html="<p>Nie <b>działa</b><script>x()</script></p>")
        )
        self.assertIn("działa", request.description)
        self.assertNotIn("x()", request.description)

    def test_endless_letter_is_cut(self):
        request = self.take(self.letter("słowo " * 60_000, Subject="a" * 900))
        self.assertLessEqual(len(request.description), 5000)
        self.assertEqual(len(request.subject), 200)
        self.assertLessEqual(len(request.message_ids[:1].body), 20_000)

    def test_same_letter_twice_is_one_request(self):
        letter = self.letter(Message_Id="<same@nowy.example>")
        self.assertEqual(len(self.take(letter)), 1)
        self.assertFalse(self.take(letter))

    def test_same_letter_without_number_is_one_request(self):
        letter = self.letter(Message_Id=None)
        self.assertEqual(len(self.take(letter)), 1)
        self.assertFalse(self.take(letter))
        other = self.letter("Inna sprawa", Message_Id=None)
        self.assertEqual(len(self.take(other)), 1)

    def test_forwarded_letter_is_the_request_of_who_forwards_it(self):
        inner = self.letter("W środku", From="Ktoś <ktos@inny.example>")
        outer = self.letter("Przekazuję", Subject="Fwd: Zepsuty młotek")
        outer.add_attachment(inner)
        request = self.take(outer)
        self.assertEqual(request.contact_id.email, "jan@nowy.example")
        self.assertIn("Przekazuję", request.description)

    # --- Files ------------------------------------------------------------------------

    def picture(self):
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x010F] = "SECRETPHONE"
        Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
        return out.getvalue()

    def attach(self, letter, name, content, kind="application/pdf"):
        main, sub = kind.split("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return letter

    def test_photo_is_cleaned_and_other_files_are_kept(self):
        letter = self.attach(self.letter(), "a.jpg", self.picture(), "image/jpeg")
        request = self.take(self.attach(letter, "dowod.pdf", b"%PDF-1.4 x"))
        files = {file.name: file.raw for file in request.message_ids.attachment_ids}
        self.assertEqual(set(files), {"a.jpg", "dowod.pdf"})
        self.assertNotIn(b"SECRETPHONE", files["a.jpg"])
        self.assertEqual(files["dowod.pdf"], b"%PDF-1.4 x")

    def test_photo_of_an_answer_goes_to_the_only_device(self):
        request = self.make_request(1)
        mail = self.env["mail.mail"].search([("res_id", "=", request.id)], limit=1)
        letter = self.letter(
            From=request.contact_id.email_formatted, In_Reply_To=mail.message_id
        )
        self.take(self.attach(letter, "a.jpg", self.picture(), "image/jpeg"))
        self.assertEqual(request.job_ids.photo_ids.mapped("source"), ["email"])

    def test_photo_above_the_limit_of_the_portal_loses_no_letter(self):
        self.env.company.service_photo_max_mb = 1
        request = self.make_request(1)
        mail = self.env["mail.mail"].search([("res_id", "=", request.id)], limit=1)
        letter = self.letter(
            "Oto zdjęcie",
            From=request.contact_id.email_formatted,
            In_Reply_To=mail.message_id,
        )
        large = self.picture() + b"0" * (2 << 20)  # bytes after the end of a JPEG
        self.take(self.attach(letter, "a.jpg", large, "image/jpeg"))
        self.assertIn("Oto zdjęcie", request.message_ids[:1].body)
        self.assertEqual(len(request.job_ids.photo_ids), 1)

    def test_file_that_is_too_large_is_refused_kindly_and_the_letter_kept(self):
        letter = self.attach(self.letter(), "film.mp4", b"0" * (21 << 20), "video/mp4")
        request = self.take(self.attach(letter, "ok.pdf", b"%PDF-1.4 x"))
        self.assertEqual(request.message_ids.attachment_ids.mapped("name"), ["ok.pdf"])
        mail = self.env["mail.mail"].search(
            [("res_id", "=", request.id), ("subject", "like", "too large")]
        )
        self.assertIn("film.mp4", mail.body_html)
        self.assertIn("jan@nowy.example", mail.email_to)

    # --- Loops ----------------------------------------------------------------------

    def test_letters_of_programs_make_nothing(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"Return_Path": "<>"},
            {"X_Autoreply": "yes"},
            {"From": "Biuro <pomoc@serwis.example>"},
            {"From": "catchall@serwis.example"},
        ):
            with (
                self.subTest(headers=headers),
                mute_logger("odoo.addons.service_portal.models.mail_thread"),
            ):
                mails = self.env["mail.mail"].search_count([])
                self.assertFalse(self.take(self.letter(**headers)))
                self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    @mute_logger("odoo.addons.service_portal.models.mail_thread")
    def test_answering_machine_adds_nothing_to_a_request(self):
        request = self.make_request(1)
        before = request.message_ids
        self.reply(request, Auto_Submitted="auto-replied")
        self.assertEqual(request.message_ids, before)

    def test_sender_who_floods_is_stopped(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "mail.gateway.loop.threshold", "3"
        )
        made = [len(self.take(self.letter(f"List {n}"))) for n in range(5)]
        self.assertEqual(made, [1, 1, 1, 0, 0])

    # --- Answers --------------------------------------------------------------------

    def test_answer_of_the_client_threads_whatever_its_subject(self):
        request = self.make_request(1)
        message = self.reply(request, Subject="zupełnie inny temat")
        self.assertEqual(message.author_id, self.client_contact)
        self.assertFalse(message.is_internal)
        self.assertIn("Odpowiadam", message.body)

    def test_answer_of_somebody_else_is_a_note_for_staff(self):
        request = self.make_request(1)
        for sender in (self.other_contact.email_formatted, "obcy@obcy.example"):
            with self.subTest(sender=sender):
                mails = self.env["mail.mail"].search([])
                message = self.reply(request, From=sender)
                self.assertTrue(message.is_internal)
                self.assertTrue(request.activity_ids)
                told = self.env["mail.mail"].search([]) - mails
                self.assertNotIn(self.client_contact, told.recipient_ids)
        self.assertEqual(len(request.activity_ids), 1, "one activity is enough")

    def test_answer_decides_nothing(self):
        request = self.make_request(1, accept=False)
        for word in ("Akceptuję", "zamknij", "accept close approve"):
            self.reply(request, body=word)
        self.assertEqual(request.state, "new")
        self.assertEqual(request.job_ids.state, "announced")

    def test_answer_to_our_question_comes_back_to_the_desk(self):
        request = self.make_request(1, accept=False)
        care = request.with_user(self.care_user)
        care.missing_info = "Numer seryjny?"
        care.action_ask_for_info()
        self.reply(request, From="obcy@obcy.example")
        self.assertEqual(request.state, "needs_info")
        self.reply(request, body="S-1")
        self.assertEqual(request.state, "new")

    def test_answer_to_a_closed_request_is_not_lost(self):
        request = self.make_request(1)
        finish(request.job_ids)
        self.reply(request, body="Nadal nie działa")
        self.assertEqual(request.state, "closed")
        self.assertEqual(len(request.activity_ids), 1)
