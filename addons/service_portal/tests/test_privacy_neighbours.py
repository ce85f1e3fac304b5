"""Who is forgotten takes nothing of others along."""

from odoo.tests import tagged

from .common import ServiceCommon

STREET = "Prosta 1"
NIP = "PL5260001246"


@tagged("post_install", "-at_install")
class TestPrivacyNeighbours(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_company.write(
            {"vat": NIP, "phone": "+48221112233", "email": "biuro@firma.example"}
        )
        cls.anna = cls.env["res.partner"].create(
            {
                "name": "Anna Nowak",
                "email": "anna@firma.example",
                "phone": "+48221112233",
                "parent_id": cls.client_company.id,
            }
        )

    def payload(self, key, payload):
        """Return what is kept of a message to another system."""
        outbox = self.env["service.outbox"]
        outbox._service_enqueue("label", self.anna_request(), payload, key)
        return outbox.search([("key", "=", key)])

    def anna_request(self):
        return self.make_request(0, type_id=self.type_question.id)

    def forget(self):
        self.env.flush_all()
        self.anna.sudo()._service_anonymise()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_company_keeps_its_address_number_and_remarks(self):
        self.assertEqual(self.anna.street, STREET, "core copies the address")
        remark = self.client_company.message_post(body=f"Wjazd od podwórza, {STREET}")
        named = self.client_company.message_post(body="Dzwoni zawsze Anna Nowak")
        parcel = self.payload("p1", {"street": STREET, "nip": NIP})
        self.forget()
        self.assertTrue(remark.exists())
        self.assertFalse(named.exists())
        self.assertEqual(parcel.payload, {"street": STREET, "nip": NIP})
        self.assertEqual(self.client_company.email, "biuro@firma.example")

    def test_joanna_is_not_taken_for_anna(self):
        address = "joanna@firma.example"
        block = self.env["mail.blacklist"].create({"email": address})
        own = self.env["mail.blacklist"].create({"email": "anna@firma.example"})
        parcel = self.payload("p2", {"to": "Joanna Nowak", "mail": address})
        mail = self.env["mail.mail"].create({"email_to": address, "subject": "x"})
        self.forget()
        self.assertTrue(block.exists())
        self.assertFalse(own.exists())
        self.assertEqual(parcel.payload["to"], "Joanna Nowak")
        self.assertTrue(mail.exists())

    def test_name_is_found_at_the_beginning_of_a_line(self):
        parcel = self.payload("p3", {"note": "Dla:\nAnna Nowak\ttel."})
        upper = self.payload("p4", {"note": "ANNA@FIRMA.EXAMPLE"})
        self.forget()
        self.assertFalse(parcel.payload)
        self.assertFalse(upper.payload)

    def test_short_name_deletes_no_remark_that_has_its_letters(self):
        self.anna.name = "Ewa"
        remark = self.client_company.message_post(body="Nowa brama wjazdowa, ewakuacja")
        self.forget()
        self.assertTrue(remark.exists())

    def test_mails_to_a_longer_address_still_go_out(self):
        user = self.make_client_user("nna", self.client_company)
        user.partner_id.email = "nna@firma.example"
        mine, others = (
            self.env["mail.mail"].create({"email_to": to, "subject": "x"})
            for to in ("Anna <NNA@firma.example>", "anna@firma.example")
        )
        user._service_revoke(actor=self.client_user)
        self.assertEqual(mine.state, "cancel")
        self.assertEqual(others.state, "outgoing")
