import logging

from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class ServiceImportProgress(models.Model):
    """How far the filing of a spreadsheet is, told past its one transaction."""

    _name = "service.import.progress"
    _description = "Progress of a Spreadsheet with Devices"
    _log_access = False

    import_id = fields.Many2one(
        "service.import", required=True, index=True, ondelete="cascade"
    )
    done = fields.Integer(required=True)

    @api.model
    def _service_begin(self, staging):
        self.search([("import_id", "=", staging.id)]).unlink()
        self.create({"import_id": staging.id, "done": 0})

    @api.model
    def _service_teller(self, staging):
        """Return a function that tells others how many jobs are made.

        It writes with a cursor of its own. Nobody waits for it, and a failure is none.
        """
        registry = self.env.registry

        def tell(done):
            try:
                with registry.cursor() as cursor:
                    cursor.execute(
                        SQL(
                            "UPDATE service_import_progress SET done = %s "
                            "WHERE import_id = %s",
                            done,
                            staging.id,
                        )
                    )
            except DatabaseError as error:
                _logger.info("progress of import %s: %s", staging.id, error)

        return tell

    @api.model
    def _service_done(self, staging):
        """Return how many jobs of an import are made so far."""
        return self.search([("import_id", "=", staging.id)], limit=1).done
