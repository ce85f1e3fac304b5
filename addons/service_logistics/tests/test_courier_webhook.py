from itertools import permutations

from odoo.tests import HttpCase, tagged

from .courier_common import CourierCommon


@tagged("post_install", "-at_install")
class TestCourierWebhook(CourierCommon, HttpCase):
    def hook(self, token=None, carrier=None):
        carrier = carrier or self.simulator
        token = token or carrier.service_hook_token
        return f"/service/hook/courier-{carrier.id}/{token}"

    def tell(
        self, number, status="in_transit", at="2026-11-20 10:00:00", mark="", **kwargs
    ):
        message = {"id": f"{number}-{status}{mark}", "number": number}
        message |= {"status": status, "at": at}
        return self.url_open(self.hook(**kwargs), method="POST", json=message)

    def work(self):
        self.env.invalidate_all()
        self.env["service.inbox"]._cron_work()

    def test_a_message_of_the_carrier_moves_the_parcel_once(self):
        job = self.make_ready()
        self.send(job, number="WH1", carrier_id=self.simulator.id)
        answers = [self.tell("WH1").json()["status"] for _time in range(2)]
        self.assertEqual(answers, ["stored", "known"])
        self.work()
        self.assertEqual(job.shipment_id.state, "in_transit")
        self.assertEqual(len(job.shipment_id.event_ids), 1)

    def test_messages_in_any_order_and_repeated_end_the_same(self):
        """All pairs of six; one comes again under another id after the second."""
        job = self.make_ready()
        self.send(job, number="WH6", carrier_id=self.simulator.id)
        shipment = job.shipment_id
        start = {"state": "label", "state_since": shipment.state_since}
        way = [
            ("collected", "2026-11-20 08:00:00"),
            ("in_transit", "2026-11-20 09:00:00"),
            ("problem", "2026-11-20 09:00:00"),
            ("sortownia_bis", "2026-11-20 10:00:00"),
            ("waiting", "2026-11-20 11:00:00"),
            ("in_transit", "2026-11-20 12:00:00"),
        ]
        ends = {}
        for number, (first, second) in enumerate(permutations(range(6), 2)):
            shipment.event_ids.unlink()
            shipment.write(start)
            self.tell("WH6", *way[first], mark=f"-{number}")
            self.work()
            self.tell("WH6", *way[second], mark=f"-{number}-2")
            self.tell("WH6", *way[first], mark=f"-{number}-3")
            self.work()
            self.assertEqual(len(shipment.event_ids), 2, (way[first], way[second]))
            ends[first, second] = (shipment.state, str(shipment.state_since))
        rows = self.env["service.inbox"].search([("event_key", "like", "WH6-%")])
        self.assertEqual((len(rows), set(rows.mapped("state"))), (90, {"done"}))
        for first, second in ends:
            # The way is in the order of time; of one second the later step counts.
            last = max(place for place in (first, second) if place != 3)
            self.assertEqual(ends[first, second], way[last])

    def test_a_wrong_secret_is_refused_and_nothing_is_kept(self):
        before = self.env["service.inbox"].search_count([])
        self.assertEqual(self.tell("WH2", token="x" * 32).status_code, 404)
        # A carrier without an adapter has no address, whatever its secret is.
        self.assertEqual(self.tell("WH2", carrier=self.carrier).status_code, 404)
        other = self.simulator.copy()
        token = other.service_hook_token
        self.assertEqual(self.tell("WH2", token=token).status_code, 404)
        self.assertEqual(self.env["service.inbox"].search_count([]), before)

    def test_an_archived_carrier_takes_nothing_new_and_leaves_nothing_undone(self):
        job = self.make_ready()
        self.send(job, number="WH8", carrier_id=self.simulator.id)
        self.assertEqual(self.tell("WH8").json()["status"], "stored")
        self.simulator.active = False
        self.work()
        row = self.env["service.inbox"].search([("event_key", "=like", "WH8-%")])
        self.assertEqual((row.state, row.error), ("done", False))
        self.assertEqual(job.shipment_id.state, "in_transit")
        self.assertEqual(self.tell("WH8", "waiting").status_code, 404)
        self.assertEqual(self.url_open(self.hook()).status_code, 404)

    def test_the_address_answers_a_question(self):
        self.assertEqual(self.url_open(self.hook()).status_code, 200)

    def test_news_of_an_unknown_number_are_kept_and_found_by_their_shipment(self):
        self.tell("LATER1")
        self.tell("LATER1", "collected", "2026-11-20 09:00:00")
        self.work()
        events = self.env["service.shipment.event"].with_user(self.logistics_user)
        strays = events.search([("shipment_id", "=", False)])
        self.assertEqual(strays.mapped("number"), ["LATER1", "LATER1"])
        job = self.make_ready()
        self.send(job, number="LATER1", carrier_id=self.simulator.id)
        self.assertEqual(strays.shipment_id, job.shipment_id)
        self.assertEqual(job.shipment_id.state, "in_transit")

    def test_a_message_that_is_not_trusted_only_makes_us_ask(self):
        job = self.make_ready()
        self.send(job, number="WH3", carrier_id=self.simulator.id)
        shipment = job.shipment_id
        origin = type(self.simulator)._service_courier_parse_webhook

        def hint(carrier, payload):
            return [item | {"trusted": False} for item in origin(carrier, payload)]

        self.patch_courier(parse_webhook=hint)
        shipment.next_poll = False
        self.tell("WH3", "delivered")
        self.tell("STRAY3", "delivered")
        self.work()
        self.assertEqual(shipment.state, "label")
        self.assertTrue(shipment.next_poll)
        stray = self.env["service.shipment.event"].search([("number", "=", "STRAY3")])
        self.assertEqual((stray.state, stray.note), (False, "delivered"))

    def test_a_message_that_makes_no_sense_is_put_aside(self):
        self.url_open(self.hook(), method="POST", json={"id": "junk"})
        self.work()
        row = self.env["service.inbox"].search([("event_key", "=", "junk")])
        self.assertEqual((row.state, row.tries), ("waiting", 1))

    def test_the_secret_is_for_administrators(self):
        carrier = self.simulator.with_user(self.logistics_user)
        with self.assertRaisesRegex(Exception, "service_hook"):
            carrier.read(["service_hook_token"])
