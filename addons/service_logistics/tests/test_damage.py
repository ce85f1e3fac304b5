import io
from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError
from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LogisticsCommon


class DamageCommon(LogisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.make_received()

    def protocol(self, kind="in", job=None, user=None, **vals):
        damages = self.env["service.damage"].with_user(user or self.logistics_user)
        return damages.create(
            {
                "kind": kind,
                "job_ids": (job or self.job).ids,
                "description": "Pęknięty narożnik obudowy",
            }
            | vals
        )

    def damage_photo(self, color="red"):
        return self.env["service.photo"]._service_add(
            self.job,
            "damage",
            [("pęknięcie.jpg", self.make_jpeg(color))],
            source="scan",
        )


@tagged("post_install", "-at_install")
class TestDamage(DamageCommon):
    # --- The carrier's term -----------------------------------------------------

    @freeze_time("2026-03-28 12:00:00")
    def test_the_term_is_counted_in_calendar_days_of_the_clients_clock(self):
        self.logistics_user.tz = "Europe/Warsaw"
        # Half past midnight in Warsaw is still the day before in UTC.
        damage = self.protocol(found_at="2026-03-27 23:30:00")
        self.assertEqual(damage.claim_due, date(2026, 4, 4))
        self.carrier.service_claim_days = 3
        damage.carrier_id = self.carrier
        self.assertEqual(damage.claim_due, date(2026, 3, 31))

    def test_a_carrier_has_a_term_of_at_least_a_day(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.carrier.service_claim_days = 0
            self.carrier.flush_recordset()

    def test_somebody_is_reminded_before_the_term_ends(self):
        damage = self.protocol()
        activity = damage.activity_ids
        self.assertEqual(activity.user_id, self.logistics_user)
        self.assertLess(activity.date_deadline, damage.claim_due)
        damage.action_claimed()
        self.assertFalse(damage.activity_ids)

    def test_a_term_that_is_nearly_over_is_minded_today(self):
        damage = self.protocol(found_at=fields.Datetime.now() - timedelta(days=30))
        today = fields.Date.context_today(damage)
        self.assertEqual(damage.activity_ids.date_deadline, today)

    # --- What is missing ----------------------------------------------------------

    def test_a_device_that_is_missing_is_looked_for(self):
        damage = self.protocol("missing")
        self.assertEqual(self.job.state, "missing")
        self.assertFalse(damage.claim_due)
        self.assertFalse(damage.activity_ids)
        event = self.job.event_ids.filtered(lambda e: e.state_to == "missing")
        self.assertEqual(event.user_id, self.logistics_user)
        with self.assertRaises(UserError):
            damage.action_claimed()

    def test_what_has_not_come_is_not_missing_after_receipt(self):
        announced = self.make_request(1).job_ids
        with self.assertRaises(UserError), self.cr.savepoint():
            self.protocol("missing", job=announced)
        self.assertEqual(announced.state, "announced")
        self.assertFalse(
            self.env["service.damage"].search([("job_ids", "in", announced.ids)])
        )

    # --- Steps --------------------------------------------------------------------

    def test_a_protocol_goes_from_open_to_settled(self):
        damage = self.protocol(amount_claimed=300)
        self.assertTrue(damage.name.startswith("SZK/"))
        damage.action_claimed()
        self.assertEqual(damage.state, "claimed")
        self.assertTrue(damage.claimed_at)
        with self.assertRaisesRegex(UserError, "Enter the amount"):
            damage.action_settled()
        damage.amount_settled = 250
        damage.action_settled()
        self.assertEqual(damage.state, "settled")
        with self.assertRaises(UserError):
            damage.action_refused()
        codes = self.job.event_ids.mapped("code")
        for code in ("damage.in", "damage.claimed", "damage.settled"):
            self.assertIn(code, codes)

    def test_only_the_buttons_move_a_protocol_on(self):
        damage = self.protocol()
        for vals in ({"state": "settled"}, {"claimed_at": fields.Datetime.now()}):
            with self.assertRaises(UserError):
                damage.write(vals)
        with self.assertRaises(UserError):
            self.protocol(state="settled")
        self.assertEqual(damage.state, "open")

    def test_what_a_protocol_began_with_stays(self):
        damage = self.protocol(amount_claimed=10)
        for vals in (
            {"kind": "missing"},
            {"name": "SZK/1"},
            {"partner_id": self.other_contact.id},
            {"company_id": False},
            {"claim_due": date(2099, 1, 1)},
        ):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(UserError, "as it was begun"):
                    damage.write(vals)
                if vals.keys() - {"kind", "name"}:
                    with self.assertRaises(UserError):
                        self.protocol(**vals)
        self.assertEqual((damage.kind, self.job.state), ("in", "received"))

    def test_the_devices_that_are_missing_are_named_once(self):
        damage = self.protocol("missing")
        with self.assertRaisesRegex(UserError, "as it was begun"):
            damage.job_ids |= self.make_received()
        self.assertEqual(damage.job_ids, self.job)

    def test_amounts_are_entered_while_they_are_open(self):
        damage = self.protocol(amount_claimed=300)
        with self.assertRaisesRegex(UserError, "after the claim"):
            damage.amount_settled = 300
        with self.assertRaises(UserError):
            self.protocol(amount_settled=300)
        damage.action_claimed()
        damage.write({"amount_claimed": 250, "amount_settled": 200})
        damage.action_settled()
        for name in ("amount_claimed", "amount_settled"):
            with self.assertRaisesRegex(UserError, "before the carrier decides"):
                damage[name] = 1000
        self.assertEqual((damage.amount_claimed, damage.amount_settled), (250, 200))

    def test_what_the_carrier_was_sent_stays_as_it_is(self):
        damage = self.protocol()
        damage.packaging = "Karton zgnieciony"
        damage.action_claimed()
        for vals in (
            {"description": "Inna"},
            {"found_at": fields.Datetime.now()},
            {"job_ids": [(5, 0, 0)]},
        ):
            with self.assertRaises(UserError):
                damage.write(vals)
        self.assertEqual(damage.description, "Pęknięty narożnik obudowy")
        paper = damage.message_ids.attachment_ids
        self.assertEqual(paper.mimetype, "application/pdf")

    def test_a_protocol_is_about_devices_of_one_client(self):
        foreign = self.make_foreign()
        with self.assertRaises(ValidationError):
            self.protocol(job=self.job | foreign)
        with self.assertRaises(ValidationError):
            self.protocol(job=self.env["service.job"], job_ids=[])

    def test_nothing_is_found_in_the_future(self):
        with self.assertRaises(ValidationError):
            self.protocol(found_at=fields.Datetime.now() + timedelta(hours=1))

    def test_amounts_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.protocol(amount_claimed=-1)

    # --- Who ------------------------------------------------------------------------

    def test_logistics_writes_protocols_and_others_read_them(self):
        damage = self.protocol()
        for user in (self.technician_user, self.care_user, self.quality_user):
            self.assertTrue(damage.with_user(user).description)
            with self.assertRaises(AccessError):
                damage.with_user(user).description = "x"
            with self.assertRaises(AccessError):
                damage.with_user(user).action_claimed()
            with self.assertRaises(AccessError):
                self.protocol(user=user)
        self.assertEqual(damage.state, "open")

    def test_a_protocol_of_another_company_is_hidden(self):
        damage = self.protocol()
        company = self.env["res.company"].create({"name": "Druga firma"})
        foreigner = self.logistics_user.copy(
            {
                "login": "obcy",
                "company_id": company.id,
                "company_ids": [(6, 0, company.ids)],
            }
        )
        found = self.env["service.damage"].with_user(foreigner)
        self.assertFalse(found.search([("id", "=", damage.id)]))

    # --- Parcel and paper -------------------------------------------------------------

    def test_the_parcel_on_its_way_back_is_filled_in(self):
        job = self.make_ready()
        self.send(job, number="620055", carrier_id=self.carrier.id)
        damage = self.protocol("out", job=job)
        self.assertEqual(damage.shipment_id, job.shipment_id)
        self.assertEqual(damage.carrier_id, self.carrier)
        self.assertEqual(damage.tracking_number, "620055")

    def test_the_paper_has_words_photos_and_hashes(self):
        photo = self.damage_photo()
        damage = self.protocol(tracking_number="PL-77")
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.logistics_user)
            ._render_qweb_pdf("service_logistics.damage_protocol", damage.ids)
        )
        self.assertEqual(kind, "pdf")
        pdf = PdfReader(io.BytesIO(content))
        text = "\n".join(page.extract_text() for page in pdf.pages)
        for word in (
            damage.name,
            "Pęknięty narożnik obudowy",
            self.job.reference,
            photo.sha256,
            "PL-77",
            self.client_company.name,
        ):
            self.assertIn(word, text)
        self.assertEqual(sum(len(page.images) for page in pdf.pages), 1)
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.client_user)._render_qweb_pdf(
                "service_logistics.damage_protocol", damage.ids
            )

    def test_the_evidence_pack_has_the_protocol(self):
        damage = self.protocol()
        titles = {part[0]: part for part in self.job._service_evidence_parts()}
        [title] = [title for title in titles if damage.name in title]
        [(name, content)] = titles[title][2]
        self.assertTrue(name.endswith(".pdf"))
        self.assertTrue(content.startswith(b"%PDF"))
