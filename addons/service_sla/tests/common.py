from datetime import datetime

from odoo.fields import Command

from odoo.addons.service_portal.tests.common import ServiceCommon

# Warsaw is one hour ahead of UTC in winter, two in summer.
MONDAY_9 = datetime.fromisoformat("2026-11-23 08:00")
FRIDAY_15 = datetime.fromisoformat("2026-11-27 14:00")


class SlaCommon(ServiceCommon):
    """A week of 8 to 16, one policy a metric, a team with two technicians."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["service.sla.policy"].search([]).active = False
        cls.calendar = cls.make_calendar()
        cls.policy = cls.make_policy()
        cls.team = cls.env["service.team"].create(
            {
                "name": "Workshop",
                "user_id": cls.manager_user.id,
                "member_ids": [Command.set(cls.technician_user.ids)],
            }
        )

    @classmethod
    def make_calendar(cls, days=range(5), first=8, last=16, **values):
        attendances = [
            {
                "name": str(day),
                "dayofweek": str(day),
                "hour_from": first,
                "hour_to": last,
                "day_period": "morning" if last <= 12 else "full_day",
            }
            for day in days
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "8-16",
                "tz": "Europe/Warsaw",
                "company_id": cls.env.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in attendances),
                ],
                **values,
            }
        )

    @classmethod
    def make_policy(cls, metric="first_response", hours=4, **values):
        return cls.env["service.sla.policy"].create(
            {
                "name": f"{metric} in {hours} h",
                "metric": metric,
                "target_hours": hours,
                "calendar_id": cls.calendar.id,
                **values,
            }
        )

    def clock_of(self, record, metric="first_response"):
        """Return the clock of a request or job, with sudo."""
        clocks = record.sudo().sla_clock_ids
        return clocks.filtered(lambda clock: clock.metric == metric)
