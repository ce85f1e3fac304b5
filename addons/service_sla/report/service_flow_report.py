from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.service_portal.const import JOB_FINISHED


class ServiceFlowReport(models.Model):
    """How long jobs stay in each state: one row for each stay, from the event log."""

    _name = "service.flow.report"
    _description = "Time in Each State"
    _auto = False
    _order = "entered_at desc, id desc"
    _rec_name = "job_id"

    job_id = fields.Many2one("service.job", readonly=True)
    request_id = fields.Many2one("service.request", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    type_id = fields.Many2one("service.request.type", readonly=True)
    team_id = fields.Many2one("service.team", readonly=True)
    category_id = fields.Many2one("service.device.category", readonly=True)
    technician_id = fields.Many2one("res.users", readonly=True)
    state = fields.Selection(
        lambda self: self._selection_of("service.job", "state"), readonly=True
    )
    entered_at = fields.Datetime(string="From", readonly=True)
    left_at = fields.Datetime(string="Until", readonly=True)
    is_current = fields.Boolean(string="Still There", readonly=True)
    hours = fields.Float(string="Hours on Average", readonly=True, aggregator="avg")
    hours_total = fields.Float(string="Hours in Total", readonly=True)

    @api.model
    def _selection_of(self, model, field):
        return self.env[model]._fields[field]._description_selection(self.env)

    @property
    def _table_query(self):
        """Return the view: a stay lasts until the job's next transition, or until now.

        Finished jobs stay nowhere: their last state has no hours.
        """
        return SQL(
            """
            SELECT stay.*,
                   stay.left_at IS NULL AS is_current,
                   stay.hours_total AS hours
              FROM (
                SELECT event.id,
                       event.job_id,
                       event.request_id,
                       event.company_id,
                       event.state_to AS state,
                       event.at AS entered_at,
                       LEAD(event.at) OVER follow AS left_at,
                       EXTRACT(EPOCH FROM
                           COALESCE(LEAD(event.at) OVER follow,
                                    CASE WHEN event.state_to NOT IN %(finished)s
                                         THEN CLOCK_TIMESTAMP() AT TIME ZONE 'UTC' END)
                           - event.at) / 3600 AS hours_total,
                       job.partner_id,
                       job.type_id,
                       job.team_id,
                       job.category_id,
                       job.technician_id
                  FROM service_event event
                  JOIN service_job job ON job.id = event.job_id
                 WHERE event.state_to IS NOT NULL
                WINDOW follow AS (PARTITION BY event.job_id ORDER BY event.at, event.id)
              ) stay
            """,
            finished=JOB_FINISHED,
        )
