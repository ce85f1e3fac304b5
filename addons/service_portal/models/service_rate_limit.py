from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ServiceRateLimit(models.Model):
    """Counts hits per key and time window, for public addresses."""

    _name = "service.rate.limit"
    _description = "Service Rate Limit"
    _log_access = False

    key = fields.Char(required=True)
    window_start = fields.Datetime(required=True, index=True)
    hits = fields.Integer(required=True)

    _key_uniq = models.UniqueIndex("(key, window_start)")

    @api.model
    def _service_hit(self, key, limit, seconds):
        """Count one hit and tell whether it is within the limit.

        :param str key: what is limited, for example `signup:<address>`
        :param int limit: hits allowed in one window
        :param int seconds: length of the window
        :rtype: bool
        """
        now = int(fields.Datetime.now().timestamp())
        start = fields.Datetime.to_datetime("1970-01-01 00:00:00") + timedelta(
            seconds=now - now % seconds
        )
        [[hits]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_rate_limit AS l (key, window_start, hits)
                VALUES (%s, %s, 1)
                ON CONFLICT (key, window_start) DO UPDATE SET hits = l.hits + 1
                RETURNING hits
                """,
                key[:200],
                start,
            )
        )
        return hits <= limit

    @api.autovacuum
    def _gc_old_windows(self):
        limit = fields.Datetime.now() - timedelta(days=2)
        self.env.execute_query(
            SQL(
                "DELETE FROM service_rate_limit WHERE window_start < %s RETURNING id",
                limit,
            )
        )
