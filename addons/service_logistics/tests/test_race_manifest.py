"""Two people at one moment at the door."""

import uuid

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT
from odoo.addons.service_portal.tests.race_common import RaceCommon, at_both_moments


@tagged("post_install", "-at_install")
class TestRaceManifest(RaceCommon):
    def people(self, env):
        env = env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        return [
            new_test_user(
                env,
                f"svc_race_logistics_{number}",
                groups="service_portal.group_service_logistics",
                name=f"Magazyn {number}",
            ).id
            for number in range(2)
        ]

    def parcels(self, env):
        """Return two committed parcels that wait for a courier."""
        [client] = self.make_company(env, set())
        jobs = self.make_matter(env, client.partner_id, jobs=2).job_ids
        shipments = env["service.shipment"]
        for job in jobs:
            shipments |= shipments.create(
                {
                    "name": f"WYSCIG-{job.id}",
                    "company_id": job.company_id.id,
                    "partner_id": job.partner_id.id,
                    "job_ids": job.ids,
                    "tracking_number": f"W{job.id}",
                }
            )
        return shipments

    @at_both_moments
    def test_two_manifests_at_once_share_no_parcel(self, env, overlap):
        parcels = self.parcels(env)
        one, other = self.people(env)
        env.cr.commit()

        def make(env):
            return parcels.with_env(env).action_make_manifest()["res_id"]

        first, second = self.race((one, make), (other, make), overlap=overlap)
        self.assertIsInstance(second, UserError)
        now = self.now(parcels)
        self.assertEqual(now.manifest_id.ids, [first])

    @at_both_moments
    def test_two_scans_of_one_manifest_at_once_collect_once(self, env, overlap):
        parcels = self.parcels(env)
        one, other = self.people(env)
        manifest = env["service.manifest"]._service_make(parcels)
        env.cr.commit()

        def scan(env):
            scans = env["service.scan"]
            return scans.scan(str(uuid.uuid4()), manifest.barcode, "pickup")["result"]

        first, second = self.race((one, scan), (other, scan), overlap=overlap)
        self.assertEqual((first, second), ("handed", "repeated"))
        now = self.now(parcels)
        self.assertEqual(now.mapped("state"), ["collected", "collected"])
        self.assertEqual(len(now.event_ids), 2)
        self.assertEqual(now.manifest_id.handed_over_by_id.id, one)

    @at_both_moments
    def test_the_last_two_parcels_at_once_close_the_manifest(self, env, overlap):
        parcels = self.parcels(env)
        one, other = self.people(env)
        manifest = env["service.manifest"]._service_make(parcels)
        numbers = parcels.mapped("tracking_number")
        env.cr.commit()

        def scan(number):
            return lambda env: env["service.scan"].scan(
                str(uuid.uuid4()), number, "pickup"
            )["result"]

        found = self.race(
            (one, scan(numbers[0])), (other, scan(numbers[1])), overlap=overlap
        )
        self.assertEqual(found, ("handed", "handed"))
        self.assertEqual(self.now(manifest).state, "handed_over")
