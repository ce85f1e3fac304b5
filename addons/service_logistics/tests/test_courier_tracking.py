from datetime import timedelta
from itertools import islice, permutations
from types import SimpleNamespace

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..courier import CourierError, latest
from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierTracking(CourierCommon):
    def way(self):
        """Return six news of one parcel; the last but one says a word of its own."""
        return [
            self.news("collected", 0),
            self.news("in_transit", 60),
            self.news("problem", 60, "adres"),
            self.news("in_transit", 120),
            self.news(None, 130, "sortownia_bis"),
            self.news("waiting", 180),
        ]

    def sent(self, number="TR1", carrier=None):
        job = self.make_ready()
        self.send(job, number=number, carrier_id=(carrier or self.simulator).id)
        return job.shipment_id

    # --- Order of news --------------------------------------------------------------

    def test_the_latest_news_is_the_same_in_all_720_orders(self):
        way = [SimpleNamespace(**item) for item in self.way()]
        ends = {
            "waiting": way[5],
            # An end counts more than what is said to come after it.
            "delivered": SimpleNamespace(state="delivered", at=way[0].at),
            # Of one second the step further on the way.
            "problem": SimpleNamespace(state="problem", at=way[3].at),
        }
        for state, end in ends.items():
            orders = list(permutations([*way[:5], end]))
            self.assertEqual(len(orders), 720)
            self.assertEqual({latest(order).state for order in orders}, {state})

    def test_the_parcel_ends_the_same_in_any_order_of_arrival(self):
        shipment = self.sent()
        jobs = shipment.job_ids
        start = {"state": "label", "state_since": shipment.state_since}
        ends = set()
        for order in islice(permutations(self.way()), 0, None, 24):
            shipment.event_ids.unlink()
            shipment.write(start)
            for item in order:
                shipment._service_news([item])
                shipment._service_news([item])
            self.assertEqual(len(shipment.event_ids), 6)
            ends.add((shipment.state, shipment.state_since))
        self.assertEqual(ends, {("waiting", self.way()[-1]["at"])})
        self.assertEqual(jobs.state, "shipped")

    def test_delivered_closes_the_job_whatever_comes_later(self):
        for number, order in enumerate(permutations(range(3))):
            way = [
                self.news("in_transit", 60),
                self.news("delivered", 120),
                self.news("in_transit", 180),
            ]
            shipment = self.sent(number=f"D{number}")
            for index in order:
                shipment._service_news([way[index]])
            self.assertEqual(shipment.state, "delivered")
            self.assertEqual(shipment.job_ids.state, "closed")
            self.assertEqual(shipment.job_ids.handed_over_at, way[1]["at"])

    def test_polling_and_webhooks_tell_the_same(self):
        polled, told = self.sent("P1"), self.sent("P2")
        self.patch_courier(track=lambda carrier, shipment: self.way())
        told._service_news([self.way()[3]])
        for _round in range(2):
            for shipment in (polled, told):
                shipment.next_poll = shipment.create_date
            self.run_tracking()
        rows = [
            shipment.event_ids.mapped(lambda e: (e.state, e.at, e.note))
            for shipment in (polled, told)
        ]
        self.assertEqual(sorted(map(str, rows[0])), sorted(map(str, rows[1])))
        self.assertEqual((polled.state, told.state), ("waiting", "waiting"))

    def test_a_word_that_we_do_not_know_is_shown_to_staff_and_changes_nothing(self):
        shipment = self.sent()
        shipment._service_news([self.news("in_transit", 60)])
        shipment._service_news([self.news(None, 90, "sortownia_bis")])
        self.assertEqual(shipment.state, "in_transit")
        event = shipment.with_user(self.logistics_user).event_ids[0]
        self.assertEqual((event.state, event.note), (False, "sortownia_bis"))
        texts = [
            entry["label"] for entry in shipment.job_ids._service_timeline_entries()
        ]
        self.assertFalse([text for text in texts if "sortownia" in text])

    # --- Asking ---------------------------------------------------------------------

    def test_a_carrier_that_fails_for_one_parcel_stops_no_other(self):
        bad, good = self.sent("BAD"), self.sent("GOOD")

        def track(carrier, shipment):
            if shipment.tracking_number == "BAD":
                message = "Nieznana odpowiedź."
                raise CourierError(message)
            return [self.news("in_transit", 10)]

        self.patch_courier(track=track)
        bad.poll_tries = 7
        (bad | good).next_poll = bad.create_date
        bad.poll_tries = 7
        self.run_tracking()
        self.assertEqual(good.state, "in_transit")
        self.assertFalse(bad.next_poll)
        self.assertEqual(bad.tracking_error, "Nieznana odpowiedź.")
        checks = {
            code: ok
            for code, ok, _detail in self.env["service.health"]._service_health_checks()
        }
        self.assertFalse(checks["couriers"])
        bad.with_user(self.logistics_user).action_courier_retry()
        self.assertTrue(bad.next_poll)

    def test_a_failure_is_asked_again_later_and_later(self):
        shipment = self.sent()

        def track(carrier, shipment):
            message = "Cisza."
            raise CourierError(message)

        self.patch_courier(track=track)
        waits = []
        with freeze_time("2026-11-22 10:00:00"):
            for _try in range(3):
                shipment.next_poll = fields.Datetime.now()
                self.run_tracking()
                waits.append(shipment.next_poll - fields.Datetime.now())
        self.assertEqual(waits, [timedelta(minutes=2**n) for n in (1, 2, 3)])

    def couriers_are_well(self):
        return {
            code: ok
            for code, ok, _detail in self.env["service.health"]._service_health_checks()
        }["couriers"]

    def test_a_parcel_that_a_person_ended_is_no_trouble_any_more(self):
        shipment = self.sent()

        def track(carrier, shipment):
            message = "Cisza."
            raise CourierError(message)

        self.patch_courier(track=track)
        shipment.poll_tries = 7
        shipment.next_poll = shipment.create_date
        self.run_tracking()
        self.assertFalse(self.couriers_are_well())
        shipment.with_user(self.logistics_user).action_delivered()
        self.assertTrue(self.couriers_are_well())
        self.assertEqual((shipment.tracking_error, shipment.poll_tries), (False, 0))

    def test_what_went_wrong_before_a_parcel_ended_is_no_trouble_either(self):
        """Rows from before this was emptied with the end."""
        shipment = self.sent()
        shipment._service_news([self.news("delivered", 60)])
        shipment.tracking_error = "Cisza."
        self.assertTrue(self.couriers_are_well())

    def test_a_cancelled_order_without_a_number_is_not_asked_for(self):
        def confirms_later(carrier, shipment):
            return {"reference": f"X{shipment.id}", "number": None}

        asked = []

        def track(carrier, shipment):
            asked.append(shipment.tracking_number)
            message = "Brak numeru."
            raise CourierError(message)

        self.patch_courier(create=confirms_later, track=track)
        shipment = self.order()
        self.run_outbox()
        shipment.tracking_error = "Cisza."
        shipment.with_user(self.logistics_user).action_cancel_order()
        self.run_outbox()
        self.assertEqual(shipment.state, "cancelled")
        self.assertFalse(shipment.tracking_error or shipment.next_poll)
        # The carrier tells late what we know already.
        row = self.env["service.inbox"].new({"payload": {}})
        hint = {"reference": f"X{shipment.id}", "number": None}
        hint |= {"news": [self.news("cancelled", 60)], "trusted": False}
        self.patch_courier(parse_webhook=lambda carrier, payload: [hint])
        self.simulator._service_take_webhook(row)
        self.assertFalse(shipment.next_poll)
        shipment._service_poll_soon()
        self.run_tracking()
        self.assertFalse(asked or shipment.next_poll or shipment.tracking_error)
        self.assertTrue(self.couriers_are_well())

    def test_an_ended_parcel_is_not_asked_for(self):
        shipment = self.sent()
        self.assertTrue(shipment.next_poll)
        shipment._service_news([self.news("delivered", 60)])
        self.assertFalse(shipment.next_poll)

    def test_a_manual_carrier_is_never_asked(self):
        self.assertFalse(self.sent(carrier=self.carrier).next_poll)

    # --- Simulator ------------------------------------------------------------------

    def test_the_simulator_walks_by_itself_at_its_pace(self):
        start = fields.Datetime.to_datetime("2026-11-22 10:00:00")
        job = self.make_ready()
        with freeze_time(start):
            shipment = self.order(job)
            self.run_outbox()
        seen = []
        for minutes in (5, 16, 27, 38, 49):
            with freeze_time(start + timedelta(minutes=minutes)):
                self.run_tracking()
                seen.append(shipment.state)
        self.assertEqual(
            seen, ["label", "collected", "in_transit", "waiting", "delivered"]
        )
        self.assertEqual(job.state, "closed")
        self.assertFalse(shipment.next_poll)

    # --- The client's words -----------------------------------------------------------

    def test_a_parcel_that_left_never_reads_prepared(self):
        shipment = self.sent(carrier=self.carrier)
        job = shipment.job_ids
        [section] = [
            section
            for section in job._service_portal_sections()
            if section["code"] == "shipment"
        ]
        self.assertEqual(section["values"]["state"], "Sent")
        shipment._service_news([self.news("in_transit", 60)])
        self.assertEqual(shipment._service_client_state(job), "On its way")
        ordered = self.order()
        self.assertEqual(ordered._service_client_state(ordered.job_ids), "Prepared")
